"""From passages to the sentences that answer: each sentence scored on what is known of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answer_type import AnswerType, asked_speaker, happened
from assistant.attribution import speaker
from assistant.days import Days, days_in, expressions, share_a_day
from assistant.days_asked import days_asked, undated
from assistant.matching import coverage
from assistant.query import Query
from assistant.reader.reader import Page, Reading, load_reader, unread
from assistant.spans import is_typed, typed_spans
from index.encoder import Vectors
from index.lexical import folded
from index.library import Library
from index.records import Article, Evidence
from index.sentences import Span, sentences

FEATURES = (
    "margin",  # the reader's best span of the kind asked for against "no answer", in tens
    "similarity",  # cosine of question and sentence
    "coverage",  # idf-weighted share of the question's terms in the sentence
    "passage_coverage",  # the same for the passage with its title, outlet and date
    "names",  # the same for the question's names and numbers alone
    "fusion",  # the passage's reciprocal rank score over the best possible one
)
# In logits, beside the fitted weights: the fitting sets have no days of publication.
_ON_DAY = 0.8
_IN_FULL = "%-d %B %Y %A"
_LOWEST_MARGIN = -20.0
_OTHER_DAY = -1.0  # margin, in tens: of what happened on another day
_FORMLESS = 3.0
_BEST_FUSION = 2 / 61


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of an article that may answer: its span there, the reader's span in it, and
    who speaks in it, if anybody.

    ``features`` follow ``FEATURES``; ``probability`` estimates that the sentence answers the
    question, and ranks.
    """

    article: Article
    start: int
    end: int
    reading: tuple[int, int]
    speaker: str | None
    vector: Vectors
    features: NDArray[np.float64]
    probability: float

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def margin(self) -> float:
        """Of its reading, in logits: above 0 the reader takes it for an answer."""
        return 10 * float(self.features[FEATURES.index("margin")])

    @property
    def span(self) -> str:
        return self.article.text[slice(*self.reading)]


def candidates(
    query: Query,
    vector: Vectors,
    evidence: Sequence[Evidence],
    library: Library,
    reader: bool = True,
) -> list[Candidate]:
    """The sentences of the passages, best first, ties by article and place.

    Without the ``reader`` the sentences are weighed by all else that is known of them.
    """
    spans = [sentences_of(e) for e in evidence]
    pages = [_page(query, e, inside) for e, inside in zip(evidence, spans, strict=True)]
    readings = load_reader().read(pages) if reader else unread(pages)
    texts = [
        e.article.text[s.start : s.end]
        for e, inside in zip(evidence, spans, strict=True)
        for s in inside
    ]
    vectors = dict(zip(texts, library.encoder.encode(texts), strict=True))
    found = []
    for e, inside, read in zip(evidence, spans, readings, strict=True):
        about = _passage_features(query, e)
        for span, said_by, (free, typed) in zip(inside, _speakers(e, inside), read, strict=True):
            text = e.article.text[span.start : span.end]
            on_day = _on_day(query, e, text)
            margin = _margin(query, free, typed)
            if query.kind is AnswerType.SPEAKER and said_by:
                margin = max(margin, _named_elsewhere(query, e, said_by, read))
            margin = _open_margin(query, margin, about["passage_coverage"] >= 1, said_by, on_day)
            features = about | {
                "margin": margin,
                "similarity": float(vector @ vectors[text]),
                "coverage": coverage(query.terms, f"{_dated(text, e.article)} {said_by or ''}"),
            }
            reading = typed if typed.margin >= free.margin - _FORMLESS else free
            found.append(_candidate(e, span, reading, said_by, vectors[text], features, on_day))
    return sorted(found, key=lambda c: (-c.probability, c.article.id, c.start))


def _open_margin(
    query: Query, margin: float, covered: bool, said_by: str | None, on_day: float
) -> float:
    """The margin, better known where a question is open, so that the reader marks no span for it.

    What happened on a day is told where it is named, what somebody said where he speaks;
    ``covered`` if the passage has all that the question is about.
    """
    if happened(query.searched):
        told = on_day == 1.0
        margin = min(margin, _OTHER_DAY) if on_day == -1.0 else margin
    else:
        asked = folded(asked_speaker(query.searched))[-1:]
        told = bool(said_by) and folded(said_by or "")[-1:] == asked
    return max(margin, 0.0) if told and covered else margin


def _passage_features(query: Query, evidence: Evidence) -> dict[str, float]:
    whole = f"{_dated(evidence.text, evidence.article)}\n{_about(evidence.article)}"
    return {
        "passage_coverage": coverage(query.terms, whole),
        "names": coverage([t for t in query.terms if t.name], whole),
        "fusion": evidence.score / _BEST_FUSION,
    }


def _about(article: Article) -> str:
    """What stands above an article: a report of June 2 need not say June 2 in its sentences."""
    day = _published(article)
    return f"{article.title}\n{article.source or ''}\n{f'{day:{_IN_FULL}}' if day else ''}"


def _dated(text: str, article: Article) -> str:
    """A text with the days that it tells in other words: of ``on Tuesday``, 3 June 2025 too."""
    days = days_in(text, _published(article))
    return " ".join([text, *(f"{d.first:{_IN_FULL}}" for d in days if d.first == d.last)])


def _on_day(query: Query, evidence: Evidence, sentence: str) -> float:
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


def _published(article: Article) -> date | None:
    return date.fromisoformat(article.date) if article.date else None


def _page(query: Query, evidence: Evidence, inside: Sequence[Span]) -> Page:
    begin = evidence.passage.start
    return Page(
        _read_as(query, evidence),
        evidence.text,
        tuple((s.start - begin, s.end - begin) for s in inside),
        tuple(typed_spans(evidence.text, query)),
        evidence.article.title,
    )


def _read_as(query: Query, evidence: Evidence) -> str:
    """The question as the reader reads it beside a passage.

    It does not know when an article came out: where the passage tells the day asked about in
    other words, as ``on Tuesday``, the question stands without it.
    """
    published = _published(evidence.article)
    asked = expressions(query.searched, published)
    if published is None or not asked:
        return query.searched
    text = evidence.text.casefold()
    if any(match[0].casefold() in text for match, _ in asked):
        return query.searched
    told = days_in(evidence.text, published)
    shared = share_a_day([days for _, days in asked], told)
    return undated(query.searched, published) if shared else query.searched


def _margin(query: Query, free: Reading, typed: Reading) -> float:
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
        _margin(query, free, typed)
        for free, typed in read
        if surname in evidence.text[typed.start : typed.end].split()
    ]
    return max(naming, default=_LOWEST_MARGIN / 10)


def sentences_of(evidence: Evidence) -> list[Span]:
    """The sentences of a passage that state something: no headings and no questions."""
    passage = evidence.passage
    return [
        s
        for s in article_sentences(evidence.article.text)
        if s.start >= passage.start
        and s.end <= passage.end
        and not s.heading
        and not evidence.article.text[s.start : s.end].endswith("?")
    ]


@lru_cache(maxsize=512)
def article_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of an article; its passages are made of these very spans."""
    return tuple(sentences(text))


def _speakers(evidence: Evidence, inside: Sequence[Span]) -> list[str | None]:
    """Who speaks in each of some sentences of a passage's article."""
    text = evidence.article.text
    spans = article_sentences(text)
    places = {span: at for at, span in enumerate(spans)}
    return [speaker(text, spans, places[span]) for span in inside]


def _candidate(
    evidence: Evidence,
    span: Span,
    reading: Reading,
    said_by: str | None,
    vector: Vectors,
    features: dict[str, float],
    on_day: float,
) -> Candidate:
    weights = _weights()
    values = np.array([features[name] for name in FEATURES])
    start = evidence.passage.start
    logit = float(values @ weights["answers"]) + weights["bias"] + _ON_DAY * on_day
    return Candidate(
        article=evidence.article,
        start=span.start,
        end=span.end,
        reading=(start + reading.start, start + reading.end),
        speaker=said_by,
        vector=vector,
        features=values,
        probability=_logistic(logit),
    )


def _logistic(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


@cache
def _weights() -> dict[str, Any]:
    """What ``python -m assistant.fit`` wrote, in the order of ``FEATURES``."""
    stored = json.loads((files("assistant") / "weights.json").read_text("utf-8"))
    return {
        "answers": np.array([stored["answers"][name] for name in FEATURES]),
        "bias": float(stored["bias"]),
        "threshold": float(stored["threshold"]),
    }


def threshold() -> float:
    """The probability below which Byline says that the articles do not say."""
    return float(_weights()["threshold"])
