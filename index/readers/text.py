"""Plain text, scraped or typed: the date and title that stand in it, the tail cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.dates import parse_date
from index.readers.encodings import decode
from index.readers.headlines import strip_tail
from index.readers.source import Source
from index.records import Article

_SCRAPED_DATE = re.compile(r"^[ \t]*date (\d{4}-\d{2}-\d{2})[ \t]+", re.MULTILINE)


def read(source: Source) -> Iterator[Article]:
    """The one article of a plain text file."""
    yield article(source, decode(source.data(), source.charset))


def article(source: Source, content: str) -> Article:
    """An article from plain text; scraped text gives its date in a line `` date 2025-06-02 ``."""
    body, day = _take_date(content)
    return source.article(strip_tail(body), date=day, date_from="text")


def _take_date(content: str) -> tuple[str, str | None]:
    """The date that a scraper wrote at the start of a line, and the text without it."""
    for match in _SCRAPED_DATE.finditer(content):
        # 2025-02-31 is no date: the text keeps it, the article has none.
        if day := parse_date(match[1]):
            return content[: match.start()] + content[match.end() :], day
    return content, None
