"""Citations against the articles they name: the words, the outlet, the date.

Nothing here asks whether a quote supports what it is cited for: ``citations`` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evals.cases import Case
from evals.measures.base import Articles, ArticleText, Measure
from index.errors import UnknownNameError


def broken(answer: Mapping[str, Any], article_text: ArticleText) -> tuple[str, ...]:
    """One sentence for each citation that is not the text of its article, in their order."""
    sentences = []
    for c in answer["citations"]:
        place = _place(c)
        try:
            found = article_text(c["article_id"])[c["start"] : c["end"]]
        except (LookupError, UnknownNameError):
            sentences.append(f"{place}: the library has no such article")
            continue
        if not c["quote"] or c["start"] < 0 or found != c["quote"]:
            span = f"{c['start']}:{c['end']}"
            sentences.append(f"{place}: quotes {c['quote']!r}, but {span} is {found!r}")
    return tuple(sentences)


def misattributed(answer: Mapping[str, Any], articles: Articles) -> tuple[str, ...]:
    """One sentence for each citation with another outlet or date than its article."""
    sentences = []
    for c in answer["citations"]:
        try:
            article = articles.get(c["article_id"])
        except (LookupError, UnknownNameError):
            sentences.append(f"{_place(c)}: the library has no such article")
            continue
        given, true = (c["source"], c["date"]), (article.source, article.date)
        if given != true:
            sentences.append(f"{_place(c)}: named {_byline(*given)}, but it is {_byline(*true)}")
    return tuple(sentences)


def _place(citation: Mapping[str, Any]) -> str:
    return f"citation [{citation['number']}], article {citation['article_id']}"


def _byline(source: str | None, date: str | None) -> str:
    return f"{source or 'no outlet'}, {date or 'no date'}"


def valid(_: Case, answer: Mapping[str, Any], article_text: ArticleText) -> float | None:
    """Is every citation the exact text of its article?

    Formula: citations with ``text(article_id)[start:end] == quote``, the quote not empty and
    ``start`` not negative / citations. Offsets count Unicode code points. 0 where it answers
    without any citation: nobody vouches for such an answer, and leaving it out would reward it.
    Applies: answers, and whatever cites something.
    Source: the character-level form of the verifiability of citations in N. F. Liu, T. Zhang,
    P. Liang, "Evaluating Verifiability in Generative Search Engines" (Findings of EMNLP 2023):
    whether the words are there, not whether they suffice.
    """
    citations = answer["citations"]
    if not citations:
        return None if answer["status"] == "not_found" else 0.0
    return 1 - len(broken(answer, article_text)) / len(citations)


def attribution(_: Case, answer: Mapping[str, Any], article_text: ArticleText) -> float | None:
    """Do outlet and date of a citation belong to the article that it cites?

    Formula: citations whose source and date both equal the article's / citations.
    Applies: answers with citations, where outlet and date of the articles are known.
    Source: a definition of this suite: the byline must be the article's own.
    """
    citations = answer["citations"]
    if not citations or not isinstance(article_text, Articles):
        return None
    return 1 - len(misattributed(answer, article_text)) / len(citations)


MEASURES = (
    Measure(
        "quotes_valid",
        "quotes\nvalid",
        "mean share of citations that are the exact text of their article, answered cases",
        valid,
        group="citation",
        headline=True,
    ),
    Measure(
        "attribution",
        "outlet\nand date",
        "mean share of citations with the outlet and date of their article, cases that cite",
        attribution,
        group="citation",
    ),
)
