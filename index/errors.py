"""Errors that a user can act on: each message says what was expected, what was got, what to do."""

from __future__ import annotations


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
