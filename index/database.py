"""The truth of a library: articles, passages and what is still to be indexed, in SQLite.

Vectors and postings are derived from it. An article's row says whether they are still
``waiting``; passages that left stay in ``stale`` until both indexes have dropped them. So
a process killed at any moment leaves a database that says what is left to do.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import BylineError
from index.records import Article, Passage

_SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, source TEXT, date TEXT,
    url TEXT, author TEXT, note TEXT, origin TEXT NOT NULL UNIQUE, digest TEXT NOT NULL,
    waiting INTEGER NOT NULL DEFAULT 1);
CREATE INDEX article_digest ON article (digest);
CREATE INDEX article_waiting ON article (waiting) WHERE waiting;
CREATE INDEX article_source ON article (source);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, UNIQUE (article_id, start));
CREATE TABLE stale (passage_id INTEGER PRIMARY KEY);
CREATE TRIGGER passage_leaves AFTER DELETE ON passage
    BEGIN INSERT OR IGNORE INTO stale VALUES (old.id); END;
"""
_ARTICLE = "a.id, a.title, a.text, a.source, a.date, a.url, a.author, a.note, a.origin"
_CHUNK = 500  # bound variables in one statement


class Database:
    """One connection, shared by the threads of a process behind a lock."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        try:
            self._connection = sqlite3.connect(
                path, check_same_thread=False, timeout=30, isolation_level=None
            )
            for pragma in ("journal_mode = WAL", "foreign_keys = ON", "secure_delete = ON"):
                self._connection.execute(f"PRAGMA {pragma}")
            self._migrate()
        except sqlite3.DatabaseError as error:
            raise BylineError(
                f"{path} cannot be used as a library: {error}. Expected a SQLite file that Byline "
                "made, in a folder that can be written; give another --library, or restore it."
            ) from error

    def _migrate(self) -> None:
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version > _SCHEMA_VERSION:
            raise BylineError(
                f"This library has format {version}; this Byline reads up to {_SCHEMA_VERSION}. "
                "Install a newer Byline."
            )
        if version == 0:
            script = f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {_SCHEMA_VERSION}; COMMIT;"
            self._connection.executescript(script)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def checkpoint(self) -> None:
        """Moves the write-ahead log into the file: what was deleted is no longer in the log."""
        self._rows("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; moves the generation on, by which readers see a change."""
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self.set_meta(generation=str(self.generation + 1))

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    # What is known of the library as a whole

    def meta(self, key: str) -> str | None:
        rows = self._rows("SELECT value FROM meta WHERE key = ?", (key,))
        return rows[0][0] if rows else None

    def set_meta(self, **values: str) -> None:
        with self._lock:
            self._connection.executemany(
                "INSERT OR REPLACE INTO meta VALUES (?, ?)", list(values.items())
            )

    @property
    def generation(self) -> int:
        return int(self.meta("generation") or 0)

    # Articles

    def put(self, article: Article, spans: Iterable[tuple[int, int]]) -> None:
        """Adds an article, or replaces the one from the same origin with its passages."""
        self._rows("DELETE FROM passage WHERE article_id = ?", (article.id,))
        self._rows(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)"
            " ON CONFLICT (id) DO UPDATE SET title = excluded.title, text = excluded.text,"
            " source = excluded.source, date = excluded.date, url = excluded.url,"
            " author = excluded.author, note = excluded.note, digest = excluded.digest,"
            " waiting = 1",
            (article.id, article.title, article.text, article.source, article.date, article.url,
             article.author, article.note, article.origin, article.digest),
        )  # fmt: skip
        self.put_passages(article.id, spans)

    def put_passages(self, article_id: str, spans: Iterable[tuple[int, int]]) -> None:
        with self._lock:
            self._connection.executemany(
                "INSERT INTO passage (article_id, start, end) VALUES (?, ?, ?)",
                [(article_id, start, end) for start, end in spans],
            )

    def delete(self, article_id: str) -> None:
        self._rows("DELETE FROM article WHERE id = ?", (article_id,))

    def forget_passages(self) -> None:
        """Forgets how every article was cut: all of them are to be cut and indexed anew."""
        self._rows("DELETE FROM passage")
        self._rows("UPDATE article SET waiting = 1")

    def article(self, article_id: str) -> Article | None:
        rows = self._rows(f"SELECT {_ARTICLE} FROM article a WHERE a.id = ?", (article_id,))
        return Article(*rows[0]) if rows else None

    def articles(self) -> list[Article]:
        """Newest first; undated last."""
        return [
            Article(*row)
            for row in self._rows(f"SELECT {_ARTICLE} FROM article a ORDER BY a.date DESC, a.id")
        ]

    def identity(self, origin: str, digest: str) -> tuple[str, str] | None:
        """(id, digest) of the article from this origin, else of one with the same content."""
        rows = self._rows(
            "SELECT id, digest FROM article WHERE origin = ? OR digest = ?"
            " ORDER BY origin <> ?, id LIMIT 1",
            (origin, digest, origin),
        )
        return (rows[0][0], rows[0][1]) if rows else None

    def sources(self) -> list[str]:
        rows = self._rows("SELECT DISTINCT source FROM article WHERE source IS NOT NULL ORDER BY 1")
        return [row[0] for row in rows]

    def counts(self) -> tuple[int, int]:
        """(articles, passages)."""
        return self._rows("SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM passage)")[
            0
        ]

    # Passages

    def passages(self, ids: Sequence[int]) -> dict[int, tuple[Article, Passage]]:
        """Those of the passages that are (still) in the library, by id."""
        found: dict[int, tuple[Article, Passage]] = {}
        for at in range(0, len(ids), _CHUNK):
            chunk = ids[at : at + _CHUNK]
            marks = ",".join("?" * len(chunk))
            for row in self._rows(
                f"SELECT {_ARTICLE}, p.id, p.start, p.end FROM passage p"
                f" JOIN article a ON a.id = p.article_id WHERE p.id IN ({marks})",
                chunk,
            ):
                article = Article(*row[:9])
                found[row[9]] = (article, Passage(row[9], article.id, row[10], row[11]))
        return found

    def passage_ids(self) -> set[int]:
        return {row[0] for row in self._rows("SELECT id FROM passage")}

    # What is still to be done

    def waiting(self, limit: int = -1) -> list[tuple[Article, list[Passage]]]:
        """Articles whose passages are not all in both indexes yet."""
        work = []
        for row in self._rows(
            f"SELECT {_ARTICLE} FROM article a WHERE a.waiting ORDER BY a.id LIMIT ?", (limit,)
        ):
            article = Article(*row)
            rows = self._rows(
                "SELECT id, article_id, start, end FROM passage"
                " WHERE article_id = ? ORDER BY start",
                (article.id,),
            )
            work.append((article, [Passage(*r) for r in rows]))
        return work

    def waiting_count(self) -> int:
        return int(self._rows("SELECT count(*) FROM article WHERE waiting")[0][0])

    def stale(self) -> list[int]:
        return [row[0] for row in self._rows("SELECT passage_id FROM stale ORDER BY 1")]

    def settle(self, article_ids: Sequence[str], stale: Sequence[int]) -> None:
        """Both indexes now hold these articles and no longer hold these passages."""
        with self.transaction():
            self._connection.executemany(
                "UPDATE article SET waiting = 0 WHERE id = ?", [(i,) for i in article_ids]
            )
            self._connection.executemany(
                "DELETE FROM stale WHERE passage_id = ?", [(i,) for i in stale]
            )

    def problems(self) -> list[str]:
        """What is wrong with the file or the passages themselves; empty where all is well."""
        found = [row[0] for row in self._rows("PRAGMA integrity_check") if row[0] != "ok"]
        bad = self._rows(
            "SELECT p.article_id, p.start, p.end FROM passage p"
            " JOIN article a ON a.id = p.article_id"
            " WHERE p.start < 0 OR p.start >= p.end OR p.end > length(a.text)"
        )
        found += [f"article {i}: passage {s}-{e} lies outside its text" for i, s, e in bad]
        bare = self._rows("SELECT id FROM article WHERE id NOT IN (SELECT article_id FROM passage)")
        return found + [f"article {row[0]} has no passages" for row in bare]
