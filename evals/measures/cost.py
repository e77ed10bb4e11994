"""What an answer costs its reader: its length and its citations. Declining costs nothing.

Of two answers that are equally right the shorter is the better; alone these say little.
Latency is in ``summaries``, as percentiles over the whole set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from evals.cases import Case
from evals.measures.abstention import declines
from evals.measures.base import ArticleText, Measure
from index.passages import count_tokens

_MARKER = re.compile(r"\[\d+\]")
_WORD = re.compile(r"\w+(?:[’'.,:-]\w+)*")


def words(_: Case, answer: Mapping[str, Any], __: ArticleText) -> float | None:
    """Length of the answer in words.

    Formula: runs of letters and digits, with the signs inside them ("1,000", "cease-fire"),
    citation markers left out.
    Applies: cases that are answered.
    Source: a count.
    """
    return None if declines(answer) else len(_WORD.findall(_MARKER.sub(" ", answer["answer"])))


def tokens(_: Case, answer: Mapping[str, Any], __: ArticleText) -> float | None:
    """Length of the answer in tokens, markers included.

    Formula: tokens of cl100k_base (tiktoken).
    Applies: cases that are answered.
    Source: the vocabulary that passages are measured with.
    """
    return None if declines(answer) else count_tokens(answer["answer"])


def citations(_: Case, answer: Mapping[str, Any], __: ArticleText) -> float | None:
    """How many citations a reader has to check.

    Formula: citations listed with the answer.
    Applies: cases that are answered.
    Source: a count.
    """
    return None if declines(answer) else len(answer["citations"])


MEASURES = (
    Measure(
        "answer_words",
        "words",
        "mean length of an answer in words, answered cases; lower is better",
        words,
        group="cost",
        higher_is_better=False,
        unit="words",
    ),
    Measure(
        "answer_tokens",
        "tokens",
        "mean length of an answer in cl100k_base tokens, answered cases; lower is better",
        tokens,
        group="cost",
        higher_is_better=False,
        unit="tokens",
    ),
    Measure(
        "citation_count",
        "cites",
        "mean number of citations, answered cases; lower is better",
        citations,
        group="cost",
        higher_is_better=False,
        unit="citations",
    ),
)
