"""The tables of a library's database, and how an older library comes to have them.

- ``article``: what is answered from, in its newest wording. ``fingerprint`` is that of its text
  (``index.copies``); ``waiting`` says that the indexes lack it, ``compared`` that its near-copies
  were looked for.
- ``sighting``: each place an article was read at. ``id`` is the id that the article has, or would
  have had were its words not in the library already; ``digest`` is what was read there last.
- ``version``: the earlier wordings of an article, whole.
- ``link``: near-copies, in both directions. ``band``: the MinHash bands by which they are found.
- ``passage``, ``stale``: how articles are cut, and passages that the indexes are still to drop.
"""

from __future__ import annotations

VERSION = 2

# In the order of the fields of ``index.records.Article``, its id aside.
_FIELDS = """title TEXT NOT NULL, text TEXT NOT NULL, source TEXT, date TEXT, url TEXT,
    author TEXT, note TEXT, origin TEXT NOT NULL, date_from TEXT, language TEXT,
    pages TEXT NOT NULL DEFAULT '[]'"""
_ARTICLE_ID = "article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE"

SCHEMA = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (
    id TEXT PRIMARY KEY, {_FIELDS}, fingerprint TEXT NOT NULL,
    waiting INTEGER NOT NULL DEFAULT 1, compared INTEGER NOT NULL DEFAULT 0);
CREATE INDEX article_fingerprint ON article (fingerprint);
CREATE INDEX article_waiting ON article (waiting) WHERE waiting;
CREATE INDEX article_uncompared ON article (compared) WHERE NOT compared;
CREATE TABLE sighting (
    id TEXT NOT NULL, origin TEXT NOT NULL, {_ARTICLE_ID},
    title TEXT NOT NULL, source TEXT, date TEXT, url TEXT, digest TEXT NOT NULL,
    PRIMARY KEY (id, origin)) WITHOUT ROWID;
CREATE INDEX sighting_article ON sighting (article_id);
CREATE INDEX sighting_origin ON sighting (origin);
CREATE INDEX sighting_digest ON sighting (digest);
CREATE INDEX sighting_url ON sighting (url) WHERE url IS NOT NULL;
CREATE INDEX sighting_source ON sighting (source);
CREATE TABLE version (
    {_ARTICLE_ID}, {_FIELDS}, number INTEGER NOT NULL,
    PRIMARY KEY (article_id, number));
CREATE TABLE link (
    {_ARTICLE_ID}, other_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    PRIMARY KEY (article_id, other_id)) WITHOUT ROWID;
CREATE INDEX link_other ON link (other_id);
CREATE TABLE band (hash INTEGER NOT NULL, {_ARTICLE_ID}, PRIMARY KEY (hash, article_id))
    WITHOUT ROWID;
CREATE INDEX band_article ON band (article_id);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT, {_ARTICLE_ID},
    start INTEGER NOT NULL, end INTEGER NOT NULL, UNIQUE (article_id, start));
CREATE TABLE stale (passage_id INTEGER PRIMARY KEY);
CREATE TRIGGER passage_leaves AFTER DELETE ON passage
    BEGIN INSERT OR IGNORE INTO stale VALUES (old.id); END;
"""

_OLD_TABLES = ("meta", "article", "passage", "stale")

# The old tables are set aside, the new ones made as in a new library, and filled from them.
# Foreign keys must be off: dropping a table would take along what refers to it.
FROM_1 = f"""
DROP TRIGGER passage_leaves;
DROP INDEX article_digest; DROP INDEX article_waiting; DROP INDEX article_source;
{" ".join(f"ALTER TABLE {name} RENAME TO old_{name};" for name in _OLD_TABLES)}
{SCHEMA}
INSERT INTO meta SELECT * FROM old_meta;
INSERT INTO article (id, title, text, source, date, url, author, note, origin, fingerprint, waiting)
    SELECT id, title, text, source, date, url, author, note, origin, fingerprint(text), waiting
    FROM old_article;
INSERT INTO sighting (id, origin, article_id, title, source, date, url, digest)
    SELECT id, origin, id, title, source, date, url, digest FROM old_article;
INSERT INTO passage SELECT * FROM old_passage;
INSERT INTO stale SELECT * FROM old_stale;
DELETE FROM sqlite_sequence WHERE name = 'passage';
UPDATE sqlite_sequence SET name = 'passage' WHERE name = 'old_passage';
{" ".join(f"DROP TABLE old_{name};" for name in reversed(_OLD_TABLES))}
"""
