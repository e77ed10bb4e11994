"""From passages to the sentences that answer: each sentence scored on what is known of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
from assistant.reader.reader import Page, Reading, load_reader, unread
from assistant.spans import typed_spans
from index.encoder import Vectors
from index.library import Library
from index.records import Article, Evidence
from index.sentences import Span, sentences

_COMPARED = 24  # sentences that get a vector
# In logits, beside the fitted weights: the fitting sets have no days of publication, and seldom
# ask when something began where its end is told.
_ON_DAY = 0.8
_OTHER_END = 1.5


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
    weighed = [
        one
        for e, inside, read in zip(evidence, spans, readings, strict=True)
        for one in _weighed(query, e, inside, read)
    ]
    # A vector takes as long as reading the sentence did: those get one that may come out first.
    likeliest = sorted(weighed, key=lambda w: -_logit(w.features, w.beside))[:_COMPARED]
    vectors = library.encoder.encode([w.text for w in likeliest])
    found = [_candidate(w, own, vector) for w, own in zip(likeliest, vectors, strict=True)]
    return sorted(found, key=lambda c: (-c.probability, c.article.id, c.start))


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A sentence with all features but the one that takes its vector."""

    evidence: Evidence
    span: Span
    reading: Reading
    speaker: str | None
    features: dict[str, float]
    beside: float  # in logits: what is not fitted

    @property
    def text(self) -> str:
        return self.evidence.article.text[self.span.start : self.span.end]


def _weighed(
    query: Query,
    evidence: Evidence,
    inside: Sequence[Span],
    read: Sequence[tuple[Reading, Reading]],
) -> Iterator[_Weighed]:
    about = passage_features(query, evidence)
    for at, (span, said_by) in enumerate(zip(inside, _speakers(evidence, inside), strict=True)):
        text = evidence.article.text[span.start : span.end]
        day = on_day(query, evidence, text)
        known = about | {"coverage": sentence_coverage(query, evidence, text, said_by)}
        features = known | {"margin": margin(query, evidence, read, at, said_by, known, day)}
        beside = _ON_DAY * day - _OTHER_END * other_end(query, text)
        yield _Weighed(evidence, span, marked(*read[at]), said_by, features, beside)


def _page(query: Query, evidence: Evidence, inside: Sequence[Span]) -> Page:
    begin = evidence.passage.start
    return Page(
        read_as(query, evidence),
        evidence.text,
        tuple((s.start - begin, s.end - begin) for s in inside),
        tuple(typed_spans(evidence.text, query)),
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
    return Candidate(
        article=weighed.evidence.article,
        start=weighed.span.start,
        end=weighed.span.end,
        reading=(start + weighed.reading.start, start + weighed.reading.end),
        speaker=weighed.speaker,
        vector=own,
        features=np.array([features[name] for name in FEATURES]),
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
