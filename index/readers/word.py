"""Word documents (DOCX): paragraphs and tables, read with python-docx."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.table import Table

from index.errors import ArticleError
from index.readers.headlines import strip_heading
from index.readers.source import MAX_ARTICLE, Source
from index.records import Article

_MAX_UNPACKED = 100 * 2**20
_MAX_PARTS = 5000
# What python-docx, lxml (a SyntaxError) and zipfile raise on broken parts.
_DAMAGED = (
    KeyError,
    ValueError,
    AttributeError,
    SyntaxError,
    OSError,
    zipfile.BadZipFile,
    zlib.error,
)
_TITLE_STYLES = ("title", "heading 1")
_TEMPLATE_NAMES = ("python-docx", "word document", "microsoft word")


def read(source: Source) -> Iterator[Article]:
    """The text, and the title that is set as one; a document tells no day of publication."""
    data = source.data()
    _refuse_bombs(data)
    try:
        document: Any = docx.Document(io.BytesIO(data))
    except _DAMAGED as error:
        raise ArticleError(f"is no whole Word document: {error}") from error
    blocks, title = [], None
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            blocks.append(_table(block))
            continue
        style = (block.style.name or "").lower() if block.style is not None else ""
        if title is None and style in _TITLE_STYLES and block.text.strip():
            title = block.text
        blocks.append(block.text.strip())
    properties = document.core_properties
    title = title or _named(properties.title)
    yield source.article(
        strip_heading("\n\n".join(filter(None, blocks)), title),
        title,
        author=_named(properties.author),
    )


def _refuse_bombs(data: bytes) -> None:
    """Raises ``ArticleError`` where the parts of the document unpack to more than one has."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except _DAMAGED as error:
        raise ArticleError(f"is no whole Word document: {error}") from error
    total = sum(part.file_size for part in parts)
    xml = max((part.file_size for part in parts if part.filename.endswith(".xml")), default=0)
    if len(parts) > _MAX_PARTS or total > _MAX_UNPACKED or xml > MAX_ARTICLE:
        raise ArticleError(
            f"unpacks to {total / 2**20:.0f} MB in {len(parts)} parts, more than a document has"
        )


def _table(table: Any) -> str:
    rows = (" | ".join(cell.text.strip() for cell in row.cells) for row in table.rows)
    return "\n".join(row for row in rows if row.strip(" |"))


def _named(value: str | None) -> str | None:
    """A property that somebody wrote, not the program."""
    return None if not value or value.strip().lower() in _TEMPLATE_NAMES else value
