"""The library: the one door through which articles come in, change and leave.

The database holds the truth; vectors and postings follow it. Adding writes the articles
first and indexes them after, so a process killed in between loses nothing: the next add
(or ``check --repair``) finishes what is waiting.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

from filelock import FileLock, Timeout

from index.database import Database
from index.encoder import DEFAULT_MODEL, Encoder, load_encoder
from index.errors import (
    ArticleError,
    IndexMismatchError,
    LibraryBusyError,
    UnknownNameError,
)
from index.files import DATABASE, article_files, existing_library, made_folder
from index.indexes import Indexes
from index.lexical import LexicalIndex
from index.passages import Splitter, short_title
from index.readers import read_article
from index.records import AddReport, Article, CheckReport, Passage
from index.vectors import VectorIndex

Progress = Callable[[int, int], None]
_BATCH = 16  # articles written, then indexed, at a time
_LOCK_SECONDS = 2


def default_progress(done: int, total: int) -> None:
    """Progress that nobody watches."""


class Library:
    """Articles and their indexes in one folder. ``open`` makes one; the class is a handle."""

    def __init__(self, folder: Path, model: str | None, rebuilding: bool = False) -> None:
        self.folder = folder
        self._database = Database(folder / DATABASE)
        self._model = model or self._database.meta("model") or DEFAULT_MODEL
        self._splitter = Splitter()
        self._refreshing = threading.RLock()
        if not rebuilding:
            self._check_manifest()
        self._open_indexes()

    def _open_indexes(self) -> None:
        """Each rebuild has a folder of its own: nobody reads a half-emptied one."""
        self._seen = self.generation
        self._build = self._database.meta("build") or "1"
        self._indexes = Indexes(self.folder / f"index-{self._build}")

    @classmethod
    def open(cls, folder: Path | str, model: str | None = None, create: bool = False) -> Library:
        """The library in this folder; made there where ``create``.

        ``model`` is the embedding model; left out, the one that built the index. Raises
        ``BylineError`` where there is no library, ``IndexMismatchError`` where another model
        or splitter built it.
        """
        return cls(made_folder(folder) if create else existing_library(folder), model)

    @classmethod
    def create_sample(
        cls, folder: Path | str, progress: Progress = default_progress, model: str | None = None
    ) -> Library:
        """A library that has been given the bundled reports once; cheap where it has."""
        library = cls.open(folder, model, create=True)
        if library._database.meta("sample") is None:
            with as_file(files("index.sample")) as sample:
                library.add(sorted(sample.glob("*.md")), progress)
            library._database.set_meta(sample="added")
        return library

    def _check_manifest(self) -> None:
        built = {key: self._database.meta(key) for key in self._manifest}
        if built["model"] is not None and built != self._manifest:
            raise IndexMismatchError(
                f"The index in {self.folder} was built with {_listed(built)}; asked for "
                f"{_listed(self._manifest)}. Rebuild it with `byline --library {self.folder} "
                f"--model {self._model} check --repair`, or ask for the model that built it."
            )

    @property
    def _manifest(self) -> dict[str, str]:
        """What the vectors depend on: an index made with another is not to be searched."""
        return {"model": self._model, "splitter": self._splitter.name}

    # Reading

    @property
    def vectors(self) -> VectorIndex:
        return self._indexes.vectors

    @property
    def postings(self) -> LexicalIndex:
        return self._indexes.postings

    @property
    def encoder(self) -> Encoder:
        """Loaded at first use: listing articles needs no model."""
        return load_encoder(self._model)

    @property
    def generation(self) -> int:
        """Grows with every change to the library, whichever process made it."""
        return self._database.generation

    def articles(self) -> list[Article]:
        """Every article, newest first."""
        return self._database.articles()

    def article(self, article_id: str) -> Article:
        """The article of this id; raises ``UnknownNameError``."""
        article = self._database.article(article_id)
        if article is None:
            raise UnknownNameError(
                f"No article {article_id!r} in this library. `byline articles` lists the ids."
            )
        return article

    def sources(self) -> list[str]:
        """The outlets, in alphabetical order."""
        return self._database.sources()

    def passages(self, ids: Sequence[int]) -> dict[int, tuple[Article, Passage]]:
        """Those of these passages that the library still has."""
        return self._database.passages(ids)

    def refresh(self) -> None:
        """Sees what another process changed since this handle last looked."""
        with self._refreshing:
            if self._seen == self.generation:
                return
            if self._build != (self._database.meta("build") or "1"):
                self._open_indexes()
            else:
                self._seen = self.generation
                self._indexes.reopen()

    # Writing

    @contextmanager
    def _writing(self) -> Iterator[None]:
        lock = FileLock(self.folder / ".lock")
        try:
            lock.acquire(timeout=_LOCK_SECONDS)
        except Timeout:
            raise LibraryBusyError(
                f"Another process is writing to the library in {self.folder}. "
                "Wait for it to finish, then run the command again."
            ) from None
        try:
            self.refresh()
            yield
        finally:
            lock.release()

    def add(self, paths: Sequence[Path | str], progress: Progress = default_progress) -> AddReport:
        """Adds files, and the files in folders; ``progress(done, total)`` counts files.

        A file that is in the library already adds nothing; an edited one replaces what it
        was. What cannot be read is in the report, and stops nothing.
        """
        report = AddReport()
        found = list(article_files(paths, report))
        with self._writing():
            self._index_waiting()
            for at in range(0, len(found), _BATCH):
                batch = found[at : at + _BATCH]
                with self._database.transaction():
                    for path in batch:
                        self._put(path, report)
                self._index_waiting()
                progress(at + len(batch), len(found))
        return report

    def _put(self, path: Path, report: AddReport) -> None:
        try:
            article = read_article(path)
        except ArticleError as error:
            report.rejected.append((str(path), str(error)))
            return
        known = self._database.identity(article.origin, article.digest)
        if known is not None and known[1] == article.digest:
            report.unchanged.append(known[0])
            return
        article = replace(article, id=known[0] if known else self._new_id(article))
        self._database.put(article, self._splitter.cut(article, self.encoder))
        (report.replaced if known else report.added).append(article.id)

    def _new_id(self, article: Article) -> str:
        """The file's name, and a piece of its path's digest where another file has that name."""
        name = re.sub(r"[^\w.-]+", "-", article.id).strip("-.") or "article"
        if self._database.article(name) is None:
            return name
        return f"{name}-{hashlib.sha256(article.origin.encode()).hexdigest()[:10]}"

    def _index_waiting(self) -> None:
        """Brings vectors and postings up to the database, a batch of articles at a time."""
        if self._database.meta("model") is None:
            self._database.set_meta(**self._manifest)
        stale = self._database.stale()
        while (work := self._database.waiting(_BATCH)) or stale:
            rows = [
                (p.id, article.text[p.start : p.end], article) for article, ps in work for p in ps
            ]
            titles = {article.id: short_title(article, self.encoder) for article, _ in work}
            vectors = self.encoder.encode([f"{titles[a.id]}\n{text}" for _, text, a in rows])
            self._indexes.update(rows, vectors, stale)
            self._database.settle([article.id for article, _ in work], stale)
            stale = []
        for folder in self.folder.glob("index-*"):
            if folder.name != f"index-{self._build}":
                shutil.rmtree(folder)
        self._seen = self.generation

    def remove(self, article_id: str) -> Article:
        """Takes an article out and returns it; raises ``UnknownNameError``."""
        with self._writing():
            article = self.article(article_id)
            with self._database.transaction():
                self._database.delete(article_id)
            self._index_waiting()
            self._database.checkpoint()
        return article

    # Checking

    def check(self) -> CheckReport:
        """Holds the indexes against the articles."""
        problems = [*self._database.problems(), *self._disagreements()]
        articles, passages = self._database.counts()
        return CheckReport(articles, passages, tuple(problems))

    @classmethod
    def repair(cls, folder: Path | str, model: str | None = None) -> Library:
        """The library in this folder with its indexes finished, or rebuilt where they are amiss.

        With a ``model`` other than the one that built the index, everything is indexed anew.
        """
        library = cls(existing_library(folder), model, rebuilding=True)
        with library._writing():
            built = {key: library._database.meta(key) for key in library._manifest}
            if built == library._manifest:
                library._index_waiting()
            if built != library._manifest or library._disagreements():
                library._rebuild()
        return library

    def _disagreements(self) -> list[str]:
        waiting, stale = self._database.waiting_count(), len(self._database.stale())
        problems = [f"{waiting} articles are waiting to be indexed"] if waiting else []
        if stale:
            problems.append(f"{stale} passages are waiting to leave the indexes")
        for name, lacking, extra in self._indexes.compare(self._database.passage_ids()):
            # Said once: what is waiting is lacking too.
            if (lacking and not waiting) or (extra and not stale):
                problems.append(
                    f"the {name} index lacks {lacking} passages and has {extra} too many"
                )
        return problems

    def _rebuild(self) -> None:
        """Cuts and indexes every article anew, into a new folder; the old one then goes."""
        with self._database.transaction():
            self._database.forget_passages()
            for article, _ in self._database.waiting():
                self._database.put_passages(article.id, self._splitter.cut(article, self.encoder))
            self._database.set_meta(build=str(int(self._build) + 1), **self._manifest)
        self.refresh()
        self._index_waiting()

    def close(self) -> None:
        """Lets go of the folder."""
        self._indexes.close()
        self._database.close()


def _listed(manifest: Mapping[str, str | None]) -> str:
    return ", ".join(f"{key} {value!r}" for key, value in manifest.items())
