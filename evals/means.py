"""Means, and measures of the whole set, with what they stand on: cases and interval."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from evals.measures import MEASURES, SUMMARIES, Measure, Summary, rows
from evals.resampling import Interval, mean_intervals, set_interval
from evals.run import Score

EVERY: tuple[Measure | Summary, ...] = (*MEASURES, *SUMMARIES)
"""The measures of a case, then those of the whole set."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over the ``n`` cases that have a value, or a measure of the set of them; ``None``
    where it cannot be computed.

    ``unscored`` cases ran, but the measure does not apply to them. ``low`` and ``high`` are the
    95 % interval, resampled by family; ``None`` where the values come from fewer than two.
    """

    value: float | None
    n: int
    unscored: int = 0
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """The means over one type of case. ``n`` counts all its cases, ``failed`` those of them
    that could not be run: they stand in no mean. ``seconds`` is the median wall time of a
    question, ``None`` where all failed. ``means`` has the measures by name and, for all the
    cases together, the summaries."""

    name: str
    n: int
    failed: int
    seconds: float | None
    means: dict[str, Mean]


def row(name: str, scores: Sequence[Score]) -> Row:
    """The row of these cases, under this name."""
    ran = [s for s in scores if not s.failed]
    columns = {m.name: [s.values.get(m.name) for s in ran] for m in MEASURES}
    shares = {m.name for m in MEASURES if m.unit == "share"}
    intervals = mean_intervals(columns, [s.outcome.case.group for s in ran], shares)
    means = {}
    for measure, column in columns.items():
        values = [v for v in column if v is not None]
        mean = statistics.fmean(values) if values else None
        means[measure] = _mean(mean, len(values), len(column), intervals[measure])
    seconds = statistics.median(s.outcome.seconds for s in ran) if ran else None
    return Row(name, len(scores), len(scores) - len(ran), seconds, means)


def summaries(scores: Sequence[Score]) -> dict[str, Mean]:
    """The measures of the whole set, by name in the order of ``SUMMARIES``."""
    found = rows(scores)
    families = [s.outcome.case.group for s in scores if not s.failed]
    return {
        s.name: _mean(
            s.compute(found),
            len(s.counted(found)),
            len(found),
            set_interval(s.compute, found, families),
        )
        for s in SUMMARIES
    }


def _mean(value: float | None, n: int, ran: int, interval: Interval | None) -> Mean:
    low, high = (interval.low, interval.high) if interval else (None, None)
    return Mean(value, n, ran - n, low, high)
