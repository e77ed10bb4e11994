"""An article from a row of data: an object of JSON, a line of CSV."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from index.dates import parse_date
from index.errors import ArticleError
from index.readers.html import to_text
from index.readers.identity import Identities, Row, own_id
from index.readers.source import Source
from index.records import Article, Rejected

# Our field, and the names that it goes by; the first that holds something is taken.
NAMES = {
    "id": ("id", "guid", "uuid"),
    "title": ("title", "headline"),
    "text": ("text", "body", "content", "article", "content_text", "content_html", "articlebody",
             "full_text", "maintext"),
    "source": ("source", "outlet", "publisher", "site", "site_name", "sitename"),
    "date": ("date", "date_published", "published_at", "published", "pubdate", "publish_date",
             "datepublished", "publication_date"),
    "url": ("url", "link"),
    "author": ("author", "byline", "authors"),
    "note": ("note",),
}  # fmt: skip
_MARKUP = re.compile(r"</?(?:p|div|br|h[1-6]|ul|ol|li|a|em|strong|span|blockquote)\b[^<>]*>", re.I)
_SHOWN = 8


def check_fields(fields: Mapping[str, str]) -> None:
    """Raises ``ArticleError`` where a field is named that no article has."""
    if unknown := sorted(set(fields) - set(NAMES)):
        raise ArticleError(f"no field {', '.join(unknown)}; expected one of {', '.join(NAMES)}")


def has_text(names: Iterable[str], fields: Mapping[str, str]) -> bool:
    """True where one of these columns is the text of an article."""
    wanted = (fields["text"],) if "text" in fields else NAMES["text"]
    return bool({name.strip().lower() for name in names} & {name.lower() for name in wanted})


def identities(source: Source, rows: Callable[[], Iterable[Any]]) -> Identities:
    """What names each of the rows of a file: ``rows`` gives all of them, from the first."""

    def found() -> Iterator[Row]:
        return (_found(row, source.fields) for row in rows() if isinstance(row, dict))

    return Identities(found, source.size)


def article(source: Source, row: Any, number: int, known: Identities) -> Article | Rejected:
    """The article of a row, the ``number``-th of its file; ``Rejected`` where it has none."""
    origin = f"{source.origin}#{number}"
    if not isinstance(row, dict):
        kind = type(row).__name__
        return Rejected(origin, f"is a {kind}; expected an object with title and text")
    found = _found(row, source.fields)
    text = _text(found["text"])
    try:
        if not text.strip():
            names = ", ".join(sorted(map(str, row))[:_SHOWN]) or "none"
            wanted = source.fields.get("text") or ", ".join(NAMES["text"][:4])
            raise ArticleError(f"has no text; expected a field {wanted}, got {names}")
        return source.article(
            text,
            _text(found["title"]),
            part=known.of(found) or str(number),
            id=own_id(found) or f"{source.stem}-{number}",
            source=_name(found["source"]),
            date=parse_date(found["date"]),
            date_from="metadata",
            url=found["url"],
            author=_name(found["author"]),
            note=_name(found["note"]),
        )
    except ArticleError as error:
        return Rejected(origin, str(error))


def _found(row: dict[Any, Any], fields: Mapping[str, str]) -> Row:
    return {name: _field(row, name, fields) for name in NAMES}


def _field(row: dict[Any, Any], name: str, fields: Mapping[str, str]) -> Any:
    lowered = {str(key).strip().lower(): value for key, value in row.items()}
    names = (fields[name].lower(),) if name in fields else NAMES[name]
    return next((lowered[n] for n in names if lowered.get(n) not in (None, "", [], {})), None)


def _text(value: Any) -> str:
    """Text, or its paragraphs in a list, or ``{"rendered": ...}``; HTML is reduced to its text."""
    if isinstance(value, dict):
        value = value.get("rendered") or value.get("text")
    if isinstance(value, list):
        value = "\n\n".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str):
        return ""
    return to_text(value) if _MARKUP.search(value) else value


def _name(value: Any) -> str | None:
    """A name, an object that has one, or several of them."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("title")
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value[:_SHOWN]))) or None
    return value if isinstance(value, str) else None
