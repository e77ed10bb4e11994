"""When two wordings are the same: the text of facts, quotes and statements made comparable.

``normalise`` undoes what typesetting does to a text. ``canonical`` goes on to what people
write in more than one way: accents, punctuation, thousands separators, numbers in words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

PLAIN = str.maketrans(
    dict.fromkeys("‘’‚‛′‹›`", "'") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)
"""Typographic quotes and dashes -> the plain ones."""

_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[,'’\u00a0\u2009\u202f]\d{3})+(?![\d’'])(?!,\d)")
_INITIALS = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b\.?")
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d]\w*|[%$€£]")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_PER_CENT = re.compile(r"\bper ?cent\b")

_UNITS = "two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
# "one" is more often a pronoun than a number; it counts after a ten only ("twenty-one").
_SMALL = {w: n for n, w in enumerate(_UNITS, start=2)} | {
    w: n for n, w in enumerate(_TEENS, start=10)
}
_TEN = {w: 10 * n for n, w in enumerate(_TENS, start=2)}
_POWERS = {"hundred": 100, "thousand": 1000}


def normalise(text: str) -> str:
    """NFKC, casefold, typographic quotes and dashes to plain, whitespace runs to one space."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = unicodedata.normalize("NFKC", folded).translate(PLAIN)
    return " ".join(plain.split())


@lru_cache(maxsize=2048)
def canonical(text: str) -> str:
    """The words and numbers of a text, one space between them and at both ends.

    After ``normalise``: no accents, no punctuation, "6,000" and "six thousand" as "6000",
    "U.S." as "us", "20th" as "20", "per cent" as "%". ``canonical(a) in canonical(b)`` asks
    whether the words of ``a`` stand in ``b`` in a row, none of them cut.
    """
    joined = _THOUSANDS.sub(lambda m: re.sub(r"\D", "", m[0]), text)
    plain = _unaccented(normalise(joined))
    plain = _INITIALS.sub(lambda m: m[0].replace(".", ""), plain)
    plain = _PER_CENT.sub("%", _ORDINAL.sub("", plain))
    return f" {' '.join(_in_digits(_TOKEN.findall(plain)))} "


def _unaccented(text: str) -> str:
    """Letters without their marks; the dotless i, which has none to lose, as i."""
    split = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in split if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", bare).replace("ı", "i")


def _in_digits(tokens: list[str]) -> Iterator[str]:
    """The tokens with numbers from two to ninety-nine, hundreds and thousands in digits."""
    at = 0
    while at < len(tokens):
        number, used = _number(tokens, at)
        while number is not None and tokens[at + used : at + used + 1]:
            power = _POWERS.get(tokens[at + used])
            if power is None:
                break
            number, used = number * power, used + 1
        yield tokens[at] if number is None else str(number)
        at += used


def _number(tokens: list[str], at: int) -> tuple[int | None, int]:
    """The number that begins at a token and how many tokens it takes; ``None`` and 1 if none."""
    word = tokens[at]
    if word in _TEN:
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        unit = 1 if after == "one" else _SMALL.get(after, 10)
        return (_TEN[word] + unit, 2) if unit < 10 else (_TEN[word], 1)
    if word in _SMALL:
        return _SMALL[word], 1
    followed = at + 1 < len(tokens) and tokens[at + 1] in _POWERS
    return (int(word), 1) if followed and word.isdecimal() else (None, 1)
