"""Answers kept between runs: found again only for the same question, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from evals_builders import article_text, make_answer, make_case

from evals.cache import AnswerCache, cache_folder
from evals.cases import Turn
from evals.errors import EvalError
from evals.run import run_suite


def test_an_answer_is_found_by_question_and_history_not_by_what_the_case_expects(
    tmp_path: Path,
) -> None:
    cache = AnswerCache("v1", tmp_path)
    cache.put(make_case(), make_answer(short="é \ud800"), 1.25)
    again = AnswerCache("v1", tmp_path)
    kept = again.get(make_case(id="other", facts=(("x",),)))
    assert kept is not None
    assert (kept.answer["short"], kept.seconds) == ("é \ud800", 1.25)
    assert again.get(make_case(question="Another?")) is None
    assert again.get(make_case(history=(Turn("Q", "A"),))) is None
    assert AnswerCache("v2", tmp_path).get(make_case()) is None


def test_a_line_torn_by_a_kill_costs_that_answer_alone(tmp_path: Path) -> None:
    cases = [make_case(question=f"Question {n}?") for n in range(3)]
    cache = AnswerCache("v1", tmp_path)
    for case in cases[:2]:
        cache.put(case, make_answer(), 1.0)
    whole = cache.path.read_bytes()
    cache.path.write_bytes(whole[:-20])
    resumed = AnswerCache("v1", tmp_path)
    resumed.put(cases[2], make_answer(), 1.0)
    found = [AnswerCache("v1", tmp_path).get(case) is not None for case in cases]
    assert found == [True, False, True]


def test_a_run_that_was_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    cases = [make_case(id=str(n), question=f"Question {n}?") for n in range(6)]
    asked: list[str] = []

    def ask(question: str, history: object) -> dict[str, object]:
        if len(asked) == 3:
            raise KeyboardInterrupt
        asked.append(question)
        return make_answer()

    with pytest.raises(KeyboardInterrupt):
        run_suite(cases, ask, article_text, progress=False, cache=AnswerCache("v1", tmp_path))
    asked.clear()
    scores = run_suite(
        cases,
        lambda question, history: asked.append(question) or make_answer(),  # type: ignore[func-returns-value]
        article_text,
        progress=False,
        cache=AnswerCache("v1", tmp_path),
    )
    assert asked == ["Question 3?", "Question 4?", "Question 5?"]
    assert [s.outcome.cached for s in scores] == [True] * 3 + [False] * 3


def test_what_could_not_be_scored_is_not_kept(tmp_path: Path) -> None:
    cache = AnswerCache("v1", tmp_path)
    run_suite([make_case()], lambda q, h: {"status": "odd"}, article_text, cache=cache)
    assert cache.get(make_case()) is None


def test_the_folder_is_the_users_unless_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv("BYLINE_CACHE", raising=False)
    assert cache_folder().name == "answers"
    monkeypatch.setenv("BYLINE_CACHE", str(tmp_path / "mine"))
    assert cache_folder() == tmp_path / "mine" / "answers"


def test_a_folder_that_cannot_be_written_is_a_mistake_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EvalError, match="--no-cache"):
        AnswerCache("v1", tmp_path / "file")
