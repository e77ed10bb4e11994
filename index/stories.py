"""Near-copies of one story: each article is compared with those that share a band with it.

Both stay articles with their own texts. A story is whatever hangs together by such links, and
is called by its first article: the oldest, undated ones last.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.copies import SAME, bands, likeness, shingles
from index.database import Database

_CANDIDATES = 20  # those that share the most bands
_BATCH = 50  # articles in one transaction
_MEMBERS = """
WITH RECURSIVE member (id) AS (
    VALUES (?) UNION
    SELECT link.other_id FROM link JOIN member ON link.article_id = member.id)
SELECT a.id FROM member JOIN article a ON a.id = member.id
ORDER BY coalesce(a.date, '9999'), a.id
"""


class Stories:
    """The tables of links and bands."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def members(self, article_id: str) -> list[str]:
        """The articles of an article's story, itself among them, oldest first."""
        return [row[0] for row in self._database.rows(_MEMBERS, (article_id,))]

    def stories(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The id of the story of each article: its own where it is alone."""
        found: dict[str, str] = {}
        for article_id in article_ids:
            if article_id not in found:
                members = self.members(article_id) or [article_id]
                found.update(dict.fromkeys(members, members[0]))
        return {i: found[i] for i in article_ids}

    def waiting_count(self) -> int:
        """Articles that were not compared with the others yet."""
        return int(self._database.rows("SELECT count(*) FROM article WHERE NOT compared")[0][0])

    def compare(self) -> list[tuple[str, str]]:
        """Compares those articles: (id, its nearest) for each that has a near-copy."""
        linked: list[tuple[str, str]] = []
        query = "SELECT id, text FROM article WHERE NOT compared ORDER BY rowid LIMIT ?"
        while rows := self._database.rows(query, (_BATCH,)):
            with self._database.transaction():
                for article_id, text in rows:
                    nearest = self._compare(article_id, text)
                    linked += [(article_id, other) for other in nearest[:1]]
        return linked

    def _compare(self, article_id: str, text: str) -> list[str]:
        """Links one article with its near-copies, and gives them, the nearest first."""
        rows, many = self._database.rows, self._database.many
        rows("DELETE FROM band WHERE article_id = ?", (article_id,))
        rows("DELETE FROM link WHERE article_id = ? OR other_id = ?", (article_id, article_id))
        own = shingles(text)
        hashes = bands(own)
        candidates = rows(
            "SELECT id, text FROM article WHERE id IN (SELECT article_id FROM band"
            f" WHERE hash IN ({', '.join('?' * len(hashes))})"
            f" GROUP BY article_id ORDER BY count(*) DESC, article_id LIMIT {_CANDIDATES})",
            hashes,
        )
        alike = [(likeness(own, shingles(other)), i) for i, other in candidates]
        nearest = [i for score, i in sorted(alike, key=lambda p: (-p[0], p[1])) if score >= SAME]
        for pair in [(article_id, i) for i in nearest]:
            many("INSERT INTO link VALUES (?, ?)", [pair, pair[::-1]])
        many("INSERT INTO band VALUES (?, ?)", [(number, article_id) for number in hashes])
        rows("UPDATE article SET compared = 1 WHERE id = ?", (article_id,))
        return nearest
