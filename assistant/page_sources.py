"""Sources as escaped HTML: outlets and dates, source cards, the article with its quote marked.

Every word that comes from an article passes through ``html.escape``: what is returned here
is put into the page as it is.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import date as day
from html import escape

from assistant import wording
from assistant.answer import Citation
from assistant.turns import Scope
from index.records import Article, Evidence

_AROUND = 200  # characters of context either side of a quote in a card
WEB = re.compile(r"https?://[^\s\"'<>\\]+", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6}[ \t]+")
_GAP = re.compile(r"\n[^\S\n]*\n\s*|\Z")  # linear, however much blank space an article holds


def show_date(date: str | None) -> str:
    """2025-06-02 as "2 June 2025"; what is no full date is shown as it stands."""
    if not date:
        return wording.NO_DATE
    try:
        parsed = day.fromisoformat(date)
    except ValueError:
        return date
    return f"{parsed.day} {parsed:%B %Y}"


def scope_words(scope: Scope) -> list[str]:
    """What a question was narrowed to: the articles, the outlets, then the days."""
    since, until = show_date(scope.since), show_date(scope.until)
    if scope.since and scope.until:
        days = since if since == until else wording.SCOPE_BETWEEN.format(since, until)
    elif scope.since:
        days = wording.SCOPE_SINCE.format(since)
    else:
        days = wording.SCOPE_UNTIL.format(until) if scope.until else ""
    titles = (wording.SCOPE_ARTICLE.format(article.title) for article in scope.articles)
    return [*titles, *scope.sources, *([days] if days else [])]


def age(date: str | None, today: day | None = None) -> str:
    """How long ago an article came out, in words; empty where its day is not known."""
    try:
        days = ((today or day.today()) - day.fromisoformat(date or "")).days
    except ValueError:
        return ""
    dot = '<span class="dot" aria-hidden="true"> · </span>'
    return f'{dot}<span class="age">{wording.ago(days)}</span>' if days >= 0 else ""


def outlet(source: str | None, date: str | None) -> str:
    """The byline of an article: who published it, and when."""
    return (
        f'<span class="outlet" dir="auto">{escape(source or wording.NO_OUTLET)}</span>'
        f'<span class="dot" aria-hidden="true"> · </span><span class="date">'
        f"{escape(show_date(date))}</span>"
    )


def mark(text: str, start: int, end: int) -> str:
    """The text, escaped, with this part of it marked."""
    return f"{escape(text[:start])}<mark>{escape(text[start:end])}</mark>{escape(text[end:])}"


def original(url: str | None) -> str:
    """A link to the original; no scheme other than http and https is ever linked."""
    if not url or not WEB.fullmatch(url):
        return ""
    return (
        f'<a class="original" href="{escape(url)}" target="_blank" rel="noopener noreferrer">'
        f'{wording.ORIGINAL}<span aria-hidden="true"> ↗</span>'
        f'<span class="sr-only"> {wording.NEW_TAB}</span></a>'
    )


def fingerprint(text: str) -> str:
    """Tells whether a passage still stands where it was cited from."""
    return f"{zlib.crc32(text.encode()):08x}"


def opener(kind: str, article_id: str, span: tuple[int, int], quote: str, more: str = "") -> str:
    """The start of a button that opens an article at a quote: page.js asks the server for it."""
    return (
        f'<button type="button" class="{kind}" data-article="{escape(article_id)}" '
        f'data-start="{span[0]}" data-end="{span[1]}" data-check="{fingerprint(quote)}" '
        f'aria-haspopup="dialog"{more}>'
    )


def _open_citation(kind: str, c: Citation, more: str = "") -> str:
    more = f' data-number="{c.number}"{more}'
    return opener(kind, c.article_id, (c.start, c.end), c.quote, more)


def cite(citation: Citation) -> str:
    """A citation number to click."""
    label = wording.CITE_LABEL.format(
        number=citation.number,
        outlet=citation.source or wording.NO_OUTLET,
        date=show_date(citation.date),
    )
    button = _open_citation("cite", citation, f' aria-label="{escape(label)}"')
    return f"{button}{citation.number}</button>"


def card(citation: Citation, articles: Mapping[str, Article]) -> str:
    """A source: number, outlet, date, title, and the quote in what stands around it."""
    number, url = citation.number, original(citation.url)
    read = f"{_open_citation('read', citation)}{wording.READ_ARTICLE}</button>"
    context = _in_context(citation, articles.get(citation.article_id))
    return (
        f'<li class="card" data-number="{number}"><p class="byline"><span class="number">{number}'
        f"</span>{outlet(citation.source, citation.date)}{age(citation.date)}</p>"
        f'{_remarks(citation)}<h4 dir="auto">{escape(citation.title)}</h4>'
        f'<p class="context" dir="auto">{context}</p>'
        f'<p class="links">{read}{url}</p></li>'
    )


def ask_only(article: Article) -> str:
    """A button that narrows what is asked to this article; page_ask.js does it, and says on it
    what it would do."""
    label = f"{wording.PAGE['askOnly']}: {article.title}"
    return (
        f'<button type="button" class="quiet only" data-only="{escape(article.id)}" '
        f'data-title="{escape(article.title)}" aria-label="{escape(label)}">'
        f"{wording.PAGE['askOnly']}</button>"
    )


def _remarks(citation: Citation) -> str:
    """The page, the outlets of copies, that the article was changed; nothing where not so."""
    said = escape("; ".join(citation.remarks))
    return f'<p class="remarks">{said}</p>' if said else ""


def _in_context(citation: Citation, article: Article | None) -> str:
    """The quote marked within its paragraph, cut at words some way before and after."""
    quote = f"<mark>{escape(citation.quote)}</mark>"
    if article is None or article.text[citation.start : citation.end] != citation.quote:
        return quote
    before = article.text[: citation.start].rpartition("\n\n")[2]
    after = article.text[citation.end :].partition("\n\n")[0]
    if len(before) > _AROUND:
        before = "… " + before[-_AROUND:].partition(" ")[2]
    if len(after) > _AROUND:
        after = after[:_AROUND].rpartition(" ")[0] + " …"
    return f"{escape(before)}{quote}{escape(after)}"


def closest(evidence: Evidence) -> str:
    """A passage that came near without answering, and a way into its article."""
    article, passage = evidence.article, evidence.passage
    title = opener("title", article.id, (passage.start, passage.end), evidence.text)
    return (
        f'<li><p class="byline">{outlet(article.source, article.date)}</p>'
        f"{title}{escape(article.title)}</button>"
        f'<p class="near" dir="auto">{escape(evidence.text)}</p></li>'
    )


def article_view(article: Article, start: int, end: int, check: str) -> str:
    """The whole article, paragraph by paragraph, with ``text[start:end]`` marked where that is
    still the passage of this fingerprint: an article may be replaced after it was cited."""
    note = f'<p class="note">{escape(article.note)}</p>' if article.note else ""
    if fingerprint(article.text[start:end]) != check:
        note += f'<p class="note">{wording.ARTICLE_CHANGED}</p>'
        start = end = 0
    author = f'<span class="author">{escape(article.author)}</span>' if article.author else ""
    return (
        f'<p class="byline">{outlet(article.source, article.date)}{author}'
        f"{original(article.url)}</p>"
        f'<h2 id="article-title" dir="auto">{escape(article.title)}</h2>{note}'
        f"{ask_only(article)}"
        f'<div class="text">{"".join(_blocks(article.text, start, end))}</div>'
    )


def _blocks(text: str, start: int, end: int) -> Iterator[str]:
    """Headings and paragraphs; a marked part that runs over several is marked in each."""
    first = 0
    for gap in _GAP.finditer(text):
        block = text[first : gap.start()]
        heading = _HEADING.match(block) if "\n" not in block else None
        if heading:
            first, block = first + heading.end(), block[heading.end() :]
        low, high = max(start - first, 0), min(end - first, len(block))
        inside = mark(block, low, high) if low < high else escape(block)
        if block.strip():
            tag = "h3" if heading else "p"
            yield f'<{tag} dir="auto">{inside}</{tag}>'
        first = gap.end()
