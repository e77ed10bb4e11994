"""Measures of the whole set: no means over cases, but functions of all that ran.

An answer is right where the question is answerable and every fact holds; an answer to a
question that is not answerable is wrong. ``summarise`` computes all of them from the scores of
a run; the curves behind them, for charts, are ``risk_coverage`` and ``reliability``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np

from evals.cases import Case
from evals.measures import confidence
from evals.measures.abstention import declines
from evals.measures.base import Group, Unit, definition
from evals.measures.confidence import Row, asked, judged


@dataclass(frozen=True, slots=True)
class Summary:
    """A measure of a whole set of cases, by name.

    ``compute`` gives ``None`` where the rows do not say; its docstring gives formula and
    source. ``counted`` picks the rows that the value stands on: print their number beside it.
    The other fields are those of ``Measure``.
    """

    name: str
    label: str
    about: str
    compute: Callable[[Sequence[Row]], float | None]
    counted: Callable[[Sequence[Row]], Sequence[Row]]
    group: Group = "abstention"
    headline: bool = False
    higher_is_better: bool = True
    unit: Unit = "share"

    @property
    def definition(self) -> str:
        """The docstring of what computes it."""
        return definition(self.compute)


class Outcome(Protocol):
    """What rows need of ``evals.run.Outcome``."""

    @property
    def case(self) -> Case: ...
    @property
    def answer(self) -> Mapping[str, Any] | None: ...
    @property
    def error(self) -> str | None: ...
    @property
    def seconds(self) -> float: ...


class Score(Protocol):
    """What rows need of ``evals.run.Score``."""

    @property
    def outcome(self) -> Outcome: ...
    @property
    def values(self) -> Mapping[str, float | None]: ...


def rows(scores: Sequence[Score]) -> list[Row]:
    """One row for each case that ran, in their order; a case that failed has none."""
    return [
        row(s.outcome.case, s.outcome.answer, s.values, s.outcome.seconds)
        for s in scores
        if s.outcome.error is None and s.outcome.answer is not None
    ]


def row(
    case: Case, answer: Mapping[str, Any], values: Mapping[str, float | None], seconds: float
) -> Row:
    """The row of one case; ``values`` are its measures, of which ``facts_strict`` is read."""
    declined = declines(answer)
    right = None if declined or case.retrieval_only else values.get("facts_strict") == 1
    return Row(
        answerable=None if case.retrieval_only else case.answerable,
        right=right,
        confidence=answer.get("confidence"),
        declined=declined,
        seconds=seconds,
        family=case.family,
    )


def summarise(scores: Sequence[Score]) -> dict[str, float | None]:
    """Every summary of a run, by name in the order of ``SUMMARIES``."""
    found = rows(scores)
    return {s.name: s.compute(found) for s in SUMMARIES}


def abstention_f1(rows: Sequence[Row]) -> float | None:
    """Is silence kept where it should be, and only there?

    Formula: 2PR / (P + R) = 2 both / (declined + not answerable), where "both" are the cases
    declined that are not answerable; 0 where there are none.
    Applies: sets with a case that is declined or not answerable.
    Source: the F measure, C. J. van Rijsbergen, "Information Retrieval" (1979); P and R are
    the means of ``decline_precision`` and ``declined``.
    """
    found = asked(rows)
    either = sum(r.declined for r in found) + sum(not r.answerable for r in found)
    both = sum(r.declined and not r.answerable for r in found)
    return 2 * both / either if either else None


def auroc_answerable(rows: Sequence[Row]) -> float | None:
    """Does the confidence part questions that the articles answer from those they do not?

    Formula: the share of pairs of an answerable and an unanswerable case in which the
    answerable has the higher confidence, a tie counting half; 0.5 is chance. Declined cases
    count with the confidence they were declined at.
    Applies: sets with both kinds, all with a confidence.
    Source: J. A. Hanley, B. J. McNeil, "The Meaning and Use of the Area under a Receiver
    Operating Characteristic (ROC) Curve" (Radiology 1982).
    """
    found = confidence.pairs(asked(rows), "answerable")
    return None if found is None else confidence.auroc(*found)


def auprc_answerable(rows: Sequence[Row]) -> float | None:
    """The same seen from the top: of the most confident, how many are answerable?

    Formula: average precision, the sum over thresholds of (recall gained x precision), with
    answerable as the positive class; chance is the share of answerable cases.
    Applies: sets with both kinds, all with a confidence.
    Source: J. Davis, M. Goadrich, "The Relationship between Precision-Recall and ROC Curves"
    (ICML 2006), without interpolation as in scikit-learn's ``average_precision_score``.
    """
    found = confidence.pairs(asked(rows), "answerable")
    return None if found is None else confidence.average_precision(*found)


def auroc_right(rows: Sequence[Row]) -> float | None:
    """Does the confidence part right answers from wrong ones?

    Formula: as ``auroc_answerable``, over pairs of a right and a wrong answer. An answer is
    right where it holds every fact of an answerable case.
    Applies: sets with both kinds, all answered cases with a confidence.
    Source: Hanley and McNeil (1982).
    """
    found = confidence.pairs(judged(rows), "right")
    return None if found is None else confidence.auroc(*found)


def auprc_right(rows: Sequence[Row]) -> float | None:
    """The same seen from the top: of the most confident answers, how many are right?

    Formula: as ``auprc_answerable``, with right answers as the positive class; chance is the
    share of right answers.
    Applies: sets with both kinds, all answered cases with a confidence.
    Source: Davis and Goadrich (2006).
    """
    found = confidence.pairs(judged(rows), "right")
    return None if found is None else confidence.average_precision(*found)


def aurc(rows: Sequence[Row]) -> float | None:
    """How wrong are the answers if only the most confident are given?

    Formula: the mean, over k = 1 .. answered, of the share of wrong ones among the k most
    confident answers; ties as expected over their orders. The curve ends where the system
    declines the rest, so read it beside false refusals.
    Applies: sets with an answered case, all answered cases with a confidence.
    Source: Y. Geifman, R. El-Yaniv, "Selective Classification for Deep Neural Networks"
    (NeurIPS 2017); Y. Geifman, G. Uziel, R. El-Yaniv, "Bias-Reduced Uncertainty Estimation for
    Deep Neural Classifiers" (ICLR 2019) for the area.
    """
    return confidence.aurc(rows)


def coverage_at_risk(rows: Sequence[Row], *, risk: float) -> float | None:
    """How many of all questions could be answered with at most 5 % of the answers wrong?

    Formula: the largest share of all cases that a threshold on the confidence lets through
    with wrong / answered at most 0.05; 0 where no threshold does.
    Applies: sets with an answered case, all answered cases with a confidence.
    Source: A. Kamath, R. Jia, P. Liang, "Selective Question Answering under Domain Shift" (ACL
    2020), coverage at a fixed accuracy.
    """
    return confidence.coverage_at(rows, risk)


def ece(rows: Sequence[Row]) -> float | None:
    """Is a confidence of 0.7 right seven times in ten? (expected calibration error)

    Formula: the sum over ten bins of equal width of (n in bin / n) x |mean confidence - share
    right|, over answered cases.
    Applies: sets with an answered case, all answered cases with a confidence.
    Source: C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On Calibration of Modern Neural
    Networks" (ICML 2017).
    """
    return confidence.ece(rows)


def latency(rows: Sequence[Row], *, percent: int) -> float | None:
    """How long does a question take?

    Formula: the percentile of the wall times of all cases that ran, declined ones too, with
    linear interpolation between order statistics.
    Applies: sets with a case that ran.
    Source: R. J. Hyndman, Y. Fan, "Sample Quantiles in Statistical Packages" (The American
    Statistician 1996), definition 7.
    """
    return float(np.percentile([r.seconds for r in rows], percent)) if rows else None


_JUDGED = "answered cases"

SUMMARIES: tuple[Summary, ...] = (
    Summary("abstention_f1", "decline\nF1", "F1 of declining", abstention_f1, asked),
    Summary(
        "auroc_answerable", "AUROC\nanswer.", "AUROC of confidence, answerable against not",
        auroc_answerable, asked, headline=True,
    ),
    Summary(
        "auprc_answerable", "AUPRC\nanswer.", "AUPRC of confidence, answerable against not",
        auprc_answerable, asked,
    ),
    Summary(
        "auroc_right", "AUROC\nright", f"AUROC of confidence, right against wrong, {_JUDGED}",
        auroc_right, judged, headline=True,
    ),
    Summary(
        "auprc_right", "AUPRC\nright", f"AUPRC of confidence, right against wrong, {_JUDGED}",
        auprc_right, judged,
    ),
    Summary(
        "aurc", "AURC", f"mean risk, the most confident first, {_JUDGED}; lower is better",
        aurc, judged, higher_is_better=False,
    ),
    Summary(
        "coverage_at_5_risk", "cover.\nat 5 %",
        "share of all cases that can be answered with at most 5 % of the answers wrong",
        partial(coverage_at_risk, risk=0.05), asked, headline=True,
    ),
    Summary(
        "ece", "ECE", f"distance of confidence and share right, {_JUDGED}; lower is better",
        ece, judged, headline=True, higher_is_better=False,
    ),
    *(
        Summary(
            f"latency_p{percent}", f"seconds\np{percent}",
            f"seconds within which {percent} % of the questions are through; lower is better",
            partial(latency, percent=percent), list, "cost", percent in (50, 95), False, "seconds",
        )
        for percent in (50, 90, 95, 99)
    ),
)  # fmt: skip
