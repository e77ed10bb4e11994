"""JSON and JSON Lines: one object is one article."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from index.errors import ArticleError
from index.readers import rows
from index.readers.encodings import decode, marked_encoding
from index.readers.identity import Identities
from index.readers.source import MAX_ARTICLE, Source
from index.records import Article, Rejected

_HEAD = 4096
_PATIENCE = 100  # lines
_MAX_JSON = 50 * 2**20
_LISTS = ("articles", "items", "entries", "results", "documents", "data")


def read(source: Source) -> Iterator[Article | Rejected]:
    """A list of articles, an object that holds one such list, or one article."""
    rows.check_fields(source.fields)
    hint = "save it as JSON Lines, one article a line, which is read line by line"
    content = decode(source.data(_MAX_JSON, hint), source.charset)
    try:
        found = _parsed(content)
    except ValueError as error:
        raise ArticleError(f"is not JSON: {error}") from error
    items = _rows(found, source)
    known = rows.identities(source, lambda: items)
    for number, row in enumerate(items, 1):
        yield rows.article(source, row, number, known)


def read_lines(source: Source) -> Iterator[Article | Rejected]:
    """One article a line, read lazily; a line that is no article is ``Rejected`` by its number."""
    rows.check_fields(source.fields)
    known = rows.identities(source, lambda: _all_rows(source))
    read = 0
    for number, line in enumerate(_lines(source), 1):
        item = _line(source, line, number, known)
        if item is not None:
            read += isinstance(item, Article)
            yield item
        if number == _PATIENCE and not read:
            raise ArticleError(f"the first {_PATIENCE} lines hold no article; expected JSON Lines")


def _all_rows(source: Source) -> Iterator[Any]:
    """What the lines hold, those that can be read."""
    for line in _lines(source):
        with suppress(ArticleError, ValueError):
            if line is not None and line.strip():
                yield _row(source, line)


def _row(source: Source, line: bytes | str) -> Any:
    return _parsed(line if isinstance(line, str) else decode(line, source.charset))


def _line(
    source: Source, line: bytes | str | None, number: int, known: Identities
) -> Article | Rejected | None:
    """What stands in a line: ``None`` where it is empty."""
    try:
        if line is None:
            raise ArticleError(f"the line is longer than {MAX_ARTICLE // 2**20} MB")
        if not line.strip():
            return None
        row = _row(source, line)
    except ArticleError as error:
        return Rejected(f"{source.origin}#{number}", str(error))
    except ValueError as error:
        return Rejected(f"{source.origin}#{number}", f"is not JSON: {error}")
    return rows.article(source, row, number, known)


def _parsed(content: str) -> Any:
    try:
        # Python refuses whole numbers of more than 4,300 digits; none is meant as a number.
        return json.loads(content, parse_int=lambda digits: int(digits[:30]))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _rows(found: Any, source: Source) -> list[Any]:
    if isinstance(found, list) and (not found or any(isinstance(row, dict) for row in found)):
        return found
    if not isinstance(found, dict):
        kind = "list without objects" if isinstance(found, list) else type(found).__name__
        raise ArticleError(f"is a JSON {kind}; expected objects with title and text")
    lists = {name: value for name, value in found.items() if _is_rows(value)}
    if rows.has_text(found, source.fields) and not any(name in lists for name in _LISTS):
        return [found]
    named = [name for name in _LISTS if name in lists] or list(lists)
    if len(named) != 1 and not any(name in lists for name in _LISTS):
        return [found]  # its own fields say what is amiss
    return list(lists[named[0]])


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _lines(source: Source) -> Iterator[bytes | str | None]:
    """The lines; ``None`` for one that is too long, whose rest is passed over."""
    with source.open() as stream:
        head = stream.read(_HEAD)
    if head:
        decode(head)  # refuses what is no text
    encoding = marked_encoding(head)
    with source.open() as stream:
        lines: Any = stream
        if encoding and encoding != "utf-8-sig":  # in UTF-16 a newline is not one byte
            lines = io.TextIOWrapper(stream, encoding, errors="replace", newline="\n")
        while line := lines.readline(MAX_ARTICLE):
            newline = "\n" if isinstance(line, str) else b"\n"
            if len(line) < MAX_ARTICLE or line.endswith(newline):
                yield line
                continue
            while line and not line.endswith(newline):
                line = lines.readline(MAX_ARTICLE)
            yield None
