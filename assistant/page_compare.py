"""One question to each outlet, in columns, as escaped HTML; which of them give the same answer.

Every word that comes from an article or a question passes through ``html.escape``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

from assistant import wording
from assistant.answer import Answer
from assistant.page import asked_of, cites
from assistant.page_library import largest, published_within
from assistant.page_sources import show_date
from assistant.turns import Scope
from index.records import Article

MAX_OUTLETS = 6
_UNFOLDED = 12  # outlets that are all in view
_MEANT = re.compile(r"\w+")
_PASSED_OVER = frozenset("a an the about around some of in on at by".split())
_JOINING = frozenset("and or not no".split())


@dataclass(frozen=True, slots=True)
class Column:
    """What one outlet answers; with neither answer nor error it is being read."""

    outlet: str
    answer: Answer | None = None
    error: str | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """The words of its short answer, folded; none where it gives none."""
        short = self.answer.short if self.answer and self.answer.status == "answered" else None
        words = _MEANT.findall((short or "").casefold())
        return tuple(w for w in words if w not in _PASSED_OVER)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A question, what it is asked of, and what each outlet says to it."""

    question: str
    scope: Scope
    columns: Sequence[Column]


def same_answer(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two short answers say the same, one perhaps with a word more.

    "1,000" and "1,000 prisoners" do, "Medinsky" and "Vladimir Medinsky" do; "16 May" and
    "16 June" do not, nor "Russia" and "Ukraine and Russia".
    """
    few, many = sorted((one, other), key=len)
    if not few or not set(few) <= set(many):
        return False
    more = set(many) - set(few)
    numbered = any(c.isdigit() for word in few for c in word)
    if any(c.isdigit() for word in more for c in word) or _JOINING & more:
        return False
    return not more or numbered or few[-1] == many[-1]


def agreeing(columns: Sequence[Column]) -> list[list[str]]:
    """For each column, the other outlets whose short answer is the same."""
    return [
        [o.outlet for o in columns if o is not c and same_answer(c.said, o.said)] for c in columns
    ]


def offered(articles: Iterable[Article], scope: Scope) -> tuple[tuple[str, int], ...]:
    """The outlets of those of these articles that a scope has, in alphabetical order, with how
    many are of each. Its ``library`` and its ``articles`` are taken as they come."""
    found = Counter(
        a.source
        for a in articles
        if a.source
        and (not scope.sources or a.source in scope.sources)
        and published_within(a, scope.since, scope.until)
    )
    return tuple(sorted(found.items()))


def choices(sources: Sequence[tuple[str, int]], narrowed: bool = False) -> str:
    """The outlets to compare, the largest chosen; of very many, the others are folded."""
    if len(sources) < 2:
        got = wording.counted(len(sources), "outlet")
        told = wording.COMPARE_NONE_CHOSEN if narrowed else wording.COMPARE_NONE
        return f'<p class="hint">{told.format(got=got)}</p>'
    chosen = largest(sources)[:MAX_OUTLETS]
    first = sources if len(sources) <= _UNFOLDED else [s for s in sources if s in chosen]
    others = [s for s in sources if s not in first]
    folded = ""
    if others:
        told = wording.counted(len(others), "other outlet")
        folded = f"<details><summary>{told}</summary>{_boxes(others, ())}</details>"
    legend = wording.COMPARE_OUTLETS.format(limit=MAX_OUTLETS)
    return (
        f'<fieldset data-limit="{MAX_OUTLETS}"><legend>{legend}</legend>'
        f"{_boxes(first, chosen)}{folded}</fieldset>"
    )


def _boxes(sources: Sequence[tuple[str, int]], chosen: Sequence[tuple[str, int]]) -> str:
    boxes = "".join(
        f'<li><label><input type="checkbox" name="outlet" value="{escape(source)}"'
        f"{' checked' if (source, count) in chosen else ''}><bdi>{escape(source)}</bdi> "
        f'<span class="count">{count:,}</span></label></li>'
        for source, count in sources
    )
    return f'<ul class="outlets">{boxes}</ul>'


def table(comparison: Comparison) -> str:
    """The columns, each with its cited answer and who else gives the same one."""
    columns = comparison.columns
    cells = "".join(map(_column, columns, agreeing(columns)))
    read = [c for c in columns if c.answer or c.error]
    said = sum(1 for c in read if c.answer and c.answer.status == "answered")
    told = wording.COMPARE_WAIT
    if len(read) == len(columns):
        told = wording.COMPARE_DONE.format(said=said, all=len(columns))
    return (
        f'<h3 class="question" dir="auto">{escape(comparison.question)}</h3>'
        # Its outlets are the heads of the columns.
        f"{asked_of(replace(comparison.scope, sources=()))}"
        f'<p class="hint" role="status">{told}</p><ul class="accounts">{cells}</ul>'
    )


def _column(column: Column, same: Sequence[str]) -> str:
    body, answer = f'<p class="reading">{wording.COMPARE_WAIT}</p>', column.answer
    if column.error:
        body = f'<p class="failed" dir="auto">{escape(column.error)}</p>'
    elif answer is not None:
        body = _answer(answer, column, same)
    return (
        f'<li class="account"><h4 dir="auto">{escape(column.outlet)}</h4>'
        f'<div class="turn">{body}</div></li>'
    )


def _answer(answer: Answer, column: Column, same: Sequence[str]) -> str:
    if answer.status == "not_found":
        return f'<p class="none">{wording.COMPARE_SILENT}</p>'
    short = f'<p class="short" dir="auto">{escape(answer.short)}</p>' if answer.short else ""
    verdict = ""
    if column.said:
        words = wording.COMPARE_SAME.format(wording.listed(list(same)))
        kind = "same" if same else "alone"
        verdict = f'<p class="{kind}">{escape(words if same else wording.COMPARE_ALONE)}</p>'
    first = answer.statements[0]
    cited = [answer.citation(n) for n in first.citations]
    dates = ", ".join(dict.fromkeys(show_date(c.date) for c in cited))
    speaker = f"<bdi>{escape(first.speaker)}</bdi> · " if first.speaker else ""
    return (
        f'{short}{verdict}<p class="said" dir="auto">{escape(first.text)} '
        f'{cites(answer, first.citations)}</p><p class="byline">{speaker}{escape(dates)}</p>'
    )
