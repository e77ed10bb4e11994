"""The library: the one door through which articles come in, change and leave.

The database holds the truth; vectors and postings follow it. Adding writes the articles
first and indexes them after, so a process killed in between loses nothing: the next add
(or ``check --repair``) finishes what is waiting.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field, replace
from importlib.resources import as_file, files
from pathlib import Path

from filelock import FileLock, Timeout

from index.database import Database
from index.encoder import DEFAULT_MODEL, Encoder, load_encoder
from index.errors import (
    ArticleError,
    BylineError,
    IndexMismatchError,
    LibraryBusyError,
    UnknownNameError,
)
from index.lexical import LexicalIndex
from index.passages import Splitter
from index.readers import SUFFIXES, read_article
from index.records import Article, Passage
from index.vectors import VectorIndex

Progress = Callable[[int, int], None]
_BATCH = 16  # articles written, then indexed, at a time
_TITLE_TOKENS = 40
_LOCK_SECONDS = 2
_DATABASE = "articles.sqlite"


@dataclass(slots=True)
class AddReport:
    """What became of each file: ids of articles, and (path, reason) for each rejected file."""

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        return len(self.added) + len(self.replaced) + len(self.unchanged)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a library holds; ``problems`` is empty where all is well."""

    articles: int
    passages: int
    problems: tuple[str, ...]


def default_progress(done: int, total: int) -> None:
    """Progress that nobody watches."""


class Library:
    """Articles and their indexes in one folder. ``open`` makes one; the class is a handle."""

    def __init__(self, folder: Path, model: str | None, rebuilding: bool = False) -> None:
        self.folder = folder
        self._database = Database(folder / _DATABASE)
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
        indexes = self.folder / f"index-{self._build}"
        self.vectors = VectorIndex(indexes / "vectors")
        self.postings = LexicalIndex(indexes / "postings")

    @classmethod
    def open(cls, folder: Path | str, model: str | None = None, create: bool = False) -> Library:
        """The library in this folder; made there where ``create``.

        ``model`` is the embedding model; left out, the one that built the index. Raises
        ``BylineError`` where there is no library, ``IndexMismatchError`` where another model
        or splitter built it.
        """
        return cls(_made(folder) if create else _existing(folder), model)

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
                f"{_listed(self._manifest)}. Rebuild it with "
                f"`byline --library {self.folder} check --repair`, or ask for "
                "the model that built it."
            )

    @property
    def _manifest(self) -> dict[str, str]:
        """What the vectors depend on: an index made with another is not to be searched."""
        return {"model": self._model, "splitter": self._splitter.name}

    # Reading

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
                self.vectors.reopen()
                self.postings.reopen()

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
        found = list(_expand(paths, report))
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
        digest = _digest(article)
        known = self._database.identity(article.origin, digest)
        if known is not None and known[1] == digest:
            report.unchanged.append(known[0])
            return
        article = replace(article, id=known[0] if known else self._new_id(article))
        self._database.put(article, digest, self._cut(article))
        (report.replaced if known else report.added).append(article.id)

    def _new_id(self, article: Article) -> str:
        """The file's name, and a piece of its path's digest where another file has that name."""
        name = re.sub(r"[^\w.-]+", "-", article.id).strip("-.") or "article"
        if self._database.article(name) is None:
            return name
        return f"{name}-{hashlib.sha256(article.origin.encode()).hexdigest()[:10]}"

    def _cut(self, article: Article) -> list[tuple[int, int]]:
        title = self._short_title(article)
        limit = self.encoder.max_tokens
        return self._splitter.split(
            article.text, lambda piece: self.encoder.count(f"{title}\n{piece}") <= limit
        )

    def _short_title(self, article: Article) -> str:
        """What of the title is embedded with each passage: a long one must not crowd it out."""
        words = article.title.split()
        while words and self.encoder.count(" ".join(words)) > _TITLE_TOKENS:
            words.pop()
        return " ".join(words)

    def _index_waiting(self) -> None:
        """Brings vectors and postings up to the database, a batch of articles at a time."""
        if self._database.meta("model") is None:
            self._database.set_meta(**self._manifest)
        stale = self._database.stale()
        while (work := self._database.waiting(_BATCH)) or stale:
            rows = [
                (p.id, article.text[p.start : p.end], article) for article, ps in work for p in ps
            ]
            titles = {article.id: self._short_title(article) for article, _ in work}
            vectors = self.encoder.encode([f"{titles[a.id]}\n{text}" for _, text, a in rows])
            self.vectors.drop(stale)
            self.vectors.put([row[0] for row in rows], vectors, [row[2] for row in rows])
            self.postings.update(rows, stale)
            self._database.settle([article.id for article, _ in work], stale)
            stale = []
        self._seen = self.generation

    def remove(self, article_id: str) -> Article:
        """Takes an article out and returns it; raises ``UnknownNameError``."""
        with self._writing():
            article = self.article(article_id)
            with self._database.transaction():
                self._database.delete(article_id)
            self._index_waiting()
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
        library = cls(_existing(folder), model, rebuilding=True)
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
        expected = self._database.passage_ids()
        for name, held in (("vector", self.vectors.ids()), ("full-text", self.postings.ids())):
            lacking, extra = len(expected - held), len(held - expected)
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
                self._database.put_passages(article.id, self._cut(article))
            self._database.set_meta(build=str(int(self._build) + 1), **self._manifest)
        self.refresh()
        self._index_waiting()
        for folder in self.folder.glob("index-*"):
            if folder.name != f"index-{self._build}":
                shutil.rmtree(folder)

    def close(self) -> None:
        """Lets go of the folder."""
        self.vectors.close()
        self._database.close()


def _existing(folder: Path | str) -> Path:
    folder = Path(folder).expanduser()
    if not (folder / _DATABASE).exists():
        raise BylineError(
            f"There is no library in {folder}: expected the folder of one. "
            f"Make it with `byline --library {folder} add PATH`."
        )
    return folder


def _made(folder: Path | str) -> Path:
    folder = Path(folder).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BylineError(
            f"The library folder {folder} cannot be made: {error.strerror}. "
            "Give another one with --library."
        ) from error
    return folder


def _expand(paths: Sequence[Path | str], report: AddReport) -> Iterator[Path]:
    """The files meant: folders are walked in order, their hidden files passed over."""
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file())
            for file in inside:
                if any(part.startswith((".", "__")) for part in file.relative_to(path).parts):
                    continue
                if file.suffix.lower() in SUFFIXES:
                    yield file
                else:
                    report.rejected.append((str(file), _unread_format(file)))
        elif path.exists():
            yield path
        else:
            report.rejected.append((str(path), "does not exist; expected a file or a folder"))


def _listed(manifest: Mapping[str, str | None]) -> str:
    return ", ".join(f"{key} {value!r}" for key, value in manifest.items())


def _unread_format(file: Path) -> str:
    return f"format {file.suffix or '(no suffix)'} is not read; expected {', '.join(SUFFIXES)}"


def _digest(article: Article) -> str:
    """SHA-256 of all that a reader sees of an article: not its id, nor where it was read."""
    seen = astuple(replace(article, id="", origin=""))
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()
