"""The measures: one module a family, and ``MEASURES``, the list of them all by name.

A measure maps one case and one answer to a number, or to ``None`` where it does not apply; the
report prints how many cases each mean stands on. ``answer`` is the dict of
``assistant.Answer.to_dict``. ``python -m evals.measures.page`` prints what each is defined as.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evals.cases import Case
from evals.measures import abstention, citations, cost, facts, quotes, retrieval, short
from evals.measures.base import GROUPS, Articles, ArticleText, Group, Measure
from evals.measures.confidence import Bin, Row, reliability, risk_coverage
from evals.measures.summaries import SUMMARIES, Summary, row, rows, summarise

__all__ = [
    "BY_NAME", "GROUPS", "MEASURES", "SUMMARIES", "ArticleText", "Articles", "Bin", "Group",
    "Measure", "Row", "Summary", "measure", "missed", "reliability", "risk_coverage", "row",
    "rows", "summarise",
]  # fmt: skip

_FAMILIES = (facts, short, citations, quotes, abstention, retrieval, cost)

MEASURES: tuple[Measure, ...] = tuple(m for family in _FAMILIES for m in family.MEASURES)
"""By group in the order of ``GROUPS``."""
BY_NAME: Mapping[str, Measure] = {m.name: m for m in MEASURES}


def measure(
    case: Case, answer: Mapping[str, Any], article_text: ArticleText
) -> dict[str, float | None]:
    """Every measure of one answer, by name in the order of ``MEASURES``."""
    return {m.name: m.compute(case, answer, article_text) for m in MEASURES}


def missed(case: Case, answer: Mapping[str, Any], article_text: ArticleText) -> tuple[str, ...]:
    """What is wrong with an answer, one sentence each; empty where nothing is."""
    wrong: list[str] = []
    declines = abstention.declines(answer)
    if abstention.false_refusal(case, answer, article_text):
        wrong.append("declined, though the articles say")
    if not case.answerable and not declines:
        wrong.append("answered, though the articles do not say")
    if case.answerable:
        wrong += ["fact not found: " + " | ".join(f) for f in facts.missing(case, answer)]
    if short.exact(case, answer, article_text) == 0:
        given = "nothing" if answer["short"] is None else repr(answer["short"])
        wrong.append(f"short answer: expected {case.short!r}, got {given}")
    if citations.speaker(case, answer, article_text) == 0:
        wrong.append(f"no statement with a fact of the case names {case.speaker} as its speaker")
    wrong += quotes.broken(answer, article_text)
    if isinstance(article_text, Articles):
        wrong += quotes.misattributed(answer, article_text)
    if not declines and not answer["citations"]:
        wrong.append("answered without a citation")
    wrong += [
        f"not supported by what it cites: {s}" for s in citations.unsupported(answer, article_text)
    ]
    rank = retrieval.first_rank(case, answer)
    if retrieval.articles(case, answer) and (rank is None or rank > 10):
        wrong.append("none of the first 10 passages is from " + ", ".join(case.articles))
    # A citation of an article that is not there is both no quote and no byline: said once.
    return tuple(dict.fromkeys(wrong))
