"""The assistant: a question through retrieval, reading and composing to a cited answer."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from assistant.answer import Answer
from assistant.compose import compose
from assistant.evidence import candidates
from assistant.followup import completed
from assistant.provenance import provenance
from assistant.query import Query, settled, understand
from assistant.recency import WIDER, newer_first
from index.encoder import Vectors
from index.errors import BylineError, UnknownNameError
from index.library import Library, default_progress
from index.records import Evidence, Filter
from index.search import Fusion, search

_QUESTION_CHARACTERS = 1000


@dataclass(frozen=True, slots=True)
class Search:
    """How a question is searched: ``passages`` are read, and shown as its evidence.

    Without the ``reader`` their sentences are told apart by likeness to the question alone.
    """

    passages: int = 16
    fusion: Fusion = field(default_factory=Fusion)
    reader: bool = True


class Assistant:
    """Answers questions over one library. Safe to ask from several threads."""

    def __init__(self, library: Library, how: Search | None = None) -> None:
        self.library = library
        self._how = how or Search()

    @classmethod
    def open(
        cls,
        library: Library | Path | str | None = None,
        progress: Callable[[int, int], None] = default_progress,
        model: str | None = None,
    ) -> Assistant:
        """An assistant over a library, or over the library in a folder.

        Without one: the folder in the environment variable BYLINE_LIBRARY, else the user's
        own library, which is built from the bundled reports the first time.
        """
        folder = library or os.environ.get("BYLINE_LIBRARY")
        if isinstance(folder, Library):
            return cls(folder)
        if folder:
            return cls(Library.open(folder, model))
        return cls(Library.create_sample(user_library(), progress, model))

    def ask(
        self,
        question: str,
        history: Sequence[Any] = (),
        sources: Sequence[str] = (),
        since: str | None = None,
        until: str | None = None,
        id: str | None = None,
        articles: Sequence[str] = (),
    ) -> Answer:
        """The answer to a question, completed from the turns before it.

        ``sources`` (outlets), the days ``since`` and ``until`` (``YYYY-MM-DD``, inclusive) and
        ``articles`` (ids) narrow what is searched. Raises ``BylineError`` for a question,
        outlet, day or article that makes no sense.
        """
        began = time.perf_counter()
        question = _checked_question(question)
        query, _, evidence = found = self.find(question, history, sources, since, until, articles)
        known = provenance(self.library, [e.article for e in evidence])
        ranked = candidates(*found, self.library, self._how.reader)
        answer = compose(question, query, ranked, evidence, known)
        return replace(answer, id=id, seconds=time.perf_counter() - began)

    def find(
        self,
        question: str,
        history: Sequence[Any] = (),
        sources: Sequence[str] = (),
        since: str | None = None,
        until: str | None = None,
        articles: Sequence[str] = (),
    ) -> tuple[Query, Vectors, list[Evidence]]:
        """The question understood, its vector, and the passages found for it, best first."""
        self.library.refresh()
        narrowed = Filter(
            tuple(self._outlet(source) for source in sources),
            _day(since),
            _day(until),
            tuple(dict.fromkeys(self.library.article(i).id for i in articles)),
        )
        if narrowed.since and narrowed.until and narrowed.since > narrowed.until:
            raise BylineError(
                f"{narrowed.since} to {narrowed.until} holds no day; expected the earlier first."
            )
        query = understand(completed(question, history), self.library, narrowed)
        vector = self.library.encoder.encode([query.searched])[0]
        evidence = self._search(query, vector)
        return settled(query, evidence), vector, evidence

    def _search(self, query: Query, vector: Vectors) -> list[Evidence]:
        """The passages to read, best first; of a question about the present, the newer first."""
        how, terms = self._how, query.weights()
        limit = how.passages if query.now is None else max(WIDER, how.passages)
        evidence = search(self.library, vector, terms, limit, query.narrowed, how.fusion)
        if query.now is not None:
            evidence = newer_first(evidence, query.now)[: how.passages]
        return evidence

    def _outlet(self, asked: str) -> str:
        """The outlet as the library writes it, from its name or an unmistakable part of it."""
        known = self.library.sources()
        plain = asked.casefold().strip()
        exact = [s for s in known if s.casefold() == plain]
        partly = [s for s in known if plain and plain in s.casefold()]
        if len(exact or partly) == 1:
            return (exact or partly)[0]
        problem = f"{len(partly)} outlets have it in their names" if partly else "no such outlet"
        raise UnknownNameError(
            f"Outlet {asked!r}: {problem}. This library has: {', '.join(known) or 'none'}."
        )


def user_library() -> Path:
    """Where the user's own library lives when no other is named."""
    return user_data_path("byline", appauthor=False) / "library"


def _checked_question(question: str) -> str:
    if not question.isprintable() and any("\ud800" <= c <= "\udfff" for c in question):
        raise BylineError("The question holds bytes that are no text; expected UTF-8.")
    question = " ".join(question.split())
    if not question:
        raise BylineError("The question is empty; expected a sentence such as `Who said it?`.")
    if len(question) > _QUESTION_CHARACTERS:
        raise BylineError(
            f"The question has {len(question)} characters; at most {_QUESTION_CHARACTERS} are "
            "read. Ask it in a sentence."
        )
    return question


def _day(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise BylineError(f"{value!r} is not a day; expected YYYY-MM-DD, as 2025-06-02.") from None
