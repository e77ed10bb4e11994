"""Spellings of one name: Umyerov and Umerov, Kiev and Kyiv, Ciragan and Çırağan.

Names are transliterated in many ways, and nearly always keep their consonants. Two words are
spellings of one name when their consonant skeletons are the same and the words are close, or
when the words differ by a slip of the keyboard. The candidates are the capitalised words of
the library itself, so nothing has to be listed by hand.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from index.lexical import LexicalIndex

# Letters and digraphs that transliterations exchange for one another, longest first.
_CLASSES = (
    ("shch", "s"), ("sch", "s"), ("tch", "k"), ("sh", "s"), ("zh", "s"), ("ch", "k"), ("kh", "k"),
    ("gh", "k"), ("ck", "k"), ("th", "t"), ("ph", "v"), ("dj", "k"), ("ts", "s"), ("tz", "s"),
    ("c", "k"), ("q", "k"), ("g", "k"), ("x", "k"), ("h", "k"), ("z", "s"), ("f", "v"), ("w", "v"),
)  # fmt: skip
_FIRST_LETTERS = ("aou", "eijy", "ckqghx", "szct", "vwf", "jgd")
_MIN_SIMILARITY = 0.5
_SLIP_SIMILARITY = 0.85
_SLIP_UNKNOWN = 0.8  # one letter of six: no other name of the library can be meant
_MIN_LETTERS = 4


def same_name(word: str, other: str, slip: float = _SLIP_SIMILARITY) -> bool:
    """Whether two folded lower-case words are spellings of one name.

    ``slip`` is the similarity, 0 to 1, from which they may differ by a slip of the keyboard.
    """
    if word == other:
        return True
    if min(len(word), len(other)) < _MIN_LETTERS or not (word + other).isalpha():
        return False
    similarity = OSA.normalized_similarity(word, other)
    if similarity >= slip and min(len(word), len(other)) > _MIN_LETTERS + 1:
        return True
    skeleton = _skeleton(word)
    return similarity >= _MIN_SIMILARITY and len(skeleton) > 1 and skeleton == _skeleton(other)


@lru_cache(maxsize=65536)
def _skeleton(word: str) -> str:
    """Consonants in classes, vowels (and the y and j that stand for them) dropped."""
    for letters, sound in _CLASSES:
        word = word.replace(letters, sound)
    consonants = re.sub(r"[aeiouyj]+", "", word)
    return re.sub(r"(.)\1+", r"\1", consonants)


def spellings(word: str, postings: LexicalIndex, known: bool = True) -> list[str]:
    """Other spellings of a folded word among the library's names, most frequent first.

    More freely where the library does not have the word itself: ``Strowd`` for Stroud.
    """
    if len(word) < _MIN_LETTERS or not word.isalpha():
        return []
    slip = _SLIP_SIMILARITY if known else _SLIP_UNKNOWN
    letters = {word[0]}.union(*(group for group in _FIRST_LETTERS if word[0] in group))
    found = [
        (name, count)
        for letter in sorted(letters)
        for name, count in postings.names_from(letter)
        if name != word and same_name(word, name, slip)
    ]
    return [name for name, _ in sorted(found, key=lambda p: (-p[1], p[0]))]
