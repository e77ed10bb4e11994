"""From passages to the sentences that answer: each sentence scored on what is known of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answer_type import AnswerType
from assistant.attribution import speaker
from assistant.features import (
    FEATURES,
    margin,
    marked,
    on_day,
    other_end,
    passage_features,
    read_as,
    sentence_coverage,
)
from assistant.query import Query
from assistant.reader.closeup import around
from assistant.reader.reader import Page, Reading, load_reader, unread
from assistant.recency import age
from assistant.spans import typed_spans
from index.encoder import Vectors
from index.library import Library
from index.records import Article, Evidence
from index.sentences import Span, sentences

_COMPARED = 24  # sentences that get a vector
_READ_CLOSELY = 4  # sentences that are read again, in one batch of the reader
# In logits, beside the fitted weights: the fitting sets have no days of publication, and seldom
# ask when something began where its end is told. Of age: chosen on RealTimeQA 2022.
_ON_DAY = 0.8
_OTHER_END = 1.5
_AGE = 2.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of an article that may answer: its span there, the reader's span in it, and
    who speaks in it, if anybody.

    ``features`` follow ``FEATURES``; ``beside`` is below 0 where it names another day, or the other
    end of what is asked about; ``probability`` estimates that the sentence answers the
    question, and ranks.
    """

    article: Article
    start: int
    end: int
    reading: tuple[int, int]
    speaker: str | None
    vector: Vectors
    features: NDArray[np.float64]
    beside: float
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
    pages = [
        _page(query, e, e.passage.start, e.passage.end, inside)
        for e, inside in zip(evidence, spans, strict=True)
    ]
    readings = load_reader().read(pages) if reader else unread(pages)
    weighed = [
        one
        for e, inside, read in zip(evidence, spans, readings, strict=True)
        for one in _weighed(query, e, inside, read)
    ]
    # A vector takes as long as reading the sentence did: those get one that may come out first.
    likeliest = sorted(weighed, key=lambda w: -_logit(w.features, w.beside))[:_COMPARED]
    # In a comparison sentences of all outlets count, and what is read twice has another margin.
    if reader and query.kind is not AnswerType.COMPARISON:
        likeliest[:_READ_CLOSELY] = _closely(query, likeliest[:_READ_CLOSELY])
    vectors = library.encoder.encode([w.text for w in likeliest])
    found = [_candidate(w, own, vector) for w, own in zip(likeliest, vectors, strict=True)]
    return sorted(found, key=lambda c: (-c.probability, c.article.id, c.start))


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A sentence with all features but the one that takes its vector; ``read`` has the readings
    of all sentences of its passage, of which it is the one ``at`` that place."""

    evidence: Evidence
    span: Span
    at: int
    speaker: str | None
    day: float
    features: dict[str, float]
    beside: float  # in logits: what is not fitted
    read: Sequence[tuple[Reading, Reading]] = ()

    @property
    def text(self) -> str:
        return self.evidence.article.text[self.span.start : self.span.end]

    def reading(self, query: Query, read: Sequence[tuple[Reading, Reading]]) -> _Weighed:
        """The same with the margin that these readings give it."""
        found = margin(query, self.evidence, read, self.at, self.speaker, self.features, self.day)
        return replace(self, read=read, features=self.features | {"margin": found})


def _weighed(
    query: Query,
    evidence: Evidence,
    inside: Sequence[Span],
    read: Sequence[tuple[Reading, Reading]],
) -> Iterator[_Weighed]:
    about = passage_features(query, evidence)
    old = age(evidence.article, query.now) if query.now else 0.0
    for at, (span, said_by) in enumerate(zip(inside, _speakers(evidence, inside), strict=True)):
        text = evidence.article.text[span.start : span.end]
        day = on_day(query, evidence, text)
        known = about | {"coverage": sentence_coverage(query, evidence, text, said_by)}
        beside = _ON_DAY * day - _OTHER_END * other_end(query, text) - _AGE * old
        yield _Weighed(evidence, span, at, said_by, day, known, beside).reading(query, read)


def _closely(query: Query, weighed: Sequence[_Weighed]) -> list[_Weighed]:
    """Sentences read a second time, with less around them; the mean of both margins counts.

    Among many sentences the reader overlooks some, and takes some for more than they say.
    """
    places = [_around(w) for w in weighed]
    pages = [
        _page(query, w.evidence, start, end, [w.span])
        for w, (start, end) in zip(weighed, places, strict=True)
    ]
    found = []
    for w, (start, _), [again] in zip(weighed, places, load_reader().read(pages), strict=True):
        shift = start - w.evidence.passage.start
        (free, typed), (free_again, typed_again) = w.read[w.at], again
        both = (_mean(free, free_again, shift), _mean(typed, typed_again, shift))
        found.append(w.reading(query, [*w.read[: w.at], both, *w.read[w.at + 1 :]]))
    return found


def _around(weighed: _Weighed) -> tuple[int, int]:
    """Where in its article a sentence stands with few others."""
    spans = article_sentences(weighed.evidence.article.text)
    at = spans.index(weighed.span)
    return around(spans, at, at)


def _mean(first: Reading, again: Reading, shift: int) -> Reading:
    """The span of the second reading, ``shift`` further on, with the mean of both margins."""
    mean = (first.margin + again.margin) / 2
    return Reading(again.start + shift, again.end + shift, mean)


def _page(query: Query, evidence: Evidence, start: int, end: int, inside: Sequence[Span]) -> Page:
    """A part of an article, to read its sentences."""
    text = evidence.article.text[start:end]
    return Page(
        read_as(query, evidence),
        text,
        tuple((s.start - start, s.end - start) for s in inside),
        tuple(typed_spans(text, query)),
        evidence.article.title,
    )


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


def _candidate(weighed: _Weighed, own: Vectors, question: Vectors) -> Candidate:
    features = weighed.features | {"similarity": float(question @ own)}
    start = weighed.evidence.passage.start
    span = marked(*weighed.read[weighed.at])
    return Candidate(
        article=weighed.evidence.article,
        start=weighed.span.start,
        end=weighed.span.end,
        reading=(start + span.start, start + span.end),
        speaker=weighed.speaker,
        vector=own,
        features=np.array([features[name] for name in FEATURES]),
        beside=weighed.beside,
        probability=_logistic(_logit(features, weighed.beside)),
    )


def _logit(features: dict[str, float], beside: float) -> float:
    """How likely a sentence answers; a feature that is not known counts for nothing."""
    weights = _weights()
    known = sum(weights["answers"][name] * value for name, value in features.items())
    return float(known + weights["bias"] + beside)


def _logistic(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


@cache
def _weights() -> dict[str, Any]:
    """What ``python -m assistant.fit`` wrote."""
    stored = json.loads((files("assistant") / "weights.json").read_text("utf-8"))
    return {
        "answers": {name: float(stored["answers"][name]) for name in FEATURES},
        "bias": float(stored["bias"]),
        "threshold": float(stored["threshold"]),
    }


def threshold() -> float:
    """The probability below which Byline says that the articles do not say."""
    return float(_weights()["threshold"])
