"""Retrieval at the level of articles: was an article that says it found, and how early?

Ranks count the items of ``evidence`` from 1; several items may come from one article.

Source: reciprocal rank, E. M. Voorhees, "The TREC-8 Question Answering Track Report" (1999);
success at k as in trec_eval and ir_measures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evals.cases import Case


def first_rank(case: Case, answer: Mapping[str, Any]) -> int | None:
    """The rank of the first item of evidence from an article of the case; ``None`` if none."""
    for rank, item in enumerate(answer["evidence"], start=1):
        if item["article_id"] in case.articles:
            return rank
    return None


def _applies(case: Case) -> bool:
    return case.answerable and bool(case.articles)


def success_at_10(case: Case, answer: Mapping[str, Any]) -> float | None:
    """1 where the first rank is 10 or better, else 0.

    ``None`` where the case is not answerable or names no article.
    """
    if not _applies(case):
        return None
    rank = first_rank(case, answer)
    return float(rank is not None and rank <= 10)


def reciprocal_rank(case: Case, answer: Mapping[str, Any]) -> float | None:
    """1 / first rank over all evidence given, 0 where none is relevant; ``None`` as above."""
    if not _applies(case):
        return None
    rank = first_rank(case, answer)
    return 1 / rank if rank else 0.0
