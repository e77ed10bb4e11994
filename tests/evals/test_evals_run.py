from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from evals_builders import article_text, make_answer, make_case

from evals.cases import Turn
from evals.run import run_suite


def test_a_case_that_raises_is_a_row_with_its_error_and_the_rest_run() -> None:
    def ask(question: str, history: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        if question == "bad":
            raise RuntimeError("the model\n is gone")
        return make_answer()

    cases = [make_case(id="1"), make_case(id="2", question="bad"), make_case(id="3")]
    scores = run_suite(cases, ask, article_text, progress=False)
    assert [s.outcome.case.id for s in scores] == ["1", "2", "3"]
    assert [s.failed for s in scores] == [False, True, False]
    assert scores[1].outcome.error == "RuntimeError: the model is gone"
    assert (scores[1].outcome.answer, scores[1].values) == (None, {})
    assert scores[0].values["facts_strict"] == 1.0


@pytest.mark.parametrize("answer", [{}, {"status": "answered"}, ["no dict"], "text"])
def test_an_answer_out_of_shape_fails_its_case_and_is_kept(answer: Any) -> None:
    (score,) = run_suite([make_case()], lambda question, history: answer, article_text)
    assert score.failed
    assert str(score.outcome.error).startswith("the answer could not be scored: ")
    assert score.outcome.answer == answer


def test_an_answer_of_none_fails_its_case() -> None:
    nothing: Any = None
    (score,) = run_suite([make_case()], lambda question, history: nothing, article_text)
    assert score.failed


def test_a_library_that_breaks_fails_the_case() -> None:
    def unreadable(article_id: str) -> str:
        raise OSError("disk gone")

    (score,) = run_suite([make_case()], lambda question, history: make_answer(), unreadable)
    assert "disk gone" in str(score.outcome.error)


def test_the_history_is_asked_with_the_question() -> None:
    asked = []

    def ask(question: str, history: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        asked.append((question, history))
        return make_answer()

    run_suite([make_case(question="And then?", history=(Turn("Q", "A"),))], ask, article_text)
    assert asked == [("And then?", [{"question": "Q", "answer": "A"}])]


def test_an_interrupt_stops_the_run() -> None:
    def ask(question: str, history: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_suite([make_case()], ask, article_text)


def test_progress_goes_to_stderr_and_can_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    run_suite([make_case()], lambda question, history: make_answer(), article_text)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "1/1" in shown.err
    run_suite([make_case()], lambda question, history: make_answer(), article_text, progress=False)
    assert capsys.readouterr().err == ""


def test_several_are_asked_at_a_time_and_come_in_their_order() -> None:
    meeting = threading.Barrier(3, timeout=20)

    def ask(question: str, history: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        meeting.wait()  # passes only where three are asked together
        return make_answer(short=question)

    cases = [make_case(id=str(n), question=f"Question {n}?") for n in range(6)]
    scores = run_suite(cases, ask, article_text, progress=False, jobs=3)
    assert [s.outcome.case.id for s in scores] == [str(n) for n in range(6)]
    assert [(s.outcome.answer or {})["short"] for s in scores] == [c.question for c in cases]


def test_an_interrupt_stops_a_run_of_several_at_a_time() -> None:
    asked = []

    def ask(question: str, history: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        asked.append(question)
        if len(asked) == 2:
            raise KeyboardInterrupt
        time.sleep(0.02)  # or the other thread is through before the run hears of it
        return make_answer()

    cases = [make_case(id=str(n)) for n in range(200)]
    with pytest.raises(KeyboardInterrupt):
        run_suite(cases, ask, article_text, progress=False, jobs=2)
    assert len(asked) < 200


def test_a_case_asked_again_and_answered_differently_is_marked() -> None:
    given = iter(
        [
            make_answer(seconds=0.1),
            make_answer(seconds=0.2),  # the time alone is no difference
            make_answer(short="2 h", seconds=0.1),
            make_answer(seconds=0.1),
            make_answer(),
            RuntimeError("gone"),
        ]
    )

    def ask(question: str, history: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        answer = next(given)
        if isinstance(answer, Exception):
            raise answer
        return answer

    cases = [make_case(id=str(n)) for n in range(3)]
    scores = run_suite(cases, ask, article_text, progress=False, repeat=2)
    assert [s.outcome.answers for s in scores] == [1, 2, 2]
    assert [s.failed for s in scores] == [False, False, True]
