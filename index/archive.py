"""A library in one ZIP file: what was read, and nothing that can be derived from it.

``manifest.json`` says what it is; ``articles.jsonl`` has an article a line, with its sightings
and its versions (the newest first). Vectors and postings are made anew where it is imported.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from index.adding import Counter, add_all
from index.database import Database
from index.errors import ArchiveError, ArticleError
from index.files import DATABASE
from index.history import History
from index.intake import take
from index.readers.cleaning import clean, one_line, web_address
from index.readers.source import MAX_ARTICLE
from index.records import AddReport, Article, Rejected, Sighting
from index.store import Progress, Store

_FORMAT, _VERSION = "byline-library", 1
_MANIFEST, _ARTICLES = "manifest.json", "articles.jsonl"
_MAX_MANIFEST = 64 * 2**10
_MAX_BYTES = 8 * 2**30  # unpacked
_MAX_LINE = 8 * MAX_ARTICLE  # an article with its versions
_MAX_RATIO = 200  # text shrinks five- to twentyfold, what was made to explode a thousandfold
_ID = re.compile(r"[\w.-]{1,300}")
_BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


def export(folder: Path, file: Path, progress: Progress) -> int:
    """Writes the library in ``folder`` as it stands at one moment; how many articles it has.

    The file is there whole or not at all. Raises ``ArchiveError`` where it cannot be written.
    """
    if file.suffix.lower() != ".zip":
        raise ArchiveError(f"{file} is no name for an export; expected one that ends in .zip.")
    database = Database(folder / DATABASE)  # a connection of its own: reading goes on meanwhile
    part = file.with_name(file.name + ".part")
    try:
        with database.snapshot(), zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            ids = database.article_ids()
            manifest = {
                "format": _FORMAT,
                "version": _VERSION,
                "articles": len(ids),
                "model": database.meta("model"),
                "splitter": database.meta("splitter"),
            }
            archive.writestr(_MANIFEST, json.dumps(manifest, indent=2))
            with archive.open(_ARTICLES, "w", force_zip64=True) as out:
                for done, line in enumerate(_lines(database, ids), start=1):
                    out.write(line)
                    progress(done, len(ids))
        part.replace(file)
    except OSError as error:
        raise ArchiveError(
            f"{file} cannot be written: {error.strerror or error}. Name a file in another folder."
        ) from error
    finally:
        part.unlink(missing_ok=True)
        database.close()
    return len(ids)


def _lines(database: Database, ids: list[str]) -> Iterator[bytes]:
    history = History(database)
    for article_id in ids:
        row = asdict(database.article(article_id)) | {
            "sightings": [
                asdict(seen) | {"digest": digest} for seen, digest in history.sighted(article_id)
            ],
            "versions": [asdict(version) for version in history.versions(article_id)],
        }
        yield json.dumps(row).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class _Entry:
    article: Article
    sightings: list[tuple[Sighting, str]]
    versions: list[Article]


def import_(store: Store, file: Path, progress: Progress) -> AddReport:
    """Adds the articles of an export; those that are there already are unchanged.

    Raises ``ArchiveError`` where the file is no export, or one of a later kind.
    """
    report = AddReport()
    with _opened(file) as (archive, count), archive.open(_ARTICLES) as lines:
        found = ((0, item) for item in _entries(lines))
        add_all(store, found, _take, report, Counter([count], progress))
    return report


@contextmanager
def _opened(file: Path) -> Iterator[tuple[zipfile.ZipFile, int]]:
    """An export, whole and checked, and how many articles it has."""
    try:
        archive = zipfile.ZipFile(file)
        count = _checked(archive, file)
    except _BAD_ZIP as error:
        raise ArchiveError(f"{file} is no whole ZIP file: {error}.") from error
    except OSError as error:
        raise ArchiveError(
            f"{file} cannot be opened: {error.strerror or error}. Expected an export of a library."
        ) from error
    with archive:
        yield archive, count


def _checked(archive: zipfile.ZipFile, file: Path) -> int:
    """How many articles an export says it has; raises ``ArchiveError`` where it is none."""
    members = {member.filename: member for member in archive.infolist()}
    if set(members) != {_MANIFEST, _ARTICLES} or members[_MANIFEST].file_size > _MAX_MANIFEST:
        raise ArchiveError(
            f"{file} is no export of a library: expected {_MANIFEST} and {_ARTICLES} in it. "
            "A ZIP file of articles is added with `byline add`."
        )
    try:
        manifest = json.loads(archive.read(_MANIFEST))
        if manifest["format"] != _FORMAT:
            raise ValueError(f"format {manifest['format']!r}")
        version, count = int(manifest["version"]), int(manifest["articles"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ArchiveError(f"{file} is no export of a library: its manifest has {error}.") from None
    if version > _VERSION:
        raise ArchiveError(
            f"{file} has format {version}; this Byline reads up to {_VERSION}. "
            "Install a newer Byline."
        )
    size, packed = members[_ARTICLES].file_size, members[_ARTICLES].compress_size
    if size > min(_MAX_BYTES, 2**20 + _MAX_RATIO * packed):
        raise ArchiveError(f"{file} unpacks to {size / 2**30:.1f} GB, as no export does.")
    if archive.testzip() is not None:
        raise ArchiveError(f"{file} is damaged: its checksum is wrong. Export it again.")
    return max(1, count)


def _entries(lines: IO[bytes]) -> Iterator[_Entry | Rejected]:
    number = 0
    while line := lines.readline(_MAX_LINE):
        number += 1
        try:
            yield _entry(json.loads(line))
        except (ValueError, KeyError, TypeError, RecursionError, ArticleError) as error:
            yield Rejected(f"line {number}", f"is no article of an export: {error}")


def _entry(row: Mapping[str, Any]) -> _Entry:
    return _Entry(
        _article(row),
        [(_sighting(seen), _line(seen, "digest")) for seen in row["sightings"]],
        [_article(version) for version in row["versions"]],
    )


def _article(row: Mapping[str, Any]) -> Article:
    """The article of a row, cleaned as if it were read from a file: nobody vouches for it."""
    text = row["text"]
    if not isinstance(text, str) or not clean(text).strip() or len(text) > MAX_ARTICLE:
        raise ArticleError(f"expected a text of at most {MAX_ARTICLE} characters")
    pages = tuple(p for p in row["pages"] if isinstance(p, int) and 0 <= p <= len(text))
    names = ("source", "author", "note", "date_from", "language")
    return Article(
        id=_line(row, "id"), title=_line(row, "title"), text=clean(text).strip(),
        date=_day(row["date"]), url=web_address(row["url"]), origin=_line(row, "origin"),
        pages=pages, **{name: one_line(row[name]) for name in names},
    )  # fmt: skip


def _sighting(row: Mapping[str, Any]) -> Sighting:
    return Sighting(
        _line(row, "id"), _line(row, "origin"), _line(row, "title"), one_line(row["source"]),
        _day(row["date"]), web_address(row["url"]),
    )  # fmt: skip


def _line(row: Mapping[str, Any], name: str) -> str:
    value = one_line(row[name])
    if value is None or (name == "id" and not _ID.fullmatch(value)):
        raise ArticleError(f"expected its {name} to be a line of text")
    return value


def _day(value: Any) -> str | None:
    return None if value is None else date.fromisoformat(value).isoformat()


def _take(store: Store, entry: _Entry, report: AddReport) -> None:
    """As if it were read again; where its words are new here, so are its versions."""
    before = len(report.added)
    take(store, entry.article, report)
    if len(report.added) > before:
        for version in reversed(entry.versions):
            store.history.keep(report.added[-1], version)
    same = store.history.same_text(entry.article)
    if same is None:  # it is an earlier state of what is here
        return
    outlets = store.history.outlets([same])
    for seen, digest in entry.sightings:
        store.history.restore(same, seen, digest)
    if store.history.outlets([same]) != outlets:
        store.database.touch([same])
