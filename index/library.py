"""The library: the one door through which articles come in, change and leave."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path

from filelock import FileLock, Timeout

from index import adding, archive
from index.adding import AddInterrupted
from index.copies import differences
from index.encoder import Encoder, load_encoder
from index.errors import LibraryBusyError, StorageError
from index.files import existing_library, made_folder
from index.lexical import LexicalIndex
from index.passages import Splitter
from index.records import AddReport, Article, CheckReport, Filter, Passage, Sighting
from index.store import Progress, Store, default_progress
from index.vectors import VectorIndex

__all__ = ["AddInterrupted", "Library", "Progress", "default_progress"]

_LOCK_SECONDS = 2
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One process writes at a time; raises ``LibraryBusyError``, ``StorageError``."""
    lock = FileLock(folder / ".lock")
    try:
        lock.acquire(timeout=_LOCK_SECONDS)
        yield
    except Timeout:
        raise LibraryBusyError(
            f"Another process is writing to the library in {folder}. "
            "Wait for it to finish, then run the command again."
        ) from None
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StorageError(folder, error.strerror or error) from error
        raise
    finally:
        lock.release()


class Library:
    """Articles and their indexes in one folder. ``open`` makes one; the class is a handle.

    Wherever an id is asked for, that of a copy names the article that has its words.
    """

    def __init__(
        self,
        folder: Path,
        model: str | None,
        rebuilding: bool = False,
        splitter: Splitter | None = None,
    ) -> None:
        self.folder = folder
        self._store = Store(folder, model, lambda name: load_encoder(name), rebuilding, splitter)

    @classmethod
    def open(
        cls,
        folder: Path | str,
        model: str | None = None,
        create: bool = False,
        splitter: Splitter | None = None,
    ) -> Library:
        """The library in this folder; made there where ``create``.

        ``model`` is the embedding model; left out, the one that built the index. ``splitter``
        cuts otherwise than Byline does by itself. Raises ``BylineError`` where there is no
        library, ``IndexMismatchError`` where another model or splitter built it.
        """
        found = made_folder(folder) if create else existing_library(folder)
        return cls(found, model, splitter=splitter)

    @classmethod
    def create_sample(
        cls, folder: Path | str, progress: Progress = default_progress, model: str | None = None
    ) -> Library:
        """A library that has been given the bundled reports once; cheap where it has."""
        library = cls.open(folder, model, create=True)
        if library._store.database.meta("sample") is None:
            with as_file(files("index.sample")) as sample:
                library.add(sorted(sample.glob("*.md")), progress)
            library._store.database.set_meta(sample="added")
        return library

    # Reading

    @property
    def vectors(self) -> VectorIndex:
        return self._store.indexes.vectors

    @property
    def postings(self) -> LexicalIndex:
        return self._store.indexes.postings

    @property
    def encoder(self) -> Encoder:
        """Loaded at first use: listing articles needs no model."""
        return self._store.encoder

    @property
    def generation(self) -> int:
        """Grows with every change to the library, whichever process made it."""
        return self._store.database.generation

    def articles(self) -> list[Article]:
        """Every article, newest first."""
        return self._store.database.articles()

    def article(self, article_id: str) -> Article:
        """The article of this id; raises ``UnknownNameError``."""
        return self._store.article(article_id)

    def sources(self) -> list[str]:
        """The outlets, in alphabetical order: those of copies too."""
        return self._store.history.sources()

    def newest_day(self, narrowed: Filter | None = None) -> str | None:
        """The day of the newest article, ``YYYY-MM-DD``; ``None`` where none has a date.

        ``narrowed``: of the articles that fit it, as in a search.
        """
        return self._store.history.newest_day(narrowed or Filter())

    def passages(self, ids: Sequence[int]) -> dict[int, tuple[Article, Passage]]:
        """Those of these passages that the library still has."""
        return self._store.database.passages(ids)

    def passages_of(self, article_ids: Sequence[str]) -> list[int]:
        """The ids of the passages of these articles, in order."""
        return self._store.database.passages_of(article_ids)

    def waiting_count(self) -> int:
        """Articles that cannot be found yet: adding them was interrupted."""
        return self._store.database.waiting_count()

    def refresh(self) -> None:
        """Sees what another process changed since this handle last looked."""
        self._store.refresh()

    # Copies, stories, versions

    def sightings(self, article_id: str) -> list[Sighting]:
        """Every place the words of an article were read at, its own first, then by day."""
        return self._store.history.sightings(self._store.history.resolve(article_id))

    def stories(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The story of each article: one id for near-copies, its own where it is alone."""
        return self._store.stories.stories(article_ids)

    def story(self, article_id: str) -> list[Article]:
        """An article and its near-copies, oldest first; undated last."""
        members = self._store.stories.members(self._store.history.resolve(article_id))
        return [self._store.database.article(member) for member in members]

    def differences(self, one_id: str, other_id: str) -> list[str]:
        """The sentences that only one of two articles has (``- ``), or the other (``+ ``)."""
        return differences(self.article(one_id).text, self.article(other_id).text)

    def versions(self, article_id: str) -> list[Article]:
        """The wordings of an article, newest first: the first is what is answered from."""
        article = self.article(article_id)
        return [article, *self._store.history.versions(article.id)]

    def changed(self, article_ids: Sequence[str]) -> set[str]:
        """Those of these articles whose title or text changed since they were first added."""
        return self._store.history.changed(article_ids)

    # Writing

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with _locked(self.folder):
            self.refresh()
            yield

    def add(
        self,
        paths: Sequence[Path | str],
        progress: Progress = default_progress,
        fields: Mapping[str, str] | None = None,
        allow_private: bool = False,
    ) -> AddReport:
        """Adds files, the files in folders, and what is at ``http(s)`` addresses.

        What is in the library already adds nothing; what changed replaces what it was, which
        stays as an earlier version. What cannot be read is in the report, and stops nothing.
        ``progress(done, total)`` counts articles, ``total`` as far as is known beforehand.
        ``fields`` maps our names of fields to those in JSON and CSV (``{"text": "body"}``);
        ``allow_private`` fetches from the local network too. Ctrl-C ends it with
        ``AddInterrupted`` after the articles at hand; a full disk with ``StorageError``.
        """
        with self._writing():
            return adding.add(self._store, paths, progress, fields, allow_private)

    def add_bytes(
        self,
        name: str,
        data: bytes,
        origin: str | None = None,
        fields: Mapping[str, str] | None = None,
        progress: Progress = default_progress,
    ) -> AddReport:
        """Adds what was uploaded or pasted; the suffix of ``name`` tells its format.

        ``origin`` says where it came from. Left out, it is told by the bytes: other bytes of
        the same name are another article. ``fields`` and ``progress`` are as for ``add``.
        """
        origin = origin or f"upload:{hashlib.sha256(data).hexdigest()[:16]}/{name}"
        with self._writing():
            return adding.add_bytes(self._store, name, data, origin, fields, progress)

    def remove(self, article_id: str) -> Article:
        """Takes an article out and returns it; see ``remove_all``."""
        return self.remove_all([article_id])[0]

    def remove_all(
        self, article_ids: Sequence[str], progress: Progress = default_progress
    ) -> list[Article]:
        """Takes articles out, with their copies and versions, and returns them.

        No file of the library holds anything of them afterwards, so all files are written
        anew, whether for one article or for many: ``progress`` counts the passages of the
        others. Raises ``UnknownNameError``, with nothing removed.
        """
        with self._writing():
            ids = dict.fromkeys(self._store.history.resolve(i) for i in article_ids)
            articles = [self._store.database.article(i) for i in ids]
            with self._store.database.transaction():
                for article_id in ids:
                    self._store.database.delete(article_id)
                self._store.database.set_meta(purge="1")
            self._store.settle(progress)
        return articles

    def export(self, file: Path, progress: Progress = default_progress) -> int:
        """Writes all articles with versions and sightings into a ZIP file; how many they are."""
        return archive.export(self.folder, file, progress)

    def import_(self, file: Path, progress: Progress = default_progress) -> AddReport:
        """Adds the articles of such a file, under their own ids where those are free."""
        with self._writing():
            return archive.import_(self._store, file, progress)

    # Checking

    def check(self) -> CheckReport:
        """Holds the tables against each other and the indexes against the articles."""
        store = self._store
        problems = [
            *store.database.problems(),
            *store.history.problems(),
            *store.unfinished(),
            *store.disagreements(),
        ]
        articles, passages = store.database.counts()
        return CheckReport(articles, passages, tuple(problems), tuple(store.uncompared()))

    @classmethod
    def repair(cls, folder: Path | str, model: str | None = None) -> Library:
        """The library in this folder with its indexes finished, or rebuilt where they are amiss.

        With a ``model`` other than the one that built the index, everything is indexed anew.
        """
        folder = existing_library(folder)
        with _locked(folder):
            library = cls(folder, model, rebuilding=True)
            store = library._store
            store.history.mend()
            if store.built == store.manifest:
                store.settle()
            if store.built != store.manifest or store.disagreements():
                store.rebuild()
        return library

    def close(self) -> None:
        """Lets go of the folder."""
        self._store.close()
