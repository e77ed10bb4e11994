"""CSV and TSV with a header line: one row is one article."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import suppress

from index.errors import ArticleError
from index.readers import rows
from index.readers.encodings import decode, detect_encoding
from index.readers.source import MAX_ARTICLE, Source
from index.records import Article, Rejected

_HEAD = 64 * 2**10
_DELIMITERS = ",;\t|"
_OPEN_QUOTE = "a field is longer than {} MB; is a quotation mark not closed?"


def read(source: Source) -> Iterator[Article | Rejected]:
    """One article a row, read lazily; the header names the fields, and tells the delimiter.

    Rows count from 1 at the header, as spreadsheets count them.
    """
    rows.check_fields(source.fields)
    with source.open() as stream:
        head = stream.read(_HEAD)
    decode(head)  # refuses what is no text
    # A character may be cut where the head ends.
    encoding = detect_encoding(head[: head.rfind(b"\n") + 1] or head, source.charset)
    header, delimiter = _header(head.decode(encoding, "replace"), source)
    csv.field_size_limit(MAX_ARTICLE)

    def table() -> Iterator[tuple[int, dict[str, str]]]:
        with source.open() as stream:
            text = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
            for number, row in enumerate(csv.reader(text, delimiter=delimiter), 1):
                if number > 1 and any(map(str.strip, row)):
                    yield number, dict(zip(header, row, strict=False))

    known = rows.identities(source, lambda: _all_rows(table()))
    number = 1
    try:
        for number, row in table():
            yield rows.article(source, row, number, known)
    except csv.Error as error:
        reason = _OPEN_QUOTE.format(MAX_ARTICLE // 2**20) if "limit" in str(error) else error
        yield Rejected(f"{source.origin}#{number + 1}", f"the rest cannot be read: {reason}")


def _all_rows(table: Iterable[tuple[int, dict[str, str]]]) -> Iterator[dict[str, str]]:
    """The rows up to one that cannot be read."""
    with suppress(csv.Error):
        yield from (row for _, row in table)


def _header(head: str, source: Source) -> tuple[list[str], str]:
    """The names of the columns, and the delimiter that gives one of them the text."""
    try:
        for delimiter in _DELIMITERS:
            names = next(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), [])
            if len(names) > 1 and rows.has_text(names, source.fields):
                return names, delimiter
        names = next(csv.reader(io.StringIO(head, newline="")), [])
    except csv.Error as error:
        raise ArticleError(f"its header cannot be read: {error}") from error
    if rows.has_text(names, source.fields):
        return names, ","
    wanted = source.fields.get("text") or ", ".join(rows.NAMES["text"][:4])
    raise ArticleError(
        f"has no column for the text in its first line; expected one named {wanted}, "
        f"got {', '.join(names)[:200] or 'nothing'}"
    )
