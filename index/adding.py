"""Adding many: read, written and indexed in batches, so that memory does not grow with them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import accumulate, islice
from pathlib import Path
from typing import TypeVar

from index.counting import expected, expected_in
from index.errors import ArticleError
from index.files import article_files
from index.intake import take
from index.readers import read_bytes
from index.readers.cleaning import printable
from index.reading import Item, read_all
from index.records import AddReport, Rejected
from index.store import BATCH, Progress, Store

T = TypeVar("T")


class AddInterrupted(KeyboardInterrupt):
    """Ctrl-C while adding: what was added is whole, and in ``report``."""

    def __init__(self, report: AddReport) -> None:
        super().__init__("interrupted while adding")
        self.report = report


def add(
    store: Store,
    paths: Sequence[Path | str],
    progress: Progress,
    fields: Mapping[str, str] | None,
    allow_private: bool,
) -> AddReport:
    """Adds files, folders of files and addresses; see ``Library.add``."""
    report = AddReport()
    names = list(article_files(paths, report))
    counter = Counter([expected(name) for name in names], progress)
    with closing(read_all(names, fields, allow_private)) as found:
        add_all(store, found, take, report, counter)
    return report


def add_bytes(
    store: Store,
    name: str,
    data: bytes,
    origin: str,
    fields: Mapping[str, str] | None,
    progress: Progress,
) -> AddReport:
    """Adds what is in memory; see ``Library.add_bytes``."""

    def found() -> Iterator[tuple[int, Item]]:
        try:
            yield from ((0, item) for item in read_bytes(name, data, origin, fields))
        except ArticleError as error:
            yield 0, Rejected(printable(name), str(error))

    report = AddReport()
    counter = Counter([expected_in(name, io.BytesIO(data))], progress)
    add_all(store, found(), take, report, counter)
    return report


def add_all(
    store: Store,
    found: Iterable[tuple[int, T | Rejected]],
    take: Callable[[Store, T, AddReport], None],
    report: AddReport,
    counter: Counter,
) -> None:
    """Takes in whatever is found, with the number of its file, a batch at a time.

    Raises ``AddInterrupted`` and ``StorageError``; what the report says is in the library.
    """
    interrupted = False
    try:
        report.linked += store.settle()
        stream = iter(found)
        while batch := list(islice(stream, BATCH)):
            store.require_room()
            _take_batch(store, [item for _, item in batch], take, report)
            report.linked += store.settle()
            counter.count(number for number, _ in batch)
    except KeyboardInterrupt:
        interrupted = True
    # Out here nothing is held by the frames that were left: the batch can be finished.
    if interrupted:
        report.linked += store.settle()
        raise AddInterrupted(report)


def _take_batch(
    store: Store,
    items: Sequence[T | Rejected],
    take: Callable[[Store, T, AddReport], None],
    report: AddReport,
) -> None:
    """All of them or none: what is reported is in the library."""
    batch = AddReport()
    with store.database.transaction():
        for item in items:
            if isinstance(item, Rejected):
                batch.rejected.append((item.origin, item.reason))
            else:
                take(store, item, batch)
    report.extend(batch)


class Counter:
    """Tells ``progress`` how many articles are done, of how many as far as is known.

    ``expected`` has a number for each file. What a file has beyond it is not counted, and what
    it lacks is counted when it is done.
    """

    def __init__(self, expected: Sequence[int], progress: Progress) -> None:
        self._expected = expected
        self._before = [0, *accumulate(expected)]
        self._progress = progress
        self._file, self._inside = 0, 0

    def count(self, files: Iterable[int]) -> None:
        """One more article, or rejection, of each of these files, by number and in order."""
        for file in files:
            self._inside = self._inside + 1 if file == self._file else 1
            self._file = file
        inside = min(self._inside, self._expected[self._file])
        self._progress(self._before[self._file] + inside, self._before[-1])
