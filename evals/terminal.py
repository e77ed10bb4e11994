"""Reports and comparisons for a terminal of 100 columns or more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from evals.compare import NOT_COMPARED, Change, Comparison
from evals.means import EVERY, Mean
from evals.measures import GROUPS, MEASURES, Measure
from evals.pairing import Pairing
from evals.report import Report

_ABREAST = 8  # columns of measures beside each other
_ANSWER = 150  # characters of an answer that are shown
_CHANGES = 20  # changed cases that are shown of each fate


def print_report(report: Report, console: Console, *, everything: bool = False) -> None:
    """Means, failures, thresholds; the headline measures alone unless ``everything``."""
    shown = [m for m in MEASURES if everything or m.headline]
    console.print(_settings(report), style="bold")
    console.print(_totals(report, everything))
    for at in range(0, len(shown), _ABREAST):
        console.print(_types(report, shown[at : at + _ABREAST]))
    if report.total.seconds is not None:
        jobs = report.settings.jobs
        abreast = f", asked {jobs} at a time" if jobs > 1 else ""
        console.print(f"median time of a question: {report.total.seconds:.2f} s{abreast}")
    if report.cached:
        console.print(f"{report.cached} of {report.total.n} answers from the cache")
    if report.settings.repeat > 1:
        console.print(_stability(report))
    for s in report.scores:
        if s.failed:
            console.print(
                f"[red]failed[/] {escape(s.outcome.case.id)}: {escape(str(s.outcome.error))}"
            )
    console.print(_thresholds(report))
    if report.baseline is not None:
        console.print(_against_baseline(report))


def _settings(report: Report) -> Text:
    s = report.settings
    return Text(f"Suite {s.suite}, system {s.system}, Byline {s.byline}, {s.date}")


def _table() -> Table:
    return Table(box=None, padding=(0, 1, 0, 0), header_style="bold")


def _totals(report: Report, everything: bool) -> Table:
    table = _table()
    table.add_column("measure")
    for name in ("mean", "95 % interval", "n", "unscored", "failed"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("what it is", style="dim", overflow="fold")
    for group in GROUPS:
        for m in EVERY:
            if m.group == group and (everything or m.headline):
                mean = report.total.means[m.name]
                counts = (str(mean.n), str(mean.unscored), str(report.failed))
                table.add_row(m.name, number(mean.value), interval(mean), *counts, m.about)
    return table


def _types(report: Report, measures: Sequence[Measure]) -> Table:
    table = _table()
    table.add_column("type", overflow="fold", min_width=10)
    for name in ("n", "failed", *(m.label for m in measures)):
        table.add_column(name, justify="right", no_wrap=True)
    for row in (*report.types, report.total):
        cells = [_cell(row.means[m.name]) for m in measures]
        style = "bold" if row is report.total else None
        failed = f"[red]{row.failed}[/]" if row.failed else "0"
        table.add_row(escape(row.name), str(row.n), failed, *cells, style=style)
    return table


def _cell(mean: Mean) -> str:
    if mean.value is None:
        return "–"
    return f"{number(mean.value)}\n[dim]{interval(mean, short=True)}\nn {mean.n}[/]"


def number(value: float | None) -> str:
    """A mean in at most 6 characters; "–" for none."""
    if value is None:
        return "–"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.4g}"


def interval(mean: Mean | Pairing, short: bool = False) -> str:
    """The interval as "0.650–0.801", or ".65–.80" where it must be short."""
    if mean.low is None or mean.high is None:
        return "" if short else "–"
    if short:
        return "–".join(f"{v:.2f}".removeprefix("0") if v < 10 else f"{v:.3g}"
                        for v in (mean.low, mean.high))  # fmt: skip
    return f"{number(mean.low)}–{number(mean.high)}"


def _stability(report: Report) -> Text:
    n, times = len(report.unstable), report.settings.repeat
    if not n:
        return Text(f"asked {times} times each, every case was answered the same")
    ids = ", ".join(report.unstable)
    return Text(f"asked {times} times each, {n} case(s) were answered differently: {ids}", "red")


def _thresholds(report: Report) -> RenderableType:
    if not report.checks:
        return Text("No thresholds for this suite: nothing is held or missed.")
    lines = []
    for c in report.checks:
        colour = {True: "green", False: "red", None: "yellow"}[c.held]
        # Not rounded to a few places: 0.99996 against 1 must not read "1.000: missed".
        value = "–" if c.value is None else f"{c.value:.6g}"
        about = f"threshold {c.threshold.measure} {c.threshold.wording}: {value} "
        lines.append(Text.assemble(about, (c.verdict, colour)))
    return Group(*lines)


def _against_baseline(report: Report) -> RenderableType:
    assert report.baseline is not None
    worse = [
        Text.assemble(
            f"baseline {p.measure}: {number(p.mean_a)} -> {number(p.mean_b)}, ",
            (f"worse by {abs(p.difference or 0):.3f} (p {p.holm:.3f} after Holm)", "red"),
        )
        for p in report.regressions
    ]
    return Group(Text(f"against the baseline: {_plain(report.baseline.verdict)}"), *worse)


def _plain(verdict: str) -> str:
    """A verdict on B, where B is the run at hand."""
    return verdict.replace("B is", "this run is")


def print_comparison(comparison: Comparison, console: Console) -> None:
    """The verdict, the measures, the types that differ, and the cases with both answers."""
    console.print(Text(comparison.verdict, "bold"))
    console.print(_pairings(comparison.pairings))
    differing = [
        (t, p) for t, ps in comparison.types.items() for p in ps
        if p.verdict != "no difference shown"
    ]  # fmt: skip
    for t, p in differing:
        console.print(
            Text(f"{t}: {p.measure} {number(p.mean_a)} -> {number(p.mean_b)}, {p.verdict}")
        )
    if not differing:
        console.print("No difference shown on any one type of question.")
    console.print(_note(comparison), style="dim")
    console.print(_counts(comparison))
    for line in _changes(comparison):
        console.print(line)


def _pairings(pairings: Sequence[Pairing]) -> Table:
    table = _table()
    table.add_column("measure", overflow="fold")
    for name in ("n", "A", "B", "B-A", "95 % interval", "p", "Holm", "win/loss/tie"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict")
    for x in pairings:
        means = [number(v) for v in (x.mean_a, x.mean_b)]
        difference = "–" if x.difference is None else f"{x.difference:+.3f}"
        span = "–" if x.low is None or x.high is None else f"{x.low:+.3f}..{x.high:+.3f}"
        chances = ["–" if p is None else f"{p:.3f}" for p in (x.p, x.holm)]
        fates = f"{x.wins}/{x.losses}/{x.ties}" if x.paired else "–"
        verdict = x.verdict.removeprefix("B ").replace("no difference shown", "–")
        table.add_row(x.measure, str(x.n), *means, difference, span, *chances, fates, verdict)
    return table


def _note(comparison: Comparison) -> str:
    left_out = ", ".join(NOT_COMPARED)
    unpaired = ", ".join(p.measure for p in comparison.pairings if not p.paired)
    return (
        "A difference is shown where the interval leaves out 0 and the p-value, corrected for "
        f"{len(comparison.pairings)} measures (Holm), is below 0.05; families of cases are "
        "resampled and swapped whole."
        + (f" Compared by family, not case by case: {unpaired}." if unpaired else "")
        + (f" Not compared, as the machine decides them: {left_out}." if left_out else "")
    )


def _counts(comparison: Comparison) -> str:
    fates = ("win", "loss", "mixed", "failed")
    counts = {fate: comparison.count(fate) for fate in fates}  # type: ignore[arg-type]
    ties = comparison.cases - len(comparison.changes)
    return (
        f"{len(comparison.changes)} case(s) changed: {counts['win']} won, {counts['loss']} lost, "
        f"{counts['mixed']} mixed, {counts['failed']} failed in one run; {ties} tied"
    )


def _changes(comparison: Comparison) -> Iterator[Text]:
    for fate, colour in (("loss", "red"), ("win", "green"), ("mixed", "yellow"), ("failed", "red")):
        found = [c for c in comparison.changes if c.fate == fate]
        for change in found[:_CHANGES]:
            yield Text.assemble((fate, colour), f" {change.id}: {change.case['question']}")
            yield Text(f"    {'; '.join(change.lines)}", "dim")
            yield Text(f"    A: {_answer(change, 'a')}")
            yield Text(f"    B: {_answer(change, 'b')}")
        if len(found) > _CHANGES:
            yield Text(f"    and {len(found) - _CHANGES} more; --html or --json has them all")


def _answer(change: Change, run: str) -> str:
    row = change.a if run == "a" else change.b
    text = " ".join(str((row["answer"] or {}).get("answer") or row["error"]).split())
    return text if len(text) <= _ANSWER else text[: _ANSWER - 1] + "…"
