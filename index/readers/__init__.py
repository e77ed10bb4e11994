"""Files to articles: one module per format, chosen by the file's suffix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.errors import ArticleError
from index.readers import markdown, text
from index.records import Article

_READERS: dict[str, Callable[[Path, str], Article]] = {
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".txt": text.read,
    ".text": text.read,
}
SUFFIXES = tuple(_READERS)
_MAX_BYTES = 20 * 2**20


def read_article(path: Path) -> Article:
    """The article in this file; its ``id`` is only a suggestion, from the file's name.

    Raises ``ArticleError`` with the reason where there is no article to be read.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise ArticleError(
            f"format {path.suffix or '(no suffix)'} is not read; expected one of "
            + ", ".join(SUFFIXES)
        )
    try:
        size = path.stat().st_size
        if size > _MAX_BYTES:
            raise ArticleError(
                f"{size / 2**20:.0f} MB is larger than the {_MAX_BYTES // 2**20} MB that one "
                "article may have; split the file"
            )
        data = path.read_bytes()
    except OSError as error:
        raise ArticleError(f"cannot be opened: {error.strerror or error}") from error
    article = reader(path, text.decode(data))
    if not article.text:
        raise ArticleError("holds no text; expected an article")
    return article
