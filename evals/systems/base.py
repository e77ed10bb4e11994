"""What the evaluation asks of a system, and the form of its answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Turns = Sequence[Mapping[str, str]]
_FIELDS: Mapping[str, Any] = {
    "short": None,
    "confidence": None,
    "statements": [],
    "citations": [],
    "differences": [],
    "evidence": [],
}
_CITATION = {"article_id": str, "quote": str, "start": int, "end": int}


class System(Protocol):
    """One assistant under test.

    ``version`` names everything that its answers depend on but the question, code and articles
    included; ``None`` where that is not known, and then no answer is kept for a later run.
    ``jobs`` is how many questions are asked at a time unless the user says: more than one only
    where the system is known to be safe to ask from several threads.
    """

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str | None: ...
    @property
    def jobs(self) -> int: ...
    def ask(self, question: str, history: Turns) -> dict[str, Any]:
        """The answer, in the form of ``Answer.to_dict``; it may raise anything."""
        ...


@dataclass(frozen=True, slots=True)
class Answering:
    """A ``System`` made of a function."""

    name: str
    answer: Callable[[str, Turns], Any] = field(repr=False)
    version: str | None = None
    jobs: int = 1

    def ask(self, question: str, history: Turns) -> dict[str, Any]:
        return completed(self.answer(question, history))


def completed(answer: Any) -> dict[str, Any]:
    """An answer of another system with what it leaves out filled in; a text alone will do.

    ``answer`` is needed; ``status`` is "answered" where it says nothing else. Raises
    ``ValueError`` naming the field that cannot be read.
    """
    if isinstance(answer, str):
        answer = {"answer": answer}
    if not isinstance(answer, Mapping):
        raise ValueError(f"expected an answer as an object, got {type(answer).__name__}")
    if not isinstance(answer.get("answer"), str):
        raise ValueError(f"field 'answer': expected a text, got {answer.get('answer')!r}")
    whole: dict[str, Any] = {"status": "answered", **_FIELDS, **answer}
    if whole["status"] not in ("answered", "not_found"):
        raise ValueError(f"field 'status': expected answered or not_found, got {whole['status']!r}")
    for key, empty in _FIELDS.items():
        if empty == [] and not isinstance(whole[key], list):
            raise ValueError(f"field {key!r}: expected a list, got {whole[key]!r}")
    whole["citations"] = [_citation(c, at) for at, c in enumerate(whole["citations"], start=1)]
    whole["evidence"] = [_evidence(e, at) for at, e in enumerate(whole["evidence"], start=1)]
    return whole


def _citation(given: Any, at: int) -> dict[str, Any]:
    for key, kind in _CITATION.items():
        if not isinstance(given, Mapping) or not isinstance(given.get(key), kind):
            raise ValueError(f"field 'citations', entry {at}: expected {kind.__name__} {key!r}")
    about = {"title": "", "source": None, "date": None, "url": None}
    return {"number": at, **about, **given}


def _evidence(given: Any, at: int) -> dict[str, Any]:
    if not isinstance(given, Mapping) or not isinstance(given.get("article_id"), str):
        raise ValueError(f"field 'evidence', entry {at}: expected str 'article_id'")
    about = {"title": "", "source": None, "date": None}
    return {**about, "start": 0, "end": 0, "text": "", "score": 0.0, **given}
