"""Where each article was read, and in which wordings: its sightings and its earlier versions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

from index.copies import fingerprint
from index.database import FIELDS, Database, article_of, values_of
from index.errors import UnknownNameError
from index.readers.cleaning import article_address
from index.records import Article, Filter, Sighting

_SIGHTING = "id, origin, title, source, date, url"
_LISTED = re.compile(r"#(?:\d+|id=.*|row=[0-9a-f]{16})\Z", re.DOTALL)
_NUMBERED = re.compile(r"#\d+\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """A place known to the library: its own ``id``, and the id of the article that stands for it.

    ``digest`` is what was read there last; ``by_url`` says that only the address is the same.
    """

    id: str
    article_id: str
    digest: str
    origin: str
    by_url: bool = False


class History:
    """The tables of sightings and versions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Sightings

    def place(self, article: Article) -> Place | None:
        """The place this article was read at, where the library knows it.

        A file is known by its path, a page by its address, a row of a file by what names it
        there (``index.readers.identity``). A row that has only its number, which changes with
        what stands before it, is known by its address, or by being the same.
        """
        listed = _LISTED.sub("#", article.origin)
        in_list, url = listed != article.origin, article_address(article.url)
        rows = self._database.rows(
            "SELECT id, article_id, digest, origin FROM sighting WHERE digest = ? AND"
            " (origin = ? OR url = ? OR (? AND substr(origin, 1, ?) = ?))"
            " ORDER BY origin <> ?, id LIMIT 1",
            (article.digest, article.origin, url, in_list, len(listed), listed, article.origin),
        )
        found = (
            "SELECT id, article_id, digest, origin FROM sighting WHERE {} = ? ORDER BY id LIMIT 1"
        )
        if not rows and not _NUMBERED.search(article.origin):
            rows = self._database.rows(found.format("origin"), (article.origin,))
        if rows:
            return Place(*rows[0])
        rows = self._database.rows(found.format("url"), (url,)) if url else []
        return replace(Place(*rows[0]), by_url=True) if rows else None

    def same_text(self, article: Article) -> str | None:
        """The id of an article with the same words, wherever it was read."""
        rows = self._database.rows(
            "SELECT id FROM article WHERE fingerprint = ? ORDER BY id LIMIT 1",
            (fingerprint(article.text),),
        )
        return rows[0][0] if rows else None

    def see(self, article: Article, place_id: str, article_id: str) -> None:
        """Remembers that this was read at a place, of which ``article_id`` has the words."""
        self._database.rows(
            f"INSERT OR REPLACE INTO sighting ({_SIGHTING}, article_id, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (place_id, article.origin, article.title, article.source, article.date, article.url,
             article_id, article.digest),
        )  # fmt: skip

    def name(self, place: Place, origin: str) -> None:
        """A row that was known by its number is known by what names it from now on."""
        same_file = _LISTED.sub("#", place.origin) == _LISTED.sub("#", origin)
        if same_file and _NUMBERED.search(place.origin) and not _NUMBERED.search(origin):
            for table in ("sighting", "article"):
                self._database.rows(
                    f"UPDATE OR REPLACE {table} SET origin = ? WHERE id = ? AND origin = ?",
                    (origin, place.id, place.origin),
                )

    def resolve(self, any_id: str) -> str:
        """The id of the article that an id names: its own, or that of one of its sightings.

        Raises ``UnknownNameError``.
        """
        rows = self._database.rows(
            "SELECT id FROM article WHERE id = ? UNION ALL"
            " SELECT article_id FROM sighting WHERE id = ? LIMIT 1",
            (any_id, any_id),
        )
        if not rows:
            raise UnknownNameError(
                f"No article {any_id!r} in this library. `byline articles` lists the ids."
            )
        return str(rows[0][0])

    def is_free(self, any_id: str) -> bool:
        """Whether nothing has this id."""
        try:
            self.resolve(any_id)
        except UnknownNameError:
            return True
        return False

    def sightings(self, article_id: str) -> list[Sighting]:
        """Every place of an article, its own first, then by day and id."""
        rows = self._database.rows(
            f"SELECT {_SIGHTING} FROM sighting WHERE article_id = ?"
            " ORDER BY id <> article_id, coalesce(date, '9999'), id, origin",
            (article_id,),
        )
        return [Sighting(*row) for row in rows]

    def outlets(self, article_ids: Sequence[str]) -> dict[str, list[str]]:
        """The outlets that each article was seen at, by its id, in alphabetical order."""
        query = (
            "SELECT DISTINCT source FROM sighting"
            " WHERE article_id = ? AND source IS NOT NULL ORDER BY 1"
        )
        return {i: [row[0] for row in self._database.rows(query, (i,))] for i in article_ids}

    def sources(self) -> list[str]:
        """Every outlet, in alphabetical order."""
        rows = self._database.rows(
            "SELECT DISTINCT source FROM sighting WHERE source IS NOT NULL ORDER BY 1"
        )
        return [row[0] for row in rows]

    def newest_day(self, narrowed: Filter) -> str | None:
        """The latest day of publication of any article that fits; its outlets are all those it
        was seen at."""
        query = "SELECT max(date) FROM sighting WHERE id = article_id"
        if narrowed.articles:
            query += f" AND article_id IN ({_marks(narrowed.articles)})"
        if narrowed.sources:
            outlets = f"source IN ({_marks(narrowed.sources)})"
            query += f" AND article_id IN (SELECT article_id FROM sighting WHERE {outlets})"
        query += " AND date BETWEEN ? AND ?"
        days = (narrowed.since or "", narrowed.until or "9999-12-31")
        values = (*narrowed.articles, *narrowed.sources, *days)
        day: str | None = self._database.rows(query, values)[0][0]
        return day

    # What the places of one article say when one of them changes

    def as_seen(self, article: Article, place_id: str) -> Article:
        """The article as it was read at one of its places: its words under that byline."""
        [seen, *_] = [s for s in self.sightings(article.id) if s.id == place_id]
        return replace(
            article, id=seen.id, origin=seen.origin, title=seen.title, source=seen.source,
            date=seen.date, url=seen.url, author=None, note=None, date_from=None,
        )  # fmt: skip

    def heir(self, article: Article) -> Article | None:
        """The article as the next of its places has it; ``None`` where it has no other."""
        others = [s.id for s in self.sightings(article.id) if s.id != article.id]
        return self.as_seen(article, others[0]) if others else None

    def bequeath(self, article_id: str, heir_id: str) -> None:
        """The other places of an article become places of its heir."""
        self._database.rows(
            "UPDATE sighting SET article_id = ? WHERE article_id = ? AND id <> ?",
            (heir_id, article_id, article_id),
        )

    def detach(self, place_id: str) -> None:
        """A place that was one of an article's becomes that of an article of its own."""
        self._database.rows("UPDATE sighting SET article_id = id WHERE id = ?", (place_id,))

    # Versions

    def keep(self, article_id: str, wording: Article) -> None:
        """Keeps a wording as an earlier version of an article, later than those kept before."""
        self._database.rows(
            "INSERT INTO version SELECT ?, "
            + ", ".join("?" * len(FIELDS))
            + ", 1 + (SELECT coalesce(max(number), 0) FROM version WHERE article_id = ?)",
            (article_id, *values_of(wording)[1:], article_id),
        )

    def versions(self, article_id: str) -> list[Article]:
        """The earlier wordings of an article, the newest of them first."""
        rows = self._database.rows(
            f"SELECT article_id, {', '.join(FIELDS)} FROM version WHERE article_id = ?"
            " ORDER BY coalesce(date, '') DESC, number DESC",
            (article_id,),
        )
        return [article_of(row) for row in rows]

    def changed(self, article_ids: Sequence[str]) -> set[str]:
        """Those of these articles of which there are earlier wordings."""
        query = "SELECT 1 FROM version WHERE article_id = ? LIMIT 1"
        return {i for i in article_ids if self._database.rows(query, (i,))}

    # Export and import

    def sighted(self, article_id: str) -> list[tuple[Sighting, str]]:
        """The sightings of an article, each with the digest of what was read there last."""
        rows = self._database.rows(
            f"SELECT {_SIGHTING}, digest FROM sighting WHERE article_id = ? ORDER BY id, origin",
            (article_id,),
        )
        return [(Sighting(*row[:-1]), row[-1]) for row in rows]

    def restore(self, article_id: str, seen: Sighting, digest: str) -> None:
        """Puts back a sighting, unless its id has come to mean another article."""
        if self.is_free(seen.id) or self.resolve(seen.id) == article_id:
            self._database.rows(
                f"INSERT OR IGNORE INTO sighting ({_SIGHTING}, article_id, digest)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*astuple(seen), article_id, digest),
            )

    # Checking

    def problems(self) -> list[str]:
        """Articles that are not known at any place."""
        return [f"article {i} has no sighting of its own" for i in self._placeless()]

    def mend(self) -> None:
        """Gives such an article the place that it says it was read at."""
        for article_id in self._placeless():
            self.see(self._database.article(article_id), article_id, article_id)

    def _placeless(self) -> list[str]:
        rows = self._database.rows(
            "SELECT id FROM article a WHERE NOT EXISTS"
            " (SELECT 1 FROM sighting s WHERE s.id = a.id AND s.article_id = a.id) ORDER BY id"
        )
        return [row[0] for row in rows]


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
