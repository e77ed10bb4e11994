"""The vector index: Chroma, holding passage ids, vectors, days and outlets, and no text.

No text goes in because Chroma's own delete leaves it in its files (chroma issues 7659, 7662).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from index.encoder import Vectors
from index.errors import DamagedIndexError
from index.records import NO_OUTLETS, Article, Filter, day_number

_COLLECTION = "passages"
_BATCH = 2000


@contextmanager
def _damage(done: str) -> Iterator[None]:
    """What Chroma, and whatever it stands on, raises is one error that says what to do."""
    try:
        yield
    except DamagedIndexError:
        raise
    except Exception as error:
        raise DamagedIndexError(f"the vector index cannot be {done}: {error}") from error


class VectorIndex:
    """Cosine similarity over passages; one folder on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # A client must not be closed under another thread's query.
        self._lock = threading.RLock()
        self._open()

    def _open(self) -> None:
        import chromadb
        from chromadb.config import Settings

        self._folder.mkdir(parents=True, exist_ok=True)
        # A wide search: what HNSW misses, rank fusion cannot bring back.
        wide = {"hnsw": {"space": "cosine", "ef_search": 200, "ef_construction": 200}}
        with _damage("opened"):
            self._client = chromadb.PersistentClient(
                str(self._folder), Settings(anonymized_telemetry=False)
            )
            self._collection = self._client.get_or_create_collection(
                _COLLECTION, embedding_function=None, configuration=wide
            )

    def close(self) -> None:
        """Lets go of the files: Chroma keeps one system per folder for the whole process."""
        with self._lock:
            self._client.close()

    def reopen(self) -> None:
        """Reads what another process wrote since."""
        with self._lock:
            self.close()
            self._open()

    def put(
        self,
        ids: Sequence[int],
        vectors: Vectors,
        articles: Sequence[Article],
        outlets: Mapping[str, Sequence[str]] = NO_OUTLETS,
    ) -> None:
        """Adds or overwrites passages: ``vectors`` has shape (len(ids), dimension).

        ``outlets`` are those that an article was seen at besides its own, by its id.
        """
        for at in range(0, len(ids), _BATCH):
            part = slice(at, at + _BATCH)
            metadata = [
                {"source": _sources(a, outlets), "day": day_number(a.date)} for a in articles[part]
            ]
            with self._lock, _damage("written"):
                self._collection.upsert(
                    ids=[str(i) for i in ids[part]], embeddings=vectors[part], metadatas=metadata
                )

    def drop(self, ids: Sequence[int]) -> None:
        for at in range(0, len(ids), _BATCH):
            with self._lock, _damage("written"):
                self._collection.delete(ids=[str(i) for i in ids[at : at + _BATCH]])

    def get(self, ids: Sequence[int]) -> tuple[list[int], Vectors]:
        """Those of these passages that are here, in order, and their vectors.

        Raises ``DamagedIndexError`` where they cannot be read.
        """
        found: dict[int, Any] = {}
        for at in range(0, len(ids), _BATCH):
            asked = [str(i) for i in ids[at : at + _BATCH]]
            with self._lock, _damage("read"):
                rows = self._collection.get(ids=asked, include=["embeddings"])
            found.update(zip(map(int, rows["ids"]), rows["embeddings"], strict=True))
        here = [i for i in ids if i in found]
        return here, np.asarray([found[i] for i in here], dtype=np.float32)

    def nearest(
        self,
        vector: Vectors,
        limit: int,
        narrowed: Filter,
        within: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:
        """(passage id, cosine similarity), most similar first, ties by id.

        ``within``: only these passages, which is how articles narrow a search.
        """
        with self._lock:
            # Chroma refuses to search among passages that it does not have (yet).
            among = None if within is None else self._held(within)
            if among == [] or not self._collection.count():
                return []
            found = self._collection.query(
                query_embeddings=vector.reshape(1, -1),
                ids=among,
                n_results=limit,
                where=_where(narrowed),
                include=["distances"],
            )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return sorted(((int(i), 1.0 - d) for i, d in pairs), key=lambda p: (-p[1], p[0]))

    def _held(self, ids: Sequence[int]) -> list[str]:
        """Those of these passages that are here, by Chroma's names for them."""
        parts = (ids[at : at + _BATCH] for at in range(0, len(ids), _BATCH))
        asked = ([str(i) for i in part] for part in parts)
        return [i for part in asked for i in self._collection.get(ids=part, include=[])["ids"]]

    def ids(self) -> set[int]:
        """Every passage here; raises ``DamagedIndexError`` where they cannot be searched."""
        with self._lock, _damage("read"):
            found = {int(i) for i in self._collection.get(include=[])["ids"]}
            if found:
                self.nearest(self.get([min(found)])[1][0], 1, Filter())
        return found


def _sources(article: Article, outlets: Mapping[str, Sequence[str]]) -> str | list[str]:
    """One outlet is kept as a string, several as a list."""
    sources = sorted({article.source or "", *outlets.get(article.id, ())})
    return sources if len(sources) > 1 else sources[0]


def _where(narrowed: Filter) -> dict[str, Any] | None:
    clauses: list[dict[str, Any]] = []
    if narrowed.sources:
        one = {"source": {"$in": list(narrowed.sources)}}
        clauses.append({"$or": [one, *({"source": {"$contains": s}} for s in narrowed.sources)]})
    if narrowed.since or narrowed.until:
        clauses.append({"day": {"$gte": day_number(narrowed.since) or 1}})
    if narrowed.until:
        clauses.append({"day": {"$lte": day_number(narrowed.until)}})
    return {"$and": clauses} if len(clauses) > 1 else clauses[0] if clauses else None
