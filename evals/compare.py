"""Two runs of one suite, case by case: is B better than A, by how much, or is it chance?

Source: T. Sakai, "Statistical Reform in Information Retrieval?" (SIGIR Forum 2014) for pairing
by question; ``evals.resampling`` for the intervals, the tests and Holm's correction.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from evals.errors import EvalError
from evals.means import EVERY
from evals.measures import MEASURES, SUMMARIES
from evals.pairing import Pairing, Rows, corrected, pair_measure, pair_summary
from evals.runs import Run

_SAME = 1e-12  # values closer than this are equal
# How long an answer takes depends on the machine and on what else it does.
_MEASURES = tuple(m for m in MEASURES if m.unit != "seconds")
_SUMMARIES = tuple(s for s in SUMMARIES if s.unit != "seconds")
NOT_COMPARED = tuple(m.name for m in EVERY if m.unit == "seconds")
_HEADLINES = tuple(m for m in _MEASURES if m.headline)
_HEADLINE_NAMES = frozenset(m.name for m in EVERY if m.headline)
_COSTS = frozenset(m.name for m in EVERY if m.group == "cost")
_UNSCORED = ("why", "family", "split")  # fields of a case that may change between two runs

Fate = Literal["win", "loss", "mixed", "failed"]


@dataclass(frozen=True, slots=True)
class Change:
    """A case that was answered better or worse, with both answers.

    ``fate`` is a win where no headline measure is worse in B, a loss where none is better,
    "mixed" where there is some of each, and "failed" where one of the runs could not ask it.
    ``lines`` say what differs.
    """

    case: Mapping[str, Any]
    fate: Fate
    lines: tuple[str, ...]
    a: Mapping[str, Any]
    b: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.case["id"])


@dataclass(frozen=True, slots=True)
class Comparison:
    """Run B against run A. ``types`` holds the headline measures by type of case, their
    p-values corrected for all of them together; ``changes`` are in the order of the suite.
    ``cases`` counts those of the suite."""

    pairings: tuple[Pairing, ...]
    types: Mapping[str, tuple[Pairing, ...]]
    changes: tuple[Change, ...]
    cases: int
    a: Mapping[str, Any]
    b: Mapping[str, Any]

    @property
    def better(self) -> tuple[Pairing, ...]:
        return tuple(p for p in self.pairings if p.verdict == "B better")

    @property
    def worse(self) -> tuple[Pairing, ...]:
        return tuple(p for p in self.pairings if p.verdict == "B worse")

    @property
    def regressions(self) -> tuple[Pairing, ...]:
        """The measures on which B is worse, but for what an answer costs: a longer answer may be
        the price of a better one."""
        return tuple(p for p in self.worse if p.measure not in _COSTS)

    @property
    def verdict(self) -> str:
        """The comparison in one sentence: the headline measures by name, the others counted."""
        parts = [
            f"B is {word} on {_named(found)}"
            for word, found in (("better", self.better), ("worse", self.worse))
            if found
        ]
        return "; ".join(parts) + "." if parts else "No difference shown."

    def count(self, fate: Fate) -> int:
        return sum(change.fate == fate for change in self.changes)

    def to_dict(self, changes: bool = True) -> dict[str, Any]:
        """The comparison as plain JSON values, with the cases that changed or without."""
        plain: dict[str, Any] = {
            "verdict": self.verdict,
            "a": dict(self.a),
            "b": dict(self.b),
            "measures": [_pairing_dict(p) for p in self.pairings],
            "types": {t: [_pairing_dict(p) for p in ps] for t, ps in self.types.items()},
        }
        if changes:
            plain["changes"] = [
                {"id": c.id, "fate": c.fate, "changed": list(c.lines), "a": c.a, "b": c.b}
                for c in self.changes
            ]
        return plain


def _named(found: Sequence[Pairing]) -> str:
    names = [f"{p.measure} ({p.difference:+.3f})" for p in found if p.measure in _HEADLINE_NAMES]
    others = len(found) - len(names)
    if others:
        names.append(f"{others} {'other' if others == 1 else 'others'} below")
    return ", ".join(names)


def _pairing_dict(p: Pairing) -> dict[str, Any]:
    return {**asdict(p), "ties": p.ties, "verdict": p.verdict}


def compare_runs(a: Run, b: Run) -> Comparison:
    """Pairs two runs by case id; raises ``EvalError`` where they asked different cases."""
    _check_same_suite(a.rows, b.rows)
    types = dict.fromkeys(str(row["case"]["type"]) for row in a.rows.values())
    by_type = [
        pair_measure(m, {i: r for i, r in a.rows.items() if r["case"]["type"] == t}, b.rows)
        for t in types
        for m in _HEADLINES
    ]
    of_types = iter(corrected(by_type))
    pairings = [pair_measure(m, a.rows, b.rows) for m in _MEASURES]
    pairings += [pair_summary(s, a.rows, b.rows) for s in _SUMMARIES]
    changes = (_change(a.rows[i], b.rows[i]) for i in a.rows)
    return Comparison(
        pairings=corrected(pairings),
        types={t: tuple(next(of_types) for _ in _HEADLINES) for t in types},
        changes=tuple(change for change in changes if change is not None),
        cases=len(a.rows),
        a=a.settings,
        b=b.settings,
    )


def _check_same_suite(a: Rows, b: Rows) -> None:
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
                f"{', '.join(keys)} in B. Run both with the same suite file, or score the older "
                "run anew with `python -m evals rescore --suite`."
            )


def _change(a: Mapping[str, Any], b: Mapping[str, Any]) -> Change | None:
    """What differs between two rows of one case, in sentences; ``None`` where nothing does."""
    if a["error"] or b["error"]:
        if a["error"] and b["error"]:
            return None
        run, error = ("A", a["error"]) if a["error"] else ("B", b["error"])
        return Change(a["case"], "failed", (f"could not be run in {run}: {error}",), a, b)
    lines, gains = [], []
    for measure in _HEADLINES:
        old, new = a["values"].get(measure.name), b["values"].get(measure.name)
        if old is None and new is None:
            continue
        if old is None or new is None or not math.isclose(old, new, abs_tol=_SAME):
            lines.append(f"{measure.name} {_number(old)} -> {_number(new)}")
        if old is not None and new is not None:
            gains.append((new - old) if measure.higher_is_better else (old - new))
    if not lines:
        return None
    better, worse = (any(g > _SAME for g in x) for x in (gains, [-g for g in gains]))
    fate: Fate = "mixed" if better == worse else "win" if better else "loss"
    return Change(a["case"], fate, tuple(lines), a, b)


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3g}"
