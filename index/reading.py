"""Files and addresses to articles, in order, one by one; many files in processes of their own."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from index.errors import ArticleError
from index.fetch import fetch
from index.readers.cleaning import printable
from index.records import Article, Rejected
from index.worker import read, unpacked

Item = Article | Rejected
_MANY = 100  # files: fewer are read before a process has loaded its parsers
_PROCESSES = 4
_AHEAD = 8  # files that a process has been given
_BUFFERED = 16  # articles that wait here to be taken
_SECONDS = 60  # for one article


def read_all(
    names: Sequence[Path | str],
    fields: Mapping[str, str] | None = None,
    allow_private: bool = False,
) -> Generator[tuple[int, Item]]:
    """(number of the file or address, article or rejection), in the order of the names."""
    files = [name for name in names if isinstance(name, Path)]
    readers = _start(fields) if len(files) >= _MANY else []
    try:
        yield from _read_all(names, files, readers, fields, allow_private)
    finally:
        for reader in readers:
            reader.stop()


def _read_all(
    names: Sequence[Path | str],
    files: Sequence[Path],
    readers: Sequence[_Reader],
    fields: Mapping[str, str] | None,
    allow_private: bool,
) -> Iterator[tuple[int, Item]]:
    # Files are dealt out in turn, so the next article always comes from the next process.
    ahead = iter(enumerate(files))
    turn = 0

    def deal(count: int) -> None:
        for _, (number, path) in zip(range(count), ahead, strict=False):
            readers[number % len(readers)].send(path)

    if readers:
        deal(_AHEAD * len(readers))
    for number, name in enumerate(names):
        if isinstance(name, str):
            items = _fetched(name, allow_private)
        elif readers:
            items = readers[turn % len(readers)].items()
            turn += 1
        else:
            items = read(name, fields)
        for item in items:
            yield number, item
        if readers and isinstance(name, Path):
            deal(1)


def _fetched(url: str, allow_private: bool) -> Iterator[Item]:
    try:
        yield from fetch(url, allow_private=allow_private)
    except ArticleError as error:
        yield Rejected(printable(url), str(error))


def _start(fields: Mapping[str, str] | None) -> list[_Reader]:
    """As many as there are processors to spare; none where they cannot be started."""
    count = min(_PROCESSES, max(1, (os.cpu_count() or 1) - 1))
    readers = [_Reader(fields) for _ in range(count)]
    if all(reader.started() for reader in readers):
        return readers
    for reader in readers:
        reader.stop()
    return []


class _Reader:
    """An ``index.worker``: gives the articles of files in order, and is replaced if it dies."""

    def __init__(self, fields: Mapping[str, str] | None) -> None:
        self._fields = dict(fields or {})
        self._sent: deque[Path] = deque()
        self._launch()

    def _launch(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "index.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,  # Ctrl-C is for the one who adds, who then stops this
        )
        self._lines: queue.Queue[str] = queue.Queue(_BUFFERED)
        self._thread = threading.Thread(
            target=_drain, args=(self._process, self._lines), daemon=True
        )
        self._thread.start()

    def started(self) -> bool:
        """Whether it is ready to read."""
        return self._next() == "{}\n"

    def _next(self) -> str:
        """The next line; empty where it died or took too long."""
        try:
            return self._lines.get(timeout=_SECONDS)
        except queue.Empty:
            return ""

    def send(self, path: Path) -> None:
        """Gives it a file to read after those that it has."""
        self._sent.append(path)
        self._write(path)

    def _write(self, path: Path) -> None:
        task = json.dumps({"path": str(path), "fields": self._fields})
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it died: said where its articles are asked for
            self._process.stdin.write(task + "\n")
            self._process.stdin.flush()

    def items(self) -> Iterator[Item]:
        """The articles of the file that was sent first."""
        while line := self._next():
            item = unpacked(line)
            if item is None:
                self._sent.popleft()
                return
            yield item
        path = self._sent.popleft()
        yield Rejected(
            printable(str(path)),
            f"its reader crashed, or took more than {_SECONDS} seconds for one article",
        )
        self.stop()
        self._launch()
        self.started()
        for waiting in self._sent:
            self._write(waiting)

    def stop(self) -> None:
        """Ends it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        while self._thread.is_alive():  # it may be waiting for room
            with suppress(queue.Empty):
                self._lines.get(timeout=0.1)
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()


def _drain(process: subprocess.Popen[str], lines: queue.Queue[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)
    lines.put("")
