"""PDF: the text of its pages, with the offset at which each begins."""

from __future__ import annotations

import io
import logging
import math
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import pypdf
from pypdf.errors import DependencyError, PyPdfError

from index.errors import ArticleError
from index.readers.cleaning import clean
from index.readers.headlines import strip_tail
from index.readers.layout import LIGATURES, running_text
from index.readers.source import MAX_ARTICLE, Source
from index.records import Article

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # it reports every oddity

Matrix = Sequence[float]
_MAX_PAGES = 2000
_SECONDS = 60.0  # for all pages
# pypdf's own bounds for one page, lowered: a page of text is far below all of these.
_BOUNDS: dict[str, Any] = {
    "stream_parsing_work_maximum_count": 300_000,
    "zlib_maximum_output_length": 20_000_000,
    "lzw_maximum_output_length": 20_000_000,
    "run_length_maximum_output_length": 20_000_000,
    "zlib_maximum_recovery_input_length": 200_000,
    "stream_decoding_work_maximum_length": 60_000_000,
    "array_based_stream_maximum_output_length": 20_000_000,
    "xform_maximum_invocations_per_extraction": 200,
}
_LARGER = 1.15  # times the size of most of the text: what is set so is a heading
_SIZES = 5  # that are looked at
_HEADLINE_LETTERS, _HEADLINE_LENGTH = 4, 300  # a large initial is no headline, nor is a page
_GENERIC = re.compile(r"^(?:untitled|microsoft word|document)\b|\.(?:docx?|pdf|indd|qxd)$", re.I)


def read(source: Source) -> Iterator[Article]:
    """The article of a PDF. Its creation date is not the day of publication, so it has none.

    Pages that cannot be read are named in the note. Raises ``ArticleError`` where no page can.
    """
    with pypdf.apply_configuration(**_BOUNDS):
        document = _opened(source.data())
        pages, lost = _pages(document)
        title, author = _metadata(document)
        title = title or _headline(document)
    text, starts = running_text(pages)
    if not text.strip():
        raise ArticleError(
            f"holds no text in {len(pages)} pages; if they are pictures, run OCR over them first"
        )
    kept = strip_tail(text)
    yield source.article(
        kept,
        title,
        author=author,
        note=f"Pages that could not be read: {', '.join(map(str, lost))}." if lost else None,
        pages=tuple(min(start, len(kept)) for start in starts),
    )


def _opened(data: bytes) -> pypdf.PdfReader:
    """The document; one that needs a password only to be printed or changed is opened too."""
    try:
        document = pypdf.PdfReader(io.BytesIO(data))
        if document.is_encrypted and not document.decrypt(""):
            raise ArticleError("needs a password to be read; save it without one first")
        count = len(document.pages)
    except (DependencyError, NotImplementedError) as error:
        raise ArticleError(
            "is encrypted in a way that is not read; save it without encryption first"
        ) from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ArticleError(f"is no whole PDF: {error}") from error
    if count > _MAX_PAGES:
        raise ArticleError(f"has {count} pages, more than {_MAX_PAGES}; split it")
    return document


def _pages(document: pypdf.PdfReader) -> tuple[list[str], list[int]]:
    """The text of each page, and the numbers of those that could not be read."""
    pages: list[str] = []
    lost: list[int] = []
    started = time.monotonic()
    for number in range(1, len(document.pages) + 1):
        try:
            pages.append(clean(document.pages[number - 1].extract_text()))
        except Exception:  # pypdf on damaged pages: "might cause other Exceptions"
            pages.append("")
            lost.append(number)
        if time.monotonic() - started > _SECONDS:
            raise ArticleError(f"took more than {_SECONDS:.0f} seconds to read; split it")
        if sum(map(len, pages)) > MAX_ARTICLE:
            raise ArticleError(f"its text is longer than {MAX_ARTICLE} characters; split it")
    if len(lost) == len(pages):
        raise ArticleError(f"none of its {len(pages)} pages can be read; it is damaged or cut off")
    return pages, lost


def _metadata(document: pypdf.PdfReader) -> tuple[str | None, str | None]:
    """Title and author as the file states them, where they are more than a program's default."""
    try:
        found = document.metadata
        title, author = (found.title, found.author) if found else (None, None)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError):
        return None, None
    return (None if not title or _GENERIC.search(title.strip()) else title), author


def _headline(document: pypdf.PdfReader) -> str | None:
    """What the first page sets in its largest type, where that is larger than its text."""
    runs = _runs(document)
    sizes = Counter[float]()
    for size, text in runs:
        sizes[size] += len(text)
    body = max(sizes, key=sizes.__getitem__, default=0)
    for size in sorted(sizes, reverse=True)[:_SIZES]:
        if size < _LARGER * body:
            break
        groups = groupby(runs, key=lambda run: run[0])
        first = next(group for found, group in groups if found == size)
        headline = " ".join(" ".join(clean(text) for _, text in first).split())
        letters = sum(map(str.isalpha, headline))
        if letters >= _HEADLINE_LETTERS and len(headline) <= _HEADLINE_LENGTH:
            return headline.translate(LIGATURES)
    return None


def _runs(document: pypdf.PdfReader) -> list[tuple[float, str]]:
    """(size in points, text) for what the first page says, but for what runs up a margin.

    For ``see``, ``place`` and ``line`` are matrices as in ISO 32000-1, 8.3 and 9.4.
    """
    runs: list[tuple[float, str]] = []

    def see(text: str, place: Matrix, line: Matrix, _font: object, size: float | None) -> None:
        along = line[0] * place[0] + line[1] * place[2]
        upwards = line[0] * place[1] + line[1] * place[3]
        if text.strip() and abs(along) > abs(upwards):
            scale = math.hypot(line[2], line[3]) * math.hypot(place[2], place[3])
            runs.append((round(abs(size or 0) * scale, 1), text))

    try:
        document.pages[0].extract_text(visitor_text=see)
    except Exception:  # as in ``_pages``
        return []
    return runs
