"""The nouns of the index: Article, Passage, Evidence.

Offsets count Unicode code points into ``Article.text``: for every record here,
``article.text[start:end]`` is the text spoken of, always.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as it was read, before anything is derived from it.

    ``date`` is the day of publication, ``YYYY-MM-DD``; ``None`` where the article does not
    say; ``date_from`` says what gave it: "front matter", "metadata", "feed", "text" or
    "address". ``source`` is the outlet; ``None`` where nobody signs. ``origin`` is the absolute
    path or address it was read from (``file.zip!/member``, ``file.jsonl#12``: line 12,
    ``file.jsonl#id=a7``: the row of this id; ``index.readers.identity``).
    ``text`` is the body: what is quoted is cut from it. ``language`` is the ISO 639-1 code
    that was detected. ``pages`` are the offsets at which the pages of a paged format begin.
    """

    id: str
    title: str
    text: str
    source: str | None = None
    date: str | None = None
    url: str | None = None
    author: str | None = None
    note: str | None = None
    origin: str = ""
    date_from: str | None = None
    language: str | None = None
    pages: tuple[int, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of all that a reader sees of it: not its id, nor where it was read."""
        seen = ("", self.title, self.text, self.source, self.date, self.url, self.author,
                self.note, "")  # fmt: skip
        return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()


NO_OUTLETS: Mapping[str, Sequence[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Rejected:
    """What could not be read as an article: where it stands, and why in words for its owner."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """A place at which an article was read; copies of one text are sightings of one article.

    ``id`` is the id of the article, or the one it would have had here: either names it.
    """

    id: str
    origin: str
    title: str
    source: str | None = None
    date: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article: what is embedded and searched.

    ``id`` is the row number in the library's database and is never used twice.
    """

    id: int
    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage found for a question, with its article and its score (higher is better)."""

    article: Article
    passage: Passage
    score: float

    @property
    def text(self) -> str:
        return self.article.text[self.passage.start : self.passage.end]


@dataclass(frozen=True, slots=True)
class Filter:
    """What a search is narrowed to: outlets by exact name, days of publication inclusive,
    articles by their own ids. What is given holds together: an article has to fit all of it.

    Days are ``YYYY-MM-DD``. An article without a date is outside every range.
    """

    sources: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    articles: tuple[str, ...] = ()


def day_number(date: str | None) -> int:
    """A day as a number that sorts, 2025-06-02 -> 20250602; 0 where there is no date."""
    return int(date.replace("-", "")) if date else 0


@dataclass(slots=True)
class AddReport:
    """What became of each article: ids, and (path, reason) for each that was rejected.

    ``copies`` are (id, id of the article that has the same words already); ``linked`` are (id,
    id of the article it nearly copies), both of them among the added and the replaced.
    """

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    copies: list[tuple[str, str]] = field(default_factory=list)
    linked: list[tuple[str, str]] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        return len(self.added) + len(self.replaced) + len(self.unchanged) + len(self.copies)

    @property
    def seen(self) -> int:
        """Articles that were looked at, the rejected ones too."""
        return self.accepted + len(self.rejected)

    def extend(self, other: AddReport) -> None:
        """Takes up what another report says."""
        for name in ("added", "replaced", "unchanged", "copies", "linked", "rejected"):
            getattr(self, name).extend(getattr(other, name))


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a library holds; ``problems`` is empty where all is well.

    ``waiting`` is work that the next one who adds does, and that no answer misses until then.
    """

    articles: int
    passages: int
    problems: tuple[str, ...]
    waiting: tuple[str, ...] = ()
