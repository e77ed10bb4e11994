"""Near-duplicates among many short texts, found without comparing all pairs.

Source: R. J. Bayardo, Y. Ma, R. Srikant, "Scaling Up All Pairs Similarity Search" (WWW 2007)
for the prefix filter; P. Jaccard (1912) for the similarity.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from evals.measures.wording import normalise

_ROUNDING = 1e-9


def word_set(text: str) -> frozenset[str]:
    """The words of a text, folded, each once."""
    return frozenset(re.findall(r"\w+", normalise(text)))


def near_pairs(sets: Sequence[frozenset[str]], least: float) -> Iterator[tuple[int, int, float]]:
    """(earlier, later, similarity) of all pairs whose Jaccard similarity is ``least`` or more.

    Jaccard: words in both / words in either, 0..1. Pairs come by the later, then the earlier.
    """
    # Two sets that similar share a word among the rarest of each: only those pairs are compared.
    count = Counter(word for words in sets for word in words)
    with_word: dict[str, list[int]] = defaultdict(list)
    for later, words in enumerate(sets):
        ranked = sorted(words, key=lambda word: (count[word], word))
        prefix = ranked[: len(ranked) - math.ceil(least * len(ranked) - _ROUNDING) + 1]
        for earlier in sorted({i for word in prefix for i in with_word[word]}):
            similarity = len(words & sets[earlier]) / len(words | sets[earlier])
            if similarity >= least - _ROUNDING:
                yield earlier, later, similarity
        for word in prefix:
            with_word[word].append(later)
