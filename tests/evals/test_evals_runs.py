"""Runs read back: what is refused, and that an old run can be scored anew."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from evals_builders import TEXTS, article_text, declining, make_answer, make_case

from evals.cases import Turn
from evals.errors import EvalError
from evals.measures import Articles
from evals.report import Settings, build_report
from evals.run import Outcome, score
from evals.runs import SCHEMA, load_run
from index.records import Article


def article(article_id: str) -> Article:
    return Article(article_id, "Talks", TEXTS[article_id], source="BBC News", date="2025-05-16")


def test_an_old_run_is_scored_anew_from_its_file_alone(tmp_path: Path) -> None:
    cases = [
        make_case(id="1", history=(Turn("Q", "A"),), facts=(("two hours", "2 h"), ("left",))),
        make_case(id="2", answerable=False, facts=(), split="dev"),
        make_case(id="3"),
    ]
    answers: list[dict[str, Any] | None] = [make_answer(), declining(), None]
    outcomes = [
        Outcome(case, answer, None if answer else "RuntimeError: gone", 1.5, cached=bool(answer))
        for case, answer in zip(cases, answers, strict=True)
    ]
    scores = [score(outcome, Articles(article)) for outcome in outcomes]
    path = tmp_path / "run.json"
    path.write_text(
        build_report(scores, Settings("mine"), article=article).to_json(), encoding="utf-8"
    )
    run = load_run(path)
    assert run.outcomes() == outcomes
    assert run.article("a1") == article("a1")
    again = [score(outcome, Articles(run.article)) for outcome in run.outcomes()]
    assert [dict(s.values) for s in again] == [dict(s.values) for s in scores]


def test_an_answer_that_could_not_be_scored_is_scored_anew(tmp_path: Path) -> None:
    broken = score(Outcome(make_case(), make_answer(citations=None), None, 1.0), article_text)
    assert broken.failed
    mended = replace(broken, outcome=replace(broken.outcome, answer=make_answer()))
    path = tmp_path / "run.json"
    path.write_text(build_report([mended], Settings("mine")).to_json(), encoding="utf-8")
    (outcome,) = load_run(path).outcomes()
    assert outcome.error is None


def test_a_run_of_an_older_form_is_refused_and_says_why(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    old = report(GOOD)
    del old["schema"]
    path.write_text(json.dumps(old), encoding="utf-8")
    with pytest.raises(EvalError, match=f"expected a report of form {SCHEMA}, got form 1"):
        load_run(path)


def test_a_case_of_another_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    row = GOOD | {"case": {"id": "1", "colour": "red"}, "answer": None}
    path.write_text(json.dumps(report(row)), encoding="utf-8")
    with pytest.raises(EvalError, match="another form than those of today"):
        load_run(path).outcomes()


GOOD: dict[str, Any] = {"id": "1", "case": {}, "error": None, "values": {}}


def report(*rows: Any) -> dict[str, Any]:
    return {"schema": SCHEMA, "settings": {}, "articles": {}, "cases": list(rows)}


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        "[]",
        "{}",
        json.dumps(report(None) | {"cases": 1}),
        json.dumps(report(None) | {"cases": [1]}),
        json.dumps(report(GOOD) | {"settings": 1}),
        json.dumps(report(GOOD) | {"articles": []}),
        json.dumps(report(GOOD, GOOD)),
        json.dumps(report(GOOD | {"case": None})),
        json.dumps(report(GOOD | {"values": []})),
        json.dumps(report(GOOD | {"values": {"declined": "1"}})),
        json.dumps(report(GOOD | {"values": {"declined": float("nan")}})),
        json.dumps(report(GOOD | {"id": ["x"]})),
        json.dumps(report(GOOD | {"error": 5})),
    ],
)
def test_a_file_that_is_no_report_is_an_error(tmp_path: Path, content: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(EvalError, match="expected a report written by"):
        load_run(path)


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="cannot be read: No such file"):
        load_run(tmp_path / "missing.json")
    path = tmp_path / "bytes.json"
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(EvalError, match="expected a report"):
        load_run(path)
