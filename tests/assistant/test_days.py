"""Days that a text names, told from the day on which it speaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.days import Days, days_in, share_a_day
from index.library import Library

MONDAY = date(2025, 6, 2)


def spans(text: str, spoken: date | None = MONDAY) -> list[str]:
    return [
        str(d.first) if d.first == d.last else f"{d.first}/{d.last}" for d in days_in(text, spoken)
    ]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The first round was on May 16.", ["2025-05-16"]),
        ("on 3rd of June and on 16 May 2024", ["2025-06-03", "2024-05-16"]),
        ("It begins on Sept. 3, 2026.", ["2026-09-03"]),
        ("On December 30 they left.", ["2024-12-30"]),  # the nearest one, not the coming one
        ("They met on Monday.", ["2025-06-02"]),  # told on a Monday, of that day
        ("They met on Tuesday.", ["2025-05-27"]),
        ("They meet next Tuesday.", ["2025-06-03"]),
        ("yesterday, and two weeks ago", ["2025-06-01", "2025-05-19"]),
        ("last week", ["2025-05-26/2025-06-01"]),
        ("this month", ["2025-06-01/2025-06-30"]),
        ("in March 2025 and in May", ["2025-03-01/2025-03-31", "2025-05-01/2025-05-31"]),
        ("three months ago", ["2025-03-01/2025-03-31"]),
        ("since 2022", ["2022-01-01/2022-12-31"]),
        ("WHAT HAPPENED ON MAY 19?", ["2025-05-19"]),
        ("dated 2025-05-16", ["2025-05-16"]),
    ],
)
def test_days_are_told_from_the_day_of_the_report(text: str, days: list[str]) -> None:
    assert spans(text) == days


@pytest.mark.parametrize(
    "text", ["30 February", "2025-02-31", "Marchand bought 12 of them", "at 14:43", "339 children"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert spans(text) == []


def test_without_the_day_of_the_report_only_whole_dates_are_told() -> None:
    assert spans("on Monday, May 16, and on 16 May 2024, last week", None) == ["2024-05-16"]


def test_days_are_shared_where_runs_of_them_overlap() -> None:
    may = Days(date(2025, 5, 1), date(2025, 5, 31))
    first_round = Days(date(2025, 5, 16), date(2025, 5, 16))
    assert share_a_day([first_round], [may])
    assert not share_a_day([first_round], [Days(MONDAY, MONDAY)])
    assert not share_a_day([], [may])


def test_a_weekday_answers_for_its_date(library: Library, write: Callable[..., Path]) -> None:
    """No sentence has a date; the day of publication tells which one is meant."""
    closed = {"May 30": "old bridge", "June 3": "market hall", "June 2": "library"}
    text = "\n\n".join(
        f"On {day} the town council closed the {what}."
        for day, what in zip(("Friday", "Tuesday", "Monday"), closed.values(), strict=True)
    )
    library.add([write("closures.md", text, title="Closures", date="2025-06-05")])
    assistant = Assistant(library)
    for day, what in closed.items():
        answer = assistant.ask(f"What did the town council close on {day}?")
        assert what in answer.statements[0].text
    assert assistant.ask("What did the town council close on June 4?").status == "not_found"
