"""RSS and Atom: one entry is one article, as much of it as the feed carries."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import feedparser

from index.dates import parse_date
from index.errors import ArticleError
from index.readers.cleaning import one_line, web_address
from index.readers.encodings import declared_charset, decode
from index.readers.html import to_text
from index.readers.source import Source
from index.records import Article, Rejected

_MAX_FEED = 50 * 2**20
# The text is UTF-8 by then, whatever its own first line says.
_HEADERS = {"content-type": "application/xml; charset=utf-8"}


def read(source: Source) -> Iterator[Article | Rejected]:
    """The entries, newest where the feed puts them; the feed's title is the outlet.

    An entry keeps its own id or link as its place, since numbers shift with every new entry.
    Raises ``ArticleError`` where this is no feed.
    """
    data = source.data(_MAX_FEED)
    content = decode(data, source.charset or declared_charset(data))
    # A stream: feedparser would open a string that looks like a path or an address.
    feed: Any = feedparser.parse(
        io.BytesIO(content.encode()),
        response_headers=_HEADERS,
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not feed.entries:
        kind = "is a feed without entries" if feed.get("version") else "is no RSS or Atom feed"
        raise ArticleError(f"{kind}; expected articles")
    outlet = to_text(feed.feed.get("title") or "")
    for number, entry in enumerate(feed.entries, 1):
        yield _article(source, entry, number, outlet)


def _article(source: Source, entry: Any, number: int, outlet: str) -> Article | Rejected:
    own = one_line(entry.get("id"))
    own = f"id={own}" if own and own.isdigit() else own  # it would read as a number of a line
    part = own or web_address(entry.get("link")) or str(number)
    bodies = [body.get("value") or "" for body in entry.get("content", [])]
    text = max((to_text(body) for body in [*bodies, entry.get("summary") or ""]), key=len)
    try:
        return source.article(
            text,
            to_text(entry.get("title") or ""),
            part=part,
            id=f"{source.stem}-{number}",
            source=to_text((entry.get("source") or {}).get("title") or "") or outlet,
            date=parse_date(entry.get("published") or entry.get("updated")),
            date_from="feed",
            url=entry.get("link"),
            author=entry.get("author"),
        )
    except ArticleError as error:
        return Rejected(f"{source.origin}#{part}", str(error))
