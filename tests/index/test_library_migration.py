"""A library that an earlier Byline made: opened, it has everything that it had."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder, found

from index.errors import BylineError
from index.library import Library
from index.records import Article

Write = Callable[..., Path]
# As Byline 0.1 made it.
VERSION_1 = """
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
PRAGMA user_version = 1;
"""


@pytest.fixture
def old(tmp_path: Path, write: Write, fake_encoder: FakeEncoder) -> Path:
    """A library of version 1: one article, which waits; passage 7 was used and left."""
    folder = tmp_path / "library"
    folder.mkdir()
    path = write("talks.md", "The herons waited.", title="Talks", source="Orda.kz")
    article = Article("talks", "Talks", "The herons waited.", "Orda.kz", origin=str(path))
    with sqlite3.connect(folder / "articles.sqlite") as connection:
        connection.executescript(VERSION_1)
        connection.execute(
            "INSERT INTO article VALUES (?, ?, ?, ?, NULL, NULL, NULL, NULL, ?, ?, 1)",
            ("talks", "Talks", article.text, "Orda.kz", article.origin, article.digest),
        )
        connection.execute("INSERT INTO passage VALUES (7, 'talks', 0, 3)")
        connection.execute("DELETE FROM passage")
        connection.execute("INSERT INTO passage VALUES (3, 'talks', 0, 18)")
        connection.execute("INSERT INTO meta VALUES ('generation', '41')")
    connection.close()
    return folder


def test_an_old_library_has_what_it_had(old: Path, tmp_path: Path) -> None:
    library = Library.open(old)
    [article] = library.articles()
    assert (article.id, article.text, article.source) == ("talks", "The herons waited.", "Orda.kz")
    assert (article.date_from, article.language, article.pages) == (None, None, ())
    assert [s.id for s in library.sightings("talks")] == ["talks"]
    assert library.generation == 41
    assert library.waiting_count() == 1

    # Its file is known, what waited is finished, and a number of a passage is not used again.
    assert library.add([tmp_path / "articles"]).unchanged == ["talks"]
    assert found(library, "herons") == ["talks"]
    assert library.check().problems == ()
    file = tmp_path / "articles" / "talks.md"
    file.write_text(file.read_text().replace("herons", "storks"))
    assert library.add([file]).replaced == ["talks"]
    assert library.vectors.ids() == {8}
    assert [v.text for v in library.versions("talks")][1] == "The herons waited."
    library.close()


def test_an_old_library_is_whole_before_anything_is_added(old: Path) -> None:
    """What an older Byline did not do is work, no damage: the articles are found."""
    Library.repair(old).close()
    with sqlite3.connect(old / "articles.sqlite") as connection:
        connection.execute("UPDATE article SET compared = 0")
    connection.close()
    library = Library.open(old)
    assert found(library, "herons") == ["talks"]
    checked = library.check()
    assert checked.problems == ()
    assert checked.waiting == ("1 articles are still to be compared with the others",)
    library.close()

    repaired = Library.repair(old)
    assert repaired.check().waiting == ()
    repaired.close()


def test_an_old_library_becomes_like_a_new_one(old: Path, tmp_path: Path) -> None:
    Library.open(old).close()
    Library.open(tmp_path / "new", create=True).close()

    def tables(folder: Path) -> list[tuple[str, str]]:
        with sqlite3.connect(folder / "articles.sqlite") as connection:
            query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
            return connection.execute(query).fetchall()

    assert tables(old) == tables(tmp_path / "new")


def test_a_library_of_a_later_byline_is_refused_and_left_alone(old: Path) -> None:
    with sqlite3.connect(old / "articles.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(BylineError, match=r"format 99; this Byline reads up to 2.*newer Byline"):
        Library.open(old)
    with sqlite3.connect(old / "articles.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM article").fetchone() == (1,)
    connection.close()
