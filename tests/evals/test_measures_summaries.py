from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from evals_builders import article_text, declining, make_answer, make_case

from evals.measures import (
    BY_NAME,
    SUMMARIES,
    Row,
    measure,
    reliability,
    risk_coverage,
    row,
    rows,
    summarise,
)

COMPUTE = {s.name: s.compute for s in SUMMARIES}


def answered(confidence: float | None, right: bool, answerable: bool = True) -> Row:
    return Row(answerable, right, confidence, declined=False, seconds=1.0)


def declined(confidence: float | None, answerable: bool) -> Row:
    return Row(answerable, None, confidence, declined=True, seconds=0.5)


MIXED = [
    answered(0.9, True),
    answered(0.8, True),
    answered(0.7, False, answerable=False),
    answered(0.6, True),
    declined(0.2, answerable=True),
    declined(0.1, answerable=False),
]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("auroc_answerable", 6 / 8),  # 0.9 and 0.8 beat 0.7 and 0.1; 0.6 and 0.2 beat 0.1
        ("auprc_answerable", (1 + 1 + 3 / 4 + 4 / 5) / 4),
        ("auroc_right", 2 / 3),
        ("auprc_right", (1 + 1 + 3 / 4) / 3),
        ("aurc", (0 + 0 + 1 / 3 + 1 / 4) / 4),
        ("coverage_at_5_risk", 2 / 6),
        ("ece", (0.1 + 0.2 + 0.7 + 0.4) / 4),
        ("abstention_f1", 0.5),
        ("latency_p50", 1.0),
    ],
)
def test_summaries_by_hand(name: str, value: float) -> None:
    assert COMPUTE[name](MIXED) == pytest.approx(value)


def test_the_curve_of_risk_over_coverage() -> None:
    coverage, risk = risk_coverage(MIXED) or (np.empty(0), np.empty(0))
    assert coverage.tolist() == pytest.approx([1 / 6, 2 / 6, 3 / 6, 4 / 6])
    assert risk.tolist() == pytest.approx([0, 0, 1 / 3, 1 / 4])


def test_equal_confidence_is_one_threshold() -> None:
    tied = [answered(0.5, True), answered(0.5, False)]
    for order in (tied, tied[::-1]):
        _, risk = risk_coverage(order) or (None, np.empty(0))
        assert risk.tolist() == [0.5, 0.5]
        assert COMPUTE["coverage_at_5_risk"](order) == 0.0
        assert COMPUTE["auroc_right"](order) == 0.5


def test_bins_are_of_equal_width_and_hold_their_upper_edge() -> None:
    found = reliability([answered(c, c > 0.1) for c in (0.0, 0.1, 0.11, 0.2, 1.0)])
    assert [b.n for b in found] == [2, 2, 0, 0, 0, 0, 0, 0, 0, 1]
    assert (found[0].right, found[1].right, found[2].right) == (0.0, 1.0, None)
    assert found[1].confidence == pytest.approx(0.155)


@pytest.mark.parametrize(
    "few",
    [
        [],
        [declined(0.1, answerable=False)],
        [answered(None, True), answered(0.5, False)],  # one without a confidence
        [Row(None, None, 0.5, declined=False, seconds=1.0)],  # expects nothing
    ],
)
def test_without_judged_confidence_nothing_is_said_of_it(few: Sequence[Row]) -> None:
    names = ("auroc_answerable", "auprc_answerable", "auroc_right", "auprc_right", "aurc",
             "coverage_at_5_risk", "ece")  # fmt: skip
    assert [COMPUTE[name](few) for name in names] == [None] * len(names)
    assert risk_coverage(few) is None
    assert sum(b.n for b in reliability(few)) == 0


def test_one_kind_alone_has_no_area() -> None:
    right = [answered(0.5, True), answered(0.9, True)]
    assert COMPUTE["auroc_right"](right) is None
    assert COMPUTE["auprc_right"](right) is None
    assert COMPUTE["abstention_f1"](right) is None
    assert COMPUTE["aurc"](right) == 0.0
    assert COMPUTE["coverage_at_5_risk"](right) == 1.0
    assert COMPUTE["latency_p99"]([]) is None


def score(case: Any, answer: dict[str, Any] | None, error: str | None = None) -> Any:
    values = {} if answer is None else measure(case, answer, article_text)
    outcome = SimpleNamespace(case=case, answer=answer, error=error, seconds=0.25)
    return SimpleNamespace(outcome=outcome, values=values)


def test_rows_are_made_of_scores_and_failures_have_none() -> None:
    sure = make_answer(confidence=0.75)
    scores = [
        score(make_case(family="f"), sure),
        score(make_case(facts=(("three",),)), sure),
        score(make_case(answerable=False), sure),
        score(make_case(), declining() | {"confidence": 0.1}),
        score(make_case(type="retrieval", facts=()), sure),
        score(make_case(), None, "boom"),
    ]
    assert rows(scores) == [
        Row(True, True, 0.75, False, 0.25, "f"),
        Row(True, False, 0.75, False, 0.25),
        Row(False, False, 0.75, False, 0.25),
        Row(True, None, 0.1, True, 0.25),
        Row(None, None, 0.75, False, 0.25),
    ]
    assert list(summarise(scores)) == [s.name for s in SUMMARIES]
    assert summarise(scores)["aurc"] == pytest.approx(2 / 3)
    counted = {s.name: len(s.counted(rows(scores))) for s in SUMMARIES}
    assert (counted["aurc"], counted["abstention_f1"], counted["latency_p50"]) == (3, 4, 5)


def test_a_system_without_confidence_has_rows_without() -> None:
    case = make_case()
    answer = make_answer()
    made = row(case, answer, measure(case, answer, article_text), 1.0)
    assert made.confidence is None and made.right is True


def test_summaries_and_measures_have_names_of_their_own() -> None:
    names = [s.name for s in SUMMARIES]
    assert len(set(names)) == len(names) and not set(names) & set(BY_NAME)
    assert all(len(line) <= 8 for s in SUMMARIES for line in s.label.split("\n"))
