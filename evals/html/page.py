"""The frame of a page, and what every page shows in the same way.

Every text that comes from a suite, an answer or an article is escaped, and a policy in the
page keeps it from loading anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from evals.means import Mean
from evals.pairing import Pairing
from evals.terminal import interval, number

# What is shown of each text, and of each list: five hundred cases are to fit in 5 MB.
_LONG = 1200  # characters of an answer
_LINE = 400  # of a quote, or of a line in a list
_ENTRIES = 12


def page(title: str, body: str) -> str:
    """A whole page around its body, which is HTML."""
    folder = files("evals.html")
    css = (folder / "page.css").read_text("utf-8")
    js = (folder / "page.js").read_text("utf-8")
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none';style-src 'unsafe-inline';script-src 'unsafe-inline'">
<title>{escape(title)}</title><style>{css}</style></head><body>
<h1>{escape(title)}</h1>
{body}
<script>{js}</script></body></html>
"""


def table(head: Sequence[str], rows: Iterable[str], kind: str = "") -> str:
    """A table that scrolls sideways where it is too wide; ``rows`` are whole ``<tr>``s."""
    cells = "".join(f'<th scope="col">{title}</th>' for title in head)
    return (
        f'<div class="scroll" tabindex="0"><table class="{kind}"><thead><tr>{cells}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def row(head: str, cells: Iterable[str], kind: str = "") -> str:
    """A row with its head; both it and the cells are HTML."""
    inside = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr class="{kind}"><th scope="row">{head}</th>{inside}</tr>'


def name(measure: str) -> str:
    """The name of a measure, which may break between its words."""
    return escape(measure).replace("_", "_<wbr>")


def mean_cell(mean: Mean | None) -> str:
    """A mean with its interval and the number of its cases below it."""
    if mean is None or mean.value is None:
        return "–"
    span = interval(mean, short=True)
    return f"{number(mean.value)}<small>{span}</small><small>n {mean.n}</small>"


def interval_bar(mean: Mean | Pairing, value: float | None, low: float, high: float) -> str:
    """A picture of a value and its interval on a scale from ``low`` to ``high``."""
    if value is None or high <= low:
        return ""

    def at(x: float) -> float:
        return round(100 * (min(max(x, low), high) - low) / (high - low), 1)

    line = zero = ""
    if mean.low is not None and mean.high is not None:
        x, y = at(mean.low), at(mean.high)
        line = f'<rect class="span" x="{x}" y="4" width="{max(round(y - x, 1), 0.8)}" height="4"/>'
    if low < 0 < high:
        zero = f'<rect class="zero" x="{at(0)}" y="0" width="0.5" height="12"/>'
    return (
        '<svg class="bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="rail" x="0" y="5.5" width="100" height="1"/>{zero}{line}'
        f'<rect class="dot" x="{at(value) - 0.7:.1f}" y="1" width="1.4" height="10"/></svg>'
    )


def filters(types: Iterable[str], fates: Sequence[tuple[str, str]]) -> str:
    """The bar that filters cases by words, type and fate: (value, wording) pairs."""
    kinds = "".join(f"<option>{escape(t)}</option>" for t in types)
    ways = "".join(f'<option value="{value}">{words}</option>' for value, words in fates)
    return (
        '<div class="filters" role="search"><input type="search" id="find" '
        'placeholder="Filter by any words" aria-label="Filter cases by words">'
        f'<select id="type" aria-label="Type"><option value="">every type</option>{kinds}</select>'
        f'<select id="fate" aria-label="Outcome"><option value="">every outcome</option>{ways}'
        '</select><span id="shown" class="dim" role="status"></span></div>'
    )


def fields(pairs: Iterable[tuple[str, str]]) -> str:
    """A list of names and what they are, HTML; those that are empty are left out."""
    return "<dl>" + "".join(f"<dt>{n}</dt><dd>{v}</dd>" for n, v in pairs if v) + "</dl>"


def listed(lines: Iterable[str]) -> str:
    """Lines of text as a list; "" for none."""
    found = list(lines)
    items = "".join(f"<li>{text(line, _LINE)}</li>" for line in found[:_ENTRIES])
    return f"<ul>{items}</ul>{_more(len(found))}" if items else ""


def _more(count: int) -> str:
    more = count - _ENTRIES
    return f'<p class="dim">and {more} more, in the JSON report</p>' if more > 0 else ""


def moment(date: str) -> str:
    """2025-06-02T12:00:00+00:00 -> 2025-06-02 12:00 UTC."""
    return date[:16].replace("T", " ") + " UTC"


def text(value: Any, longest: int = _LONG) -> str:
    """A text escaped, cut where it is very long, with a word on where the rest is."""
    whole = str(value)
    if len(whole) <= longest:
        return escape(whole)
    rest = f"… and {len(whole) - longest:,} more characters, in the JSON report"
    return f'{escape(whole[:longest])} <em class="dim">{rest}</em>'


def citations(answer: dict[str, Any] | None) -> str:
    """The quotes of an answer, each with its number, outlet and date."""
    cited = answer["citations"] if answer else []
    shown = "".join(
        f"<div>[{escape(str(c['number']))}] {escape(c['source'] or 'unsigned')}, "
        f"{escape(c['date'] or 'undated')}: <q>{text(c['quote'], _LINE)}</q></div>"
        for c in cited[:_ENTRIES]
    )
    return shown + _more(len(cited))
