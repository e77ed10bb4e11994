"""Two runs of one suite, case by case: is B better than A, or is it chance?

The only user of SciPy in Byline. Sources: B. Efron and R. Tibshirani, "An Introduction to
the Bootstrap" (1993) for the percentile interval; T. Sakai, "Statistical Reform in
Information Retrieval?" (SIGIR Forum 2014) for pairing by question.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals.errors import EvalError
from evals.measures import MEASURES

RESAMPLES = 9999
SEED = 20250602
_BATCH = 500  # resamples in memory at a time
_SAME = 1e-12  # values closer than this are equal
_PAIRED = tuple(m for m in MEASURES if m.paired)
_UNSCORED = ("why", "family")  # fields of a case that may change between two runs


@dataclass(frozen=True, slots=True)
class Pairing:
    """One measure over the ``n`` cases that have a value in both runs.

    ``difference`` is the mean of B - A with its 95 % interval ``low``..``high``; ``p`` is
    the two-sided p-value of the paired permutation test. All are ``None`` where there are
    too few pairs: no pair for the means, one for the rest. A win is a case on which B is
    better, which is a lower value where lower is better.
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

    @property
    def ties(self) -> int:
        return self.n - self.wins - self.losses

    @property
    def verdict(self) -> str:
        """ "B better", "B worse", or "no difference shown" where chance could explain it.

        A difference is shown when the interval leaves out 0 and p < 0.05. The interval
        alone is too bold with few cases: of three wins out of three it says 1..1.
        """
        if self.difference is None or self.low is None or self.high is None or self.p is None:
            return "no difference shown"
        if self.low <= 0 <= self.high or self.p >= 0.05:
            return "no difference shown"
        return "B better" if (self.difference > 0) == self.higher_is_better else "B worse"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Run B against run A; ``changed`` maps a case id to what changed, in suite order."""

    pairings: tuple[Pairing, ...]
    changed: Mapping[str, tuple[str, ...]]


def load_run(path: Path) -> dict[str, dict[str, Any]]:
    """The cases of a report written by ``run --json``, by id, in its order.

    Raises ``EvalError`` where the file is not such a report.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        rows = {row["id"]: row for row in content["cases"]}
        if len(rows) < len(content["cases"]):
            raise ValueError("an id stands twice")
        for row in rows.values():
            _check_row(row)
    except OSError as error:
        raise EvalError(
            f"Expected a report written by `python -m evals run --json`, got {path}, "
            f"which cannot be read: {error.strerror}."
        ) from None
    except (ValueError, TypeError, KeyError) as error:
        raise EvalError(
            f"{path}: expected a report written by `python -m evals run --json`, got a file of "
            f"another shape ({type(error).__name__}: {error}). Run the suite again with --json."
        ) from None
    return rows


def _check_row(row: Mapping[str, Any]) -> None:
    if not isinstance(row["case"], dict) or not isinstance(row["values"], dict):
        raise ValueError(f"case {row['id']!r} has no case or values")
    if row["error"] is not None and not isinstance(row["error"], str):
        raise ValueError(f"case {row['id']!r}: error is {row['error']!r}")
    for name, value in row["values"].items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if value is not None and not (number and math.isfinite(value)):
            raise ValueError(f"case {row['id']!r}: {name} is {value!r}")


def compare_runs(
    a: Mapping[str, Mapping[str, Any]], b: Mapping[str, Mapping[str, Any]]
) -> Comparison:
    """Pairs two runs by case id; raises ``EvalError`` where they asked different cases."""
    _check_same_suite(a, b)
    pairings = []
    for measure in _PAIRED:
        values = [(a[i]["values"].get(measure.name), b[i]["values"].get(measure.name)) for i in a]
        pairs = [(x, y) for x, y in values if x is not None and y is not None]
        pairings.append(pair(measure.name, pairs, measure.higher_is_better))
    changed = {i: lines for i in a if (lines := _changes(a[i], b[i]))}
    return Comparison(tuple(pairings), changed)


def _check_same_suite(a: Mapping[str, Any], b: Mapping[str, Any]) -> None:
    if a.keys() != b.keys():
        only_a, only_b = [i for i in a if i not in b], [i for i in b if i not in a]
        raise EvalError(
            f"Expected two runs of the same cases, got {len(only_a)} only in A "
            f"({', '.join(only_a[:5]) or 'none'}) and {len(only_b)} only in B "
            f"({', '.join(only_b[:5]) or 'none'}). "
            "Run both with the same suite, --type and --limit."
        )
    for i in a:
        old, new = a[i]["case"], b[i]["case"]
        keys = [k for k in {**old, **new} if k not in _UNSCORED and old.get(k) != new.get(k)]
        if keys:
            raise EvalError(
                f"Expected two runs of the same suite, got case {i!r} with another "
                f"{', '.join(keys)} in B. Run both with the same suite file."
            )


def pair(
    measure: str, pairs: Sequence[tuple[float, float]], higher_is_better: bool = True
) -> Pairing:
    """The paired statistics of ``(value in A, value in B)``; the same on every call."""
    if not pairs:
        empty = (None, None, None, None, None, None)
        return Pairing(measure, 0, *empty, 0, 0, higher_is_better)
    differences = [y - x for x, y in pairs]
    gains = differences if higher_is_better else [-d for d in differences]
    low, high, p = _chance(pairs) if len(pairs) > 1 else (None, None, None)
    return Pairing(
        measure=measure,
        n=len(pairs),
        mean_a=fmean(x for x, _ in pairs),
        mean_b=fmean(y for _, y in pairs),
        difference=fmean(differences),
        low=low,
        high=high,
        p=p,
        wins=sum(g > _SAME for g in gains),
        losses=sum(g < -_SAME for g in gains),
        higher_is_better=higher_is_better,
    )


def _chance(pairs: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """The 95 % interval of the mean of B - A and the p-value, for two pairs or more."""
    import numpy as np
    from scipy import stats  # type: ignore[import-untyped]  # takes a second: only when needed

    old, new = np.array(pairs, dtype=float).T
    interval = stats.bootstrap(
        (new - old,),
        np.mean,
        n_resamples=RESAMPLES,
        batch=_BATCH,
        method="percentile",  # BCa is undefined where all differences are equal
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    test = stats.permutation_test(
        (new, old),
        lambda x, y, axis: np.mean(x - y, axis=axis),
        permutation_type="samples",  # swaps A and B within a pair
        vectorized=True,
        n_resamples=RESAMPLES,
        batch=_BATCH,
        rng=np.random.default_rng(SEED),
    )
    return float(interval.low), float(interval.high), float(test.pvalue)


def _changes(a: Mapping[str, Any], b: Mapping[str, Any]) -> tuple[str, ...]:
    """What differs between two rows of one case, in sentences."""
    if a["error"] or b["error"]:
        if a["error"] and b["error"]:
            return ()
        run, error = ("A", a["error"]) if a["error"] else ("B", b["error"])
        return (f"could not be run in {run}: {error}",)
    lines = []
    for measure in _PAIRED:
        old, new = a["values"].get(measure.name), b["values"].get(measure.name)
        if old is None and new is None:
            continue
        if old is None or new is None or not math.isclose(old, new, abs_tol=_SAME):
            lines.append(f"{measure.name} {_number(old)} -> {_number(new)}")
    return tuple(lines)


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3g}"


def print_comparison(comparison: Comparison, console: Console) -> None:
    """The comparison for a terminal of 100 columns or more."""
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("measure")
    for name in ("n", "A", "B", "B-A", "95 % interval", "p", "win/loss/tie"):
        table.add_column(name, justify="right")
    table.add_column("verdict")
    for x in comparison.pairings:
        low = "–" if x.low is None or x.high is None else f"{x.low:+.3f}..{x.high:+.3f}"
        numbers = (x.mean_a, x.mean_b)
        cells = ["–" if v is None else f"{v:.3f}" for v in numbers]
        difference = "–" if x.difference is None else f"{x.difference:+.3f}"
        p = "–" if x.p is None else f"{x.p:.3f}"
        counts = f"{x.wins}/{x.losses}/{x.ties}"
        table.add_row(x.measure, str(x.n), *cells, difference, low, p, counts, x.verdict)
    console.print(table)
    console.print(_note(comparison), style="dim")
    console.print(
        f"{len(comparison.changed)} case(s) changed" + (":" if comparison.changed else "")
    )
    for case_id, lines in comparison.changed.items():
        console.print(f"  [bold]{escape(case_id)}[/]: {escape('; '.join(lines))}")


def _note(comparison: Comparison) -> str:
    left_out = ", ".join(m.name for m in MEASURES if not m.paired)
    return (
        "A difference is shown where the interval leaves out 0 and p < 0.05. Each measure stands "
        f"alone: of {len(comparison.pairings)} compared at once, one in twenty may show a "
        f"difference by chance. Not compared case by case: {left_out}."
    )
