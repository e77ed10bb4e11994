"""What a library is made of: the database and the indexes that follow it, kept in step.

The database holds the truth. Adding writes the articles first and indexes them after, so a
process killed in between loses nothing: the next one that writes finishes what is waiting.
Whoever writes holds the lock of the library (``index.library``).
"""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from index.database import Database
from index.encoder import DEFAULT_MODEL, Encoder
from index.errors import DamagedIndexError, IndexMismatchError, StorageError
from index.files import DATABASE
from index.history import History
from index.indexes import Indexes
from index.memory import give_back, hand_out_clean
from index.passages import Splitter, short_title
from index.purging import copy
from index.records import Article
from index.stories import Stories

Progress = Callable[[int, int], None]
_ROOM = 64 * 2**20  # bytes free: what a batch and the merging of its postings may take
BATCH = 16  # articles written, then indexed, at a time


def default_progress(done: int, total: int) -> None:
    """Progress that nobody watches."""


class Store:
    """The parts of one library. ``load`` gives the encoder of a name, at first use.

    ``rebuilding`` opens a library whose indexes do not fit, or cannot be read.
    """

    def __init__(
        self,
        folder: Path,
        model: str | None,
        load: Callable[[str], Encoder],
        rebuilding: bool = False,
        splitter: Splitter | None = None,
    ) -> None:
        self.folder = folder
        self.database = Database(folder / DATABASE)
        self.history = History(self.database)
        self.stories = Stories(self.database)
        self.model = model or self.database.meta("model") or DEFAULT_MODEL
        self.splitter = splitter or Splitter()
        self._load = load
        self._refreshing = threading.RLock()
        self._retired: Indexes | None = None
        if not rebuilding:
            self._check_manifest()
        self._open_indexes(rebuilding)

    def _open_indexes(self, rebuilding: bool = False) -> None:
        """Each rebuild has a folder of its own: nobody reads a half-emptied one."""
        self._seen = self.database.generation
        self._build = self.database.meta("build") or "1"
        try:
            self.indexes = Indexes(self._folder(self._build))
        except DamagedIndexError as error:
            if rebuilding:
                self.database.set_meta(build=self._next_build())
                self._open_indexes()
                return
            raise self._damaged(error) from error

    def require_room(self) -> None:
        """Raises ``StorageError`` before the disk is full, while nothing is half written."""
        free = shutil.disk_usage(self.folder).free
        if free < _ROOM:
            reason = f"{free // 2**20} MB are free on its disk, {_ROOM // 2**20} MB are needed"
            raise StorageError(self.folder, reason)

    def _damaged(self, error: DamagedIndexError) -> DamagedIndexError:
        self.require_room()  # what is wrong may be that
        return DamagedIndexError(
            f"The index in {self.folder} is unusable: {error}. The articles are safe: make it "
            f"anew with `byline --library {self.folder} check --repair`."
        )

    def _folder(self, build: str) -> Path:
        return self.folder / f"index-{build}"

    def _next_build(self) -> str:
        """The name of the next build; what a killed process left of it goes."""
        build = str(int(self._build) + 1)
        shutil.rmtree(self._folder(build), ignore_errors=True)
        return build

    def _drop_old_builds(self) -> None:
        for folder in self.folder.glob("index-*"):
            if folder != self._folder(self._build):
                shutil.rmtree(folder)

    @property
    def encoder(self) -> Encoder:
        """Loaded at first use: listing articles needs no model."""
        return self._load(self.model)

    # What built the indexes

    @property
    def manifest(self) -> dict[str, str]:
        """What the vectors depend on: an index made with another is not to be searched."""
        return {"model": self.model, "splitter": self.splitter.name}

    @property
    def built(self) -> dict[str, str | None]:
        """The manifest that the indexes were made with."""
        return {key: self.database.meta(key) for key in self.manifest}

    def _check_manifest(self) -> None:
        if self.built["model"] is not None and self.built != self.manifest:
            raise IndexMismatchError(
                f"The index in {self.folder} was built with {_listed(self.built)}; asked for "
                f"{_listed(self.manifest)}. Rebuild it with `byline --library {self.folder} "
                f"--model {self.model} check --repair`, or ask for the model that built it."
            )

    def refresh(self) -> None:
        """Sees what another process changed since this one last looked."""
        with self._refreshing:
            if self._seen == self.database.generation:
                return
            if self._build == (self.database.meta("build") or "1"):
                self._seen = self.database.generation
                self.indexes.reopen()
                return
            # A thread may be searching in the old ones still: they are let go one change later.
            retired, self._retired = self._retired, self.indexes
            self._open_indexes()
            if retired is not None:
                retired.close()

    def article(self, any_id: str) -> Article:
        """The article that an id names; raises ``UnknownNameError``."""
        return self.database.article(self.history.resolve(any_id))

    # Writing

    def put(self, article: Article) -> None:
        """Writes an article, new or changed, with its passages; it waits to be indexed."""
        self.database.put(article, self.splitter.cut(article, self.encoder))

    def free_id(self, article: Article) -> str:
        """An id that nothing has: from the suggested one, safe in a shell and an address."""
        name = re.sub(r"[^\w.-]+", "-", article.id).strip("-.") or "article"
        distinct = article.origin
        found = name
        while not self.history.is_free(found):
            found = f"{name}-{hashlib.sha256(distinct.encode('utf-8', 'replace')).hexdigest()[:10]}"
            distinct += article.digest
        return found

    def settle(self, progress: Progress = default_progress) -> list[tuple[str, str]]:
        """Finishes what waits: removals, comparisons, indexing. Gives the near-copies found.

        ``progress`` counts the passages that a removal leaves.
        """
        if self.database.meta("model") is None:
            self.database.set_meta(**self.manifest)
        linked = self.stories.compare()
        try:
            if self.database.meta("purge") is not None:
                self._purge(progress)
            self._index_waiting()
        except DamagedIndexError as error:
            raise self._damaged(error) from error
        self._drop_old_builds()
        return linked

    def _index_waiting(self) -> None:
        stale = self.database.stale()
        while (work := self.database.waiting(BATCH)) or stale:
            rows = [
                (p.id, article.text[p.start : p.end], article) for article, ps in work for p in ps
            ]
            titles = {article.id: short_title(article, self.encoder) for article, _ in work}
            vectors = self.encoder.encode([f"{titles[a.id]}\n{text}" for _, text, a in rows])
            done = [article.id for article, _ in work]
            self.indexes.update(rows, vectors, stale, self.history.outlets(done))
            self.database.settle(done, stale)
            give_back()
            stale = []
        self._seen = self.database.generation

    def _purge(self, progress: Progress) -> None:
        """Makes every file anew without what was removed."""
        build = self._next_build()
        hand_out_clean()
        fresh = Indexes(self._folder(build))
        lacking = copy(self.database, self.history, self.indexes, fresh, progress)
        fresh.close()
        with self.database.transaction():
            self.database.touch(lacking)
            self.database.rows("DELETE FROM stale")
            self.database.set_meta(build=build)
        self.refresh()
        self._drop_old_builds()
        if self.database.compact():
            self.database.drop_meta("purge")

    def rebuild(self) -> None:
        """Cuts and indexes every article anew, into a new folder; the old one then goes."""
        with self.database.transaction():
            self.database.forget_passages()
            for article_id in self.database.article_ids():
                article = self.database.article(article_id)
                spans = self.splitter.cut(article, self.encoder)
                self.database.put_passages(article_id, spans)
            self.database.set_meta(build=self._next_build(), **self.manifest)
        self.refresh()
        self.settle()

    # Checking

    def unfinished(self) -> list[str]:
        """What a killed process left, for the next one that writes to finish."""
        waiting, stale = self.database.waiting_count(), len(self.database.stale())
        problems = [f"{waiting} articles are waiting to be indexed"] if waiting else []
        if stale:
            problems.append(f"{stale} passages are waiting to leave the indexes")
        if self.database.meta("purge") is not None:
            problems.append("what was removed is in the files still")
        return problems

    def uncompared(self) -> list[str]:
        """What an older Byline did not look for: the next one that writes does."""
        count = self.stories.waiting_count()
        return [f"{count} articles are still to be compared with the others"] if count else []

    def disagreements(self) -> list[str]:
        """Where the indexes differ from the articles, but for what is waiting anyway."""
        problems = []
        waiting, stale = self.database.waiting_count(), self.database.stale()
        for name, lacking, extra in self.indexes.compare(set(self.database.passage_ids())):
            if (lacking and not waiting) or (extra and not stale):
                problems.append(
                    f"the {name} index lacks {lacking} passages and has {extra} too many"
                )
        return problems

    def close(self) -> None:
        """Lets go of the folder."""
        if self._retired is not None:
            self._retired.close()
        self.indexes.close()
        self.database.close()


def _listed(manifest: Mapping[str, str | None]) -> str:
    return ", ".join(f"{key} {value!r}" for key, value in manifest.items())
