"""The options that stand before every command, and the library that they name."""

from __future__ import annotations

import sys
from pathlib import Path

from assistant import terminal, wording
from assistant.assistant import Assistant
from index.library import Library


class Options:
    """The global options, as given before the command."""

    library: Path | None = None
    model: str | None = None


def open_assistant(warn: bool = True) -> Assistant:
    """The assistant over the library that was named; says where articles wait to be indexed."""
    with terminal.progress(wording.BUILDING) as advance:
        assistant = Assistant.open(Options.library, advance, Options.model)
    waiting = assistant.library.waiting_count()
    if waiting and warn:
        print(
            f"{wording.counted(waiting, 'article')} cannot be found yet: adding was interrupted. "
            "Finish it with `byline add` or `byline check --repair`.",
            file=sys.stderr,
        )
    return assistant


def open_library(warn: bool = True) -> Library:
    """The library that was named."""
    return open_assistant(warn).library
