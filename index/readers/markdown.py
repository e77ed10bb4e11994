"""Markdown with YAML front matter: title, source, date, url, author, note."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from dateutil import parser as dates

from index.errors import ArticleError
from index.readers import text
from index.records import Article

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_MAX_FRONT_MATTER = 64 * 2**10
_NULLS = ("~", "null", "Null", "NULL")
_DEFAULTS = (datetime(2000, 1, 1), datetime(2004, 2, 28))


def read(path: Path, content: str) -> Article:
    """An article from Markdown; without front matter it is read as plain text.

    The body is kept as it stands, marks and all, so that a quote can be found in the file.
    Raises ``ArticleError`` where the front matter is not a YAML mapping.
    """
    match = _FRONT_MATTER.match(content)
    if match is None:
        return text.read(path, content)
    meta = _parse(match[1])
    body = text.strip_tail(content[match.end() :]).strip()
    return Article(
        id=path.stem,
        title=_string(meta, "title") or text.find_title(body),
        text=body,
        source=_string(meta, "source"),
        date=parse_date(_string(meta, "date")),
        url=_string(meta, "url"),
        author=_string(meta, "author"),
        note=_string(meta, "note"),
        origin=str(path.resolve()),
    )


def parse_date(value: str | None) -> str | None:
    """``YYYY-MM-DD`` where the value names a whole day: no date is better than a wrong one."""
    if not value:
        return None
    try:
        # What the value leaves out is filled from the default: a whole date ignores it.
        days = {dates.parse(value, default=default).date() for default in _DEFAULTS}
    except (ValueError, OverflowError):
        return None
    return days.pop().isoformat() if len(days) == 1 else None


def _parse(front_matter: str) -> dict[str, Any]:
    if len(front_matter) > _MAX_FRONT_MATTER:
        raise ArticleError(f"its front matter is longer than {_MAX_FRONT_MATTER} characters")
    try:
        # Scalars stay text: YAML's own reading of 2025-02-31 or of a tag is not wanted.
        meta = yaml.load(front_matter, yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        reason = str(error).split("\n", 1)[0]
        raise ArticleError(f"its front matter is not YAML: {reason}") from error
    if meta in (None, ""):
        return {}
    if not isinstance(meta, dict):
        raise ArticleError(
            f"its front matter is a {type(meta).__name__}; expected `key: value` lines"
        )
    return meta


def _string(meta: dict[str, Any], key: str) -> str | None:
    """A scalar as one line; lists and mappings are not names of anything."""
    value = meta.get(key)
    if not isinstance(value, str) or value in _NULLS:
        return None
    return " ".join(value.split()) or None
