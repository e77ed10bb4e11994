"""Does a quote say what a statement says? Decided by words, without a model.

A quote supports a statement where the statement stands in it word for word, or where every
number and name of the statement is in the quote and so is a large enough share of its other
words. Words count as the same when their first five letters are: cutting there serves most
languages about as well as a stemmer (P. McNamee, C. Nicholas, J. Mayfield, "Addressing
Morphological Variation in Alphabetic Languages", SIGIR 2009).

What words cannot show stays unseen: who did what to whom, negation, paraphrase. Of the answers
of an extractive system, which state what they quote, nearly all are decided word for word.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from evals.measures.wording import canonical
from index.sentences import static_folder

MIN_RECALL = 0.53
"""The share of a statement's words that must be in what supports it, 0..1."""

_LETTERS = 5
_NUMBER = re.compile(r"\d")
_CAPITAL = re.compile(r"[^\W\d_]\w*")
_OPENS = re.compile(r"(?:^|[.!?:]\s)[\s\"'“”‘’(\[«]*$")


def supports(quote: str, statement: str, min_recall: float = MIN_RECALL) -> bool:
    """Whether the quote supports the statement; see ``strength``."""
    return strength(quote, statement) >= min_recall


def strength(quote: str, statement: str) -> float:
    """How far the quote supports the statement, 0..1.

    1 where the statement stands in the quote word for word; 0 where a number or a name of it
    is missing there; else the share of its words, stop words left out, that are in the quote.
    A statement that has no such words is supported by its own wording alone.
    """
    said = canonical(statement)
    if said.strip() and said in canonical(quote):
        return 1.0
    given, wanted = stems(quote), stems(statement)
    needed = {s for s in wanted if _NUMBER.match(s)} | {_stem(n) for n in names(statement)}
    if not wanted or not needed <= given:
        return 0.0
    return len(wanted & given) / len(wanted)


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """The words of a text, cut to their first letters, without stop words; numbers whole."""
    return frozenset(_stem(w) for w in canonical(text).split() if w not in _passed_over())


def names(text: str) -> frozenset[str]:
    """The capitalised words inside sentences; the first word of a sentence may be any word."""
    found = set()
    for match in _CAPITAL.finditer(text):
        if match[0][0].isupper() and not _OPENS.search(text[: match.start()]):
            found.update(canonical(match[0]).split())
    return frozenset(found - _passed_over())


def _stem(word: str) -> str:
    return word if _NUMBER.match(word) else word[:_LETTERS]


@cache
def _passed_over() -> frozenset[str]:
    """NLTK's English stop words as ``canonical`` writes them; of "don't" both parts.

    Not the assistant's own list: a change to that must not change what it is measured by.
    """
    listed = static_folder("nltk_cache") / "corpora" / "stopwords" / "english"
    return frozenset(canonical(listed.read_text("utf-8")).split())
