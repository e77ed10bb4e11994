"""Turns as files, feedback, short answers side by side, what was asked of."""

from __future__ import annotations

import json
import re
from datetime import date as day
from pathlib import Path

import pytest
from app_fakes import HARBOUR, MARKET, FakeAssistant

from assistant import feedback, share, wording
from assistant.answer import Answer
from assistant.chat import Chat
from assistant.page import conversation
from assistant.page_compare import same_answer
from assistant.page_sources import age
from assistant.turns import Chosen, Scope, Turn, from_record, to_record
from index.errors import BylineError


@pytest.fixture
def turns() -> list[Turn]:
    chat = Chat({"": FakeAssistant()})  # type: ignore[dict-item]
    told: list[Turn] = []
    for question in ("harbour", "salary", "differ", "broken"):
        told = list(chat.ask(question, Scope(sources=("The Courier",)), told))[-1].turns
    return told


def test_a_conversation_as_markdown(turns: list[Turn]) -> None:
    text = share.export(turns, "markdown").text
    assert text.index("## harbour") < text.index("**noon**") < text.index("## salary")
    assert f"{wording.SCOPE_ASKED} The Courier" in text
    assert "[1] The Courier, 9 March 2024: Harbour <https://example.org/harbour>" in text
    assert "> The harbour reopened at noon\\." in text
    assert wording.NOT_FOUND.replace(".", "\\.") in text
    assert wording.SIDE_BY_SIDE in text and wording.FAILED.split(",")[0] in text


def test_a_conversation_as_a_page(turns: list[Turn]) -> None:
    made = share.export(turns, "html")
    assert made.name == "harbour.html" and made.media_type == "text/html"
    assert f'<blockquote dir="auto">{MARKET}</blockquote>' in made.text
    assert '<a href="https://example.org/harbour">' in made.text


def test_a_conversation_as_json_has_every_citation(turns: list[Turn]) -> None:
    rows = json.loads(share.export(turns, "json").text)
    assert [row["question"] for row in rows] == ["harbour", "salary", "differ", "broken"]
    assert rows[0]["answer"]["citations"][0]["quote"] == HARBOUR
    assert rows[0]["scope"]["sources"] == ["The Courier"] and rows[3]["error"] == wording.FAILED


def test_a_format_nobody_knows_is_markdown(turns: list[Turn]) -> None:
    assert share.export(turns, "../x").name == "harbour.md"


def test_feedback_is_a_line_beside_the_library(turns: list[Turn], tmp_path: Path) -> None:
    library = tmp_path / "mine"
    for verdict in ("right", "bad citation"):
        file = feedback.keep(library, feedback.row(turns[1], turns[:1], verdict, "odd\n" * 900))
    assert file == tmp_path / "mine-feedback.jsonl"
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [row["verdict"] for row in rows] == ["right", "bad citation"]
    assert list(rows[0]) == [
        "time", "question", "standalone", "history", "verdict", "note", "answer"
    ]  # fmt: skip
    assert rows[0]["history"][0]["question"] == "harbour" and len(rows[0]["note"]) == 2000
    assert rows[0]["answer"]["evidence"], "the whole answer, for whoever reviews it"


@pytest.mark.parametrize("verdict", ["", "fine", "None"])
def test_feedback_that_says_nothing_is_not_kept(turns: list[Turn], verdict: str) -> None:
    with pytest.raises(BylineError, match="nothing was kept"):
        feedback.row(turns[0], [], verdict, "")


def test_feedback_that_cannot_be_written_is_a_sentence(turns: list[Turn], tmp_path: Path) -> None:
    (tmp_path / "mine-feedback.jsonl").mkdir()
    with pytest.raises(BylineError, match="could not be written"):
        feedback.keep(tmp_path / "mine", feedback.row(turns[0], [], "right", ""))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1 000", "1 000 prisoners", True),
        ("medinsky", "vladimir medinsky", True),
        ("16 may", "16 june", False),
        ("russia", "ukraine and russia", False),
        ("20", "20 to 101", False),
        ("339", "", False),
        ("", "", False),
    ],
)
def test_short_answers_that_say_the_same(one: str, other: str, same: bool) -> None:
    assert same_answer(one.split(), other.split()) is same
    assert same_answer(other.split(), one.split()) is same


def test_ages_in_words() -> None:
    told = {0: "today", 1: "yesterday", 13: "13 days ago", 45: "1 month ago", 800: "2 years ago"}
    assert {days: wording.ago(days) for days in told} == told


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope(sources=("The Courier",)), ["The Courier"]),
        (Scope(since="2024-03-09", until="2024-03-09"), ["9 March 2024"]),
        (Scope(since="2024-03-09"), ["since 9 March 2024"]),
        (Scope(until="2024-03-09"), ["until 9 March 2024"]),
        (
            Scope("", ("A", "B"), "2024-03-01", "2024-03-09"),
            ["A", "B", "1 March 2024 to 9 March 2024"],
        ),
        (Scope("", ("A",), articles=(Chosen("harbour", "The harbour"),)), ["“The harbour”", "A"]),
        (Scope(), []),
    ],
)
def test_what_was_asked_of_stands_with_the_question(scope: Scope, words: list[str]) -> None:
    html = conversation([Turn(1, "q", None, "no", scope=scope)])
    assert re.findall(r'class="chip"><bdi>(.*?)</bdi>', html) == words


def test_silence_of_some_articles_is_not_said_of_all() -> None:
    silent = Answer("q", "q", "not_found", 0.1)
    html = conversation([Turn(1, "q", silent, scope=Scope(sources=("The Courier",)))])
    assert wording.NOT_FOUND_SCOPE in html and wording.NOT_FOUND not in html


def test_a_source_says_how_old_it_is() -> None:
    assert "2 weeks ago" in age("2024-03-09", day(2024, 3, 25))
    assert age("2024-03-09", day(2024, 3, 1)) == "" == age("in March") == age(None)


# One article


def test_articles_that_were_chosen_are_asked_and_named_as_the_library_names_them(
    turns: list[Turn],
) -> None:
    asked = FakeAssistant()
    chat = Chat({"": asked})  # type: ignore[dict-item]
    scope = Scope.of({"articles": [{"id": "harbour", "title": "Made up"}]})
    [*_, last] = chat.ask("When?", scope, [])
    assert asked.chosen == [["harbour"]]
    assert last.turns[0].scope.articles == (Chosen("harbour", "Harbour"),)
    record = to_record(last.turns[0])
    assert record["scope"]["articles"] == [{"id": "harbour", "title": "Harbour"}]
    assert from_record(json.loads(json.dumps(record)), 1).scope == last.turns[0].scope
    for form in ("markdown", "html", "text"):
        assert f"{wording.SCOPE_ASKED} “Harbour”" in share.export(last.turns, form).text


def test_an_article_that_is_gone_is_not_asked_and_named_by_its_title() -> None:
    asked = FakeAssistant()
    chat = Chat({"": asked})  # type: ignore[dict-item]
    scope = Scope(articles=(Chosen("harbour", "Harbour"), Chosen("gone", "The ferry")))
    [*_, last] = chat.ask("When?", scope, [])
    assert last.turns[0].error == wording.SCOPE_GONE.format("The ferry") and not asked.chosen


@pytest.mark.parametrize(
    "odd", [None, 7, "harbour", {}, ["harbour"], [7], [{}], [{"id": 7}], [{"id": ""}], [["id"]]]
)
def test_what_is_no_article_narrows_nothing(odd: object) -> None:
    assert not Scope.of({"articles": odd}).narrows


def test_an_article_without_a_title_is_called_by_its_id() -> None:
    assert Scope.of({"articles": [{"id": "harbour"}]}).articles == (Chosen("harbour", "harbour"),)
