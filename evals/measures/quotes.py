"""Quote validity: is every citation the exact text of its article?

A citation is valid when ``article_text(article_id)[start:end] == quote``, the quote is not
empty and ``start`` is not negative. Offsets count Unicode code points.

Source: the first promise of Byline. It is the character-level form of the verifiability of
citations in N. F. Liu, T. Zhang, P. Liang, "Evaluating Verifiability in Generative Search
Engines" (Findings of EMNLP 2023): whether the words are there, not whether they suffice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from index.errors import UnknownNameError

ArticleText = Callable[[str], str]
"""Article id -> its text; raises ``LookupError`` or ``UnknownNameError`` for an unknown id."""


def broken(answer: Mapping[str, Any], article_text: ArticleText) -> tuple[str, ...]:
    """One sentence for each citation that is not valid, in the order of the answer."""
    sentences = []
    for c in answer["citations"]:
        place = f"citation [{c['number']}], article {c['article_id']}"
        try:
            found = article_text(c["article_id"])[c["start"] : c["end"]]
        except (LookupError, UnknownNameError):
            sentences.append(f"{place}: the library has no such article")
            continue
        if not c["quote"] or c["start"] < 0 or found != c["quote"]:
            span = f"{c['start']}:{c['end']}"
            sentences.append(f"{place}: quotes {c['quote']!r}, but {span} is {found!r}")
    return tuple(sentences)


def valid(answer: Mapping[str, Any], article_text: ArticleText) -> float | None:
    """Valid citations / citations, 0..1.

    0 where it answers without any citation: nobody vouches for such an answer, and leaving
    it out would reward it. ``None`` where it declines and cites nothing.
    """
    citations = answer["citations"]
    if not citations:
        return None if answer["status"] == "not_found" else 0.0
    return 1 - len(broken(answer, article_text)) / len(citations)
