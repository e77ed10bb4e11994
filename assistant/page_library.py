"""What a library holds, as escaped HTML: the first screen, the outlets and days to choose from,
the list of its articles, what became of those that were added.

Every word that comes from an article or a file's name passes through ``html.escape``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as day
from html import escape

from assistant import wording
from assistant.page_sources import ask_only, opener, outlet, show_date
from assistant.page_timeline import Timeline, timeline
from index.records import AddReport, Article

PAGE_SIZE = 50  # articles listed at a time
_OUTLETS_NAMED = 6
_AT_A_GLANCE = 10  # outlets; more are looked for by name
_FILES_NAMED = 30  # lines for one file that held many articles


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page says of a library: ``sources`` are outlets with their article counts."""

    articles: int = 0
    sources: tuple[tuple[str, int], ...] = ()
    first: str | None = None
    last: str | None = None
    timeline: Timeline = field(default_factory=Timeline)
    examples: tuple[str, ...] = ()


def overview(articles: Sequence[Article], bundled: frozenset[str]) -> Overview:
    """The facts of a library. Questions about the bundled reports are offered only where
    these stand in it; elsewhere the hints are made of its own dates and titles."""
    days = sorted(d for a in articles if (d := _full_day(a.date)))
    outlets = sorted(Counter(a.source for a in articles if a.source).items())
    first, last = (days[0], days[-1]) if days else (None, None)
    examples: tuple[str, ...] = wording.EXAMPLES
    if not bundled or not bundled <= {a.id for a in articles}:
        titles = [a.title for a in articles if 0 < len(a.title) <= 90]
        seen = [d.isoformat() for d in sorted(set(days))]
        examples = (
            *(wording.HINT_DATE.format(show_date(d)) for d in reversed(seen[-2:])),
            *(wording.HINT_OUTLET.format(s) for s, _ in largest(outlets)[:2]),
            *(wording.HINT_TITLE.format(t) for t in titles[:2]),
        )
    return Overview(
        articles=len(articles),
        sources=tuple(outlets),
        first=first.isoformat() if first else None,
        last=last.isoformat() if last else None,
        timeline=timeline(days, len(articles) - len(days)),
        examples=examples,
    )


def largest(sources: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Outlets with their article counts, those with the most articles first."""
    return sorted(sources, key=lambda s: (-s[1], s[0]))


def _full_day(date: str | None) -> day | None:
    try:
        return day.fromisoformat(date) if date else None
    except ValueError:
        return None


def first_screen(library: Overview, may_add: bool = True) -> str:
    """What this is, what is in the library, what one may ask."""
    buttons = "".join(
        f'<li><button type="button" class="example" data-question="{escape(q)}" dir="auto">'
        f"{escape(q)}</button></li>"
        for q in library.examples
    )
    examples = f'<h3>{wording.TRY_ASKING}</h3><ul class="examples">{buttons}</ul>'
    return (
        f'<div class="welcome"><h2 class="headline">{wording.HEADLINE}</h2>'
        f'<p class="lede">{wording.LEDE}</p><p class="holdings">{holdings(library, may_add)}</p>'
        f"{examples if buttons else ''}</div>"
    )


def holdings(library: Overview, may_add: bool) -> str:
    """How many articles, of which outlets, of which days."""
    if not library.articles:
        link = f'<a href="#library">{wording.NO_ARTICLES_ADD}</a>'
        return f"{wording.NO_ARTICLES} {link if may_add else wording.NO_ARTICLES_TOLD}"
    held = f"<strong>{wording.counted(library.articles, 'article')}</strong>"
    named = [escape(source) for source, _ in largest(library.sources)[:_OUTLETS_NAMED]]
    if named:
        held += f" from <bdi>{'</bdi>, <bdi>'.join(named)}</bdi>"
    if len(library.sources) > _OUTLETS_NAMED:
        left = wording.counted(len(library.sources) - _OUTLETS_NAMED, "other outlet")
        held += f" and {left}"
    if library.first:
        first, last = show_date(library.first), show_date(library.last)
        dates = first if first == last else f"{first} to {last}"
        held += f'<span class="dates">{escape(dates)}</span>'
    return held


def chooser(library: Overview) -> str:
    """The outlets and days to narrow a question to; the scripts of the page keep its state."""
    outlets = "".join(
        f'<li><label><input type="checkbox" name="source" value="{escape(source)}">'
        f'<bdi>{escape(source)}</bdi> <span class="count">{count:,}</span></label></li>'
        for source, count in library.sources
    )
    limits = f'min="{library.first}" max="{library.last}"' if library.first else ""
    dates = "".join(
        f'<label>{label}<input type="date" name="{name}" {limits}></label>'
        for name, label in (("since", wording.SCOPE_FROM), ("until", wording.SCOPE_TO))
    )
    listed = f"<ul>{outlets}</ul>" if outlets else f'<p class="hint">{wording.NO_OUTLET}</p>'
    find = _find_outlet() if len(library.sources) > _AT_A_GLANCE else ""
    return (
        f'<fieldset class="outlets"><legend>{wording.SCOPE_OUTLETS}</legend>{find}{listed}'
        "</fieldset>"
        f'<fieldset class="days"><legend>{wording.SCOPE_DATES}</legend>'
        f'<div id="scope-bars"></div><div class="dates">{dates}</div></fieldset>'
    )


def _find_outlet() -> str:
    return (
        f'<label><span class="sr-only">{wording.SCOPE_FIND}</span><input type="search" '
        f'id="find-outlet" placeholder="{wording.SCOPE_FIND}" dir="auto" autocomplete="off">'
        f'</label><p class="hint" role="status" id="no-outlet" hidden>{wording.SCOPE_NONE}</p>'
    )


def matching(articles: Sequence[Article], find: str) -> list[Article]:
    """The articles that have all these words in title, outlet or date."""
    words = find.casefold().split()
    return [a for a in articles if all(word in _searched(a) for word in words)]


def published_within(article: Article, since: str | None, until: str | None) -> bool:
    """Whether an article came out on these days, inclusive; each may be left out."""
    if not (since or until):
        return True
    return article.date is not None and (since or "") <= article.date <= (until or "9999-99")


def article_rows(articles: Sequence[Article], shown: int, may_remove: bool) -> str:
    """The first ``shown`` of these articles as a list, and a button for more."""
    if not articles:
        return f'<p class="hint">{wording.NO_SUCH_ARTICLES}</p>'
    rows = "".join(_row(article, may_remove) for article in articles[:shown])
    more = ""
    if len(articles) > shown:
        more = f'<button type="button" class="quiet" id="more">{wording.MORE_ARTICLES}</button>'
    return f'<ul class="rows">{rows}</ul>{more}'


def _searched(article: Article) -> str:
    date = f"{article.date or ''} {show_date(article.date)}"
    return f"{article.title} {article.source or ''} {date}".casefold()


def _row(article: Article, may_remove: bool) -> str:
    remove = ""
    if may_remove:
        label = wording.REMOVE_LABEL.format(article.title)
        remove = (
            f'<button type="button" class="quiet" data-remove="{escape(article.id)}" '
            f'aria-label="{escape(label)}">{wording.REMOVE}</button>'
        )
    title = opener("title", article.id, (0, 0), "", ' dir="auto"')
    return (
        f"<li>{title}{escape(article.title)}</button>"
        f'<p class="byline">{outlet(article.source, article.date)}</p>'
        f'<p class="tools">{ask_only(article)}{remove}</p></li>'
    )


def added_lines(name: str, report: AddReport, titles: Mapping[str, str]) -> str:
    """A line for each article of a file and what became of it; ``titles`` by id."""
    rows: list[tuple[str, str, str]] = []
    for fate in ("added", "replaced", "unchanged"):
        rows += [(fate, titles.get(i, i), "") for i in getattr(report, fate)]
    rows += [("copies", titles.get(i, i), "") for _, i in report.copies]
    rows += [("rejected", "", reason) for _, reason in report.rejected]
    if not rows:
        rows = [("rejected", "", wording.ADD_NOTHING)]
    lines = "".join(
        f'<li class="{fate}"><b><bdi>{escape(name)}</bdi></b> '
        f"{f'<bdi>{escape(title)}</bdi>: ' if title else ''}"
        f"{wording.ADDED[fate]}{f': {escape(reason)}' if reason else ''}</li>"
        for fate, title, reason in rows[:_FILES_NAMED]
    )
    left = len(rows) - _FILES_NAMED
    return lines + (f"<li>{left:,} more</li>" if left > 0 else "")
