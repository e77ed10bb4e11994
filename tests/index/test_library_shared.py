"""Several handles on one library: one writes, the others see it; two cannot write at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder, faked, found
from filelock import FileLock

import index.library
from index.errors import (
    LibraryBusyError,
)
from index.library import Library
from index.search import search

Write = Callable[..., Path]
PHRASE = "seventeen grey herons waited by the lock gates"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.library, "_LOCK_SECONDS", 0.1)


@pytest.mark.usefixtures("impatient")
def test_a_library_that_another_handle_writes_to_is_busy(library: Library, write: Write) -> None:
    path = write("talks.md", "They met.")
    with FileLock(library.folder / ".lock"):
        for act in (
            lambda: library.add([path]),
            lambda: library.remove("talks"),
            lambda: Library.repair(library.folder),
        ):
            with pytest.raises(LibraryBusyError, match=r"Another process.*run the command again"):
                act()
    assert library.add([path]).added == ["talks"]


@pytest.mark.usefixtures("impatient")
def test_a_library_that_another_process_writes_to_is_busy(library: Library, write: Write) -> None:
    holds = (
        "import sys, filelock\n"
        "with filelock.FileLock(sys.argv[1]): print('held', flush=True); sys.stdin.read()"
    )
    with talking_to(holds, library.folder / ".lock") as ask:
        ask()
        with pytest.raises(LibraryBusyError):
            library.add([write("talks.md", "They met.")])
        assert library.articles() == [], "reading goes on meanwhile"
    assert library.add([write("talks.md", "They met.")]).added == ["talks"]


def test_another_handle_sees_what_changes(library: Library, write: Write) -> None:
    library.add([write("one.md", "The herons waited.")])
    reader = Library.open(library.folder)
    vector, terms = FakeEncoder().encode(["herons"])[0], {"heron": 1.0}

    library.add([write("two.md", "More herons came.")])
    assert {e.article.id for e in search(reader, vector, terms)} == {"one", "two"}
    library.remove("one")
    assert {e.article.id for e in search(reader, vector, terms)} == {"two"}
    reader.close()
    assert found(library, "herons") == ["two"], "closing one handle leaves the other"


READS = """
from index.library import Library
from index.records import Filter
library = Library.open(sys.argv[1])
def show():
    library.refresh()
    print(len(library.articles()), len(library.vectors.ids()), len(library.postings.ids()),
          len(library.vectors.nearest(FakeEncoder().encode(["herons"])[0], 9, Filter())),
          flush=True)
show()
for _ in sys.stdin:
    show()
"""


def test_another_process_sees_what_changes(library: Library, write: Write) -> None:
    library.add([write("one.md", "The herons waited.")])
    with talking_to(faked(READS), library.folder) as ask:
        assert ask() == "1 1 1 1"
        library.add([write("two.md", "More herons came.")])
        assert ask("again") == "2 2 2 2"
        library.remove("one")
        assert ask("again") == "1 1 1 1"
        # A rebuilt index is in another folder, and the old one is deleted.
        Library.repair(library.folder, model="other-model").close()
        assert ask("again") == "1 1 1 1"


@contextmanager
def talking_to(script: str, argument: Path) -> Iterator[Callable[..., str]]:
    """A Python process; the function sends a line to it (or none) and gives the next it prints."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(argument)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None

    def ask(line: str | None = None) -> str:
        if line is not None:
            print(line, file=process.stdin, flush=True)
        return process.stdout.readline().strip()

    try:
        yield ask
    finally:
        process.stdin.close()
        assert process.wait(timeout=60) == 0
        process.stdout.close()
