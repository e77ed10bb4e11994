"""The report of a run: a row of means for each type of case and for all of them."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from evals.measures import MEASURES
from evals.run import Score
from evals.thresholds import Check, Threshold, check


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean and the number of cases it stands on; ``None`` where that is 0."""

    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Row:
    """The means over one type of case. ``n`` counts all its cases, ``failed`` those of them
    that could not be run: they stand in no mean. ``seconds`` is the median wall time of a
    question, ``None`` where all failed."""

    name: str
    n: int
    failed: int
    seconds: float | None
    means: dict[str, Mean]


@dataclass(frozen=True, slots=True)
class Settings:
    """What was run. ``library`` is ``None`` where no folder was given, ``generation`` where
    the library does not say; ``type`` and ``limit`` are the filters; ``date`` is UTC, ISO 8601."""

    suite: str
    library: str | None = None
    generation: int | None = None
    type: str | None = None
    limit: int | None = None
    date: str = ""
    byline: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A run with its means, thresholds and cases; ``types`` in the order of the suite."""

    settings: Settings
    total: Row
    types: tuple[Row, ...]
    checks: tuple[Check, ...]
    scores: tuple[Score, ...]

    @property
    def failed(self) -> int:
        return self.total.failed

    @property
    def missed(self) -> tuple[Check, ...]:
        """The thresholds that do not hold.

        One that no case measures counts as missed, unless a filter left its cases out.
        """
        filtered = self.settings.type is not None or self.settings.limit is not None
        return tuple(c for c in self.checks if c.held is False or (c.held is None and not filtered))

    @property
    def exit_code(self) -> int:
        """3 where a case could not be run, else 1 where a threshold is missed, else 0."""
        if self.failed:
            return 3
        return 1 if self.missed else 0

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON values, keys always in the same order."""
        return {
            "settings": asdict(self.settings),
            "aggregate": {"total": asdict(self.total), "types": [asdict(r) for r in self.types]},
            "thresholds": [_check_dict(c) for c in self.checks],
            "cases": [_score_dict(s) for s in self.scores],
        }

    def to_json(self) -> str:
        """``to_dict`` as indented JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1) + "\n"


def build_report(
    scores: Sequence[Score], settings: Settings, thresholds: Sequence[Threshold] = ()
) -> Report:
    """Aggregates the scores; date and version of Byline are filled in where they are empty."""
    types = dict.fromkeys(s.outcome.case.type for s in scores)
    total = _row("all", scores)
    return Report(
        settings=_stamped(settings),
        total=total,
        types=tuple(_row(t, [s for s in scores if s.outcome.case.type == t]) for t in types),
        checks=check(thresholds, {name: mean.value for name, mean in total.means.items()}),
        scores=tuple(scores),
    )


def _stamped(settings: Settings) -> Settings:
    try:
        installed = version("byline")
    except PackageNotFoundError:  # run from a checkout
        installed = "not installed"
    plain = asdict(settings)
    plain["date"] = settings.date or datetime.now(UTC).isoformat(timespec="seconds")
    plain["byline"] = settings.byline or installed
    return Settings(**plain)


def _row(name: str, scores: Sequence[Score]) -> Row:
    ran = [s for s in scores if not s.failed]
    means = {}
    for measure in MEASURES:
        values = [v for s in ran if (v := s.values[measure.name]) is not None]
        means[measure.name] = Mean(statistics.fmean(values) if values else None, len(values))
    seconds = statistics.median(s.outcome.seconds for s in ran) if ran else None
    return Row(name, len(scores), len(scores) - len(ran), seconds, means)


def _check_dict(c: Check) -> dict[str, Any]:
    return {**asdict(c.threshold), "value": c.value, "verdict": c.verdict}


def _score_dict(s: Score) -> dict[str, Any]:
    return {
        "id": s.outcome.case.id,
        "case": s.outcome.case.to_dict(),
        "error": s.outcome.error,
        "seconds": round(s.outcome.seconds, 4),
        "values": dict(s.values),
        "missed": list(s.missed),
        "answer": s.outcome.answer,
    }


def print_report(report: Report, console: Console) -> None:
    """The report for a terminal of 100 columns or more: means, failures, thresholds."""
    console.print(_means_table(report))
    if report.total.seconds is not None:
        console.print(f"median time of a question: {report.total.seconds:.2f} s")
    console.print(_legend())
    for s in report.scores:
        if s.failed:
            console.print(
                f"[red]failed[/] {escape(s.outcome.case.id)}: {escape(str(s.outcome.error))}"
            )
    console.print(_thresholds(report))


def _means_table(report: Report) -> Table:
    settings = report.settings
    table = Table(
        title=f"Suite {escape(settings.suite)}, Byline {settings.byline}, {settings.date}",
        title_justify="left",
        box=None,
        padding=(0, 1, 0, 0),
        header_style="bold",
    )
    table.add_column("type", overflow="fold", min_width=10)
    for name in ("n", "failed", *(m.label for m in MEASURES)):
        table.add_column(name, justify="right", no_wrap=True)
    for row in (*report.types, report.total):
        cells = [_mean_cell(row.means[m.name]) for m in MEASURES]
        style = "bold" if row is report.total else None
        failed = f"[red]{row.failed}[/]" if row.failed else "0"
        table.add_row(escape(row.name), str(row.n), failed, *cells, style=style)
    return table


def _mean_cell(mean: Mean) -> str:
    return "–" if mean.value is None else f"{mean.value:.3f}\n[dim]n {mean.n}[/]"


def _legend() -> Text:
    return Text("\n".join(f"{m.name}: {m.about}" for m in MEASURES), style="dim")


def _thresholds(report: Report) -> RenderableType:
    if not report.checks:
        return Text("No thresholds for this suite: nothing is held or missed.")
    lines = []
    for c in report.checks:
        colour = {True: "green", False: "red", None: "yellow"}[c.held]
        # Not rounded to a few places: 0.99996 against 1 must not read "1.000: missed".
        value = "–" if c.value is None else f"{c.value:.6g}"
        bound = c.threshold.bound.replace("_", " ")
        lines.append(
            Text.assemble(
                f"threshold {c.threshold.measure} {bound} {c.threshold.target:.6g}: {value} ",
                (c.verdict, colour),
            )
        )
    return Group(*lines)
