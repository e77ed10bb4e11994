"""ZIP archives: their members, read from memory, each by its own suffix.

A member's name is only a name: nothing is ever unpacked to a disk. What an archive claims
about its sizes is not believed; the bytes are counted as they come out.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace

from index.errors import ArticleError
from index.readers.cleaning import printable
from index.readers.source import Budget, Source
from index.records import Article, Rejected

_MAX_MEMBER = 50 * 2**20  # bytes of one member
_MAX_TOTAL = 2 * 2**30  # bytes of all members, those of archives inside it included
_MAX_MEMBERS = 100_000
_MAX_RATIO = 200  # text shrinks five- to twentyfold, what was made to explode a thousandfold
_SMALL = 2**20  # bytes: below, no ratio is suspicious
_MAX_DEPTH = 2

Items = Iterator[Article | Rejected]


def read(source: Source, read_member: Callable[[Source], Items]) -> Items:
    """Every member by its own reader; folders, links and hidden files are passed over."""
    if source.depth >= _MAX_DEPTH:
        raise ArticleError(f"is an archive inside {_MAX_DEPTH} others; unpack it first")
    budget = source.budget or Budget(_MAX_TOTAL)
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            members = [member for member in archive.infolist() if _is_file(member)]
            if len(members) > _MAX_MEMBERS:
                raise ArticleError(f"has more than {_MAX_MEMBERS} members; split it")
            for member in members:
                yield from _member(source, archive, member, budget, read_member)
    except zipfile.BadZipFile as error:
        raise ArticleError(f"is no whole ZIP archive: {error}") from error


def _is_file(member: zipfile.ZipInfo) -> bool:
    parts = member.filename.split("/")
    hidden = any(part.startswith((".", "__")) and part != ".." for part in parts)
    return not (member.is_dir() or hidden or stat.S_ISLNK(member.external_attr >> 16))


def _member(
    source: Source,
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    budget: Budget,
    read_member: Callable[[Source], Items],
) -> Items:
    name = printable(member.filename)
    origin = f"{source.origin}!/{name}"
    try:
        data = _unpacked(archive, member, budget)
        inner = replace(
            source.member(name, data), origin=origin, depth=source.depth + 1, budget=budget
        )
        yield from read_member(inner)
    except ArticleError as error:
        yield Rejected(origin, str(error))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        yield Rejected(origin, f"is damaged: {error}")
    except (NotImplementedError, RuntimeError) as error:
        yield Rejected(origin, f"cannot be unpacked: {error}")


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget) -> bytes:
    if member.flag_bits & 0x1:
        raise ArticleError("is encrypted; unpack it with its password first")
    with archive.open(member) as stream:
        data = stream.read(min(_MAX_MEMBER, budget.bytes_left) + 1)
    if len(data) > budget.bytes_left:
        raise ArticleError(f"the archive unpacks to more than {_MAX_TOTAL / 2**30:.0f} GB")
    budget.bytes_left -= len(data)
    if len(data) > _MAX_MEMBER:
        raise ArticleError(f"unpacks to more than {_MAX_MEMBER // 2**20} MB; unpack it first")
    if len(data) > max(_SMALL, _MAX_RATIO * member.compress_size):
        raise ArticleError(
            f"unpacks {len(data) // max(1, member.compress_size)}-fold, as a ZIP bomb does"
        )
    return data
