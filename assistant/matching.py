"""How far a text holds the terms of a question, in any spelling that the library has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from assistant.query import Term
from index.lexical import terms


def coverage(wanted: Sequence[Term], text: str) -> float:
    """Share of the terms that a text holds, weighted by idf; 1 where nothing is wanted."""
    total = sum(t.weight for t in wanted)
    if not total:
        return 1.0
    held = _term_set(text)
    return sum(t.weight for t in wanted if not held.isdisjoint(t.alternatives)) / total


@lru_cache(maxsize=4096)
def _term_set(text: str) -> frozenset[str]:
    return frozenset(terms(text))
