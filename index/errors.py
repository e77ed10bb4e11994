"""Errors that a user can act on: each message says what was expected, what was got, what to do."""

from __future__ import annotations

from pathlib import Path


class BylineError(Exception):
    """A user's mistake or a state of the machine; shown as one sentence, never as a traceback."""


class ArticleError(BylineError):
    """A file that cannot be read as an article; the files beside it still can."""


class LibraryBusyError(BylineError):
    """Another process is writing to this library."""


class IndexMismatchError(BylineError):
    """The index on disk was built by another model or splitter than the one asked for."""


class UnknownNameError(BylineError):
    """No article or outlet of this name in the library."""


class StorageError(BylineError):
    """The folder of a library cannot be written: the disk is full, or it is read-only."""

    def __init__(self, folder: Path, reason: object) -> None:
        super().__init__(
            f"The library in {folder} cannot be written: {reason}. What it held, and what was "
            "added so far, is safe. Make room there, or make it writable, then try again."
        )


class DamagedIndexError(BylineError):
    """The files of an index cannot be read; they can be made anew from the articles."""


class ArchiveError(BylineError):
    """A file that is no export of a library, or a damaged one."""
