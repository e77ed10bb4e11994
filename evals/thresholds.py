"""Thresholds: what the means of a suite must reach, from a YAML file beside the suite.

``thresholds.yaml``, in the folder of the suite file, by the name of the suite::

    istanbul:
      facts_strict: {at_least: 0.85}
      false_refusals: {at_most: 0.10}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from evals.errors import ThresholdError
from evals.measures import BY_NAME

# Means of thirds and the like may end one bit below the number they stand for.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Threshold:
    """The mean of ``measure`` must be at least, or at most, ``target`` (0..1)."""

    measure: str
    bound: Literal["at_least", "at_most"]
    target: float


@dataclass(frozen=True, slots=True)
class Check:
    """A threshold held against a run; ``value`` is ``None`` where no case was measured."""

    threshold: Threshold
    value: float | None

    @property
    def held(self) -> bool | None:
        """Whether it holds; ``None`` where there is nothing to judge."""
        if self.value is None:
            return None
        if self.threshold.bound == "at_least":
            return self.value >= self.threshold.target - _ROUNDING
        return self.value <= self.threshold.target + _ROUNDING

    @property
    def verdict(self) -> str:
        """ "held", "missed" or "not measured"."""
        return {True: "held", False: "missed", None: "not measured"}[self.held]


def load_thresholds(suite: Path) -> tuple[Threshold, ...]:
    """The thresholds of a suite file, in the order of the YAML; empty where there are none.

    Raises ``ThresholdError`` for anything in the file that is not understood, in the
    thresholds of other suites too: a misspelt measure would never be missed.
    """
    path = suite.parent / "thresholds.yaml"
    if not path.is_file():
        return ()
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problem = " ".join(str(error).split())
        raise ThresholdError(f"{path}: expected YAML in UTF-8, got {problem}.") from None
    suites = _mapping(
        content if content is not None else {}, str(path), "suite names to thresholds"
    )
    read = {name: _suite(entries, f"{path}, suite {name!r}") for name, entries in suites.items()}
    return read.get(suite.stem, ())


def check(thresholds: Sequence[Threshold], means: Mapping[str, float | None]) -> tuple[Check, ...]:
    """Each threshold with the mean it is about, by the name of the measure."""
    return tuple(Check(t, means.get(t.measure)) for t in thresholds)


def _suite(entries: Any, place: str) -> tuple[Threshold, ...]:
    measures = _mapping(entries, place, "measures to thresholds")
    return tuple(_threshold(name, entry, place) for name, entry in measures.items())


def _threshold(name: Any, entry: Any, place: str) -> Threshold:
    if name not in BY_NAME:
        known = ", ".join(BY_NAME)
        raise ThresholdError(f"{place}: expected one of the measures {known}, got {name!r}.")
    place = f"{place}, measure {name!r}"
    bounds = _mapping(entry, place, "at_least or at_most to a number")
    if len(bounds) != 1 or not set(bounds) <= {"at_least", "at_most"}:
        raise ThresholdError(f"{place}: expected either at_least or at_most, got {list(bounds)}.")
    ((bound, target),) = bounds.items()
    if isinstance(target, bool) or not isinstance(target, int | float) or not 0 <= target <= 1:
        raise ThresholdError(f"{place}: expected a number from 0 to 1, got {target!r}.")
    return Threshold(name, bound, float(target))


def _mapping(value: Any, place: str, what: str) -> Mapping[Any, Any]:
    if not isinstance(value, dict):
        raise ThresholdError(f"{place}: expected a mapping of {what}, got {value!r}.")
    return value
