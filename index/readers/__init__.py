"""Files, downloads and pasted text to articles: one module per format, found by the suffix."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from os.path import realpath
from pathlib import Path

from index.errors import ArticleError
from index.readers import (
    archives,
    csv_files,
    feeds,
    html,
    json_files,
    mail,
    markdown,
    pdf,
    text,
    word,
)
from index.readers.cleaning import printable
from index.readers.source import Source
from index.records import Article, Rejected

Items = Iterator[Article | Rejected]


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is read: its name, the suffixes and media types that mean it, its reader."""

    name: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    read: Callable[[Source], Items]


def _archive(source: Source) -> Items:
    return archives.read(source, _read)


FORMATS = (
    Format("Plain text", (".txt", ".text"), ("text/plain",), text.read),
    Format("Markdown", (".md", ".markdown"), ("text/markdown",), markdown.read),
    Format(
        "Web page", (".html", ".htm", ".xhtml"), ("text/html", "application/xhtml+xml"), html.read
    ),
    Format("Saved web page", (".mhtml", ".mht"), ("multipart/related",), mail.read_page),
    Format("PDF", (".pdf",), ("application/pdf",), pdf.read),
    Format(
        "Word document",
        (".docx",),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
        word.read,
    ),
    Format("JSON", (".json",), ("application/json", "application/feed+json"), json_files.read),
    Format(
        "JSON Lines",
        (".jsonl", ".ndjson"),
        ("application/x-ndjson", "application/jsonl"),
        json_files.read_lines,
    ),
    Format("CSV", (".csv", ".tsv"), ("text/csv", "text/tab-separated-values"), csv_files.read),
    Format(
        "Feed",
        (".rss", ".atom", ".xml"),
        ("application/rss+xml", "application/atom+xml", "application/xml", "text/xml"),
        feeds.read,
    ),
    Format("Message", (".eml",), ("message/rfc822",), mail.read),
    Format("ZIP archive", (".zip",), ("application/zip",), _archive),
)
SUFFIXES = tuple(suffix for format in FORMATS for suffix in format.suffixes)


def read_file(path: Path, fields: Mapping[str, str] | None = None) -> Items:
    """The articles in this file, one by one; what in it cannot be read is a ``Rejected``.

    ``fields`` maps our names of fields to those in JSON and CSV: ``{"text": "content_body"}``.
    The ``id`` of an article is only a suggestion. Raises ``ArticleError``, at the first
    article asked for, where the whole file cannot be read.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ArticleError("is no file that can be read; expected a file or a folder")
        path.open("rb").close()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ArticleError(f"cannot be opened: {reason}") from error
    source = Source(
        name=printable(path.name),
        origin=printable(realpath(path)),
        size=status.st_size,
        open=lambda: path.open("rb"),
        fields=fields or {},
    )
    yield from _read(source)


def read_bytes(
    name: str,
    data: bytes,
    origin: str,
    fields: Mapping[str, str] | None = None,
    url: str | None = None,
    media_type: str | None = None,
) -> Items:
    """The same from memory: a text that was pasted, a download.

    ``name`` tells the format by its suffix, ``media_type`` (a Content-Type with its charset)
    before it; ``url`` is the address that the bytes were fetched from.
    """
    kind, _, parameters = (media_type or "").partition(";")
    _, _, charset = parameters.partition("charset=")
    source = replace(
        Source.of_bytes(printable(name), data, origin),
        url=url,
        charset=charset.partition(";")[0].strip(" \"'") or None,
        fields=fields or {},
    )
    yield from _read(source, kind.strip().lower())


def _read(source: Source, media_type: str = "") -> Items:
    suffix = Path(source.name).suffix.lower()
    format = _by_media_type(media_type) or _by_suffix(suffix)
    if format is None:
        raise ArticleError(
            f"format {media_type or suffix or '(no suffix)'} is not read; expected one of "
            + ", ".join(SUFFIXES)
        )
    found = 0
    try:
        for item in format.read(source):
            found += 1
            yield item
    except ArticleError as error:
        if not found:
            raise
        yield Rejected(source.origin, f"the rest: {error}")
    except Exception as error:  # the parsers raise anything on damaged or hostile input
        reason = f"cannot be read as {format.name}: {error or type(error).__name__}"
        if not found:
            raise ArticleError(reason) from error
        yield Rejected(source.origin, f"the rest {reason}")
    else:
        if not found:
            raise ArticleError("holds no article")


def _by_suffix(suffix: str) -> Format | None:
    return next((format for format in FORMATS if suffix in format.suffixes), None)


def _by_media_type(media_type: str) -> Format | None:
    return next((format for format in FORMATS if media_type in format.media_types), None)
