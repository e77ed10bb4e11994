"""The page of a run: what it reached, how sure that is, and every case."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from evals import charts
from evals.html.page import (
    citations,
    fields,
    filters,
    interval_bar,
    listed,
    mean_cell,
    moment,
    name,
    page,
    row,
    table,
    text,
)
from evals.means import EVERY, Mean, Row
from evals.measures import (
    GROUPS,
    MEASURES,
    Measure,
    Summary,
    reliability,
    risk_coverage,
    rows,
)
from evals.measures.facts import missing
from evals.report import Report
from evals.run import Score
from evals.terminal import interval, number

_FATES = (
    ("right", "nothing missed"),
    ("wrong", "something missed"),
    ("declined", "declined"),
    ("failed", "could not be run"),
)
_RANKS = 10  # of the evidence


def to_html(report: Report) -> str:
    """The whole page. A case counts as wrong in it where anything was missed."""
    headlines = [m for m in MEASURES if m.headline]
    types = [r.name for r in report.types]
    body = f"""{_settings(report)}
<h2>Verdict</h2>
{_verdict(report)}
<h2>Measures</h2>
{_measures(report, [m for m in EVERY if m.headline])}
<details class="more"><summary>All {len(EVERY)} measures</summary>
{_measures(report, EVERY)}</details>
<h2>By type of question</h2>
{_types(report, headlines)}
<details class="more"><summary>Every measure by type</summary>{_types(report, MEASURES)}</details>
<h2>Charts</h2>
{_charts(report)}
<h2 id="cases">Cases</h2>
{filters(types, _FATES)}
{"".join(_case(s) for s in report.scores)}"""
    return page(f"Byline evaluation: {report.settings.suite}", body)


def _settings(report: Report) -> str:
    s = report.settings
    parts = [f"system {s.system}", f"Byline {s.byline}", moment(s.date)]
    parts.append(f"{report.total.n} cases")
    given = {
        "library": s.library,
        "generation": s.generation,
        "only type": s.type,
        "only split": s.split,
        "only cases with": s.grep,
        "only the first": s.limit,
        "answers of": moment(s.rescored) if s.rescored else None,
        "each asked times": s.repeat if s.repeat > 1 else None,
    }
    parts += [f"{words} {value}" for words, value in given.items() if value is not None]
    parts.append(f"{report.cached} of {report.total.n} answers from the cache")
    if report.unstable:
        parts.append(f"answered differently when asked again: {', '.join(report.unstable)}")
    return f'<p class="dim">{escape(" · ".join(parts))}</p>'


def _verdict(report: Report) -> str:
    lines = []
    if report.failed:
        lines.append(f'<p class="bad">{report.failed} case(s) could not be run.</p>')
    if report.baseline is not None:
        said = report.baseline.verdict.replace("B is", "This run is")
        colour = "bad" if report.regressions else "good"
        lines.append(f'<p class="{colour}">Against the baseline: {escape(said)}</p>')
    if not report.checks:
        return "".join([*lines, "<p>No thresholds for this suite: nothing is held or missed.</p>"])
    checks = []
    for c in report.checks:
        colour = {True: "good", False: "bad", None: "dim"}[c.held]
        value = "–" if c.value is None else f"{c.value:.6g}"
        verdict = f'<span class="{colour}">{c.verdict}</span>'
        checks.append(row(name(c.threshold.measure), (value, c.threshold.wording, verdict)))
    return "".join([*lines, table(("measure", "value", "target", "verdict"), checks)])


def _measures(report: Report, measures: Iterable[Measure | Summary]) -> str:
    found = list(measures)
    lines = []
    for group in GROUPS:
        for m in found:
            if m.group != group:
                continue
            mean = report.total.means[m.name]
            cells = (
                number(mean.value),
                interval(mean),
                interval_bar(mean, mean.value, 0, _scale(m, mean)),
                str(mean.n),
                str(mean.unscored),
                str(report.failed),
            )
            about = f"{name(m.name)}<small>{escape(m.about)}</small>"
            lines.append(row(about, cells))
    head = ("measure", "mean", "95 % interval", "", "n", "not scored", "failed")
    return table(head, lines, "measures")


def _scale(m: Measure | Summary, mean: Mean) -> float:
    if m.unit == "share":
        return 1.0
    return 1.1 * max(mean.value or 0.0, mean.high or 0.0)


def _types(report: Report, measures: Iterable[Measure]) -> str:
    found = list(measures)
    labels = [f"<span>{escape(m.label).replace(chr(10), '<br>')}</span>" for m in found]
    every: tuple[Row, ...] = (*report.types, report.total)
    lines = []
    for r in every:
        failed = f'<span class="bad">{r.failed}</span>' if r.failed else "0"
        seconds = "–" if r.seconds is None else f"{r.seconds:.2f}"
        cells = [str(r.n), failed, seconds, *(mean_cell(r.means.get(m.name)) for m in found)]
        lines.append(row(escape(r.name), cells, "total" if r is report.total else ""))
    return table(("type", "n", "failed", "median<br>s", *labels), lines, "means")


def _charts(report: Report) -> str:
    found = rows(report.scores)
    seconds = [s.outcome.seconds for s in report.scores if not s.failed]
    pictures = (
        ("Facts found, by type", charts.by_type(_strict(report), "share with all facts")),
        ("Risk against coverage", charts.risk_coverage(risk_coverage(found))),
        ("Confidence against being right", charts.reliability(reliability(found))),
        ("Seconds a question", charts.latencies(seconds)),
    )
    return '<div class="charts">' + "".join(
        f"<figure><figcaption>{title}</figcaption>{picture or '<p>Nothing to draw.</p>'}</figure>"
        for title, picture in pictures
    ) + "</div>"  # fmt: skip


def _strict(report: Report) -> dict[str, Mean]:
    return {r.name: r.means["facts_strict"] for r in report.types}


def _case(score: Score) -> str:
    case, answer = score.outcome.case, score.outcome.answer
    fates = _fates(score)
    wrong = "right" not in fates
    error = [f"could not be run: {score.outcome.error}"] if score.failed else []
    ran = None if score.failed else answer
    expected = case.answer if case.answerable else f"(not answerable) {case.answer}"
    body = fields(
        (
            ("missed", listed([*error, *score.missed]) if wrong else ""),
            ("history", listed(f"{t.question} — {t.answer}" for t in case.history)),
            ("expected", text(expected)),
            ("facts", _facts(score)),
            ("answer", text(ran["answer"]) if ran else ""),
            ("short", escape(str(ran["short"] or "–")) if ran else ""),
            ("citations", citations(ran)),
            ("evidence", _evidence(score, ran)),
            ("why", text(case.why or "")),
        )
    )
    about = f"{case.id} · {case.type} · {score.outcome.seconds:.2f} s"
    if score.outcome.cached:
        about += " · cached"
    mark = {"failed": "!", "wrong": "✗", "right": "✓"}[fates.split()[0]]
    return (
        f'<details class="case" data-type="{escape(case.type)}" data-fate="{fates}"><summary>'
        f'<b class="mark" aria-hidden="true">{mark}</b> '
        f"{text(case.question)} <small>{escape(about)}</small></summary>{body}</details>\n"
    )


def _fates(score: Score) -> str:
    """What the filter knows of a case: words out of ``_FATES``, the one that marks it first."""
    if score.failed:
        return "failed"
    fate = "wrong" if score.missed else "right"
    declined = score.outcome.answer is not None and score.outcome.answer["status"] == "not_found"
    return f"{fate} declined" if declined else fate


def _facts(score: Score) -> str:
    """The facts that a right answer holds, each with whether this one does."""
    case, answer = score.outcome.case, score.outcome.answer
    if not case.answerable or score.failed or answer is None:
        return listed(" | ".join(fact) for fact in case.facts)
    lacking = missing(case, answer)
    items = "".join(
        f'<li class="{"bad" if fact in lacking else "good"}">{"✗" if fact in lacking else "✓"} '
        f"{escape(' | '.join(fact))}</li>"
        for fact in case.facts
    )
    return f'<ul class="plain">{items}</ul>' if items else ""


def _evidence(score: Score, answer: dict[str, Any] | None) -> str:
    """At which rank each article that says it was found, and which were not."""
    case = score.outcome.case
    if answer is None or not case.answerable:
        return ""
    ranks: dict[str, int] = {}
    for at, item in enumerate(answer["evidence"], start=1):
        ranks.setdefault(item["article_id"], at)
    lines = []
    for article in case.articles:
        rank = ranks.get(article)
        missed = rank is None or rank > _RANKS
        where = "not found" if rank is None else f"first at rank {rank}"
        lines.append(f'<li class="{"bad" if missed else ""}">{escape(article)}: {where}</li>')
    return f'<ul class="plain">{"".join(lines)}</ul>' if lines else ""
