"""PDF: the text of its pages, with the offset at which each begins."""

from __future__ import annotations

import io
import logging
import re
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.errors import DependencyError, PyPdfError

from index.errors import ArticleError
from index.readers.cleaning import clean
from index.readers.headlines import strip_tail
from index.readers.source import MAX_ARTICLE, Source
from index.records import Article

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # it reports every oddity

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
_MARGIN_LINES = 2
_PAGE_NUMBER = 30  # code points of the longest line that only counts pages
_END = re.compile(r"[.!?…:;。][\"'”’»)\]]*$")
_BULLET = re.compile(r"(?:[-*•→–▪]|\d{1,2}[.)])\s")
_HYPHEN = re.compile(r"(?<=\w)[-\u2010]$")
_GENERIC = re.compile(r"^(?:untitled|microsoft word|document)\b|\.(?:docx?|pdf|indd|qxd)$", re.I)


def read(source: Source) -> Iterator[Article]:
    """The article of a PDF. Its creation date is not the day of publication, so it has none.

    Pages that cannot be read are named in the note. Raises ``ArticleError`` where no page can.
    """
    with pypdf.apply_configuration(**_BOUNDS):
        document = _opened(source.data())
        pages, lost = _pages(document)
        title, author = _metadata(document)
    text, starts = _joined(_without_margins(pages))
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
    try:
        document = pypdf.PdfReader(io.BytesIO(data))
        if document.is_encrypted and not document.decrypt(""):
            raise ArticleError("is encrypted; save it without its password first")
        count = len(document.pages)
    except DependencyError as error:
        raise ArticleError("is encrypted; save it without its password first") from error
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


def _without_margins(pages: list[str]) -> list[list[str]]:
    """The lines of each page, without headers and footers that stand on most of the pages."""
    lines = [[line.strip() for line in page.split("\n") if line.strip()] for page in pages]
    seen = Counter(key for page in lines for key in {_key(line) for line in _margin(page)})
    running = {key for key, count in seen.items() if count >= 3 and count * 2 > len(lines)}
    return [
        [line for line in page if line not in _margin(page) or _key(line) not in running]
        if len(page) > 2 * _MARGIN_LINES
        else page
        for page in lines
    ]


def _margin(page: list[str]) -> list[str]:
    return page[:_MARGIN_LINES] + page[-_MARGIN_LINES:]


def _key(line: str) -> str:
    """Page 3 of 12 and Page 4 of 12 are one line; two sentences with numbers are two."""
    return re.sub(r"\d+", "#", line) if len(line) <= _PAGE_NUMBER else line


def _joined(pages: list[list[str]]) -> tuple[str, tuple[int, ...]]:
    """One text, its lines joined to paragraphs, and where each page begins in it."""
    widths = sorted(len(line) for page in pages for line in page)
    width = widths[len(widths) * 9 // 10] if widths else 0
    parts: list[str] = []
    starts: list[int] = []
    length, last = 0, ""
    for number, page in enumerate(pages, 1):
        for at, line in enumerate(page):
            glue = _glue(last, line, width, at == 0) if last else ""
            if glue is None:  # a word that was parted: its hyphen goes
                parts[-1] = parts[-1][:-1]
                length -= 1
                glue = ""
            if at == 0:  # where an empty page before this one begins, too
                starts += [length + len(glue)] * (number - len(starts))
            parts += (glue, line)
            length += len(glue) + len(line)
            last = line
    return "".join(parts), (*starts, *[length] * (len(pages) - len(starts)))


def _glue(last: str, line: str, width: int, new_page: bool) -> str | None:
    """What stands between two lines: nothing, a space, a new paragraph; ``None``: no hyphen."""
    if _BULLET.match(line):
        return "\n"
    if _HYPHEN.search(last) and line[:1].isalpha():
        return None if line[0].islower() else ""
    if line[:1].islower():
        return " "
    if _END.search(last):
        # A line that is full to the edge ends its paragraph only by chance.
        return " " if len(last) >= 0.9 * width and not new_page else "\n\n"
    return " " if len(last) >= 0.75 * width else "\n\n"
