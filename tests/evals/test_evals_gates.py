"""Planted regressions are each caught by the gate, and a system is no worse than itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from evals_systems import (
    System,
    always_declining,
    good,
    invented_citations,
    never_declining,
    report,
    value,
    worse_retriever,
)

from evals.compare import compare_runs
from evals.report import Report
from evals.runs import Run
from evals.thresholds import Threshold

HELD = (
    Threshold("facts_strict", "at_least", 0.8),
    Threshold("facts_strict", "lower", 0.7),
    Threshold("declined", "at_least", 0.8),
    Threshold("quotes_valid", "at_least", 1.0),
    Threshold("false_refusals", "upper", 0.2),
    Threshold("reciprocal_rank", "lower", 0.7),
)
PLANTED = [
    (worse_retriever, "reciprocal_rank"),
    (invented_citations, "quotes_valid"),
    (never_declining, "declined"),
    (always_declining, "false_refusals"),
]


def against(baseline: Report, now: Report) -> Report:
    runs = (Run.from_dict(r.to_dict()) for r in (baseline, now))
    return replace(now, baseline=compare_runs(*runs))


def test_the_good_system_holds_every_threshold_and_is_no_worse_than_itself() -> None:
    first, second = report(good, HELD), report(good, HELD)
    gated = against(first, second)
    assert gated.exit_code == 0
    assert gated.baseline is not None
    assert gated.baseline.verdict == "No difference shown."
    assert 0.8 < value(first, "facts_strict") < 1
    assert 0.8 < value(first, "declined") < 1


@pytest.mark.parametrize(("system", "measure"), PLANTED)
def test_a_planted_regression_misses_a_threshold(system: System, measure: str) -> None:
    found = report(system, HELD)
    assert found.exit_code == 1
    assert measure in {c.threshold.measure for c in found.missed}


@pytest.mark.parametrize(("system", "measure"), PLANTED)
def test_a_planted_regression_is_worse_than_the_baseline(system: System, measure: str) -> None:
    gated = against(report(good), report(system))
    assert gated.exit_code == 1
    assert measure in {p.measure for p in gated.regressions}


def test_the_other_way_round_it_is_an_improvement() -> None:
    gated = against(report(worse_retriever), report(good))
    assert gated.exit_code == 0
    assert gated.baseline is not None
    assert "reciprocal_rank" in {p.measure for p in gated.baseline.better}


def test_a_mean_reached_by_few_cases_does_not_hold_the_lower_bound() -> None:
    bound = Threshold("facts_strict", "lower", 0.8)
    found = report(good, [bound])
    assert value(found, "facts_strict") > 0.8
    assert found.exit_code == 1
