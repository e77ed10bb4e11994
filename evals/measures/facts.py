"""Facts found: does the answer say what a right answer must say? (nugget recall)

A fact is a list of alternative wordings. It holds when one alternative stands in the answer
text or in the short answer; ``wording.canonical`` says when two wordings are the same.
Matching is by string, so a wording that the suite does not list counts as missed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from evals.cases import Case
from evals.measures.base import ArticleText, Measure
from evals.measures.wording import canonical, normalise

_MARKER = re.compile(r"\[\d+\]")


def holds(alternative: str, text: str) -> bool:
    """Whether the words and numbers of the alternative stand in the text in a row, none cut.

    "339" stands neither in "1339" nor in "1,339", and "20" not in "20.5"; "6,000" stands in
    "six thousand". An alternative of signs alone must stand as it is.
    """
    wanted = canonical(alternative)
    if not wanted.strip():
        return normalise(alternative) in normalise(text)
    return wanted in canonical(text)


def any_holds(fact: tuple[str, ...], texts: tuple[str, ...]) -> bool:
    """Whether one of the alternatives stands in one of the texts."""
    return any(holds(alternative, text) for alternative in fact for text in texts)


def missing(case: Case, answer: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """The facts of the case that do not hold; all of them where the answer declines."""
    if answer["status"] == "not_found":
        return case.facts
    # Citation markers go first: else the fact "2" would hold in any answer that cites [2].
    # Text and short answer are read apart: joined they could form a phrase neither has.
    texts = (_MARKER.sub(" ", answer["answer"]), answer["short"] or "")
    return tuple(fact for fact in case.facts if not any_holds(fact, texts))


def strict(case: Case, answer: Mapping[str, Any], _: ArticleText) -> float | None:
    """Whether the answer says everything that it must.

    Formula: 1 where every fact holds, else 0; 0 where the answer declines.
    Applies: answerable cases with facts.
    Source: all nuggets or nothing, as a strict reading of nugget recall: E. M. Voorhees,
    "Overview of the TREC 2003 Question Answering Track" (2003).
    """
    if not case.answerable or not case.facts:
        return None
    return float(not missing(case, answer))


def lenient(case: Case, answer: Mapping[str, Any], _: ArticleText) -> float | None:
    """How much of what it must say the answer says.

    Formula: facts that hold / facts of the case; 0 where the answer declines.
    Applies: answerable cases with facts.
    Source: nugget recall, Voorhees (2003); all nuggets with the same weight as in J. Lin and
    D. Demner-Fushman, "Will Pyramids Built of Nuggets Topple Over?" (HLT-NAACL 2006).
    """
    if not case.answerable or not case.facts:
        return None
    return 1 - len(missing(case, answer)) / len(case.facts)


def differences(case: Case, answer: Mapping[str, Any], _: ArticleText) -> float | None:
    """Where articles differ: does the answer show each side? (difference recall)

    Formula: sides expected that stand in one side of a difference, or in one statement, of the
    answer / sides expected. A side is a list of alternatives and holds as a fact does.
    Applies: answerable cases that list ``differences``.
    Source: nugget recall, Voorhees (2003), with one nugget for each account.
    """
    if not case.answerable or not case.differences:
        return None
    sides = [side["text"] for d in answer.get("differences", ()) for side in d["sides"]]
    stated = [s["text"] for s in answer.get("statements", ())]
    texts = tuple(sides + stated)
    return sum(any_holds(side, texts) for side in case.differences) / len(case.differences)


MEASURES = (
    Measure(
        "facts_strict",
        "facts\nstrict",
        "share of answerable cases whose facts are all in the answer",
        strict,
        group="answer",
        headline=True,
    ),
    Measure(
        "facts_lenient",
        "facts\nlenient",
        "mean share of the facts in the answer, answerable cases",
        lenient,
        group="answer",
        headline=True,
    ),
    Measure(
        "difference_recall",
        "differ.\nrecall",
        "mean share of the differing accounts shown, cases that expect some",
        differences,
        group="answer",
    ),
)
