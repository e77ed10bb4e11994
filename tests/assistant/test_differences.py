"""Where the bundled reports differ, with the real models: every side is quoted."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.answer_type import AnswerType
from assistant.features import other_end
from assistant.query import Query
from index.records import Filter


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("How do the accounts differ on the Vilnius summit?", ("NATO summit", "Bucharest Nine")),
        ("What do the reports call the Vilnius summit?", ("NATO summit", "Bucharest Nine")),
        ("How do the accounts differ on the start time of the talks?", ("14:43", "1:00 p.m.")),
        ("How do the accounts differ on the bodies?", ("of its own accord", "6,000 for 6,000")),
        (
            "How do the accounts differ on what happened to the children?",
            ("treat children responsibly", "abducted by the occupying forces"),
        ),
    ],
)
def test_the_sides_of_a_difference_are_quoted(
    assistant: Assistant, question: str, sides: tuple[str, str]
) -> None:
    answer = assistant.ask(question)
    (difference,) = answer.differences
    quoted = {side: {c.article_id for c in answer.citations if side in c.quote} for side in sides}
    assert all(quoted.values()), [s.text for s in difference.sides]
    assert len(set.union(*quoted.values())) >= 2, "different articles say so"


@pytest.mark.parametrize(
    ("question", "sentence", "other"),
    [
        ("When did the talks begin?", "They closed at 4:00 p.m.", True),
        ("When did the talks begin?", "They opened at 2:43 p.m.", False),
        ("When did the talks begin?", "They opened at 2:43 p.m. and closed at 4:00 p.m.", False),
        ("When did the talks end?", "They started at 2:43 p.m.", True),
        ("When did the talks end?", "They met on Monday.", False),
        ("When did they begin and end?", "They closed at 4:00 p.m.", False),
        ("When did they meet?", "They closed at 4:00 p.m.", False),
    ],
)
def test_an_end_is_no_beginning(question: str, sentence: str, other: bool) -> None:
    query = Query(question, question, AnswerType.DATE, (), Filter())
    assert other_end(query, sentence) is other


def test_only_a_time_has_another_end() -> None:
    query = Query("q", "Why did they begin?", AnswerType.REASON, (), Filter())
    assert not other_end(query, "They closed at 4:00 p.m.")
