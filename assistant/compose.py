"""From ranked sentences to an answer: statements, their citations, the short answer."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from assistant.answer import Answer, Citation, Statement
from assistant.answer_type import AnswerType
from assistant.attribution import referent
from assistant.compare import differences, figures
from assistant.evidence import Candidate, article_sentences, threshold
from assistant.provenance import Provenance
from assistant.query import Query
from assistant.spans import is_kind, narrowed
from index.records import Evidence
from index.sentences import Span

_STATEMENTS = 4
_ACCOUNTS = 6  # outlets side by side, where accounts are compared
_CITATIONS = 4  # for one statement
_CONSIDERED = 20  # candidates
_WORDS = 61  # beyond these no further statement is added
_WORDS_LIST = 110  # the same where a list is asked for
_SAME_FACT = 0.72  # cosine of two sentences that may state one fact
_SAME_SPAN = 0.5  # the same where both give the same short answer
_RELATIVE = 0.45  # a further statement's probability, at least, over the first one's
_RELATIVE_LIST = 0.3  # the same where several things are asked for
_RELATIVE_SHORT = 0.5  # the same where a short answer has said what was asked
_AS_LIKELY = 0.6  # of an article's best sentence, those among which the reader chooses
_SHORT_WORDS = 8  # of a short answer of no known kind
_NO_SPAN = (AnswerType.COMPARISON, AnswerType.LIST, AnswerType.DEFINITION, AnswerType.YES_NO)
_LISTED = 2  # sentences that go on with a list
_ENUMERATED = 5  # the same where they are told off by number
_LEANS = re.compile(
    r"(?:It|They|This|These|Those|That|Both|Such|The same"
    r"|So (?:will|would|do|does|did|is|are|was|were|has|have|had|can|could))\b"
)
_GOES_ON = re.compile(
    r"(?:And|So|Also|The same|Another|In addition|Next|Then|Finally|Second|Third|Further|Other)\b"
    r"|(?:They|He|She|It) also\b"
)
_FIRST = re.compile(r"(?:First|Firstly|One|1[.)])\b")
_NEXT = re.compile(
    r"(?:And )?(?:Second|Third|Fourth|Fifth|Last|Final)(?:ly)?\b|[2-9][.)]", re.IGNORECASE
)


ALONE = Provenance()  # no article is a copy of another


@dataclass(slots=True)
class Group:
    """Sentences of several articles that state one fact; the first speaks for all.

    Of copies of one story one is a member; ``copies`` has the outlets of the others by its id.
    """

    members: list[Candidate]
    numbers: list[int] = field(default_factory=list)
    copies: dict[str, list[str | None]] = field(default_factory=dict)

    @property
    def lead(self) -> Candidate:
        return self.members[0]


def compose(
    question: str,
    query: Query,
    ranked: Sequence[Candidate],
    evidence: Sequence[Evidence],
    known: Provenance = ALONE,
) -> Answer:
    """The answer that the best sentences give, or ``not_found`` where none is likely right."""
    confidence = ranked[0].probability if ranked else 0.0
    if confidence < threshold():
        return Answer(question, query.question, "not_found", confidence, evidence=tuple(evidence))
    groups = _groups(query, ranked, known)
    short = short_answer(query, groups[0].lead)
    _complete(query, groups)
    citations = _cite(groups, known)
    statements = [Statement(_stated(g.lead), g.lead.speaker, tuple(g.numbers)) for g in groups]
    return Answer(
        question=question,
        standalone=query.question,
        status="answered",
        confidence=confidence,
        short=_outlets(groups[0], citations) if query.kind is AnswerType.OUTLETS else short,
        statements=tuple(statements),
        citations=tuple(citations),
        differences=differences(
            query, [(g.members, s) for g, s in zip(groups, statements, strict=True)], known
        ),
        evidence=tuple(evidence),
    )


def short_answer(query: Query, candidate: Candidate) -> str | None:
    """The reader's span where it is of the kind that the question asks for, or the speaker.

    A span of some words that is of no such kind too, where the reader takes it for an answer.
    """
    if query.kind is AnswerType.SPEAKER and candidate.speaker:
        return candidate.speaker
    if query.kind in _NO_SPAN:
        return None
    likely = candidate.margin > 0 and len(candidate.span.split()) <= _SHORT_WORDS
    if not likely and not is_kind(candidate.span, query.kind):
        return None
    text = candidate.article.text
    span = narrowed(text, *candidate.reading, query.kind, candidate.start)
    return _one_line(text[slice(*span)])


def _accounts(query: Query, ranked: Sequence[Candidate], known: Provenance) -> list[Group]:
    """Asked how accounts differ: what each article answers, side by side.

    Where the form of what is compared is known, by those that have such a span. Of the likely
    sentences of an article the reader chooses: what is compared is what it would mark. Of a topic
    it would mark anything: there each article's nearest to what the articles tell most of.
    """
    of_kind = [c for c in ranked if is_kind(c.span, query.sought)]
    if len({c.article.id for c in of_kind}) > 1:
        ranked = of_kind
    floor = _RELATIVE * ranked[0].probability
    by_story: dict[str, list[Candidate]] = {}
    for candidate in ranked:
        by_story.setdefault(known.story(candidate.article.id), []).append(candidate)
    likely = [
        [c for c in own if c.probability >= max(floor, _AS_LIKELY * own[0].probability)]
        for own in by_story.values()
    ]
    likely = [own for own in likely if own][:_ACCOUNTS]
    if not query.topic:
        return [Group([max(own, key=_marked)]) for own in likely]
    fact = max((c for own in likely for c in own), key=lambda c: _told(c, likely))
    return [Group([max(own, key=lambda c: float(fact.vector @ c.vector))]) for own in likely]


def _marked(candidate: Candidate) -> tuple[bool, float]:
    """How soon the reader would mark a sentence; last, one that tells of something else."""
    return candidate.beside >= 0, candidate.margin


def _told(one: Candidate, likely: Sequence[list[Candidate]]) -> float:
    """How far the articles tell what a sentence does: the sum of each one's nearest likely
    sentence (its probability times the cosine)."""
    return sum(max(c.probability * float(one.vector @ c.vector) for c in own) for own in likely)


def _groups(query: Query, ranked: Sequence[Candidate], known: Provenance) -> list[Group]:
    if query.kind is AnswerType.COMPARISON:
        return _accounts(query, ranked, known)
    groups = [Group([ranked[0]])]
    relative = _RELATIVE_SHORT if short_answer(query, ranked[0]) else _RELATIVE
    if query.kind is AnswerType.LIST:
        relative = _RELATIVE_LIST
    best = ranked[0].probability
    for candidate in ranked[1:_CONSIDERED]:
        if candidate.probability < min(relative, _RELATIVE) * best:
            continue
        group = next((g for g in groups if _same_fact(query, g.lead, candidate)), None)
        if group is not None:
            _join(group, candidate, known)
        elif candidate.probability >= relative * best and _has_room(query, groups, candidate):
            groups.append(Group([candidate]))
    return groups


def _join(group: Group, candidate: Candidate, known: Provenance) -> None:
    """Another article that states the fact is cited too; a copy of one that is, only named."""
    same = [
        m for m in group.members if known.story(m.article.id) == known.story(candidate.article.id)
    ]
    if not same and len(group.members) < _CITATIONS:
        group.members.append(candidate)
    elif same and same[0].article.id != candidate.article.id:
        group.copies.setdefault(same[0].article.id, []).append(candidate.article.source)


def _has_room(query: Query, groups: Sequence[Group], candidate: Candidate) -> bool:
    limit = _WORDS_LIST if query.kind is AnswerType.LIST else _WORDS
    words = sum(len(g.lead.text.split()) for g in groups) + len(candidate.text.split())
    return len(groups) < _STATEMENTS and words <= limit


def _same_fact(query: Query, one: Candidate, other: Candidate) -> bool:
    """Close in meaning with the same figures, or giving the same short answer."""
    similarity = float(one.vector @ other.vector)
    short = short_answer(query, one)
    if short:
        same = re.search(rf"(?<!\w){re.escape(short)}(?!\w)", _one_line(other.text), re.IGNORECASE)
        return same is not None and similarity >= _SAME_SPAN
    return similarity >= _SAME_FACT and figures(one.text) == figures(other.text)


def _cite(groups: Sequence[Group], known: Provenance) -> list[Citation]:
    """Numbers the quotes in the order in which they are read."""
    citations: list[Citation] = []
    for group in groups:
        for member in group.members:
            number = len(citations) + 1
            group.numbers.append(number)
            copies = group.copies.get(member.article.id, [])
            citations.append(_citation(number, member, copies, known))
    return citations


def _citation(
    number: int, member: Candidate, copies: Sequence[str | None], known: Provenance
) -> Citation:
    article = member.article
    also = dict.fromkeys([*known.printed.get(article.id, ()), *copies])
    pages = sum(begin <= member.start for begin in article.pages)
    return Citation(
        number,
        article.id,
        article.title,
        article.source,
        article.date,
        article.url,
        member.text,
        member.start,
        member.end,
        also=tuple(s for s in also if s and s != article.source),
        page=pages or None,
        changed=article.id in known.changed,
    )


def _complete(query: Query, groups: Sequence[Group]) -> None:
    """Sentences that lean on the one before, or go on listing, are quoted together with it."""
    leads = {(g.lead.article.id, g.lead.start) for g in groups}
    for group in groups:
        lead = group.lead
        text, spans = lead.article.text, article_sentences(lead.article.text)
        at = _place(lead)
        start, end = spans[at].start, spans[at].end
        before = spans[at - 1] if at else None
        if (
            before is not None
            and _LEANS.match(lead.text)
            and not before.heading
            and "\n\n" not in text[before.end : start]
            and (lead.article.id, before.start) not in leads
        ):
            start = before.start
        for after in _listed(query, lead, spans[at + 1 :], leads):
            end = after.end
        group.members[0] = replace(lead, start=start, end=end)


def _listed(
    query: Query, lead: Candidate, spans: Sequence[Span], leads: Container[tuple[str, int]]
) -> list[Span]:
    """The sentences that go on with a list: where one is asked for, and where no short answer
    is and what comes is told off by number ("... three results. First, ... Second, ...")."""
    following = list(takewhile(lambda s: (lead.article.id, s.start) not in leads, spans))
    after = [lead.article.text[s.start : s.end] for s in following[:_ENUMERATED]]
    if after and _FIRST.match(after[0]) and short_answer(query, lead) is None:
        told = 1 + len(list(takewhile(_NEXT.match, after[1:])))
        return following[:told] if told > 1 else []
    goes_on = takewhile(_GOES_ON.match, after[:_LISTED]) if query.kind is AnswerType.LIST else ()
    return following[: len(list(goes_on))]


def _stated(candidate: Candidate) -> str:
    """The sentence, whom its pronoun means in brackets after it."""
    meant = referent(candidate.article.text, article_sentences(candidate.article.text),
                     _place(candidate))  # fmt: skip
    text = candidate.text
    if meant is not None:
        text = f"{text[: meant[0]]} [{meant[1]}]{text[meant[0] :]}"
    return _one_line(text)


def _outlets(group: Group, citations: Sequence[Citation]) -> str | None:
    """The outlets that report a fact, as far as they are known, those of copies among them."""
    cited = [c for c in citations if c.number in group.numbers]
    named = dict.fromkeys(source for c in cited for source in (c.source, *c.also))
    return ", ".join(s for s in named if s) or None


def _place(candidate: Candidate) -> int:
    """Which sentence of its article a candidate begins with."""
    spans = article_sentences(candidate.article.text)
    return next(i for i, span in enumerate(spans) if span.start == candidate.start)


def _one_line(text: str) -> str:
    """On one line, without the marks of bold print; the quote keeps them."""
    return " ".join(text.replace("**", "").split())
