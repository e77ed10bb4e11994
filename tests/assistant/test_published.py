"""Days of publication that a question asks for, told apart from the days of events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Assistant
from assistant.published import Published, latest, newest_day, partly_named, published
from assistant.query import understand
from index.errors import BylineError
from index.library import Library
from index.records import Filter

WEDNESDAY = date(2025, 6, 4)
OUTLETS = ("Harbour Post", "Tidings")


def asked(question: str, newest: date | None = WEDNESDAY) -> Published | None:
    return published(question, OUTLETS, lambda: newest)


def days(question: str, newest: date | None = WEDNESDAY) -> tuple[str | None, str | None] | None:
    found = asked(question, newest)
    return (found.since, found.until) if found else None


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What did articles from May say about the ferry?", "2025-05-01", "2025-05-31"),
        ("In articles from May 2024, who ran the ferry?", "2024-05-01", "2024-05-31"),
        ("Which reports published on June 3 mention the ferry?", "2025-06-03", "2025-06-03"),
        ("Which articles on the ferry were published in May?", "2025-05-01", "2025-05-31"),
        ("What do articles published yesterday say?", "2025-06-03", "2025-06-03"),
        ("What do reports that appeared after 1 June say?", "2025-06-02", None),
        ("What do reports published between May 16 and June 2 say?", "2025-05-16", "2025-06-02"),
        ("What do reports from May 16 to June 2 say?", "2025-05-16", "2025-06-02"),
        ("What do reports from June 2 onwards say?", "2025-06-02", None),
        ("What is said of the ferry in yesterday's papers?", "2025-06-03", "2025-06-03"),
        ("What does this week’s coverage say?", "2025-06-02", "2025-06-08"),
        ("What do last month's articles say?", "2025-05-01", "2025-05-31"),
        ("What has changed since Monday's reports?", "2025-06-02", None),
        ("What was known before Monday's reports?", None, "2025-06-01"),
        ("What do the June 2 articles say?", "2025-06-02", "2025-06-02"),
        ("What do articles from 2024 say?", "2024-01-01", "2024-12-31"),
        ("What do reports from the past three days say?", "2025-06-02", "2025-06-04"),
        ("What do articles from the past week say?", "2025-05-29", "2025-06-04"),
        ("what did tidings write on 2 june about the ferry", "2025-06-02", "2025-06-02"),
        ("What has the Harbour Post written since Monday?", "2025-06-02", None),
        ("Before June 2, what did the outlets report?", None, "2025-06-01"),
        ("until June 2 what had the press written about it", None, "2025-06-02"),
        ("What did the press report in the past three days?", "2025-06-02", "2025-06-04"),
    ],
)
def test_days_of_publication_are_asked_for(
    question: str, since: str | None, until: str | None
) -> None:
    assert days(question) == (since, until)


@pytest.mark.parametrize(
    "question",
    [
        "What happened on May 19?",
        "What did the minister say on June 2?",
        "What did articles say about May?",
        "What do the reports on June 3 say?",  # about that day, or of it
        "What did the coverage of May 19 leave out?",
        "What did Tidings report on June 2?",  # on that day, or on what happened that day
        "What do the papers say on June 2?",
        "What do reports from May protests say?",
        "What did the papers write about the vote on June 2?",
        "What did the papers write before the vote on June 2?",
        "What did the audit report from June 3 find?",
        "What did the report published on June 3 find?",  # a commission's, as likely as not
        "What did Monday's report by the commission show?",
        "What was told at yesterday's news conference?",
        "Which outlets reported on June 2 that the bridge closed?",
        "Since when do reports from the harbour arrive?",
    ],
)
def test_days_of_events_are_not(question: str) -> None:
    assert asked(question) is None


def test_the_months_and_weekdays_meant_have_come() -> None:
    assert days("What do articles from December say?") == ("2024-12-01", "2024-12-31")
    assert days("What do articles from June say?") == ("2025-06-01", "2025-06-30")
    assert days("What do articles from June 5 say?") == ("2024-06-05", "2024-06-05")
    assert days("What do articles from Thursday say?") == ("2025-05-29", "2025-05-29")


def test_without_a_dated_article_only_whole_dates_are_told() -> None:
    assert days("What do yesterday's papers say?", None) is None
    assert days("What do articles from May 2024 say?", None) == ("2024-05-01", "2024-05-31")


def test_the_calendar_has_ends() -> None:
    assert days("What do articles published before 0001-01-01 say?") == (None, "0001-01-01")
    assert days("What do articles published after 9999-12-31 say?") == ("9999-12-31", None)


@pytest.mark.parametrize(
    ("question", "told", "rest"),
    [
        (
            "What did articles from May say about the ferry?",
            "What did articles published from 2025-05-01 to 2025-05-31 say about the ferry?",
            "What did articles say about the ferry?",
        ),
        (
            "What does this week's coverage say?",
            "What does the coverage published from 2025-06-02 to 2025-06-08 say?",
            "What does the report say?",
        ),
        (
            "Which papers on the ferry were published in May?",
            "Which papers on the ferry were published from 2025-05-01 to 2025-05-31?",
            "Which reports on the ferry?",
        ),
        (
            "What has changed since Monday's papers?",
            "What has changed in the papers published since 2025-06-02?",
            "What has changed in the reports?",
        ),
        (
            "before June 2 what did the outlets report",
            "Until 2025-06-01, what did the outlets report",
            "What did the outlets report",
        ),
    ],
)
def test_the_days_are_written_out_for_the_user_and_left_out_of_the_search(
    question: str, told: str, rest: str
) -> None:
    found = asked(question)
    assert found is not None
    assert (found.told, found.rest) == (told, rest)
    again = asked(found.told)
    assert again is not None
    assert (again.since, again.until, again.rest) == (found.since, found.until, rest)


@given(st.text(max_size=80), st.sampled_from(["papers from", "since", "latest report on"]))
def test_any_text_is_read_somehow(text: str, words: str) -> None:
    for question in (f"{text} {words} June 2", f"{words} {text} May's articles {text}"):
        found = asked(question)
        assert found is None or found.since or found.until
        assert latest(question) is None or "latest report" in question


def test_the_latest_report_is_asked_for() -> None:
    found = latest("What does the latest report on the ferry say about fares?")
    assert found is not None
    assert (found.rest, found.subject) == (
        "What does the report on the ferry say about fares?",
        "the ferry",
    )
    assert found.told("2025-06-02") == (
        "What does the report published since 2025-06-02 on the ferry say about fares?"
    )
    idiom = latest("What is the latest on the ferry?")
    assert idiom is not None
    assert idiom.subject == "the ferry"
    assert idiom.told("2025-06-02") == "What is the news published since 2025-06-02 on the ferry?"
    assert latest("What do latest reports say?") and latest("latest news on the ferry")
    for other in (
        "What is the latest model?",
        "Who wrote the latest report by the commission?",
        "What did her latest article say?",
    ):
        assert latest(other) is None


def test_an_outlet_may_write_under_a_part_of_its_name() -> None:
    sources = ["Harbour Post", "Hill Post", "RIA Novosti"]
    assert partly_named("What did RIA write on 2 June?", sources) == [("RIA", "RIA Novosti")]
    assert partly_named("What did the Post write?", sources) == [], "which of the two?"
    assert partly_named("What did Harbour decide?", sources) == []


# Asked of a library


@pytest.fixture
def ferry(library: Library, write: Callable[..., Path]) -> Library:
    rows = [
        ("2025-05-20", "Tidings", "The ferry company announced a fare of 12 crowns."),
        ("2025-06-02", "Harbour Post", "The ferry company announced a fare of 14 crowns."),
        ("2025-06-03", "Tidings", "The ferry company announced a fare of 15 crowns."),
        ("2025-06-04", "Harbour Post", "The opera announced a new season of plays."),
    ]
    for day, outlet, text in rows:
        library.add([write(f"{day}.md", text, date=day, source=outlet, title="News")])
    return library


def fare(question: str, library: Library, until: str | None = None) -> tuple[set[str | None], str]:
    """The days of the articles that an answer shows, and the question as it was understood."""
    answer = Assistant(library).ask(question, until=until)
    return {e.article.date for e in answer.evidence}, answer.standalone


def test_the_days_asked_for_filter(ferry: Library) -> None:
    shown, told = fare("What do articles from May say about the fare?", ferry)
    assert shown == {"2025-05-20"}
    assert "from 2025-05-01 to 2025-05-31" in told
    assert fare("What do yesterday's papers say about the fare?", ferry)[0] == {"2025-06-03"}
    assert fare("What did Harbour write on June 2 about the fare?", ferry)[0] == {"2025-06-02"}
    of_no_day = understand("What did Harbour write of the fare?", ferry, Filter())
    assert of_no_day.narrowed == Filter(), "Harbour may be another that writes"
    assert len(fare("What fare was announced on May 20?", ferry)[0]) == 4, "an event ranks only"


def test_the_latest_is_the_newest_on_the_subject(ferry: Library) -> None:
    shown, told = fare("What does the latest report on the ferry say about the fare?", ferry)
    assert shown == {"2025-06-03", "2025-06-04"}
    assert "published since 2025-06-03" in told
    assert "since 2025-06-02" in fare(
        "What is the latest on the ferry?", ferry, until="2025-06-02"
    )[1]  # fmt: skip
    assert fare("What do the latest reports say?", ferry)[0] == {"2025-06-04"}
    unheard = "What is the latest on the volcano?"
    assert fare(unheard, ferry)[1] == unheard


def test_the_newest_is_found_beyond_the_best_matches(
    ferry: Library, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.query._NEWEST", 1)
    query = understand("What is the latest on the ferry?", ferry, Filter())
    assert query.narrowed.since == "2025-06-03"


def test_days_by_option_and_in_words_hold_together(ferry: Library) -> None:
    question = "What do reports published since June 1 say about the fare?"
    assert fare(question, ferry, until="2025-06-02")[0] == {"2025-06-02"}
    with pytest.raises(BylineError, match="articles since 2025-06-01, but only those until"):
        fare(question, ferry, until="2025-05-31")


@pytest.mark.parametrize(
    ("question", "narrowed", "since", "until"),
    [
        ("What do the latest reports say?", {"articles": ("2025-05-20",)}, "2025-05-20", None),
        ("What do the latest reports say?", {"sources": ("Tidings",)}, "2025-06-03", None),
        ("What do the latest reports say?", {"until": "2025-06-01"}, "2025-05-20", "2025-06-01"),
        ("What do articles published this week say?", {"articles": ("2025-05-20",)},
         "2025-05-19", "2025-05-25"),
        ("What do articles published this week say?", {"sources": ("Tidings",)},
         "2025-06-02", "2025-06-08"),
    ],
)  # fmt: skip
def test_what_is_new_is_told_from_what_is_read(
    ferry: Library, question: str, narrowed: dict[str, Any], since: str, until: str | None
) -> None:
    """The latest is that of what is searched; yesterday is the library's, or that of the articles
    chosen one by one."""
    found = understand(question, ferry, Filter(**narrowed)).narrowed
    assert (found.since, found.until) == (since, until)


def test_the_newest_day_is_that_of_the_library_now(
    ferry: Library, write: Callable[..., Path]
) -> None:
    assert newest_day(ferry, Filter()) == date(2025, 6, 4)
    ferry.add([write("new.md", "The opera closed.", date="2025-06-09", title="Closed")])
    assert newest_day(ferry, Filter()) == date(2025, 6, 9)
    assert understand("What happened on May 19?", ferry, Filter()).narrowed == Filter()
