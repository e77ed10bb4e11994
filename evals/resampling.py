"""Chance: intervals and tests by resampling families of cases, and Holm's correction.

Cases of one family ask for the same thing in other words, so they succeed and fail together:
resampling them one by one would call three phrasings three witnesses. Whole families are drawn
instead, and a mean is the ratio of the summed values to the number of cases drawn.

The only user of SciPy in the evaluation. Sources: B. Efron and R. Tibshirani, "An Introduction
to the Bootstrap" (1993), percentile interval; A. Davison and D. Hinkley, "Bootstrap Methods and
their Application" (1997), section 3.8, for resampling clusters; C. Clopper and E. Pearson, "The
use of confidence or fiducial limits" (Biometrika 1934); S. Holm, "A simple sequentially
rejective multiple test procedure" (Scandinavian Journal of Statistics 1979).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 9999
SET_RESAMPLES = 999  # of a measure that is computed anew from all the cases each time
SEED = 20250602
LEVEL = 0.95
_BATCH = 500  # resamples in memory at a time

Numbers = NDArray[np.float64]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % confidence interval, ``low`` <= ``high``."""

    low: float
    high: float


class Families:
    """The cases of a run by family: ``names`` has one entry a case, in their order."""

    def __init__(self, names: Sequence[str]) -> None:
        places = {name: at for at, name in enumerate(dict.fromkeys(names))}
        self.of_case = np.array([places[name] for name in names], dtype=np.intp)
        self.count = len(places)

    def sums(self, values: Numbers) -> Numbers:
        """``values``, shape (cases, columns), summed by family: (families, columns)."""
        summed = np.zeros((self.count, values.shape[1]))
        np.add.at(summed, self.of_case, values)
        return summed

    def draws(self, resamples: int) -> Iterator[NDArray[np.uint8]]:
        """How often each family is drawn, (at most 500 resamples, families) at a time."""
        for at in range(0, resamples, _BATCH):
            yield _drawn(self.count, at, min(_BATCH, resamples - at))

    def cases(self, resamples: int) -> Iterator[NDArray[np.intp]]:
        """The numbers of the cases drawn, as often as their families are, a resample at a time."""
        for drawn in self.draws(resamples):
            for times in drawn:
                yield np.repeat(np.arange(len(self.of_case)), times[self.of_case])


@lru_cache(maxsize=120)  # six sets of families, some 10 MB: measures share them
def _drawn(families: int, at: int, resamples: int) -> NDArray[np.uint8]:
    """A batch of draws of all the families, with replacement; the same at every call.

    In a byte: a family is drawn once on average, and 256 times never.
    """
    generator = np.random.default_rng([SEED, at])
    even = np.full(families, 1 / families)
    return generator.multinomial(families, even, size=resamples).astype(np.uint8)


def mean_intervals(
    columns: Mapping[str, Sequence[float | None]],
    families: Sequence[str],
    shares: Collection[str] = (),
) -> dict[str, Interval | None]:
    """The interval of the mean of each column; a value is ``None`` where a case has none.

    ``None`` where the values come from fewer than two families. ``shares`` names the columns
    whose values lie in 0..1: where all of one are 0, or all 1, resampling would say that no
    other value was possible, and it is the exact interval of a share instead (Clopper and
    Pearson), each family counted as one draw.
    """
    if not families or not columns:
        return dict.fromkeys(columns)
    table = np.array(
        [[np.nan if v is None else v for v in column] for column in columns.values()], dtype=float
    ).T
    low, high = _percentiles(table, Families(families))
    return {
        name: _interval(table[:, at], families, low[at], high[at], name in shares)
        for at, name in enumerate(columns)
    }


def _percentiles(table: Numbers, families: Families) -> Numbers:
    """Shape (2, columns): the bounds of the resampled means of each column."""
    sums = families.sums(np.nan_to_num(table))
    counts = families.sums((~np.isnan(table)).astype(float))
    with np.errstate(invalid="ignore"):  # a resample may hold no case that has a value
        means = [(drawn @ sums) / (drawn @ counts) for drawn in families.draws(RESAMPLES)]
    tail = (1 - LEVEL) / 2
    stacked = np.concatenate(means)
    stacked[:, np.isnan(stacked).all(axis=0)] = 0.0  # a column without any value
    bounds: Numbers = np.nanquantile(stacked, [tail, 1 - tail], axis=0)
    return bounds


def _interval(
    values: Numbers, families: Sequence[str], low: float, high: float, share: bool
) -> Interval | None:
    scored = values[~np.isnan(values)]
    drawn = len({name for name, v in zip(families, values, strict=True) if not np.isnan(v)})
    if drawn < 2:
        return None
    bound = ((1 - LEVEL) / 2) ** (1 / drawn)
    if share and (scored == 1).all():
        return Interval(bound, 1.0)
    if share and (scored == 0).all():
        return Interval(0.0, 1 - bound)
    return Interval(float(low), float(high))


def paired_interval(differences: Sequence[float], families: Sequence[str]) -> Interval | None:
    """The interval of the mean of B - A over the cases; ``None`` for fewer than two families."""
    grouped = Families(families)
    if grouped.count < 2:
        return None
    low, high = _percentiles(np.array(differences, dtype=float)[:, None], grouped)[:, 0]
    return Interval(float(low), float(high))


def paired_p(differences: Sequence[float], families: Sequence[str]) -> float:
    """The two-sided p-value of the permutation test that swaps A and B within whole families.

    All swaps are tried where there are fewer than 10,000, random ones otherwise. Families
    without a difference change nothing whichever way they are swapped, and are left out.
    """
    from scipy import stats  # type: ignore[import-untyped]  # takes a second: only when needed

    sums = Families(families).sums(np.array(differences, dtype=float)[:, None])[:, 0]
    moved = sums[np.abs(sums) > 1e-12]
    if not len(moved):
        return 1.0
    if len(moved) == 1:  # two swaps, alike but for their sign
        return 1.0
    test = stats.permutation_test(
        (moved, np.zeros_like(moved)),
        lambda x, y, axis: np.sum(x - y, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        batch=_BATCH,
        rng=np.random.default_rng(SEED),
    )
    return float(test.pvalue)


def ratio_difference(
    a: Sequence[float | None], b: Sequence[float | None], families: Sequence[str]
) -> tuple[Interval | None, float]:
    """Interval and two-sided p-value of mean(B) - mean(A) where each run decides by itself which
    cases have a value, so that they cannot be paired case by case.

    Families are drawn, and swapped between the runs, with all that both have in them. ``None``
    for fewer than two families.
    """
    table = np.array([[np.nan if v is None else v for v in run] for run in (a, b)], dtype=float).T
    grouped = Families(families)
    sums = grouped.sums(np.nan_to_num(table))
    counts = grouped.sums((~np.isnan(table)).astype(float))
    if grouped.count < 2:
        return None, 1.0
    with np.errstate(invalid="ignore"):  # a draw may hold no case that has a value
        drawn = [(d @ sums) / (d @ counts) for d in grouped.draws(RESAMPLES)]
        means = np.concatenate(drawn)
        tail = (1 - LEVEL) / 2
        low, high = np.nanquantile(means[:, 1] - means[:, 0], [tail, 1 - tail])
        observed = np.diff(sums.sum(axis=0) / counts.sum(axis=0))[0]
        generator = np.random.default_rng(SEED)
        swapped = generator.random((RESAMPLES, grouped.count)) < 0.5
        totals, numbers = (_swapped(swapped, x) for x in (sums, counts))
        differences = np.nan_to_num(np.diff(totals / numbers, axis=1)[:, 0])
    extreme = np.abs(differences) >= abs(observed) - 1e-12
    return Interval(float(low), float(high)), float((extreme.sum() + 1) / (RESAMPLES + 1))


def _swapped(swapped: NDArray[np.bool_], columns: Numbers) -> Numbers:
    """The totals of A and B, shape (resamples, 2), with some families changed over."""
    moved = swapped @ (columns[:, 1] - columns[:, 0])
    total = columns.sum(axis=0)
    result: Numbers = np.stack([total[0] + moved, total[1] - moved], axis=1)
    return result


def set_interval(
    compute: Callable[[Sequence[T]], float | None], rows: Sequence[T], families: Sequence[str]
) -> Interval | None:
    """The interval of a measure of the whole set, computed from the rows of the families drawn."""
    grouped = Families(families)
    if grouped.count < 2 or compute(rows) is None:
        return None
    values = [compute([rows[i] for i in drawn]) for drawn in grouped.cases(SET_RESAMPLES)]
    return _middle([v for v in values if v is not None])


def set_difference(
    compute: Callable[[Sequence[T]], float | None],
    a: Sequence[T],
    b: Sequence[T],
    families: Sequence[str],
) -> tuple[Interval | None, float]:
    """Interval and two-sided p-value of a measure of the whole set in B less that in A.

    Row i of both is the same case. ``None`` and 1 where the measure cannot be computed.
    """
    grouped = Families(families)
    old, new = compute(a), compute(b)
    if grouped.count < 2 or old is None or new is None:
        return None, 1.0
    if all(x == y for x, y in zip(a, b, strict=True)):
        return Interval(0.0, 0.0), 1.0

    def difference(first: Sequence[T], second: Sequence[T]) -> float | None:
        x, y = compute(first), compute(second)
        return None if x is None or y is None else y - x

    drawn = [
        difference([a[i] for i in at], [b[i] for i in at]) for at in grouped.cases(SET_RESAMPLES)
    ]
    generator = np.random.default_rng(SEED)
    extreme = 0
    for swapped in generator.random((SET_RESAMPLES, grouped.count)) < 0.5:
        both = list(zip(a, b, swapped[grouped.of_case], strict=True))
        changed = difference(
            [y if swap else x for x, y, swap in both], [x if swap else y for x, y, swap in both]
        )
        extreme += changed is None or abs(changed) >= abs(new - old) - 1e-12
    interval = _middle([d for d in drawn if d is not None])
    return interval, (extreme + 1) / (SET_RESAMPLES + 1)


def _middle(values: Sequence[float]) -> Interval | None:
    if not values:
        return None
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(np.array(values), [tail, 1 - tail])
    return Interval(float(low), float(high))


def holm(p_values: Sequence[float]) -> list[float]:
    """The p-values corrected for their number, in the same order (Holm 1979)."""
    corrected, running = [0.0] * len(p_values), 0.0
    for rank, at in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        running = max(running, min(1.0, (len(p_values) - rank) * p_values[at]))
        corrected[at] = running
    return corrected
