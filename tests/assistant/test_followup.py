"""Follow-ups: what leans on the turn before is completed, what stands alone is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.followup import completed, normalised
from index.errors import BylineError

FIRST = {
    "question": "Who led the Ukrainian delegation?",
    "answer": "Rustem Umerov — Rustem Umerov led it. [1]",
}


def test_without_earlier_turns_nothing_changes() -> None:
    assert completed("What did he propose?", []) == "What did he propose?"


@pytest.mark.parametrize(
    "question",
    [
        "Which outlets reported the number of children?",
        "When did Russia hand over the memorandum in Istanbul?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert completed(question, [FIRST]) == question


@pytest.mark.parametrize(
    "question", ["What did he propose for June?", "What was his proposal?", "Who met him?"]
)
def test_a_pronoun_stands_for_the_person_of_the_answer(question: str) -> None:
    complete = completed(question, [FIRST])
    assert "Rustem Umerov" in complete
    assert not {"he", "his", "him"} & set(complete.lower().replace("?", "").split())


def test_the_newest_turn_counts() -> None:
    later = {"question": "Who led the Russian one?", "answer": "Vladimir Medinsky led it."}
    assert "Vladimir Medinsky" in completed("What did he say?", [FIRST, later])


@pytest.mark.parametrize(
    "question", ["And when?", "Why?", "What about the children?", "And the Russians?", "On May 16?"]
)
def test_a_fragment_is_asked_together_with_the_question_before(question: str) -> None:
    complete = completed(question, [FIRST])
    assert FIRST["question"] in complete
    assert complete.lower().endswith(question.lower())


def test_a_new_subject_is_left_alone() -> None:
    question = "Let's talk about something else: who is she?"
    assert completed(question, [FIRST]) == "who is she?"


@pytest.mark.parametrize(
    ("asked", "fragment", "complete"),
    [
        ("Where was the second round?", "And the first round?", "Where was the first round?"),
        ("How many did Russia return?", "and Ukraine?", "How many did Ukraine return?"),
        ("What did Kyiv propose for June?", "What about July?", "What did Kyiv propose for July?"),
        ("How long was the second round?", "And the first one?", "How long was the first round?"),
        ("Who led the Dutch team?", "And the Swiss one?", "Who led the Swiss team?"),
        ("How many did the Good Intent save?", "and the tug?", "How many did the tug save?"),
        ("Who founded Hollum Salvage?", "And Norr Marine?", "Who founded Norr Marine?"),
        ("Was Ellen Hask there?", "And Niall Brody?", "Was Niall Brody there?"),
    ],
)
def test_a_fragment_takes_the_place_of_its_like(asked: str, fragment: str, complete: str) -> None:
    assert completed(fragment, [asked]) == complete


@pytest.mark.parametrize(
    "history",
    [
        [FIRST],
        [
            {"role": "user", "content": FIRST["question"]},
            {"role": "assistant", "content": FIRST["answer"]},
        ],
    ],
)
def test_turns_come_as_pairs_or_messages(history: list[Any]) -> None:
    assert normalised(history) == [(FIRST["question"], FIRST["answer"])]


def test_turns_without_an_answer() -> None:
    assert normalised(["Who?", {"question": "When?"}, {"question": "Why?", "answer": None}]) == [
        ("Who?", ""),
        ("When?", ""),
        ("Why?", ""),
    ]


@pytest.mark.parametrize("entry", [7, None, [], {}, {"question": 7}, {"content": ["a"]}])
def test_a_turn_of_another_shape_is_refused(entry: Any) -> None:
    with pytest.raises(BylineError, match="expected objects with 'question' and 'answer'"):
        completed("And when?", [entry])


def test_a_pronoun_for_a_name_of_the_same_question_is_left_alone() -> None:
    question = "When did Russia hand over its memorandum in Istanbul?"
    assert completed(question, [{"question": "Who led it?", "answer": "Medinsky."}]) == question
