"""Paths as users name them: the folder of a library, the files and addresses to add."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.errors import BylineError
from index.readers import SUFFIXES
from index.readers.cleaning import printable
from index.records import AddReport

DATABASE = "articles.sqlite"


def existing_library(folder: Path | str) -> Path:
    """The folder of a library; raises ``BylineError`` where there is none."""
    folder = Path(folder).expanduser()
    if not (folder / DATABASE).exists():
        raise BylineError(
            f"There is no library in {folder}: expected the folder of one. "
            f"Make it with `byline --library {folder} add PATH`."
        )
    return folder


def made_folder(folder: Path | str) -> Path:
    """The folder, made where it is not there; raises ``BylineError`` where it cannot be."""
    folder = Path(folder).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BylineError(
            f"The library folder {folder} cannot be made: {error.strerror}. "
            "Give another one with --library."
        ) from error
    return folder


def is_address(name: Path | str) -> bool:
    """True for what is fetched (``http://`` or ``https://``) and not looked for on the disk."""
    return isinstance(name, str) and name.lower().startswith(("http://", "https://"))


def article_files(paths: Sequence[Path | str], report: AddReport) -> Iterator[Path | str]:
    """The files meant: folders are walked in order, their hidden files passed over.

    Addresses come out as the strings they are. What is no article's file, or cannot be looked
    into, goes into the report with the reason.
    """
    for name in paths:
        if is_address(name):
            yield str(name)
            continue
        path = Path(name).expanduser()
        try:
            if path.is_dir():
                yield from _inside(path, report, set())
            elif path.exists():
                yield path
            elif path.is_symlink():
                _reject(path, "is a link to a file that does not exist", report)
            else:
                _reject(path, "does not exist; expected a file, a folder or an address", report)
        except (OSError, ValueError, RuntimeError) as error:
            _reject(path, f"cannot be opened: {_words(error)}", report)


def _inside(folder: Path, report: AddReport, seen: set[tuple[int, int]]) -> Iterator[Path]:
    """The articles' files below a folder; a folder that links lead to again is not entered."""
    try:
        status = folder.stat()
        identity = status.st_dev, status.st_ino
        if identity in seen:
            return
        seen.add(identity)
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        _reject(folder, f"cannot be opened: {_words(error)}", report)
        return
    for entry in entries:
        if entry.name.startswith((".", "__")):
            continue
        path = folder / entry.name
        if _is(entry, "is_dir"):
            yield from _inside(path, report, seen)
        elif path.suffix.lower() not in SUFFIXES:
            kind = path.suffix or "(no suffix)"
            _reject(path, f"format {kind} is not read; expected {', '.join(SUFFIXES)}", report)
        elif _is(entry, "is_file"):
            yield path
        else:
            _reject(path, "is a broken link or no regular file", report)


def _is(entry: os.DirEntry[str], kind: str) -> bool:
    try:
        return bool(getattr(entry, kind)())
    except OSError:  # a link in a circle
        return False


def _reject(path: Path, reason: str, report: AddReport) -> None:
    report.rejected.append((printable(str(path)), reason))


def _words(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
