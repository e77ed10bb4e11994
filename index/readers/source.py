"""Something to read: a file, a download, a text that was pasted, a member of an archive."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import BinaryIO

from index.errors import ArticleError
from index.readers.cleaning import clean, one_line, web_address
from index.readers.headlines import find_title
from index.readers.languages import detect_language
from index.records import Article

MAX_ARTICLE = 20 * 2**20  # bytes of one article, and code points of its text


@dataclass(slots=True)
class Budget:
    """How many bytes may still be unpacked, in one archive and all that stand inside it."""

    bytes_left: int


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes under a name. ``open`` begins at their start each time; ``size`` is their number.

    ``origin`` is where an article that is read from here says it comes from. ``url`` is the
    address of a download and ``charset`` the encoding that its server told. ``fields`` maps
    our names of fields to those of the file (``{"text": "content_body"}``). ``depth`` counts
    the archives around it, ``budget`` what may still be unpacked in them.
    """

    name: str
    origin: str
    size: int
    open: Callable[[], BinaryIO]
    url: str | None = None
    charset: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    depth: int = 0
    budget: Budget | None = None

    @classmethod
    def of_bytes(cls, name: str, data: bytes, origin: str) -> Source:
        return cls(name, origin, len(data), lambda: io.BytesIO(data))

    @property
    def stem(self) -> str:
        """The name without folders and suffix."""
        return PurePosixPath(self.name.replace("\\", "/")).stem

    def data(self, limit: int = MAX_ARTICLE, hint: str = "split the file") -> bytes:
        """All bytes; raises ``ArticleError`` where there are more than ``limit``."""
        if self.size <= limit:
            with self.open() as stream:
                data = stream.read(limit + 1)
            if len(data) <= limit:
                return data
        raise ArticleError(
            f"{max(self.size, limit + 1) / 2**20:.0f} MB is larger than the "
            f"{limit // 2**20} MB that are read at once; {hint}"
        )

    def member(self, name: str, data: bytes) -> Source:
        """A part of this source that is to be read by its own suffix."""
        return replace(self, name=name, size=len(data), open=lambda: io.BytesIO(data))

    def article(
        self,
        text: str,
        title: object = None,
        *,
        part: str | None = None,
        id: object = None,
        source: object = None,
        date: str | None = None,
        date_from: str | None = None,
        url: object = None,
        author: object = None,
        note: object = None,
        pages: tuple[int, ...] = (),
    ) -> Article:
        """An article read from here, its strings cleaned, its language detected.

        ``part`` names the place inside the file. ``text`` is stripped, so ``pages`` must count
        from its first code point that is no space. Raises ``ArticleError`` where there is no
        text, or more of it than ``MAX_ARTICLE``.
        """
        text = clean(text).strip()
        if not text:
            raise ArticleError("holds no text; expected an article")
        if len(text) > MAX_ARTICLE:
            raise ArticleError(f"its text is longer than {MAX_ARTICLE} characters; split it")
        return Article(
            id=one_line(id) or self.stem,
            title=one_line(title) or find_title(text),
            text=text,
            source=one_line(source),
            date=date,
            url=web_address(url) or self.url,
            author=one_line(author),
            note=one_line(note),
            origin=self.origin if part is None else f"{self.origin}#{part}",
            date_from=date_from if date else None,
            language=detect_language(text),
            pages=pages,
        )
