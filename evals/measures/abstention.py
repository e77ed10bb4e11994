"""Abstention: does it decline where the articles do not say, and only there?

Declining is ``status == "not_found"``. With "decline" as the positive class, recall is the
mean of ``declined`` and precision is the mean of ``precision``.

Source: P. Rajpurkar, R. Jia, P. Liang, "Know What You Don't Know: Unanswerable Questions for
SQuAD" (ACL 2018) for the task; C. J. van Rijsbergen, "Information Retrieval" (1979) for
precision and recall.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evals.cases import Case


def _declines(answer: Mapping[str, Any]) -> bool:
    return bool(answer["status"] == "not_found")


def declined(case: Case, answer: Mapping[str, Any]) -> float | None:
    """1 where an unanswerable case is declined, else 0; ``None`` where it is answerable.

    Its mean is the recall of declining.
    """
    return None if case.answerable else float(_declines(answer))


def false_refusal(case: Case, answer: Mapping[str, Any]) -> float | None:
    """1 where an answerable case is declined, else 0 (lower is better); ``None`` otherwise."""
    return float(_declines(answer)) if case.answerable else None


def precision(case: Case, answer: Mapping[str, Any]) -> float | None:
    """1 where a declined case is unanswerable, else 0; ``None`` where nothing was declined.

    Its mean is the precision of declining.
    """
    return float(not case.answerable) if _declines(answer) else None
