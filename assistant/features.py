"""What is known of a sentence before it is compared with others: the features it is weighed by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from assistant.answer_type import AnswerType, asked_speaker, happened
from assistant.days import Days, days_in, expressions, share_a_day
from assistant.days_asked import days_asked, undated
from assistant.matching import coverage
from assistant.query import Query
from assistant.reader.reader import Reading
from assistant.spans import is_typed
from index.lexical import folded
from index.records import Article, Evidence

FEATURES = (
    "margin",  # the reader's best span of the kind asked for against "no answer", in tens
    "similarity",  # cosine of question and sentence
    "coverage",  # idf-weighted share of the question's terms in the sentence
    "passage_coverage",  # the same for the passage with its title, outlet and date
    "names",  # the same for the question's names and numbers alone
    "fusion",  # the passage's reciprocal rank score over the best possible one
)
_IN_FULL = "%-d %B %Y %A"
_LOWEST_MARGIN = -20.0
_OTHER_DAY = -1.0  # margin, in tens: of what happened on another day
_FORMLESS = 3.0  # in logits: what a span of no fitting form counts for less
_BEST_FUSION = 2 / 61
_BEGINS = re.compile(
    r"\b(?:beg[aiu]n\w*|start(?:s|ed|ing)?|open(?:s|ed|ing)?|commenc\w+|launch\w*)\b", re.IGNORECASE
)
_ENDS = re.compile(
    r"\b(?:end(?:s|ed|ing)?|finish\w*|clos(?:e|es|ed|ing)|conclud\w+|adjourn\w*)\b", re.IGNORECASE
)


def passage_features(query: Query, evidence: Evidence) -> dict[str, float]:
    """Those that all sentences of a passage share."""
    whole = f"{_dated(evidence.text, evidence.article)}\n{_about(evidence.article)}"
    return {
        "passage_coverage": coverage(query.terms, whole),
        "names": coverage([t for t in query.terms if t.name], whole),
        "fusion": evidence.score / _BEST_FUSION,
    }


def sentence_coverage(query: Query, evidence: Evidence, text: str, said_by: str | None) -> float:
    """The share of the question's terms in a sentence, its days and its speaker."""
    return coverage(query.terms, f"{_dated(text, evidence.article)} {said_by or ''}")


def _about(article: Article) -> str:
    """What stands above an article: a report of June 2 need not say June 2 in its sentences."""
    day = _published(article)
    return f"{article.title}\n{article.source or ''}\n{f'{day:{_IN_FULL}}' if day else ''}"


def _dated(text: str, article: Article) -> str:
    """A text with the days that it tells in other words: of ``on Tuesday``, 3 June 2025 too."""
    days = days_in(text, _published(article))
    return " ".join([text, *(f"{d.first:{_IN_FULL}}" for d in days if d.first == d.last)])


def on_day(query: Query, evidence: Evidence, sentence: str) -> float:
    """1 and -1 where the sentence names a day, half of it where only what is around it does.

    A report of that very day may tell of it without a date; 0 where no day is asked about.
    """
    published = _published(evidence.article)
    asked = days_asked(query.searched, published) or query.days
    if not asked:
        return 0.0
    told = days_in(sentence, published)
    if told:
        return 1.0 if share_a_day(asked, told) else -1.0
    around = days_in(evidence.text, published)
    if published:
        around += (Days(published, published),)
    return 0.5 if share_a_day(asked, around) else -0.5


def other_end(query: Query, sentence: str) -> bool:
    """Whether it is asked when something began and the sentence tells only of an end, or the
    other way round: to the reader one is as good as the other."""
    if query.sought not in (AnswerType.TIME, AnswerType.DATE):
        return False
    begins, ends = _BEGINS.search(query.asked), _ENDS.search(query.asked)
    if bool(begins) is bool(ends):
        return False
    asked, other = (_BEGINS, _ENDS) if begins else (_ENDS, _BEGINS)
    return other.search(sentence) is not None and not asked.search(sentence)


def _published(article: Article) -> date | None:
    return date.fromisoformat(article.date) if article.date else None


def read_as(query: Query, evidence: Evidence) -> str:
    """The question as the reader reads it beside a passage.

    It does not know when an article came out: where the passage tells the day asked about in
    other words, as ``on Tuesday``, the question stands without it.
    """
    published = _published(evidence.article)
    asked = expressions(query.read, published)
    if published is None or not asked:
        return query.read
    text = evidence.text.casefold()
    if any(match[0].casefold() in text for match, _ in asked):
        return query.read
    told = days_in(evidence.text, published)
    shared = share_a_day([days for _, days in asked], told)
    return undated(query.read, published) if shared else query.read


def margin(
    query: Query,
    evidence: Evidence,
    read: Sequence[tuple[Reading, Reading]],
    at: int,
    said_by: str | None,
    known: Mapping[str, float],
    day: float,
) -> float:
    """What the reader says of a sentence, in tens of logits; ``at`` is its place in the passage.

    ``read`` has its readings of all sentences of the passage, ``known`` the other features of
    this one; ``day`` is ``on_day`` of it.
    """
    best = _span_margin(query, *read[at])
    if query.kind is AnswerType.SPEAKER and said_by:
        best = max(best, _named_elsewhere(query, evidence, said_by, read))
    return _open_margin(query, best, known, said_by, day)


def marked(free: Reading, typed: Reading) -> Reading:
    """The span that the reader marks in a sentence: one of the form asked for, if it is near."""
    return typed if typed.margin >= free.margin - _FORMLESS else free


def _span_margin(query: Query, free: Reading, typed: Reading) -> float:
    """In tens. Where the form of an answer is known, a span without it counts for less."""
    best = max(typed.margin, free.margin - _FORMLESS) if is_typed(query.sought) else free.margin
    return max(best, _LOWEST_MARGIN) / 10


def _named_elsewhere(
    query: Query, evidence: Evidence, name: str, read: Sequence[tuple[Reading, Reading]]
) -> float:
    """The best margin of a span anywhere in the passage that names the speaker of a sentence.

    Of "He called it a show" the reader finds who said it where he was last named.
    """
    surname = name.split()[-1]
    naming = [
        _span_margin(query, free, typed)
        for free, typed in read
        if surname in evidence.text[typed.start : typed.end].split()
    ]
    return max(naming, default=_LOWEST_MARGIN / 10)


def _open_margin(
    query: Query, margin: float, known: Mapping[str, float], said_by: str | None, day: float
) -> float:
    """The margin, better known where a question is open, so that the reader marks no span for it.

    What happened on a day is told where it is named, what somebody said where he speaks, and
    accounts of a topic where all of it stands.
    """
    if query.topic:
        told = known["coverage"] >= 1
    elif happened(query.asked):
        told = day == 1.0
        margin = min(margin, _OTHER_DAY) if day == -1.0 else margin
    else:
        asked = folded(asked_speaker(query.asked))[-1:]
        told = bool(said_by) and folded(said_by or "")[-1:] == asked
    return max(margin, 0.0) if told and known["passage_coverage"] >= 1 else margin
