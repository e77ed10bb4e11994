"""The report of a run: a row of means for each type of case and for all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from evals.compare import Comparison
from evals.means import Mean, Row, row, summaries
from evals.pairing import Pairing
from evals.run import Score
from evals.runs import SCHEMA
from evals.thresholds import Check, Threshold, check
from index.errors import UnknownNameError
from index.records import Article

__all__ = ["Mean", "Report", "Row", "Settings", "build_report"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What was run. ``library`` is ``None`` where no folder was given, ``generation`` where
    the library does not say; ``type``, ``split``, ``grep`` and ``limit`` are the filters;
    ``repeat`` is how often each case was asked, ``jobs`` how many at a time; ``date`` is UTC,
    ISO 8601. ``rescored`` is the day of an older run whose answers were scored anew."""

    suite: str
    library: str | None = None
    generation: int | None = None
    type: str | None = None
    limit: int | None = None
    date: str = ""
    byline: str = ""
    system: str = "byline"
    split: str | None = None
    grep: str | None = None
    repeat: int = 1
    jobs: int = 1
    rescored: str | None = None

    @property
    def filtered(self) -> bool:
        """Whether a part of the suite was left out."""
        return any(f is not None for f in (self.type, self.limit, self.split, self.grep))


@dataclass(frozen=True, slots=True)
class Report:
    """A run with its means, thresholds and cases; ``types`` in the order of the suite.

    ``baseline`` is the run held against an older one, where one was given. ``articles`` are
    those that an answer cites or a case expects, by id: what scoring needs to read.
    """

    settings: Settings
    total: Row
    types: tuple[Row, ...]
    checks: tuple[Check, ...]
    scores: tuple[Score, ...]
    articles: dict[str, Article]
    baseline: Comparison | None = None

    @property
    def failed(self) -> int:
        return self.total.failed

    @property
    def cached(self) -> int:
        """How many answers were given in an earlier run."""
        return sum(s.outcome.cached for s in self.scores)

    @property
    def unstable(self) -> tuple[str, ...]:
        """The ids of the cases that were answered differently when asked again."""
        return tuple(s.outcome.case.id for s in self.scores if s.outcome.answers > 1)

    @property
    def missed(self) -> tuple[Check, ...]:
        """The thresholds that do not hold.

        One that no case measures counts as missed, unless a filter left its cases out.
        """
        filtered = self.settings.filtered
        return tuple(c for c in self.checks if c.held is False or (c.held is None and not filtered))

    @property
    def regressions(self) -> tuple[Pairing, ...]:
        """The measures that are shown to be worse than in the baseline."""
        return self.baseline.regressions if self.baseline else ()

    @property
    def exit_code(self) -> int:
        """3 where a case could not be run, else 1 where a threshold is missed or a measure is
        worse than in the baseline, else 0."""
        if self.failed:
            return 3
        return 1 if self.missed or self.regressions else 0

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON values, keys always in the same order."""
        return {
            "schema": SCHEMA,
            "settings": asdict(self.settings),
            "aggregate": {"total": asdict(self.total), "types": [asdict(r) for r in self.types]},
            "thresholds": [_check_dict(c) for c in self.checks],
            "baseline": self.baseline.to_dict(changes=False) if self.baseline else None,
            "cached": self.cached,
            "unstable": list(self.unstable),
            "cases": [_score_dict(s) for s in self.scores],
            "articles": {i: asdict(a) for i, a in sorted(self.articles.items())},
        }

    def to_json(self) -> str:
        """``to_dict`` as indented JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1) + "\n"


def build_report(
    scores: Sequence[Score],
    settings: Settings,
    thresholds: Sequence[Threshold] = (),
    article: Callable[[str], Article] | None = None,
) -> Report:
    """Aggregates the scores; date and version of Byline are filled in where they are empty.

    ``article`` gives the articles that the report keeps for scoring it anew.
    """
    types = dict.fromkeys(s.outcome.case.type for s in scores)
    total = row("all", scores)
    total.means.update(summaries(scores))
    return Report(
        settings=_stamped(settings),
        total=total,
        types=tuple(row(t, [s for s in scores if s.outcome.case.type == t]) for t in types),
        checks=check(thresholds, total.means),
        scores=tuple(scores),
        articles=_articles(scores, article) if article else {},
    )


def _articles(scores: Sequence[Score], article: Callable[[str], Article]) -> dict[str, Article]:
    wanted = {i for s in scores for i in s.outcome.case.articles}
    for s in scores:
        if not s.failed and s.outcome.answer is not None:
            wanted |= {c["article_id"] for c in s.outcome.answer["citations"]}
    found = {}
    for i in wanted:
        try:
            found[i] = article(i)
        except (LookupError, UnknownNameError):  # cited and never written: a measure says so
            continue
    return found


def _stamped(settings: Settings) -> Settings:
    try:
        installed = version("byline")
    except PackageNotFoundError:  # run from a checkout
        installed = "not installed"
    return replace(
        settings,
        date=settings.date or datetime.now(UTC).isoformat(timespec="seconds"),
        byline=settings.byline or installed,
    )


def _check_dict(c: Check) -> dict[str, Any]:
    return {**asdict(c.threshold), "value": c.value, "verdict": c.verdict}


def _score_dict(s: Score) -> dict[str, Any]:
    return {
        "id": s.outcome.case.id,
        "case": s.outcome.case.to_dict(),
        "error": s.outcome.error,
        "seconds": round(s.outcome.seconds, 4),
        "cached": s.outcome.cached,
        "answers": s.outcome.answers,
        "values": dict(s.values),
        "missed": list(s.missed),
        "answer": s.outcome.answer,
    }
