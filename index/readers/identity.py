"""What names a row in its file, so that a later state of the file changes the row it was.

A row with an address is known by that, wherever it stands (``index.history``). Any other is known
by its id, or else by its title, outlet and date, where no other row of the file has the same; it
is then at the place ``file.csv#id=17`` or ``file.csv#row=3f0c...``, and not at a line's number,
which changes with what stands before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from index.readers.cleaning import article_address, one_line

_LARGEST = 200 * 2**20  # bytes of a file that is read a second time, to see what stands once
_LONGEST_ID = 100  # code points
Row = Mapping[str, Any]  # our names of fields to what the row has under them


class Identities:
    """The names of rows in one file. Its ``rows`` are looked through when first asked for one."""

    def __init__(self, rows: Callable[[], Iterable[Row]], size: int) -> None:
        self._rows = rows
        self._readable = size <= _LARGEST
        self._repeated: set[int] | None = None

    def of(self, row: Row) -> str | None:
        """The part of an origin that names a row; ``None`` where nothing names only this one."""
        names = list(_names(row))
        if not names or not self._readable:
            return None
        if self._repeated is None:
            self._repeated = self._look_through()
        return next((name for name in names if hash(name) not in self._repeated), None)

    def _look_through(self) -> set[int]:
        once, repeated = set[int](), set[int]()
        for row in self._rows():
            for name in map(hash, _names(row)):
                (repeated if name in once else once).add(name)
        return repeated


def own_id(row: Row) -> str | None:
    """The id that a row has of its own."""
    value = row["id"]
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return one_line(str(value)) if len(str(value)) <= _LONGEST_ID else None


def _names(row: Row) -> Iterator[str]:
    """What may name a row, the best first; nothing where its address does."""
    if article_address(row["url"]):
        return
    if (id := own_id(row)) is not None:
        yield f"id={id}"
    if row["title"]:
        byline = json.dumps([row["title"], row["source"], row["date"]], default=str)
        yield f"row={hashlib.sha256(byline.encode()).hexdigest()[:16]}"
