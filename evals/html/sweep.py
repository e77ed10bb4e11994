"""The page of a sweep: a table and a plot of the measures under each setting."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from evals import charts
from evals.html.page import mean_cell, page, row, table
from evals.sweep import Variant


def sweep_to_html(suite: str, variants: Sequence[Variant], measures: Sequence[str]) -> str:
    """The whole page; ``measures`` by name, in their order."""
    points = {v.name: {m: v.report.total.means[m] for m in measures} for v in variants}
    lines = [
        row(escape(v.name), [*(mean_cell(points[v.name][m]) for m in measures), _against(v)])
        for v in variants
    ]
    head = ("setting", *(escape(m) for m in measures), "against the first")
    body = f"""<h2>Table</h2>
{table(head, lines, "means")}
<p class="dim">95 % intervals, cases resampled by family. The last column counts what a paired
test shows, corrected for the number of measures (Holm), but not for the number of settings: of
many settings tried, the best looks better than it is.</p>
<h2>Plot</h2>
<figure>{charts.sweep(points)}</figure>"""
    return page(f"Byline sweep: {suite}", body)


def _against(variant: Variant) -> str:
    if variant.comparison is None:
        return "–"
    return escape(variant.comparison.verdict)
