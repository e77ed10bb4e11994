"""The short answer against the expected span: exact match and token F1.

By the rules of the official SQuAD script (evaluate-v2.0.py): lower case, ASCII punctuation
out, the articles a, an, the out, whitespace runs to one space; of several right spans the one
that fits best. One step goes before it: typographic quotes and dashes are made plain, as the
script knows ASCII punctuation only.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Mapping
from typing import Any

from evals.cases import Case
from evals.measures.base import ArticleText, Measure
from evals.measures.wording import PLAIN

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLES = re.compile(r"\b(a|an|the)\b")


def tokens(text: str) -> list[str]:
    """The words of a span by the rules of SQuAD."""
    return _ARTICLES.sub(" ", text.translate(PLAIN).lower().translate(_PUNCTUATION)).split()


def _expected(case: Case) -> list[list[str]]:
    """The tokens of every right span; as in the script, of those only that have any."""
    spans = [tokens(span) for span in (case.short or "", *case.short_also)]
    return [span for span in spans if span] or [[]]


def exact(case: Case, answer: Mapping[str, Any], _: ArticleText) -> float | None:
    """Whether the short answer is an expected span to the word.

    Formula: 1 where it has the same tokens in the same order as one of the spans, else 0;
    0 where the answer gives none.
    Applies: answerable cases that expect a span.
    Source: P. Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text"
    (EMNLP 2016), and the script of SQuAD 2.0 for several spans.
    """
    if not case.answerable or case.short is None:
        return None
    if answer["short"] is None:
        return 0.0
    return float(tokens(answer["short"]) in _expected(case))


def f1(case: Case, answer: Mapping[str, Any], _: ArticleText) -> float | None:
    """How far the words of the short answer and of the expected span agree.

    Formula: 2 shared / (tokens given + tokens expected), the harmonic mean of precision and
    recall; shared tokens count as often as both have them; the best of several spans. Where
    one side has no token left, 1 if the other has none either, else 0. 0 where the answer
    gives no short answer.
    Applies: answerable cases that expect a span.
    Source: Rajpurkar et al. (2016), as for the exact match.
    """
    if not case.answerable or case.short is None:
        return None
    if answer["short"] is None:
        return 0.0
    given = tokens(answer["short"])
    return max(_overlap(given, expected) for expected in _expected(case))


def _overlap(given: list[str], expected: list[str]) -> float:
    if not expected or not given:
        return float(expected == given)
    shared = (Counter(expected) & Counter(given)).total()
    return 2 * shared / (len(expected) + len(given))


MEASURES = (
    Measure(
        "short_exact",
        "short\nexact",
        "share of short answers equal to an expected span, cases that expect one",
        exact,
        group="answer",
        headline=True,
    ),
    Measure(
        "short_f1",
        "short\nF1",
        "mean overlap in words of short answer and expected span, cases that expect one",
        f1,
        group="answer",
        headline=True,
    ),
)
