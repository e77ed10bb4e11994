"""The truth of a library: articles, passages and what is still to be indexed, in SQLite.

Vectors and postings are derived from it. An article's row says whether they are still
``waiting``; passages that left stay in ``stale`` until both indexes have dropped them. So
a process killed at any moment leaves a database that says what is left to do.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.copies import fingerprint
from index.errors import BylineError, StorageError
from index.records import Article, Passage
from index.schema import FROM_1, SCHEMA, VERSION

FIELDS = (
    "title", "text", "source", "date", "url", "author", "note", "origin", "date_from", "language",
    "pages",
)  # fmt: skip
_ARTICLE = ", ".join(f"a.{name}" for name in ("id", *FIELDS))
_CHUNK = 500  # bound variables in one statement
_WRITING_FAILS = ("full", "readonly", "I/O", "unable to open")


def article_of(row: Sequence[Any]) -> Article:
    """The article of a row: its id, then ``FIELDS``."""
    values = (*row[:11], tuple(json.loads(row[11])))
    return Article(*values)


def values_of(article: Article) -> tuple[Any, ...]:
    """An article as a row: its id, then ``FIELDS``."""
    return (article.id, *(getattr(article, name) for name in FIELDS[:-1]),
            json.dumps(article.pages))  # fmt: skip


class Database:
    """One connection, shared by the threads of a process behind a lock."""

    def __init__(self, path: Path) -> None:
        self._folder = path.parent
        self._lock = threading.RLock()
        try:
            self._connection = sqlite3.connect(
                path, check_same_thread=False, timeout=30, isolation_level=None
            )
            for pragma in ("journal_mode = WAL", "secure_delete = ON"):
                self._connection.execute(f"PRAGMA {pragma}")
            self._migrate()
            self._connection.execute("PRAGMA foreign_keys = ON")
        except sqlite3.DatabaseError as error:
            raise BylineError(
                f"{path} cannot be used as a library: {error}. Expected a SQLite file that Byline "
                "made, in a folder that can be written; give another --library, or restore it."
            ) from error

    def _migrate(self) -> None:
        """Brings the tables to the newest version, whichever process comes first."""
        if self._version() == VERSION:
            return
        self._connection.create_function("fingerprint", 1, fingerprint, deterministic=True)
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            version = self._version()
            if version > VERSION:
                raise BylineError(
                    f"This library has format {version}; this Byline reads up to {VERSION}. "
                    "Install a newer Byline."
                )
            script = {0: SCHEMA, 1: FROM_1}.get(version, "")
            for statement in _statements(script):
                self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version = {VERSION}")
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def compact(self) -> bool:
        """Writes the file anew without what was deleted, and empties the log.

        False where another process was reading from the log all the while.
        """
        self.rows("VACUUM")
        [(busy, _, _)] = self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        return not busy

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; moves the generation on, by which readers see a change."""
        with self._lock, self._storing(), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self.set_meta(generation=str(self.generation + 1))

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is read inside is the library at one moment, whoever writes meanwhile."""
        with self._lock, self._connection:
            self._connection.execute("BEGIN")
            yield

    @contextmanager
    def _storing(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if any(words in str(error) for words in _WRITING_FAILS):
                raise StorageError(self._folder, error) from error
            raise

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Runs a statement and gives what it finds."""
        with self._lock, self._storing():
            return self._connection.execute(sql, values).fetchall()

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Runs a statement once for each row of values."""
        with self._lock, self._storing():
            self._connection.executemany(sql, rows)

    # What is known of the library as a whole

    def meta(self, key: str) -> str | None:
        rows = self.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return rows[0][0] if rows else None

    def set_meta(self, **values: str) -> None:
        self.many("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def drop_meta(self, key: str) -> None:
        self.rows("DELETE FROM meta WHERE key = ?", (key,))

    @property
    def generation(self) -> int:
        return int(self.meta("generation") or 0)

    # Articles

    def put(self, article: Article, spans: Iterable[tuple[int, int]]) -> None:
        """Adds an article, or replaces the one of its id with its passages."""
        self.rows("DELETE FROM passage WHERE article_id = ?", (article.id,))
        columns = ("id", *FIELDS, "fingerprint")
        self.rows(
            f"INSERT INTO article ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
            " ON CONFLICT (id) DO UPDATE SET waiting = 1, compared = 0, "
            + ", ".join(f"{name} = excluded.{name}" for name in columns[1:]),
            (*values_of(article), fingerprint(article.text)),
        )
        self.put_passages(article.id, spans)

    def put_passages(self, article_id: str, spans: Iterable[tuple[int, int]]) -> None:
        self.many(
            "INSERT INTO passage (article_id, start, end) VALUES (?, ?, ?)",
            [(article_id, start, end) for start, end in spans],
        )

    def touch(self, article_ids: Iterable[str]) -> None:
        """These articles are to be indexed again, with the passages that they have."""
        self.many("UPDATE article SET waiting = 1 WHERE id = ?", [(i,) for i in article_ids])

    def delete(self, article_id: str) -> None:
        """Takes an article out with all that belongs to it."""
        self.rows("DELETE FROM article WHERE id = ?", (article_id,))

    def forget_passages(self) -> None:
        """Forgets how every article was cut: all of them are to be cut and indexed anew."""
        self.rows("DELETE FROM passage")
        self.rows("UPDATE article SET waiting = 1")

    def article(self, article_id: str) -> Article:
        """The article of this id, which must be there."""
        [row] = self.rows(f"SELECT {_ARTICLE} FROM article a WHERE a.id = ?", (article_id,))
        return article_of(row)

    def articles(self) -> list[Article]:
        """Newest first; undated last."""
        rows = self.rows(f"SELECT {_ARTICLE} FROM article a ORDER BY a.date DESC, a.id")
        return [article_of(row) for row in rows]

    def article_ids(self) -> list[str]:
        """In alphabetical order."""
        return [row[0] for row in self.rows("SELECT id FROM article ORDER BY id")]

    def counts(self) -> tuple[int, int]:
        """(articles, passages)."""
        counted = "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM passage)"
        [(articles, passages)] = self.rows(counted)
        return articles, passages

    # Passages

    def passages(self, ids: Sequence[int]) -> dict[int, tuple[Article, Passage]]:
        """Those of the passages that are (still) in the library, by id."""
        found: dict[int, tuple[Article, Passage]] = {}
        for at in range(0, len(ids), _CHUNK):
            chunk = ids[at : at + _CHUNK]
            marks = ",".join("?" * len(chunk))
            for row in self.rows(
                f"SELECT {_ARTICLE}, p.id, p.start, p.end FROM passage p"
                f" JOIN article a ON a.id = p.article_id WHERE p.id IN ({marks})",
                chunk,
            ):
                article = article_of(row)
                found[row[12]] = (article, Passage(row[12], article.id, row[13], row[14]))
        return found

    def passage_ids(self, indexed: bool = False) -> list[int]:
        """All of them in order, or those of the articles that are ``indexed``."""
        where = "WHERE article_id IN (SELECT id FROM article WHERE NOT waiting)" if indexed else ""
        return [row[0] for row in self.rows(f"SELECT id FROM passage {where} ORDER BY id")]

    def passages_of(self, article_ids: Iterable[str]) -> list[int]:
        """The passages of these articles, in order."""
        query = "SELECT id FROM passage WHERE article_id = ?"
        return sorted(row[0] for i in article_ids for row in self.rows(query, (i,)))

    # What is still to be done

    def waiting(self, limit: int) -> list[tuple[Article, list[Passage]]]:
        """Articles whose passages are not all in both indexes yet."""
        work = []
        for row in self.rows(
            f"SELECT {_ARTICLE} FROM article a WHERE a.waiting ORDER BY a.id LIMIT ?", (limit,)
        ):
            article = article_of(row)
            rows = self.rows(
                "SELECT id, article_id, start, end FROM passage"
                " WHERE article_id = ? ORDER BY start",
                (article.id,),
            )
            work.append((article, [Passage(*r) for r in rows]))
        return work

    def waiting_count(self) -> int:
        return int(self.rows("SELECT count(*) FROM article WHERE waiting")[0][0])

    def stale(self) -> list[int]:
        return [row[0] for row in self.rows("SELECT passage_id FROM stale ORDER BY 1")]

    def settle(self, article_ids: Sequence[str], stale: Sequence[int]) -> None:
        """Both indexes now hold these articles and no longer hold these passages."""
        with self.transaction():
            self.many("UPDATE article SET waiting = 0 WHERE id = ?", [(i,) for i in article_ids])
            self.many("DELETE FROM stale WHERE passage_id = ?", [(i,) for i in stale])

    def problems(self) -> list[str]:
        """What is wrong with the file or the passages themselves; empty where all is well."""
        found = [row[0] for row in self.rows("PRAGMA integrity_check") if row[0] != "ok"]
        found += [
            f"a row of {table} refers to no {parent}"
            for table, _, parent, _ in self.rows("PRAGMA foreign_key_check")
        ]
        bad = self.rows(
            "SELECT p.article_id, p.start, p.end FROM passage p"
            " JOIN article a ON a.id = p.article_id"
            " WHERE p.start < 0 OR p.start >= p.end OR p.end > length(a.text)"
        )
        found += [f"article {i}: passage {s}-{e} lies outside its text" for i, s, e in bad]
        bare = self.rows("SELECT id FROM article WHERE id NOT IN (SELECT article_id FROM passage)")
        return found + [f"article {row[0]} has no passages" for row in bare]


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, a trigger's body in one piece with it."""
    statement = ""
    for piece in script.split(";"):
        statement += piece + ";"
        if statement.strip() != ";" and sqlite3.complete_statement(statement):
            yield statement
            statement = ""
