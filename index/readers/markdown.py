"""Markdown with YAML front matter: title, source, date, url, author, note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from index.dates import parse_date
from index.errors import ArticleError
from index.readers import text
from index.readers.encodings import decode
from index.readers.headlines import strip_tail
from index.readers.source import Source
from index.records import Article

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_MAX_FRONT_MATTER = 64 * 2**10
_NULLS = ("~", "null", "Null", "NULL")


def read(source: Source) -> Iterator[Article]:
    """An article from Markdown; without front matter it is read as plain text.

    The body is kept as it stands, marks and all, so that a quote can be found in the file.
    Raises ``ArticleError`` where the front matter is not a YAML mapping.
    """
    content = decode(source.data(), source.charset)
    match = _FRONT_MATTER.match(content)
    if match is None:
        yield text.article(source, content)
        return
    meta = _parse(match[1])
    yield source.article(
        strip_tail(content[match.end() :]),
        _string(meta, "title"),
        source=_string(meta, "source"),
        date=parse_date(_string(meta, "date")),
        date_from="front matter",
        url=_string(meta, "url"),
        author=_string(meta, "author"),
        note=_string(meta, "note"),
    )


class _Loader(yaml.BaseLoader):
    """Scalars stay text: YAML's own reading of 2025-02-31 or of a tag is not wanted.

    Aliases are refused: nine lines of them can stand for a billion values.
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("an alias (*name) is not allowed; write the value out")
        return super().compose_node(parent, index)


def _parse(front_matter: str) -> dict[str, Any]:
    if len(front_matter) > _MAX_FRONT_MATTER:
        raise ArticleError(f"its front matter is longer than {_MAX_FRONT_MATTER} characters")
    try:
        meta = yaml.load(front_matter, _Loader)
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
    """A scalar; lists and mappings are not names of anything."""
    value = meta.get(key)
    return value if isinstance(value, str) and value not in _NULLS else None
