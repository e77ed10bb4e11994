"""What is derived from the articles: the vector index and the full-text index, kept in step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from index.encoder import Vectors
from index.errors import DamagedIndexError
from index.lexical import LexicalIndex
from index.records import Article
from index.vectors import VectorIndex

Row = tuple[int, str, Article]  # passage id, its text, its article


class Indexes:
    """Both indexes, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vectors = VectorIndex(folder / "vectors")
        self.postings = LexicalIndex(folder / "postings")

    def update(
        self,
        rows: Sequence[Row],
        vectors: Vectors,
        stale: Sequence[int],
        outlets: Mapping[str, Sequence[str]],
    ) -> None:
        """Adds or overwrites passages and drops stale ones; done twice it changes nothing.

        ``vectors`` has shape (len(rows), dimension); ``outlets`` are those that an
        article was seen at besides its own, by its id.
        """
        self.vectors.drop(stale)
        articles = [article for _, _, article in rows]
        self.vectors.put([i for i, _, _ in rows], vectors, articles, outlets)
        self.postings.update(rows, stale, outlets)

    def reopen(self) -> None:
        """Reads what another process wrote since."""
        self.vectors.reopen()
        self.postings.reopen()

    def compare(self, expected: set[int]) -> Iterator[tuple[str, int, int]]:
        """(name, passages lacking, passages too many) for each index.

        An index that cannot be read lacks them all.
        """
        for name, index in (("vector", self.vectors), ("full-text", self.postings)):
            try:
                held = index.ids()
            except DamagedIndexError:
                held = set()
            yield name, len(expected - held), len(held - expected)

    def close(self) -> None:
        """Lets go of the files."""
        self.vectors.close()
