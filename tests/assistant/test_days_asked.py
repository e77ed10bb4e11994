"""The days of events that a question asks about: they rank, and filter nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.days import Days
from assistant.days_asked import days_asked, event_days, undated
from assistant.evidence import candidates
from index.library import Library

MONDAY = date(2025, 6, 2)
FIRST, LAST = date.min, date.max
MAY_16, JUNE_2 = date(2025, 5, 16), date(2025, 6, 2)


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("What happened on May 16?", [(MAY_16, MAY_16)]),
        ("What happened before June 2?", [(FIRST, date(2025, 6, 1))]),
        ("What happened after May 16?", [(date(2025, 5, 17), LAST)]),
        ("What has happened since May 16?", [(MAY_16, LAST)]),
        ("What has happened since May?", [(date(2025, 5, 1), LAST)]),
        ("What happened between May 16 and June 2?", [(MAY_16, JUNE_2)]),
        ("What happened from May 16 to June 2?", [(MAY_16, JUNE_2)]),
        ("What was said after the talks on May 16?", [(MAY_16, LAST)]),
        ("What was said before the second meeting on June 2?", [(FIRST, JUNE_2)]),
        ("Who met on May 16 and on June 2?", [(MAY_16, MAY_16), (JUNE_2, JUNE_2)]),
        ("Who came from Oslo on May 16?", [(MAY_16, MAY_16)]),
        ("What was signed after 9999-12-31?", [(LAST, LAST)]),
        ("Who came?", []),
    ],
)
def test_days_may_lie_before_or_after(question: str, days: list[tuple[date, date]]) -> None:
    assert days_asked(question, MONDAY) == tuple(Days(*run) for run in days)


TOLD: list[tuple[str, date | None]] = [
    ("The first round of the talks was held in Oslo on May 16.", MONDAY),
    ("The second round of talks began on Monday.", MONDAY),
    ("On May 20 they were still preparing for the second round.", MONDAY),
    ("Oslo proposed to hold the second round on June 9.", MONDAY),
    ("The third round took place on June 20.", MONDAY),
    ("The third round was on June 21.", MONDAY),
    ("The second round of the election was on May 4.", MONDAY),
]


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("Who spoke before the second round of talks?", [(FIRST, JUNE_2)]),
        ("Who spoke after the first round?", [(MAY_16, LAST)]),
        ("Who spoke in the first round?", [(MAY_16, MAY_16)]),
        ("Who met between the first and the second round of talks?", [(MAY_16, JUNE_2)]),
        ("Who spoke before the second round?", []),  # of the talks or the election
        ("Who spoke after the third round?", []),  # told of two days
        ("Who spoke after the fourth round?", []),
        ("Who won in the first quarter?", []),
        ("Who was in the second round?", []),
    ],
)
def test_an_event_told_by_its_number_has_its_day(
    question: str, days: list[tuple[date, date]]
) -> None:
    assert event_days(question, TOLD) == tuple(Days(*run) for run in days)


def test_the_day_of_an_event_ranks(library: Library, write: Callable[..., Path]) -> None:
    """Both sentences fit but for their days; the day of the round is in another article."""
    library.add(
        [
            write("a.md", "The third round began on June 12.", title="Round", date="2025-06-12"),
            write("b.md", "Oslo paid the hosts in full.", title="Bill", date="2025-06-10"),
            write("c.md", "Oslo paid the hosts a half.", title="Bill", date="2025-06-20"),
        ]
    )
    assistant = Assistant(library)

    def ranked(question: str) -> list[str]:
        return [c.article.id for c in candidates(*assistant.find(question), library)]

    before = ranked("What did Oslo pay the hosts before the third round?")
    after = ranked("What did Oslo pay the hosts after the third round?")
    assert set(before) == set(after) == {"a", "b", "c"}, "nothing is left out"
    assert before.index("b") < before.index("c")
    assert after.index("c") < after.index("b")


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("What did the council close on June 2?", "What did the council close?"),
        ("On Monday, June 2, who met in Rome?", "who met in Rome?"),
        ("Who met in May 2025 in Rome?", "Who met in Rome?"),
        ("Who met in Rome?", "Who met in Rome?"),
    ],
)
def test_a_question_is_read_without_its_day_where_the_passage_tells_it_otherwise(
    question: str, left: str
) -> None:
    assert undated(question, MONDAY) == left


def test_open_questions_are_answered_by_the_day_and_by_the_speaker(
    library: Library, write: Callable[..., Path]
) -> None:
    """The reader marks no span for them, and would have every one declined."""
    text = (
        "On May 19 the mayor of Brask opened the market hall.\n\nOn May 21 the bridge closed.\n\n"
        "Ilse Toral said the bridge of Brask would stay shut all summer."
    )
    library.add([write("brask.md", text, title="Brask", date="2025-05-30")])
    assistant = Assistant(library)
    happened = assistant.ask("What happened on May 19?")
    assert happened.statements[0].text.startswith("On May 19")
    said = assistant.ask("What did Ilse Toral say about the bridge?")
    assert said.statements[0].speaker == "Ilse Toral"
    assert assistant.ask("What happened on May 20?").status == "not_found"
