"""The nouns of an answer: Answer, Statement, Citation, Difference.

``Answer.to_dict`` is the JSON that ``byline ask --json`` prints: a contract that programs
rely on, so fields are added to it and never renamed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from assistant import wording
from index.records import Evidence

Status = Literal["answered", "not_found"]


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact quote: ``article.text[start:end] == quote``. ``number`` counts from 1.

    ``also`` are other outlets that carried the same words, in copies of the article. ``page``
    counts from 1, where the article has pages. ``changed`` where the article was another when
    it was first added.
    """

    number: int
    article_id: str
    title: str
    source: str | None
    date: str | None
    url: str | None
    quote: str
    start: int
    end: int
    also: tuple[str, ...] = ()
    page: int | None = None
    changed: bool = False

    @property
    def remarks(self) -> tuple[str, ...]:
        """What else is known of where the quote stands, in words."""
        said = [wording.REMARK_PAGE.format(page=self.page)] if self.page else []
        said += [wording.REMARK_ALSO.format(outlets=", ".join(self.also))] if self.also else []
        return (*said, *([wording.REMARK_CHANGED] if self.changed else []))


@dataclass(frozen=True, slots=True)
class Statement:
    """A quoted sentence of an answer, with those around it that it does not stand without.

    Whom a pronoun means follows it in brackets: the quotes it cites are exact, this text is to
    be read. ``speaker`` where the sentence reports somebody's words.
    """

    text: str
    speaker: str | None
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One account of a matter on which outlets differ."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A matter on which the outlets differ, with two sides or more."""

    about: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What Byline says to one question.

    ``standalone`` is the question that was searched: it differs from ``question`` where a
    follow-up was completed from the turns before it, or days of publication that it asks for
    were written out. ``short`` is a span of the first statement, its speaker ("who said ..."), or
    its outlets ("which outlets report ..."). ``confidence`` estimates the probability that the
    articles answer the question. A ``not_found`` answer has no statements and no citations; its
    ``evidence`` still holds the closest passages, best first. ``seconds`` is wall time.
    """

    question: str
    standalone: str
    status: Status
    confidence: float
    short: str | None = None
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    differences: tuple[Difference, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    seconds: float = 0.0
    id: str | None = field(default=None)

    @property
    def side_by_side(self) -> bool:
        """Whether the statements are the very sides of a difference: shown once is enough."""
        sides = [(s.text, s.citations) for d in self.differences for s in d.sides]
        return bool(sides) and sides == [(s.text, s.citations) for s in self.statements]

    @property
    def text(self) -> str:
        """The answer as one string: the short answer first, then the statements with [n]."""
        if self.status == "not_found":
            return wording.NOT_FOUND
        body = " ".join(f"{s.text} {_markers(s.citations)}" for s in self.statements)
        return f"{self.short} — {body}" if self.short else body

    def citation(self, number: int) -> Citation:
        """The citation with this number; raises ``KeyError`` where there is none."""
        for citation in self.citations:
            if citation.number == number:
                return citation
        raise KeyError(number)

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON values."""
        return {
            "id": self.id,
            "question": self.question,
            "standalone": self.standalone,
            "status": self.status,
            "answer": self.text,
            "short": self.short,
            "confidence": round(self.confidence, 4),
            "statements": [
                {"text": s.text, "speaker": s.speaker, "citations": list(s.citations)}
                for s in self.statements
            ],
            "citations": [{**asdict(c), "also": list(c.also)} for c in self.citations],
            "differences": [
                {
                    "about": d.about,
                    "sides": [{"text": s.text, "citations": list(s.citations)} for s in d.sides],
                }
                for d in self.differences
            ],
            "evidence": [_evidence_dict(e) for e in self.evidence],
            "seconds": round(self.seconds, 4),
        }


def _markers(numbers: tuple[int, ...]) -> str:
    return "".join(f"[{n}]" for n in numbers)


def _evidence_dict(e: Evidence) -> dict[str, Any]:
    return {
        "article_id": e.article.id,
        "title": e.article.title,
        "source": e.article.source,
        "date": e.article.date,
        "start": e.passage.start,
        "end": e.passage.end,
        "text": e.text,
        "score": round(e.score, 6),
    }
