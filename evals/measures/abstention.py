"""Abstention: does it decline where the articles do not say, and only there?

Declining is ``status == "not_found"``. With "decline" as the positive class, recall is the
mean of ``declined`` and precision is the mean of ``decline_precision``. Cases without facts to
find (those of the type "retrieval") expect neither an answer nor silence and do not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evals.cases import Case
from evals.measures.base import ArticleText, Measure


def declines(answer: Mapping[str, Any]) -> bool:
    """Whether the answer says that the articles do not say."""
    return bool(answer["status"] == "not_found")


def declined(case: Case, answer: Mapping[str, Any], _: ArticleText) -> float | None:
    """Is silence kept where there is nothing to say? The mean is the recall of declining.

    Formula: 1 where the case is declined, else 0.
    Applies: cases that are not answerable.
    Source: the task, P. Rajpurkar, R. Jia, P. Liang, "Know What You Don't Know: Unanswerable
    Questions for SQuAD" (ACL 2018); recall, C. J. van Rijsbergen, "Information Retrieval"
    (1979).
    """
    return None if case.answerable else float(declines(answer))


def precision(case: Case, answer: Mapping[str, Any], _: ArticleText) -> float | None:
    """Is there nothing to say where silence is kept? The mean is the precision of declining.

    Formula: 1 where the case is not answerable, else 0.
    Applies: cases that are declined.
    Source: van Rijsbergen (1979), as above.
    """
    if case.retrieval_only or not declines(answer):
        return None
    return float(not case.answerable)


def false_refusal(case: Case, answer: Mapping[str, Any], _: ArticleText) -> float | None:
    """Is silence kept though the articles say?

    Formula: 1 where the case is declined, else 0.
    Applies: answerable cases.
    Source: the false negatives of Rajpurkar et al. (2018), counted among the answerable.
    """
    return float(declines(answer)) if case.answerable and not case.retrieval_only else None


MEASURES = (
    Measure(
        "declined",
        "declined",
        "share of unanswerable cases declined (recall of declining)",
        declined,
        group="abstention",
        headline=True,
    ),
    Measure(
        "decline_precision",
        "decline\nprec.",
        "share of declined cases that are unanswerable",
        precision,
        group="abstention",
        paired=False,
    ),
    Measure(
        "false_refusals",
        "false\nrefus.",
        "share of answerable cases declined; lower is better",
        false_refusal,
        group="abstention",
        headline=True,
        higher_is_better=False,
    ),
)
