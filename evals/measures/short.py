"""The short answer against the expected span: exact match and token F1.

Source: P. Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text"
(EMNLP 2016), with the normalisation of its official script: lower case, punctuation out,
the articles a, an, the out, whitespace runs to one space. Typographic quotes and dashes are
made plain first, as the script knows ASCII punctuation only.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Mapping
from typing import Any

from evals.cases import Case
from evals.measures.facts import normalise

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLES = re.compile(r"\b(a|an|the)\b")


def tokens(text: str) -> list[str]:
    """The words of a span by the rules of SQuAD."""
    return _ARTICLES.sub(" ", normalise(text).lower().translate(_PUNCTUATION)).split()


def exact(case: Case, answer: Mapping[str, Any]) -> float | None:
    """1 where both spans have the same tokens in the same order, else 0.

    ``None`` where the case is not answerable or expects no span; an answer without a short
    answer scores 0.
    """
    if not case.answerable or case.short is None:
        return None
    if answer["short"] is None:
        return 0.0
    return float(tokens(case.short) == tokens(answer["short"]))


def f1(case: Case, answer: Mapping[str, Any]) -> float | None:
    """2PR / (P + R), P = shared / tokens given, R = shared / tokens expected.

    Shared tokens count as often as both have them. Where one side has no token left, 1 if
    the other has none either, else 0. ``None`` as for ``exact``.
    """
    if not case.answerable or case.short is None:
        return None
    if answer["short"] is None:
        return 0.0
    expected, given = tokens(case.short), tokens(answer["short"])
    if not expected or not given:
        return float(expected == given)
    shared = (Counter(expected) & Counter(given)).total()
    return 2 * shared / (len(expected) + len(given))
