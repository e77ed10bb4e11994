"""Confidence and abstention against scikit-learn, or their definitions taken at their word."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    average_precision_score,
    f1_score,
    precision_score,
    recall_score,
    roc_auc_score,
)

from evals.cases import Case
from evals.measures import BY_NAME, SUMMARIES, Row, reliability, risk_coverage

COMPUTE = {s.name: s.compute for s in SUMMARIES}


def samples(count: int, most: int) -> Iterator[list[Row]]:
    """Random sets of 2 to ``most`` rows; every other set has many equal confidences."""
    rng = np.random.default_rng(11)
    for number in range(count):
        found = []
        for _ in range(int(rng.integers(2, most + 1))):
            confidence = float(rng.random()) if number % 2 else float(rng.integers(0, 11)) / 10
            answerable, declined = bool(rng.random() < 0.7), bool(rng.random() < 0.3)
            right = None if declined else answerable and bool(rng.random() < 0.3 + confidence / 2)
            found.append(Row(answerable, right, confidence, declined, float(rng.random())))
        yield found


def judged(rows: list[Row]) -> list[Row]:
    return [r for r in rows if not r.declined]


@pytest.mark.parametrize(
    ("name", "official"),
    [("auroc", roc_auc_score), ("auprc", average_precision_score)],
)
@pytest.mark.parametrize("truth", ["answerable", "right"])
def test_areas_agree_with_scikit_learn(name: str, truth: str, official: object) -> None:
    compared = 0
    for rows in samples(300, 40):
        used = rows if truth == "answerable" else judged(rows)
        labels = [bool(getattr(r, truth)) for r in used]
        value = COMPUTE[f"{name}_{truth}"](rows)
        if len(set(labels)) < 2:
            assert value is None
            continue
        expected = official(labels, [r.confidence for r in used])  # type: ignore[operator]
        assert value == pytest.approx(expected)
        compared += 1
    assert compared > 200


def mean_risks(rows: list[Row]) -> list[float]:
    """The risk after each answer, averaged over every order that confidence allows."""
    totals, orders = [0.0] * len(rows), 0
    for order in permutations(rows):
        scores = [r.confidence or 0 for r in order]
        if scores != sorted(scores, reverse=True):
            continue
        orders += 1
        for k in range(1, len(order) + 1):
            totals[k - 1] += sum(not r.right for r in order[:k]) / k
    return [total / orders for total in totals]


def test_risk_and_coverage_agree_with_every_order_of_ties() -> None:
    for rows in samples(200, 6):
        answers = judged(rows)
        if not answers:
            assert risk_coverage(rows) is None and COMPUTE["aurc"](rows) is None
            continue
        coverage, risk = risk_coverage(rows) or (None, None)
        expected = mean_risks(answers)
        assert risk == pytest.approx(expected)
        assert coverage == pytest.approx([k / len(rows) for k in range(1, len(answers) + 1)])
        assert COMPUTE["aurc"](rows) == pytest.approx(sum(expected) / len(expected))


def test_coverage_at_5_risk_agrees_with_trying_every_threshold() -> None:
    for rows in samples(300, 60):
        best = 0.0
        for threshold in {r.confidence or 0 for r in rows}:
            given = [r for r in judged(rows) if (r.confidence or 0) >= threshold]
            if given and sum(not r.right for r in given) * 20 <= len(given):
                best = max(best, len(given) / len(rows))
        value = COMPUTE["coverage_at_5_risk"](rows)
        assert value == (pytest.approx(best) if judged(rows) else None)


def test_calibration_error_agrees_with_its_definition() -> None:
    for rows in samples(300, 60):
        answers, error = judged(rows), 0.0
        for tenth in range(10):
            inside = [
                r for r in answers
                if tenth / 10 < (r.confidence or 0) <= (tenth + 1) / 10
                or (tenth == 0 and r.confidence == 0)
            ]  # fmt: skip
            gap = abs(sum((r.confidence or 0) - bool(r.right) for r in inside))
            error += gap / len(answers) if inside else 0.0
        assert COMPUTE["ece"](rows) == (pytest.approx(error) if answers else None)


def test_the_bins_agree_with_scikit_learn() -> None:
    for rows in samples(300, 60):
        answers = judged(rows)
        filled = [b for b in reliability(rows) if b.n]
        if not answers:
            assert filled == []
            continue
        right, confidence = calibration_curve(
            [bool(r.right) for r in answers], [r.confidence for r in answers], n_bins=10
        )
        assert [b.right for b in filled] == pytest.approx(list(right))
        assert [b.confidence for b in filled] == pytest.approx(list(confidence))


def mean(name: str, rows: list[Row]) -> float | None:
    values = []
    for r in rows:
        case = Case("c", "?", "", (("x",),), (), "number", bool(r.answerable))
        answer = {"status": "not_found" if r.declined else "answered"}
        values.append(BY_NAME[name].compute(case, answer, str))
    kept = [v for v in values if v is not None]
    return sum(kept) / len(kept) if kept else None


def test_abstention_agrees_with_scikit_learn() -> None:
    for rows in samples(300, 40):
        truth, guess = [not r.answerable for r in rows], [r.declined for r in rows]
        if any(truth):
            assert mean("declined", rows) == pytest.approx(recall_score(truth, guess))
        if any(guess):
            precision = precision_score(truth, guess)
            assert mean("decline_precision", rows) == pytest.approx(precision)
        if any(truth) or any(guess):
            assert COMPUTE["abstention_f1"](rows) == pytest.approx(f1_score(truth, guess))
        else:
            assert COMPUTE["abstention_f1"](rows) is None
        if not all(truth):
            refused = recall_score([not t for t in truth], guess)
            assert mean("false_refusals", rows) == pytest.approx(refused)


def test_latency_agrees_with_interpolation_by_hand() -> None:
    for rows in samples(100, 40):
        times = sorted(r.seconds for r in rows)
        for percent in (50, 90, 95, 99):
            at = (len(times) - 1) * percent / 100
            low = int(at)
            high = min(low + 1, len(times) - 1)
            expected = times[low] + (at - low) * (times[high] - times[low])
            assert COMPUTE[f"latency_p{percent}"](rows) == pytest.approx(expected)
