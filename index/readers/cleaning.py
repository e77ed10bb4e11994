"""What no text keeps: control characters, and marks that make it read otherwise than it stands."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# Line and page ends of other systems, form feeds, U+0085, U+2028, U+2029.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# C0 and C1 controls; soft hyphens, which hide a word from a search; bidirectional embeddings,
# overrides and isolates (the marks U+200E, U+200F, U+061C belong to the writing and stay);
# byte-order marks, lone surrogates, noncharacters.
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufdd0-\ufdef"
    "\ufffe\uffff]"
)
_LONGEST_LINE = 1000  # code points of a title or a name; what is longer is none
_SCHEME = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


def clean(text: str) -> str:
    """The text with ``\\n`` for every line end, and nothing in it that is not to be read."""
    return _DROPPED.sub("", _LINE_ENDS.sub("\n", text))


def one_line(value: object) -> str | None:
    """A title or a name as one line; ``None`` where the value is empty or no text."""
    if not isinstance(value, str):
        return None
    words = " ".join(clean(value[: 8 * _LONGEST_LINE]).split())
    return words if 0 < len(words) <= _LONGEST_LINE else None


def web_address(value: object) -> str | None:
    """An ``http`` or ``https`` address; ``None`` for anything else, ``javascript:`` above all."""
    line = one_line(value)
    return line if line and _SCHEME.fullmatch(line) else None


def article_address(value: object) -> str | None:
    """An address that can be that of one article: not that of a whole site."""
    url = web_address(value)
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.path.strip("/") or parts.query else None


def printable(name: str) -> str:
    """A file's name as text that can be stored and shown, whatever bytes it is made of."""
    return clean(name.encode("utf-8", "backslashreplace").decode()).replace("\n", " ")
