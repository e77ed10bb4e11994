"""``python -m evals from-feedback``: what users said, as candidates for a suite."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from evals_builders import cite, declining, make_answer, write_suite
from typer.testing import CliRunner, Result

from evals.__main__ import app
from evals.cases import load_suite
from evals.errors import SuiteError
from evals.splits import split_of


def row(**changes: Any) -> str:
    fields: dict[str, Any] = {
        "time": "2025-06-03T10:00:00", "question": "How long did they last?",
        "standalone": "How long did the talks last?", "history": [], "verdict": "right",
        "note": "", "answer": make_answer(),
    }  # fmt: skip
    return json.dumps(fields | changes)


def from_feedback(folder: Path, *rows: str) -> tuple[Result, Path]:
    feedback, out = write_suite(folder, *rows, name="feedback"), folder / "candidates.jsonl"
    result = CliRunner().invoke(app, ["from-feedback", str(feedback), str(out)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result, out


def test_a_right_answer_becomes_a_case(tmp_path: Path) -> None:
    history = [{"question": "Who met?", "answer": "Two delegations."}]
    result, out = from_feedback(tmp_path, row(history=history))
    assert result.exit_code == 0, result.output
    (case,) = load_suite(out)
    assert case.to_dict() | {"id": "x"} == case.to_dict() | {
        "id": "x", "question": "How long did they last?", "answer": "two hours",
        "facts": [["two hours"]], "short": "two hours", "articles": ["a1"],
        "history": history, "type": "feedback", "answerable": True,
        "split": split_of("candidates-001"),
    }  # fmt: skip


def test_without_a_short_answer_the_quotes_are_the_facts(tmp_path: Path) -> None:
    quotes = ["Talks lasted\n two hours.", "Then all left.", "Then all left.", "long " * 60]
    citations = [cite(quote, 0, 9, article=f"a{n}") for n, quote in enumerate(quotes)]
    _, out = from_feedback(tmp_path, row(answer=make_answer(short=None, citations=citations)))
    (case,) = load_suite(out)
    assert case.facts == (("Talks lasted two hours.",), ("Then all left.",))
    assert case.articles == ("a0", "a1", "a2", "a3")
    assert case.short is None


def test_a_right_refusal_becomes_an_unanswerable_case(tmp_path: Path) -> None:
    _, out = from_feedback(tmp_path, row(answer=declining()))
    (case,) = load_suite(out)
    assert (case.answerable, case.type, case.facts, case.articles) == (
        False, "unanswerable", (), (),
    )  # fmt: skip


@pytest.mark.parametrize("verdict", ["wrong", "incomplete", "bad citation"])
def test_another_verdict_waits_for_its_author(tmp_path: Path, verdict: str) -> None:
    result, out = from_feedback(tmp_path, row(verdict=verdict, note=" It was three. "))
    assert "1 wait for their author" in result.stdout
    with pytest.raises(SuiteError, match=f"called the answer {verdict}: It was three"):
        load_suite(out)
    # Settled, it is a case like any other.
    fields = json.loads(out.read_text("utf-8"))
    del fields["review"]
    assert load_suite(write_suite(tmp_path, json.dumps(fields)))


def test_a_right_answer_without_anything_to_hold_it_to_waits_too(tmp_path: Path) -> None:
    _, out = from_feedback(tmp_path, row(answer=make_answer(short=None, citations=[])))
    with pytest.raises(SuiteError, match="no fact could be taken"):
        load_suite(out)


def test_the_latest_word_on_a_question_counts(tmp_path: Path) -> None:
    other = row(history=[{"question": "Who met?", "answer": "Two."}])
    result, out = from_feedback(tmp_path, row(verdict="wrong"), other, row())
    assert "2 candidates" in result.stdout
    assert "right 2" in result.stdout
    assert len(load_suite(out)) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "line 1: expected JSON"),
        ("[]", "line 1: expected a JSON object"),
        ("", "expected at least one row"),
        (row(verdict="fine"), "field 'verdict': expected one of right, wrong"),
        (row(question=None), "field 'question': expected a text, got None"),
        (row(answer="two hours"), "field 'answer': expected an object, got 'two hours'"),
        (row(answer={"status": "answered"}), "answer, field 'answer': expected a text"),
        (row(answer=make_answer(citations=[{}])), "citation, field 'quote': expected a text"),
        (row(history=["Who?"]), "history, field 'question': expected a text"),
    ],
)
def test_exit_2_for_what_is_no_feedback(tmp_path: Path, text: str, message: str) -> None:
    result, out = from_feedback(tmp_path, text)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not out.exists()


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "candidates.jsonl").write_text("mine", encoding="utf-8")
    result, out = from_feedback(tmp_path, row())
    assert result.exit_code == 2
    assert "Expected a new file" in result.stderr
    assert out.read_text("utf-8") == "mine"
