from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from evals_builders import article_text, declining, make_answer, make_case
from rich.console import Console

from evals.cases import Case
from evals.compare import Comparison, compare_runs
from evals.errors import EvalError
from evals.pairing import pair
from evals.report import Settings, build_report
from evals.run import Outcome, score
from evals.runs import Run, load_run
from evals.terminal import print_comparison


def write_run(path: Path, answers: list[dict[str, Any] | None], **changes: Any) -> Path:
    scores = []
    for number, answer in enumerate(answers):
        case = make_case(id=str(number), **changes)
        error = "RuntimeError: gone" if answer is None else None
        scores.append(score(Outcome(case, answer, error, 1.0), article_text))
    path.write_text(build_report(scores, Settings("mine")).to_json(), encoding="utf-8")
    return path


def run_of(path: Path, cases: list[Case], answers: list[dict[str, Any]]) -> Run:
    scores = [
        score(Outcome(case, answer, None, 1.0), article_text)
        for case, answer in zip(cases, answers, strict=True)
    ]
    path.write_text(build_report(scores, Settings("mine")).to_json(), encoding="utf-8")
    return load_run(path)


def shown(comparison: Comparison) -> str:
    console = Console(file=io.StringIO(), width=100, highlight=False)
    print_comparison(comparison, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


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


def test_families_are_swapped_whole() -> None:
    # Ten wins in one family are one witness, not ten.
    wins, family = [(0.0, 1.0)] * 10, ["same"] * 10
    others = [(1.0, 1.0)] * 5, [f"other {n}" for n in range(5)]
    apart = pair("facts_strict", wins + others[0])
    together = pair("facts_strict", wins + others[0], families=family + others[1])
    assert apart.verdict == "B better"
    assert together.p == 1.0
    assert together.verdict == "no difference shown"
    assert together.difference == apart.difference
    assert together.low is not None and apart.low is not None
    assert together.low < apart.low


def test_cases_are_paired_by_id_and_what_changed_is_listed(tmp_path: Path) -> None:
    wrong = make_answer(answer="No. [1]", short=None)
    a = load_run(write_run(tmp_path / "a.json", [wrong, make_answer(), None, make_answer()]))
    b = load_run(write_run(tmp_path / "b.json", [make_answer(), declining(), wrong, make_answer()]))
    result = compare_runs(a, Run(b.settings, dict(reversed(b.rows.items())), b.articles))
    pairings = {p.measure: p for p in result.pairings}
    facts = pairings["facts_strict"]
    assert (facts.n, facts.wins, facts.losses, facts.ties) == (3, 1, 1, 1)
    assert pairings["quotes_valid"].n == 2  # declined in B: nothing to pair
    assert [(c.id, c.fate) for c in result.changes] == [
        ("0", "win"),
        ("1", "loss"),
        ("2", "failed"),
    ]
    won, lost, failed = result.changes
    assert "facts_strict 0 -> 1" in won.lines
    assert "quotes_valid 1 -> none" in lost.lines
    assert failed.lines == ("could not be run in A: RuntimeError: gone",)
    assert (won.a["answer"]["answer"], won.b["answer"]["answer"]) == (
        "No. [1]",
        make_answer()["answer"],
    )


def test_what_the_answers_decide_is_compared_by_family_and_not_case_by_case(
    tmp_path: Path,
) -> None:
    # A declines 20 answerable cases wrongly, B none of them; both decline two rightly.
    cases = [make_case(id=str(n)) for n in range(20)]
    cases += [make_case(id=f"u{n}", answerable=False, facts=()) for n in range(2)]
    a = run_of(tmp_path / "a.json", cases, [declining()] * 22)
    b = run_of(tmp_path / "b.json", cases, [make_answer()] * 20 + [declining()] * 2)
    precision = {p.measure: p for p in compare_runs(a, b).pairings}["decline_precision"]
    assert precision.mean_a == pytest.approx(2 / 22)
    assert (precision.mean_b, precision.n, precision.paired) == (1.0, 2, False)


def test_a_difference_is_looked_for_on_each_type(tmp_path: Path) -> None:
    cases = [make_case(id=f"{t}{n}", type=t) for t in ("number", "date") for n in range(30)]
    wrong = make_answer(answer="No. [1]", short=None)
    a = run_of(tmp_path / "a.json", cases, [make_answer()] * 60)
    b = run_of(tmp_path / "b.json", cases, [wrong] * 30 + [make_answer()] * 30)
    result = compare_runs(a, b)
    found = {t: {p.measure: p.verdict for p in ps} for t, ps in result.types.items()}
    assert found["number"]["facts_strict"] == "B worse"
    assert found["date"]["facts_strict"] == "no difference shown"
    assert "B is worse on facts_strict (-0.500)" in result.verdict
    assert "number: facts_strict 1.000 -> 0.000, B worse" in shown(result)
    content = json.loads(json.dumps(result.to_dict()))
    assert len(content["changes"]) == 30
    assert content["measures"][0]["holm"] >= content["measures"][0]["p"]


def test_a_longer_answer_is_no_regression(tmp_path: Path) -> None:
    cases = [make_case(id=str(n)) for n in range(30)]
    longer = make_answer(answer="two hours, they say, and no more — Talks lasted two hours. [1]")
    result = compare_runs(
        run_of(tmp_path / "a.json", cases, [make_answer()] * 30),
        run_of(tmp_path / "b.json", cases, [longer] * 30),
    )
    assert "answer_words" in {p.measure for p in result.worse}
    assert result.regressions == ()


def test_the_comparison_fits_100_columns(tmp_path: Path) -> None:
    a = load_run(write_run(tmp_path / "a.json", [make_answer(), declining()]))
    b = load_run(write_run(tmp_path / "b.json", [declining(), declining()]))
    text = shown(compare_runs(a, b))
    assert max(map(len, text.splitlines())) <= 100
    assert "No difference shown." in text
    assert "1 case(s) changed: 0 won, 1 lost, 0 mixed, 0 failed in one run; 1 tied" in text
    assert "A: two hours — Talks lasted two hours. [1]" in text
    assert "B: The articles in this library do not say." in text


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
    assert compare_runs(a, noted).changes == ()
