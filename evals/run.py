"""Asking the cases of a suite: ``Case`` -> ``Outcome`` -> ``Score``."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from evals.cases import Case
from evals.measures import ArticleText, measure, missed


class Ask(Protocol):
    """The system under test: a question and the turns before it -> ``Answer.to_dict()``."""

    def __call__(self, question: str, history: Sequence[Mapping[str, str]]) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back for one case: an answer, or an error as one line of text.

    ``answer`` may stand beside an ``error``: then it came but could not be scored.
    ``seconds`` is the wall time of the question as seen from outside.
    """

    case: Case
    answer: dict[str, Any] | None
    error: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Score:
    """The measures of one outcome, by name; none where the case failed.

    A value is ``None`` where the measure does not apply. ``missed`` says in sentences what
    is wrong with the answer.
    """

    outcome: Outcome
    values: Mapping[str, float | None]
    missed: tuple[str, ...]

    @property
    def failed(self) -> bool:
        return self.outcome.error is not None


def run_suite(
    cases: Sequence[Case], ask: Ask, article_text: ArticleText, *, progress: bool = True
) -> tuple[Score, ...]:
    """One score for each case, in their order; a case that raises is a score with its error.

    ``article_text`` gives the text of an article by id, for checking quotes. ``progress``
    draws a bar on stderr.
    """
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not progress,
    )
    scores = []
    with bar:
        task = bar.add_task("Asking", total=len(cases))
        for case in cases:
            scores.append(score(ask_case(case, ask), article_text))
            bar.advance(task)
    return tuple(scores)


def ask_case(case: Case, ask: Ask) -> Outcome:
    """Asks one case; whatever it raises becomes the error of the outcome."""
    started = time.perf_counter()
    try:
        answer = ask(case.question, [asdict(turn) for turn in case.history])
    except Exception as error:  # any failure of the system under test is a result
        return Outcome(case, None, _line(error), time.perf_counter() - started)
    return Outcome(case, answer, None, time.perf_counter() - started)


def score(outcome: Outcome, article_text: ArticleText) -> Score:
    """Measures one outcome; an answer that cannot be measured fails the case."""
    if outcome.error is not None:
        return Score(outcome, {}, ())
    try:
        if not isinstance(outcome.answer, dict):
            raise TypeError(f"expected a dict as answer, got {type(outcome.answer).__name__}")
        values = measure(outcome.case, outcome.answer, article_text)
        return Score(outcome, values, missed(outcome.case, outcome.answer, article_text))
    except Exception as error:  # an answer out of shape must not stop the other cases
        message = f"the answer could not be scored: {_line(error)}"
        return Score(replace(outcome, error=message), {}, ())


def _line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
