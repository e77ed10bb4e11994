"""The page of a comparison: what differs, how sure that is, and the cases with both answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from evals.compare import Change, Comparison
from evals.html.page import (
    citations,
    fields,
    filters,
    interval_bar,
    listed,
    moment,
    name,
    page,
    row,
    table,
    text,
)
from evals.pairing import Pairing
from evals.terminal import number

_FATES = (
    ("loss", "B is worse"),
    ("win", "B is better"),
    ("mixed", "better and worse"),
    ("failed", "failed in one run"),
)
_MARKS = {"win": "▲", "loss": "▼", "mixed": "◆", "failed": "!"}


def comparison_to_html(comparison: Comparison) -> str:
    """The whole page."""
    types = dict.fromkeys(str(c.case["type"]) for c in comparison.changes)
    by_type = "".join(
        f"<h3>{escape(kind)}</h3>{_table(pairings)}" for kind, pairings in comparison.types.items()
    )
    ties = comparison.cases - len(comparison.changes)
    body = f"""{_run("A", comparison.a)}{_run("B", comparison.b)}
{_verdict(comparison)}
<h2>Measures</h2>
{_table(comparison.pairings)}
<p class="dim">A difference is shown where the 95 % interval leaves out 0 and the p-value, corrected
for the {len(comparison.pairings)} measures (Holm), is below 0.05. Families of cases are resampled
and swapped whole.</p>
<details class="more"><summary>By type of question</summary>{by_type}</details>
<h2 id="cases">Cases that changed</h2>
<p>{_counts(comparison)}, {ties} tied.</p>
{filters(types, _FATES)}
{"".join(_change(c) for c in comparison.changes)}"""
    suite = comparison.b.get("suite", "")
    return page(f"Byline evaluation: {suite}, two runs", body)


def _verdict(comparison: Comparison) -> str:
    """A line for what is better and one for what is worse."""
    lines = []
    for line in comparison.verdict.split("; "):
        colour = "good" if "better on" in line else "bad" if "worse on" in line else ""
        lines.append(f'<p class="verdict {colour}">{escape(line)}</p>')
    return "".join(lines)


def _run(label: str, settings: Mapping[str, Any]) -> str:
    parts = [f"{label}: system {settings.get('system')}", f"Byline {settings.get('byline')}"]
    parts.append(moment(str(settings.get("date"))))
    return f'<p class="dim">{escape(" · ".join(parts))}</p>'


def _counts(comparison: Comparison) -> str:
    words = {"win": "won by B", "loss": "lost", "mixed": "mixed", "failed": "failed in one run"}
    return ", ".join(
        f"{sum(c.fate == fate for c in comparison.changes)} {said}" for fate, said in words.items()
    )


def _table(pairings: Iterable[Pairing]) -> str:
    found = list(pairings)
    lines = []
    for p in found:
        scale = max(0.05, *(abs(x) for x in (p.low or 0, p.high or 0, p.difference or 0)))
        span = "–" if p.low is None or p.high is None else f"{p.low:+.3f}..{p.high:+.3f}"
        kind = {"B better": "good", "B worse": "bad"}.get(p.verdict, "dim")
        cells = (
            str(p.n),
            number(p.mean_a),
            number(p.mean_b),
            "–" if p.difference is None else f"{p.difference:+.3f}",
            span,
            interval_bar(p, p.difference, -scale, scale),
            "–" if p.holm is None else f"{p.holm:.3f}",
            f"{p.wins}/{p.losses}/{p.ties}" if p.paired else "–",
            f'<span class="{kind}">{p.verdict}</span>',
        )
        lines.append(row(name(p.measure), cells))
    head = ("measure", "n", "A", "B", "B−A", "95 % interval", "", "p (Holm)", "won/lost/tied", "")
    return table(head, lines, "measures")


def _change(change: Change) -> str:
    case = change.case
    about = f"{change.id} · {case['type']}"
    body = fields(
        (
            ("changed", listed(change.lines)),
            ("expected", text(case["answer"])),
            ("A", _answer(change.a)),
            ("missed by A", listed(change.a["missed"])),
            ("B", _answer(change.b)),
            ("missed by B", listed(change.b["missed"])),
        )
    )
    return (
        f'<details class="case" data-type="{escape(str(case["type"]))}" data-fate="{change.fate}">'
        f'<summary><b class="mark" aria-hidden="true">{_MARKS[change.fate]}</b> '
        f"{text(case['question'])} <small>{escape(about)}</small></summary>{body}</details>\n"
    )


def _answer(of: Mapping[str, Any]) -> str:
    if of["error"]:
        return f'<span class="bad">{text(of["error"])}</span>'
    return f"{text(of['answer']['answer'])}{citations(of['answer'])}"
