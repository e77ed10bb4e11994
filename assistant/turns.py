"""One question and what became of it, and the same as a record that a browser keeps.

A record comes back from the browser, so that nothing in it is believed: ``from_record`` takes
what has the right shape and refuses the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from assistant import wording
from assistant.answer import Answer, Citation, Difference, Side, Statement
from index.errors import BylineError
from index.records import Article, Evidence, Passage

CLOSEST_KEPT = 5  # passages that a record keeps, and that are shown where nothing answers
_LIST_LIMIT = 200  # of statements, citations, sides, outlets, articles: more is not ours


@dataclass(frozen=True, slots=True)
class Chosen:
    """An article that a question is asked of: its id, and its title to be shown."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles a question is asked of; empty fields narrow nothing.

    ``library`` is a library's name, ``sources`` outlets, ``since`` and ``until`` days
    ``YYYY-MM-DD``, inclusive, ``articles`` single ones.
    """

    library: str = ""
    sources: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    articles: tuple[Chosen, ...] = ()

    @classmethod
    def of(cls, value: object) -> Scope:
        """The scope in what a browser sent: any value; what is odd in it narrows nothing."""
        fields = value if isinstance(value, Mapping) else {}
        sources = fields.get("sources")
        listed = sources if isinstance(sources, list | tuple) else []
        since, until = (str(fields.get(name) or "") or None for name in ("since", "until"))
        named = tuple(s for s in listed if isinstance(s, str))[:_LIST_LIMIT]
        articles = tuple(_chosen(fields.get("articles")))
        return cls(str(fields.get("library") or ""), named, since, until, articles)

    @property
    def narrows(self) -> bool:
        return bool(self.sources or self.since or self.until or self.articles)


def _chosen(value: object) -> Iterator[Chosen]:
    listed = value if isinstance(value, list | tuple) else ()
    for row in listed[:_LIST_LIMIT]:
        known = row.get("id") if isinstance(row, Mapping) else None
        if isinstance(known, str) and known:
            yield Chosen(known, str(row.get("title") or known))


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what became of it; with neither answer nor error it is being read.

    ``articles`` are those the answer cites, by id, so that a turn is drawn again without
    the library. ``number`` counts from 1 and is not used twice in a conversation.
    """

    number: int
    question: str
    answer: Answer | None = None
    error: str | None = None
    articles: Mapping[str, Article] = field(default_factory=dict)
    scope: Scope = field(default_factory=Scope)


def to_record(turn: Turn) -> dict[str, Any]:
    """The turn as plain JSON values, with the closest passages only."""
    answer = turn.answer.to_dict() if turn.answer else None
    if answer:
        answer["evidence"] = answer["evidence"][:CLOSEST_KEPT]
    return {
        "question": turn.question,
        "scope": asdict(turn.scope)
        | {"sources": list(turn.scope.sources), "articles": list(map(asdict, turn.scope.articles))},
        "answer": answer,
        "error": turn.error,
    }


def from_record(
    record: object, number: int, find: Callable[[str], Article | None] = lambda _: None
) -> Turn:
    """The turn of such a record; ``find`` gives the library's articles, where it has them.

    Raises ``BylineError`` where it is none.
    """
    try:
        row = _object(record)
        answer = _answer(_object(row["answer"]), find) if row.get("answer") else None
        error = str(row["error"])[:2000] if row.get("error") else None
        if answer is None and error is None:
            raise ValueError("a turn has neither an answer nor an error")
        question = _text(row, "question")
    except (KeyError, TypeError, ValueError) as odd:
        raise BylineError(wording.NOT_READABLE.format(odd)) from odd
    known = {c.article_id: find(c.article_id) for c in answer.citations} if answer else {}
    articles = {name: article for name, article in known.items() if article}
    return Turn(number, question, answer, error, articles, Scope.of(row.get("scope")))


def _answer(row: Mapping[str, Any], find: Callable[[str], Article | None]) -> Answer:
    status, short = row["status"], row.get("short")
    if status not in ("answered", "not_found"):
        raise ValueError(f"an answer has the status {str(status)[:40]!r}")
    found = Answer(
        question=_text(row, "question"),
        standalone=_text(row, "standalone"),
        status=status,
        confidence=float(row["confidence"]),
        short=None if short is None else _text(row, "short"),
        citations=tuple(_citation(_object(c)) for c in _list(row, "citations")),
        seconds=float(row.get("seconds") or 0),
    )
    numbers = {c.number for c in found.citations}
    statements = [_object(s) for s in _list(row, "statements")]
    if status == "answered" and not statements:
        raise ValueError("an answer has no statements")
    return replace(
        found,
        statements=tuple(
            Statement(_text(s, "text"), _optional(s, "speaker"), _numbers(s, numbers))
            for s in statements
        ),
        differences=tuple(_difference(_object(d), numbers) for d in _list(row, "differences")),
        evidence=tuple(_evidence(map(_object, _list(row, "evidence")), find)),
    )


def _citation(row: Mapping[str, Any]) -> Citation:
    return Citation(
        number=int(row["number"]),
        article_id=_text(row, "article_id"),
        title=_text(row, "title"),
        source=_optional(row, "source"),
        date=_optional(row, "date"),
        url=_optional(row, "url"),
        quote=_text(row, "quote"),
        start=int(row["start"]),
        end=int(row["end"]),
        also=tuple(map(str, _list(row, "also"))),
        page=row["page"] if isinstance(row.get("page"), int) else None,
        changed=row.get("changed") is True,
    )


def _difference(row: Mapping[str, Any], numbers: set[int]) -> Difference:
    sides = (_object(side) for side in _list(row, "sides"))
    return Difference(
        _text(row, "about"), tuple(Side(_text(s, "text"), _numbers(s, numbers)) for s in sides)
    )


def _evidence(rows: Any, find: Callable[[str], Article | None]) -> list[Evidence]:
    """The passages that still stand in the library as they stood."""
    found = []
    for at, row in enumerate(rows):
        article, start, end = find(_text(row, "article_id")), int(row["start"]), int(row["end"])
        if article and article.text[start:end] == row["text"]:
            passage = Passage(at, article.id, start, end)
            found.append(Evidence(article, passage, float(row["score"])))
    return found


def _numbers(row: Mapping[str, Any], known: set[int]) -> tuple[int, ...]:
    numbers = tuple(int(n) for n in _list(row, "citations"))
    if not known.issuperset(numbers):
        raise ValueError("a citation has no source")
    return numbers


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(f"expected an object, got {type(value).__name__}")
    return value


def _list(row: Mapping[str, Any], name: str) -> list[Any]:
    value = row.get(name) or []
    if not isinstance(value, list) or len(value) > _LIST_LIMIT:
        raise TypeError(f"{name!r} is no list of at most {_LIST_LIMIT}")
    return value


def _text(row: Mapping[str, Any], name: str) -> str:
    if not isinstance(row.get(name), str):
        raise TypeError(f"{name!r} is no text")
    return str(row[name])


def _optional(row: Mapping[str, Any], name: str) -> str | None:
    return None if row.get(name) is None else _text(row, name)
