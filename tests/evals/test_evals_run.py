from __future__ import annotations

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
