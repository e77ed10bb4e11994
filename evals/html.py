"""The report as one HTML file that needs no network: means, thresholds, every case.

Every text that comes from a suite, an answer or an article is escaped, and a policy in the
page keeps it from loading anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from evals.measures import MEASURES
from evals.report import Mean, Report, Row
from evals.run import Score

_CSS = """
:root{color-scheme:light dark;--ink:#1c1b19;--dim:#6b675f;--page:#fbfaf7;--card:#fff;--line:#e2ded5;
--good:#1f7a4d;--bad:#b3261e;--mark:#fff3c4}
@media(prefers-color-scheme:dark){:root{--ink:#eceae4;--dim:#a19d94;--page:#171614;--card:#211f1c;
--line:#37342f;--good:#6fcf97;--bad:#ff8a80;--mark:#4a3f14}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:2rem 1rem;background:var(--page);color:var(--ink);
font:16px/1.5 system-ui,sans-serif}
h1,h2{font-family:Georgia,serif;font-weight:600;line-height:1.2}
.dim,dt,small{color:var(--dim)}.good{color:var(--good)}.bad{color:var(--bad)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.35rem .7rem;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}
th:first-child,td:first-child{text-align:left}
td small{display:block}.means tr:last-child td{font-weight:600}
.means th,.means td{padding:.35rem .45rem}
.bar{position:sticky;top:0;display:flex;gap:1rem;align-items:center;flex-wrap:wrap;padding:.6rem 0;
background:var(--page)}
input[type=search]{flex:1;min-width:12rem;font:inherit;padding:.4rem .6rem;color:inherit;
background:var(--card);border:1px solid var(--line);border-radius:.4rem}
details{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--good);
border-radius:.4rem;margin:.5rem 0;padding:.6rem .9rem}
details.wrong{border-left-color:var(--bad)}summary{cursor:pointer}
dl{display:grid;grid-template-columns:7rem 1fr;gap:.3rem 1rem;margin:.8rem 0 0}
dd{margin:0;overflow-wrap:anywhere}dd ul{margin:0;padding-left:1.1rem}
q{background:var(--mark);quotes:none}
@media(max-width:40rem){dl{grid-template-columns:1fr}}
"""

_JS = """
const find=document.getElementById('find'),only=document.getElementById('only'),
shown=document.getElementById('shown'),cases=[...document.querySelectorAll('details')];
function filter(){const words=find.value.toLowerCase().split(/\\s+/);let n=0;
for(const c of cases){const text=c.textContent.toLowerCase();
c.hidden=(only.checked&&!c.classList.contains('wrong'))||!words.every(w=>text.includes(w));
if(!c.hidden)n++}
shown.textContent=n+' of '+cases.length+' cases'}
find.addEventListener('input',filter);only.addEventListener('change',filter);filter();
"""


def to_html(report: Report) -> str:
    """The whole page. A case counts as failed in it where anything was missed."""
    title = escape(f"Byline evaluation: {report.settings.suite}")
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none';style-src 'unsafe-inline';script-src 'unsafe-inline'">
<title>{title}</title><style>{_CSS}</style></head><body>
<h1>{title}</h1>
{_settings(report)}
<h2>Thresholds</h2>
{_thresholds(report)}
<h2>Means</h2>
<div class="scroll">{_means(report)}</div>
<p class="dim">{"<br>".join(escape(f"{m.name}: {m.about}") for m in MEASURES)}</p>
<h2>Cases</h2>
<div class="bar"><input type="search" id="find" placeholder="Filter by any words"
 aria-label="Filter cases"><label><input type="checkbox" id="only"> failed only</label>
<span id="shown" class="dim" role="status"></span></div>
{"".join(_case(s) for s in report.scores)}
<script>{_JS}</script></body></html>
"""


def _settings(report: Report) -> str:
    s = report.settings
    parts = [f"Byline {s.byline}", s.date, f"{report.total.n} cases"]
    if s.library is not None:
        parts.append(f"library {s.library}")
    if s.generation is not None:
        parts.append(f"generation {s.generation}")
    if s.type is not None:
        parts.append(f"only type {s.type}")
    if s.limit is not None:
        parts.append(f"only the first {s.limit}")
    return f'<p class="dim">{escape(" · ".join(parts))}</p>'


def _thresholds(report: Report) -> str:
    if not report.checks:
        return "<p>No thresholds for this suite: nothing is held or missed.</p>"
    rows = []
    for c in report.checks:
        value = "–" if c.value is None else f"{c.value:.6g}"
        bound = f"{c.threshold.bound.replace('_', ' ')} {c.threshold.target:.6g}"
        colour = {True: "good", False: "bad", None: "dim"}[c.held]
        rows.append(
            f"<tr><td>{c.threshold.measure}</td><td>{value}</td><td>{bound}</td>"
            f'<td class="{colour}">{c.verdict}</td></tr>'
        )
    head = "<tr><th>measure</th><th>value</th><th>target</th><th></th></tr>"
    return f"<table>{head}{''.join(rows)}</table>"


def _means(report: Report) -> str:
    names = ("type", "n", "failed", "median\ns", *(m.label for m in MEASURES))
    head = "".join(f"<th>{name.replace(chr(10), '<br>')}</th>" for name in names)
    rows = "".join(_row(row) for row in (*report.types, report.total))
    return f'<table class="means"><tr>{head}</tr>{rows}</table>'


def _row(row: Row) -> str:
    seconds = "" if row.seconds is None else f"{row.seconds:.2f}"
    failed = f'<td class="bad">{row.failed}</td>' if row.failed else "<td>0</td>"
    means = "".join(_mean(row.means[m.name]) for m in MEASURES)
    return f"<tr><td>{escape(row.name)}</td><td>{row.n}</td>{failed}<td>{seconds}</td>{means}</tr>"


def _mean(mean: Mean) -> str:
    if mean.value is None:
        return "<td>–</td>"
    return f"<td>{mean.value:.3f}<small>n {mean.n}</small></td>"


def _case(score: Score) -> str:
    case, answer = score.outcome.case, score.outcome.answer
    wrong = score.failed or bool(score.missed)
    error = [f"could not be run: {score.outcome.error}"] if score.failed else []
    fields = [
        ("missed", _list([*error, *score.missed]) if wrong else ""),
        ("history", _list([f"{t.question} — {t.answer}" for t in case.history])),
        ("expected", escape(case.answer if case.answerable else f"(not answerable) {case.answer}")),
        ("facts", _list([" | ".join(fact) for fact in case.facts])),
    ]
    if answer is not None and not score.failed:
        fields += [
            ("answer", escape(answer["answer"])),
            ("short", escape(answer["short"] or "–")),
            ("citations", _citations(answer["citations"])),
        ]
    if case.why:
        fields.append(("why", escape(case.why)))
    body = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in fields if value)
    about = escape(f"{case.id} · {case.type} · {score.outcome.seconds:.2f} s")
    return (
        f"<details{' class=wrong' if wrong else ''}><summary>{escape(case.question)} "
        f"<small>{about}</small></summary><dl>{body}</dl></details>\n"
    )


def _list(lines: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>" if lines else ""


def _citations(citations: list[Mapping[str, Any]]) -> str:
    return "".join(
        f"<div>[{escape(str(c['number']))}] {escape(c['source'] or 'unsigned')}, "
        f"{escape(c['date'] or 'undated')}: <q>{escape(c['quote'])}</q></div>"
        for c in citations
    )
