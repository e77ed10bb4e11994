"""What a stated confidence is worth: does it part right from wrong, and is it a probability?

Computed on ``Row``s, one for each case that ran. A row is judged where a question with an
expected answer, or with none, was answered: then the answer is right or wrong, and an answer to
what the articles do not say is wrong. Own code where scikit-learn has a function: a bootstrap
calls these thousands of times on a few hundred rows, and ``tests/evals/agreement`` holds them
to scikit-learn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
BINS = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One case that ran, as the summaries see it.

    ``answerable`` is ``None`` where the case expects neither an answer nor silence. ``right``:
    whether the answer holds every fact; ``None`` where the case was declined or expects
    nothing. ``confidence`` is ``None`` where the system gives none. ``seconds``: wall time as
    seen from outside.
    """

    answerable: bool | None
    right: bool | None
    confidence: float | None
    declined: bool
    seconds: float
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Bin:
    """The judged answers with a confidence above ``low`` and up to ``high``.

    ``confidence`` is their mean and ``right`` the share that is right; ``None`` where ``n`` is
    0. The first bin holds a confidence of 0 too.
    """

    low: float
    high: float
    n: int
    confidence: float | None
    right: float | None


def asked(rows: Sequence[Row]) -> list[Row]:
    """The rows that expect an answer or silence."""
    return [r for r in rows if r.answerable is not None]


def judged(rows: Sequence[Row]) -> list[Row]:
    """The rows that were answered and are right or wrong."""
    return [r for r in rows if r.right is not None]


def pairs(
    rows: Sequence[Row], judge: Literal["answerable", "right"]
) -> tuple[Numbers, NDArray[np.bool_]] | None:
    """Confidence and the attribute ``judge`` of each row; ``None`` where one has no confidence."""
    given = [r.confidence for r in rows]
    if not given or None in given:
        return None
    truth = np.array([bool(getattr(r, judge)) for r in rows])
    return np.array(given, dtype=float), truth


def auroc(scores: Numbers, positive: NDArray[np.bool_]) -> float | None:
    """How likely a positive scores above a negative; a tie counts half. ``None`` without both."""
    negatives = np.sort(scores[~positive])
    if not len(negatives) or not positive.any():
        return None
    below = np.searchsorted(negatives, scores[positive], "left")
    up_to = np.searchsorted(negatives, scores[positive], "right")
    return float(np.mean(below + up_to) / 2 / len(negatives))


def average_precision(scores: Numbers, positive: NDArray[np.bool_]) -> float | None:
    """Precision at each threshold, weighted by the recall it adds. ``None`` without both kinds."""
    if positive.all() or not positive.any():
        return None
    order = np.argsort(-scores, kind="stable")
    last = _last_of_ties(scores[order])
    true = np.cumsum(positive[order])[last]
    precision = true / (last + 1)
    return float(np.sum(np.diff(true, prepend=0) * precision) / positive.sum())


def _last_of_ties(ordered: Numbers) -> NDArray[np.intp]:
    """Where in ordered scores a run of equal ones ends: only there can a threshold stand."""
    return np.append(np.flatnonzero(np.diff(ordered)), len(ordered) - 1)


def risk_coverage(rows: Sequence[Row]) -> tuple[Numbers, Numbers] | None:
    """Coverage and risk after each answer, the most confident first; both in 0..1.

    Coverage is the share of all questions answered so far, so a curve ends where the system
    declines the rest; risk is the share of those answers that is wrong. Among answers of equal
    confidence the risk is the one expected over their orders. ``None`` where nothing is judged
    or a judged answer has no confidence.
    """
    curve = _curve(rows)
    return None if curve is None else curve[:2]


def _curve(rows: Sequence[Row]) -> tuple[Numbers, Numbers, NDArray[np.intp]] | None:
    found = pairs(judged(rows), "right")
    if found is None:
        return None
    scores, right = found
    order = np.argsort(-scores, kind="stable")
    last = _last_of_ties(scores[order])
    sizes = np.diff(last, prepend=-1)
    wrong = np.diff(np.cumsum(~right[order])[last], prepend=0)
    count = np.arange(1, len(order) + 1)
    risk = np.cumsum(np.repeat(wrong / sizes, sizes)) / count
    return count / len(asked(rows)), risk, last


def aurc(rows: Sequence[Row]) -> float | None:
    """The mean risk over the coverages that the system reaches."""
    curve = _curve(rows)
    return None if curve is None else float(curve[1].mean())


def coverage_at(rows: Sequence[Row], risk: float) -> float | None:
    """The highest coverage at which a threshold on confidence keeps to a risk; 0 if none does."""
    curve = _curve(rows)
    if curve is None:
        return None
    coverage, risks, last = curve
    kept = coverage[last][risks[last] <= risk + 1e-12]
    return float(kept.max()) if len(kept) else 0.0


def reliability(rows: Sequence[Row], bins: int = BINS) -> list[Bin]:
    """Confidence against the share that is right, in bins of equal width over 0..1.

    All empty where nothing is judged or a judged answer has no confidence.
    """
    scores, right = pairs(judged(rows), "right") or (np.empty(0), np.empty(0, dtype=bool))
    edges = np.linspace(0, 1, bins + 1)
    at = np.clip(np.searchsorted(edges, scores, "left") - 1, 0, bins - 1)
    found = []
    for number in range(bins):
        inside = at == number
        n = int(inside.sum())
        means = (float(scores[inside].mean()), float(right[inside].mean())) if n else (None, None)
        found.append(Bin(float(edges[number]), float(edges[number + 1]), n, *means))
    return found


def ece(rows: Sequence[Row], bins: int = BINS) -> float | None:
    """The mean distance of confidence and share right over the bins, weighted by their size."""
    filled = [b for b in reliability(rows, bins) if b.n]
    if not filled:
        return None
    total = sum(b.n for b in filled)
    return sum(b.n * abs((b.confidence or 0) - (b.right or 0)) for b in filled) / total
