"""One measure over two runs: the difference, its interval, and the chance of it.

Measures of a case are paired case by case; measures whose cases the answers decide, and measures
of the whole set, are computed for each run and resampled together by family.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

from evals.measures import Measure, Row, Summary, row
from evals.resampling import (
    Interval,
    holm,
    paired_interval,
    paired_p,
    ratio_difference,
    set_difference,
)
from evals.runs import case_of

LEVEL = 0.05
_SAME = 1e-12  # values closer than this are equal

Rows = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Pairing:
    """One measure over the ``n`` cases that have a value in both runs.

    ``difference`` is the mean of B - A with its 95 % interval ``low``..``high``; ``p`` is
    the two-sided p-value of the paired permutation test, ``holm`` the same corrected for the
    number of measures compared. All are ``None`` where there are too few pairs: no pair for
    the means, fewer than two families for the rest. A win is a case on which B is better, which
    is a lower value where lower is better.

    Of a measure that is not ``paired``, each value stands on the cases that its own run has one
    for; ``n`` counts those of B.
    """

    measure: str
    n: int
    mean_a: float | None
    mean_b: float | None
    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    wins: int
    losses: int
    higher_is_better: bool = True
    holm: float | None = None
    paired: bool = True

    @property
    def ties(self) -> int:
        return self.n - self.wins - self.losses

    @property
    def verdict(self) -> str:
        """ "B better", "B worse", or "no difference shown" where chance could explain it.

        A difference is shown when the interval leaves out 0 and the corrected p is below 0.05.
        The interval alone is too bold with few cases: of three wins out of three it says 1..1.
        """
        if self.difference is None or self.low is None or self.high is None or self.holm is None:
            return "no difference shown"
        if self.low <= 0 <= self.high or self.holm >= LEVEL:
            return "no difference shown"
        return "B better" if (self.difference > 0) == self.higher_is_better else "B worse"


def corrected(pairings: Sequence[Pairing]) -> tuple[Pairing, ...]:
    """The same with their p-values corrected for their number."""
    tested = [p for p in pairings if p.p is not None]
    adjusted = iter(holm([p.p for p in tested if p.p is not None]))
    return tuple(p if p.p is None else replace(p, holm=next(adjusted)) for p in pairings)


def pair_measure(measure: Measure, a: Rows, b: Rows) -> Pairing:
    """A measure over the cases of ``a``, which ``b`` has too."""
    values = [(a[i]["values"].get(measure.name), b[i]["values"].get(measure.name)) for i in a]
    families = families_of(a)
    if not measure.paired:
        return _unpaired(measure, values, families)
    kept = [(x, y, f) for (x, y), f in zip(values, families, strict=True) if None not in (x, y)]
    pairs, names = [(x, y) for x, y, _ in kept], [f for *_, f in kept]
    return pair(measure.name, pairs, measure.higher_is_better, names)


def pair(
    measure: str,
    pairs: Sequence[tuple[float, float]],
    higher_is_better: bool = True,
    families: Sequence[str] | None = None,
) -> Pairing:
    """The paired statistics of ``(value in A, value in B)``; the same on every call.

    ``families`` has one name a pair; left out, each is a family of its own. ``holm`` is the
    p-value itself, as it stands for one measure alone.
    """
    if not pairs:
        empty = (None, None, None, None, None, None)
        return Pairing(measure, 0, *empty, 0, 0, higher_is_better)
    names = families if families is not None else [str(at) for at in range(len(pairs))]
    differences = [y - x for x, y in pairs]
    gains = differences if higher_is_better else [-d for d in differences]
    interval = paired_interval(differences, names)
    p = paired_p(differences, names) if interval else None
    return Pairing(
        measure=measure,
        n=len(pairs),
        mean_a=fmean(x for x, _ in pairs),
        mean_b=fmean(y for _, y in pairs),
        difference=fmean(differences),
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        p=p,
        wins=sum(g > _SAME for g in gains),
        losses=sum(g < -_SAME for g in gains),
        higher_is_better=higher_is_better,
        holm=p,
    )


def _unpaired(
    measure: Measure,
    values: Sequence[tuple[float | None, float | None]],
    families: Sequence[str],
) -> Pairing:
    a, b = [x for x, _ in values], [y for _, y in values]
    old, new = [x for x in a if x is not None], [y for y in b if y is not None]
    mean_a, mean_b = fmean(old) if old else None, fmean(new) if new else None
    difference = None if mean_a is None or mean_b is None else mean_b - mean_a
    chance = (None, 1.0) if difference is None else ratio_difference(a, b, families)
    return _apart(measure, len(new), mean_a, mean_b, *chance)


def pair_summary(summary: Summary, a: Rows, b: Rows) -> Pairing:
    """A measure of the whole set, over the cases that ran in both."""
    ran = {i: r for i, r in a.items() if not r["error"] and not b[i]["error"]}
    old, new = ([_row(run[i]) for i in ran] for run in (a, b))
    values = summary.compute(old), summary.compute(new)
    chance = set_difference(summary.compute, old, new, families_of(ran))
    return _apart(summary, len(summary.counted(new)), *values, *chance)


def _row(of_case: Mapping[str, Any]) -> Row:
    case, answer = case_of(of_case["case"]), of_case["answer"]
    return row(case, answer, of_case["values"], of_case["seconds"])


def families_of(rows: Rows) -> list[str]:
    """The family of each case; one without is its own."""
    return [str(row["case"].get("family") or i) for i, row in rows.items()]


def _apart(
    measure: Measure | Summary,
    n: int,
    a: float | None,
    b: float | None,
    interval: Interval | None,
    p: float,
) -> Pairing:
    return Pairing(
        measure=measure.name,
        n=n,
        mean_a=a,
        mean_b=b,
        difference=None if a is None or b is None else b - a,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        p=p if interval else None,
        wins=0,
        losses=0,
        higher_is_better=measure.higher_is_better,
        paired=False,
    )
