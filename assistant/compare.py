"""Where the outlets differ: the same question, another figure, date or account."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Difference, Side, Statement
from assistant.answer_type import AnswerType
from assistant.evidence import Candidate
from assistant.provenance import Provenance
from assistant.query import Query
from assistant.spans import is_kind
from assistant.vocabulary import NUMBERS
from index.lexical import folded

_FIGURES = frozenset({AnswerType.NUMBER, AnswerType.DATE, AnswerType.TIME, AnswerType.DURATION,
                      AnswerType.PERCENTAGE, AnswerType.MONEY})  # fmt: skip
_NUMBER_WORDS = {word: str(value) for value, word in enumerate(NUMBERS)}
_SIMILAR = 0.6  # cosine: below it two sentences speak of different things
_LIKELY = 0.75  # of the first side's probability, at least

Grouped = Sequence[tuple[Sequence[Candidate], Statement]]


def differences(query: Query, groups: Grouped, known: Provenance) -> tuple[Difference, ...]:
    """What the statements of an answer disagree on; empty where they agree.

    ``groups`` are the sentences that make each statement, and the statement. Copies of one
    story, as ``known``, do not differ from one another.
    """
    if query.kind is AnswerType.COMPARISON:
        return _accounts(query, groups)
    if query.kind in _FIGURES:
        return _spans(query, groups, known)
    return ()


def figures(text: str) -> frozenset[str]:
    """The numbers of a text, in digits: two or three days -> {2, 3}."""
    words = (_NUMBER_WORDS.get(word, word) for word in folded(text))
    return frozenset(word for word in words if re.match(r"\d", word))


def _on_one_matter(first: Candidate, other: Candidate) -> bool:
    """Alike in meaning, and about as likely to answer the question."""
    alike = float(first.vector @ other.vector) >= _SIMILAR
    return alike and other.probability >= _LIKELY * first.probability


def _accounts(query: Query, groups: Grouped) -> tuple[Difference, ...]:
    """Asked how accounts differ: each outlet's own statement is a side."""
    sides = [Side(s.text, s.citations) for _, s in groups]
    outlets = {m.article.id for members, _ in groups for m in members}
    if len(sides) < 2 or len(outlets) < 2:
        return ()
    return (Difference(query.question.rstrip("? "), tuple(sides)),)


def _spans(query: Query, groups: Grouped, known: Provenance) -> tuple[Difference, ...]:
    """Statements of different articles whose short answers have other figures in them.

    An article does not differ from itself: one that gives the first figure and another one
    speaks of two things.
    """
    sides: dict[frozenset[str], tuple[Candidate, list[int]]] = {}
    heard: set[str] = set()
    for members, statement in groups:
        lead, value = members[0], figures(members[0].span)
        articles = {known.story(m.article.id) for m in members}
        if not value or not is_kind(lead.span, query.kind):
            continue
        if value not in sides:
            first = next(iter(sides.values()), None)
            if articles & heard or not (first is None or _on_one_matter(first[0], lead)):
                continue
        heard |= articles
        sides.setdefault(value, (lead, []))[1].extend(statement.citations)
    if len(sides) < 2:
        return ()
    found = tuple(
        Side(" ".join(lead.span.split()), tuple(numbers)) for lead, numbers in sides.values()
    )
    return (Difference(query.kind.value, found),)
