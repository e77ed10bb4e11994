"""Thresholds: what the means of a suite must reach, from a YAML file.

``thresholds.yaml``, in the folder of the suite file unless another is named, by the name of the
suite::

    istanbul:
      facts_strict: {at_least: 0.85}             # the mean itself
      declined: {at_least: 0.8, lower: 0.7}      # and the lower end of its 95 % interval
      false_refusals: {at_most: 0.10, upper: 0.15}

A bound on the interval is the stricter one: it fails where the mean may have been reached by
luck, and the fewer the cases, the harder it is to hold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from evals.errors import ThresholdError
from evals.means import EVERY, Mean

Bound = Literal["at_least", "at_most", "lower", "upper"]
_WORDS = {
    "at_least": "at least",
    "at_most": "at most",
    "lower": "lower end at least",
    "upper": "upper end at most",
}

_UNITS = {m.name: m.unit for m in EVERY}
# Means of thirds and the like may end one bit below the number they stand for.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Threshold:
    """The mean of ``measure`` must be at least, or at most, ``target``, in the measure's unit.

    ``lower`` and ``upper`` ask the same of the lower and the upper end of its 95 % interval.
    """

    measure: str
    bound: Bound
    target: float

    @property
    def wording(self) -> str:
        """As "lower end at least 0.7"."""
        return f"{_WORDS[self.bound]} {self.target:.6g}"


@dataclass(frozen=True, slots=True)
class Check:
    """A threshold held against a run; ``value`` is the mean or the end of its interval, and
    ``None`` where no case was measured or there is no interval."""

    threshold: Threshold
    value: float | None

    @property
    def held(self) -> bool | None:
        """Whether it holds; ``None`` where there is nothing to judge."""
        if self.value is None:
            return None
        if self.threshold.bound in ("at_least", "lower"):
            return self.value >= self.threshold.target - _ROUNDING
        return self.value <= self.threshold.target + _ROUNDING

    @property
    def verdict(self) -> str:
        """ "held", "missed" or "not measured"."""
        return {True: "held", False: "missed", None: "not measured"}[self.held]


def load_thresholds(suite: Path, file: Path | None = None) -> tuple[Threshold, ...]:
    """The thresholds of a suite file, in the order of the YAML; empty where there are none.

    ``file`` is the one that was asked for: it must be there and hold some for the suite.
    Raises ``ThresholdError`` for anything in the file that is not understood, in the
    thresholds of other suites too: a misspelt measure would never be missed.
    """
    path = file or suite.parent / "thresholds.yaml"
    if not path.is_file():
        if file is not None:
            raise ThresholdError(f"Expected a file of thresholds, got {path}, which is none.")
        return ()
    read = _read(path)
    if file is not None and suite.stem not in read:
        raise ThresholdError(
            f"{path}: expected thresholds for the suite {suite.stem!r}, got some for "
            f"{', '.join(read) or 'none'}."
        )
    return read.get(suite.stem, ())


def _read(path: Path) -> dict[str, tuple[Threshold, ...]]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problem = " ".join(str(error).split())
        raise ThresholdError(f"{path}: expected YAML in UTF-8, got {problem}.") from None
    suites = _mapping(
        content if content is not None else {}, str(path), "suite names to thresholds"
    )
    return {
        str(name): _suite(entries, f"{path}, suite {name!r}") for name, entries in suites.items()
    }


def check(thresholds: Sequence[Threshold], means: Mapping[str, Mean]) -> tuple[Check, ...]:
    """Each threshold with the number it is about; ``means`` by the name of the measure."""
    return tuple(Check(t, _number(t, means.get(t.measure))) for t in thresholds)


def _number(threshold: Threshold, mean: Mean | None) -> float | None:
    if mean is None:
        return None
    ends = {"lower": mean.low, "upper": mean.high}
    return ends.get(threshold.bound, mean.value)


def _suite(entries: Any, place: str) -> tuple[Threshold, ...]:
    measures = _mapping(entries, place, "measures to thresholds")
    return tuple(t for name, entry in measures.items() for t in _thresholds(name, entry, place))


def _thresholds(name: Any, entry: Any, place: str) -> list[Threshold]:
    if name not in _UNITS:
        known = ", ".join(_UNITS)
        raise ThresholdError(f"{place}: expected one of the measures {known}, got {name!r}.")
    place = f"{place}, measure {name!r}"
    allowed = get_args(Bound)
    bounds = _mapping(entry, place, "at_least or at_most to a number")
    if not bounds or not set(bounds) <= set(allowed):
        raise ThresholdError(f"{place}: expected one of {', '.join(allowed)}, got {list(bounds)}.")
    return [Threshold(name, bound, _target(name, t, place)) for bound, t in bounds.items()]


def _target(name: str, target: Any, place: str) -> float:
    highest = 1 if _UNITS[name] == "share" else math.inf
    wanted = "a number from 0 to 1" if highest == 1 else "a number from 0"
    number = isinstance(target, int | float) and not isinstance(target, bool)
    if not number or not 0 <= target <= highest or target == math.inf:
        raise ThresholdError(f"{place}: expected {wanted}, got {target!r}.")
    return float(target)


def _mapping(value: Any, place: str, what: str) -> Mapping[Any, Any]:
    if not isinstance(value, dict):
        raise ThresholdError(f"{place}: expected a mapping of {what}, got {value!r}.")
    return value
