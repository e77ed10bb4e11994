"""Questions about the present: "this week", "recently", "who is now". The newer is meant.

A library keeps what was news years ago, in the same words. A passage counts for less the older it
is than the newest article that is searched, by an exponential prior (Li and Croft 2003,
doi:10.1145/956863.956951).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date

from index.records import Article, Evidence

_PRESENT = re.compile(
    r"\b(?:this (?:past )?(?:week|month|year|season|spring|summer|autumn|fall|winter|morning)"
    r"|(?:last|next) (?:week|month|night)|today|yesterday|tonight|recent(?:ly)?|latest|newest|now"
    r"|current(?:ly)?|so far|upcoming|still|just)\b",
    re.IGNORECASE,
)
_DECAY = 365.0  # days
_UNDATED = 0.5  # an article without a day may be of any
_LESS = 0.3  # of a passage's score, as its age goes to infinity
WIDER = 40  # passages among which the newer are looked for


def of_the_present(question: str) -> bool:
    """Whether a question asks how things stand, or what happened of late."""
    return _PRESENT.search(question) is not None


def age(article: Article, now: date) -> float:
    """0 for an article of the day ``now`` or later, towards 1 as it lies further back."""
    if not article.date:
        return _UNDATED
    days = max(0, (now - date.fromisoformat(article.date)).days)
    return 1 - math.exp(-days / _DECAY)


def newer_first(evidence: Sequence[Evidence], now: date) -> list[Evidence]:
    """Passages by their score, of which the older lose a part; ties as they stood."""
    return sorted(evidence, key=lambda e: -e.score * (1 - _LESS * age(e.article, now)))
