"""From ranked sentences to an answer: statements, their citations, the short answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answer import Answer, Citation, Statement
from assistant.attribution import speaker
from assistant.compare import differences, figures
from assistant.evidence import Candidate, article_sentences, threshold
from assistant.query import AnswerType, Query
from assistant.spans import is_kind
from index.records import Evidence

_STATEMENTS = 4
_CITATIONS = 4  # for one statement
_CONSIDERED = 20  # candidates
_WORDS = 70  # beyond these no further statement is added
_SAME_FACT = 0.72  # cosine of two sentences that may state one fact
_SAME_SPAN = 0.5  # the same where both give the same short answer
_RELATIVE = 0.45  # a further statement's probability, at least, over the first one's
_RELATIVE_SHORT = 0.7  # the same where a short answer has said what was asked


@dataclass(slots=True)
class Group:
    """Sentences of several articles that state one fact; the first speaks for all."""

    members: list[Candidate]
    numbers: list[int] = field(default_factory=list)

    @property
    def lead(self) -> Candidate:
        return self.members[0]


def compose(
    question: str, query: Query, ranked: Sequence[Candidate], evidence: Sequence[Evidence]
) -> Answer:
    """The answer that the best sentences give, or ``not_found`` where none is likely right."""
    confidence = ranked[0].probability if ranked else 0.0
    if confidence < threshold():
        return Answer(question, query.question, "not_found", confidence, evidence=tuple(evidence))
    groups = _groups(query, ranked[:_CONSIDERED])
    citations = _cite(groups)
    return Answer(
        question=question,
        standalone=query.question,
        status="answered",
        confidence=confidence,
        short=short_answer(query, groups[0].lead),
        statements=tuple(
            Statement(_one_line(g.lead.text), _speaker(g.lead), tuple(g.numbers)) for g in groups
        ),
        citations=tuple(citations),
        differences=differences(query, [(g.members, g.numbers) for g in groups]),
        evidence=tuple(evidence),
    )


def short_answer(query: Query, candidate: Candidate) -> str | None:
    """The reader's span where it is of the kind that the question asks for."""
    return _one_line(candidate.span) if is_kind(candidate.span, query.kind) else None


def _accounts(ranked: Sequence[Candidate]) -> list[Group]:
    """Asked how accounts differ: the best sentence of each article, side by side."""
    best: dict[str, Candidate] = {}
    for candidate in ranked:
        best.setdefault(candidate.article.id, candidate)
    floor = _RELATIVE * ranked[0].probability
    likely = [c for c in best.values() if c.probability >= floor]
    return [Group([c]) for c in likely[:_STATEMENTS]]


def _groups(query: Query, ranked: Sequence[Candidate]) -> list[Group]:
    if query.kind is AnswerType.COMPARISON:
        return _accounts(ranked)
    groups = [Group([ranked[0]])]
    relative = _RELATIVE_SHORT if short_answer(query, ranked[0]) else _RELATIVE
    best = ranked[0].probability
    for candidate in ranked[1:]:
        if candidate.probability < _RELATIVE * best:
            continue
        group = next((g for g in groups if _same_fact(query, g.lead, candidate)), None)
        if group is not None:
            known = {m.article.id for m in group.members}
            if candidate.article.id not in known and len(known) < _CITATIONS:
                group.members.append(candidate)
        elif candidate.probability >= relative * best and _has_room(groups, candidate):
            groups.append(Group([candidate]))
    return groups


def _has_room(groups: Sequence[Group], candidate: Candidate) -> bool:
    words = sum(len(g.lead.text.split()) for g in groups) + len(candidate.text.split())
    return len(groups) < _STATEMENTS and words <= _WORDS


def _same_fact(query: Query, one: Candidate, other: Candidate) -> bool:
    """Close in meaning with the same figures, or giving the same short answer."""
    similarity = float(one.vector @ other.vector)
    short = short_answer(query, one)
    if short:
        same = re.search(rf"(?<!\w){re.escape(short)}(?!\w)", _one_line(other.text), re.IGNORECASE)
        return same is not None and similarity >= _SAME_SPAN
    return similarity >= _SAME_FACT and figures(one.text) == figures(other.text)


def _cite(groups: Sequence[Group]) -> list[Citation]:
    """Numbers the quotes in the order in which they are read."""
    citations: list[Citation] = []
    for group in groups:
        for member in group.members:
            article, number = member.article, len(citations) + 1
            group.numbers.append(number)
            citations.append(
                Citation(
                    number,
                    article.id,
                    article.title,
                    article.source,
                    article.date,
                    article.url,
                    member.text,
                    member.start,
                    member.end,
                )
            )
    return citations


def _speaker(candidate: Candidate) -> str | None:
    spans = article_sentences(candidate.article.text)
    at = next(i for i, span in enumerate(spans) if span.start == candidate.start)
    return speaker(candidate.article.text, spans, at)


def _one_line(text: str) -> str:
    return " ".join(text.split())
