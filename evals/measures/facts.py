"""Facts found: does the answer say what a right answer must say? (nugget recall)

A fact is a list of alternative wordings. It holds when one alternative stands, after
normalisation and at word boundaries, in the answer text or in the short answer.

Source: nugget recall, E. M. Voorhees, "Overview of the TREC 2003 Question Answering Track"
(2003); strict and lenient as all nuggets against the share of them follow J. Lin and
D. Demner-Fushman, "Will Pyramids Built of Nuggets Topple Over?" (HLT-NAACL 2006). Matching
is by string, so a wording that the suite does not list counts as missed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from evals.cases import Case

_PLAIN = str.maketrans(
    dict.fromkeys("‘’‚‛′‹›`", "'") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)
_MARKER = re.compile(r"\[\d+\]")


def normalise(text: str) -> str:
    """NFKC, casefold, typographic quotes and dashes to plain, whitespace runs to one space."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = unicodedata.normalize("NFKC", folded).translate(_PLAIN)
    return " ".join(plain.split())


def holds(alternative: str, text: str) -> bool:
    """Whether the alternative stands in the text at word boundaries, both normalised.

    A digit also does not end at a thousands or decimal mark: "339" stands neither in "1339"
    nor in "1,339", and "20" not in "20.5"; it does stand in "20." and "20, then".
    """
    wanted = normalise(alternative)
    before = r"(?<!\w)" + (r"(?<!\d[.,])" if wanted[:1].isdigit() else "")
    after = r"(?!\w)" + (r"(?![.,]\d)" if wanted[-1:].isdigit() else "")
    return re.search(before + re.escape(wanted) + after, normalise(text)) is not None


def missing(case: Case, answer: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """The facts of the case that do not hold; all of them where the answer declines."""
    if answer["status"] == "not_found":
        return case.facts
    # Citation markers go first: else the fact "2" would hold in any answer that cites [2].
    # Text and short answer are read apart: joined they could form a phrase neither has.
    texts = (_MARKER.sub(" ", answer["answer"]), answer["short"] or "")
    return tuple(
        fact for fact in case.facts if not any(holds(alt, text) for alt in fact for text in texts)
    )


def strict(case: Case, answer: Mapping[str, Any]) -> float | None:
    """1 where every fact holds, else 0; ``None`` where the case is not answerable."""
    if not case.answerable:
        return None
    return float(not missing(case, answer))


def lenient(case: Case, answer: Mapping[str, Any]) -> float | None:
    """Facts that hold / facts of the case, 0..1; ``None`` where the case is not answerable."""
    if not case.answerable:
        return None
    return 1 - len(missing(case, answer)) / len(case.facts)
