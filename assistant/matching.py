"""How far a text holds what a question speaks of: word for word, and nearly so by meaning.

A passage may say children where the question says kids. So a term that a text lacks counts
for as much as the nearest of the text's words is like it (cosine of their embeddings).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.query import Term, stopwords
from index.encoder import Encoder, Vectors
from index.lexical import folded, terms

_SHORTEST = 3  # letters of a word that means something by itself


class Matcher:
    """The terms of a question held against texts. One for each question."""

    def __init__(self, wanted: Sequence[Term], texts: Iterable[str], encoder: Encoder) -> None:
        self._wanted = wanted
        self._weights = np.array([t.weight for t in wanted])
        words = sorted({word for text in texts for word in content_words(text)})
        self._place = {word: at for at, word in enumerate(words)}
        asked = [t.word for t in wanted]
        vectors = _embedded(encoder, (*asked, *words))
        # (terms, words): how alike each term and each word are
        self._alike = vectors[: len(asked)] @ vectors[len(asked) :].T

    def coverage(self, text: str) -> float:
        """Weighted share of the terms that the text holds; 1 where nothing is asked for."""
        return self._mean(self._holds(text).astype(float))

    def names(self, text: str) -> float:
        """The same for the names and numbers alone."""
        chosen = np.array([t.name for t in self._wanted], dtype=bool)
        if not chosen.any() or not self._weights[chosen].sum():
            return 1.0
        return float(np.average(self._holds(text)[chosen], weights=self._weights[chosen]))

    def known(self) -> float:
        """The same for the terms that the library has anywhere."""
        return self._mean(np.array([float(t.known) for t in self._wanted]))

    def meaning(self, text: str) -> tuple[float, float]:
        """(mean, lowest) over the terms of how nearly the text speaks of each, 0 to 1."""
        if not self._wanted:
            return 1.0, 1.0
        places = [self._place[w] for w in content_words(text) if w in self._place]
        near = self._alike[:, places].max(axis=1) if places else np.zeros(len(self._wanted))
        near = np.where(self._holds(text), 1.0, np.clip(near, 0.0, 1.0))
        return self._mean(near), float(near.min())

    def _holds(self, text: str) -> NDArray[np.bool_]:
        held = _term_set(text)
        return np.array([not held.isdisjoint(t.alternatives) for t in self._wanted], dtype=bool)

    def _mean(self, values: NDArray[np.float64]) -> float:
        return float(np.average(values, weights=self._weights)) if self._weights.sum() else 1.0


@lru_cache(maxsize=4096)
def content_words(text: str) -> frozenset[str]:
    """The folded words of a text that mean something by themselves."""
    return frozenset(
        w for w in folded(text) if len(w) >= _SHORTEST and w.isalpha() and w not in stopwords()
    )


@lru_cache(maxsize=4096)
def _term_set(text: str) -> frozenset[str]:
    return frozenset(terms(text))


_CACHED_WORDS = 20_000  # some 30 MB of vectors
_words: dict[tuple[str, str], Vectors] = {}


def _embedded(encoder: Encoder, words: Sequence[str]) -> Vectors:
    """Vectors of single words, (len(words), dimension), remembered between questions."""
    if len(_words) > _CACHED_WORDS:
        _words.clear()
    unknown = sorted({w for w in words if (encoder.name, w) not in _words})
    for word, vector in zip(unknown, encoder.encode(unknown), strict=True):
        _words[encoder.name, word] = vector
    return np.stack([_words[encoder.name, w] for w in words]) if words else encoder.encode([])
