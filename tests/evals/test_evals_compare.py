from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from evals_builders import article_text, declining, make_answer, make_case
from rich.console import Console

from evals.compare import compare_runs, load_run, pair, print_comparison
from evals.errors import EvalError
from evals.report import Settings, build_report
from evals.run import Outcome, score


def write_run(path: Path, answers: list[dict[str, Any] | None], **changes: Any) -> Path:
    scores = []
    for number, answer in enumerate(answers):
        case = make_case(id=str(number), **changes)
        error = "RuntimeError: gone" if answer is None else None
        scores.append(score(Outcome(case, answer, error, 1.0), article_text))
    path.write_text(build_report(scores, Settings("mine")).to_json(), encoding="utf-8")
    return path


def test_ten_wins_out_of_ten_are_a_difference() -> None:
    result = pair("facts_strict", [(0.0, 1.0)] * 10 + [(1.0, 1.0)] * 10)
    assert (result.n, result.mean_a, result.mean_b, result.difference) == (20, 0.5, 1.0, 0.5)
    assert (result.wins, result.losses, result.ties) == (10, 0, 10)
    assert result.low is not None and result.high is not None
    assert 0.2 < result.low < 0.4 < 0.6 < result.high < 0.8
    assert result.p == pytest.approx(2 / 2**10, abs=0.002)  # all ten swaps one way
    assert result.verdict == "B better"


def test_the_interval_agrees_with_the_formula_of_the_mean() -> None:
    # Sixty wins and forty losses: standard error sqrt((1 - 0.2**2) / 100) = 0.098.
    result = pair("x", [(0.0, 1.0)] * 60 + [(1.0, 0.0)] * 40)
    assert result.low == pytest.approx(0.2 - 1.96 * 0.098, abs=0.03)
    assert result.high == pytest.approx(0.2 + 1.96 * 0.098, abs=0.03)
    assert result.p == pytest.approx(0.057, abs=0.01)  # two-sided sign test of 60 in 100
    assert result.verdict == "no difference shown"


def test_an_interval_around_zero_shows_no_difference() -> None:
    result = pair("x", [(0.0, 1.0)] * 6 + [(1.0, 0.0)] * 5 + [(1.0, 1.0)] * 9)
    assert result.low is not None and result.high is not None
    assert result.low < 0 < result.high
    assert (result.wins, result.losses, result.ties) == (6, 5, 9)
    assert result.verdict == "no difference shown"


@pytest.mark.parametrize("n", [0, 1, 3])
def test_few_pairs_show_no_difference(n: int) -> None:
    result = pair("x", [(0.0, 1.0)] * n)
    assert (result.n, result.wins) == (n, n)
    assert result.verdict == "no difference shown"


def test_where_lower_is_better_a_lower_value_wins() -> None:
    pairs = [(1.0, 0.0)] * 10 + [(0.0, 0.0)] * 5
    result = pair("false_refusals", pairs, higher_is_better=False)
    assert (result.wins, result.losses, result.verdict) == (10, 0, "B better")
    assert pair("facts_strict", pairs).verdict == "B worse"


def test_the_same_runs_give_the_same_numbers() -> None:
    pairs = [(0.1 * i, 0.9 - 0.05 * i) for i in range(10)]
    assert pair("x", pairs) == pair("x", pairs)


def test_cases_are_paired_by_id_and_what_changed_is_listed(tmp_path: Path) -> None:
    wrong = make_answer(answer="No. [1]", short=None)
    a = load_run(write_run(tmp_path / "a.json", [wrong, make_answer(), None, make_answer()]))
    b = load_run(write_run(tmp_path / "b.json", [make_answer(), declining(), wrong, make_answer()]))
    result = compare_runs(a, dict(reversed(b.items())))
    pairings = {p.measure: p for p in result.pairings}
    facts = pairings["facts_strict"]
    assert (facts.n, facts.wins, facts.losses, facts.ties) == (3, 1, 1, 1)
    assert pairings["quotes_valid"].n == 2  # declined in B: nothing to pair
    assert list(result.changed) == ["0", "1", "2"]
    assert result.changed["0"] == ("facts_strict 0 -> 1", "facts_lenient 0 -> 1")
    assert "quotes_valid 1 -> none" in result.changed["1"]
    assert result.changed["2"] == ("could not be run in A: RuntimeError: gone",)


def test_precision_of_declining_is_left_out_for_the_case_alone_decides_it(tmp_path: Path) -> None:
    a = load_run(write_run(tmp_path / "a.json", [declining(), declining()]))
    b = load_run(write_run(tmp_path / "b.json", [declining(), make_answer()]))
    result = compare_runs(a, b)
    assert "decline_precision" not in {p.measure for p in result.pairings}
    assert not any("decline_precision" in text for text in result.changed["1"])


def test_the_comparison_fits_100_columns(tmp_path: Path) -> None:
    a = load_run(write_run(tmp_path / "a.json", [make_answer(), declining()]))
    b = load_run(write_run(tmp_path / "b.json", [declining(), declining()]))
    console = Console(file=io.StringIO(), width=100, highlight=False)
    print_comparison(compare_runs(a, b), console)
    file = console.file
    assert isinstance(file, io.StringIO)
    text = file.getvalue()
    assert max(map(len, text.splitlines())) <= 100
    assert "…" not in text
    assert text.count("no difference shown") == 9
    assert "1 case(s) changed:" in text


def test_runs_of_different_cases_are_an_error(tmp_path: Path) -> None:
    a = load_run(write_run(tmp_path / "a.json", [make_answer()]))
    b = load_run(write_run(tmp_path / "b.json", [make_answer(), make_answer()]))
    with pytest.raises(EvalError, match=r"0 only in A \(none\) and 1 only in B \(1\)"):
        compare_runs(a, b)


def test_runs_of_another_version_of_the_suite_are_an_error(tmp_path: Path) -> None:
    a = load_run(write_run(tmp_path / "a.json", [make_answer()]))
    b = load_run(write_run(tmp_path / "b.json", [make_answer()], facts=(("three",),)))
    with pytest.raises(EvalError, match="case '0' with another facts in B"):
        compare_runs(a, b)
    noted = load_run(write_run(tmp_path / "c.json", [make_answer()], why="a note"))
    assert compare_runs(a, noted).changed == {}


GOOD: dict[str, Any] = {"id": "1", "case": {}, "error": None, "values": {}}


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        "[]",
        "{}",
        '{"cases": 1}',
        '{"cases": [1]}',
        json.dumps({"cases": [GOOD, GOOD]}),
        json.dumps({"cases": [GOOD | {"case": None}]}),
        json.dumps({"cases": [GOOD | {"values": []}]}),
        json.dumps({"cases": [GOOD | {"values": {"declined": "1"}}]}),
        json.dumps({"cases": [GOOD | {"values": {"declined": float("nan")}}]}),
        json.dumps({"cases": [GOOD | {"id": ["x"]}]}),
        json.dumps({"cases": [GOOD | {"error": 5}]}),
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
