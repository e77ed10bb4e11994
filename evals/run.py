"""Asking the cases of a suite: ``Case`` -> ``Outcome`` -> ``Score``."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from statistics import median
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from evals.cache import AnswerCache
from evals.cases import Case
from evals.measures import ArticleText, measure, missed


class Ask(Protocol):
    """The system under test: a question and the turns before it -> ``Answer.to_dict()``."""

    def __call__(self, question: str, history: Sequence[Mapping[str, str]]) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back for one case: an answer, or an error as one line of text.

    ``answer`` may stand beside an ``error``: then it came but could not be scored.
    ``seconds`` is the wall time of the question as seen from outside, the median of them where
    it was asked several times. ``cached``: the answer was given in an earlier run, and the
    seconds are those of then. ``answers``: how many different answers came, leaving aside the
    time they took; more than 1 only where a case is asked several times.
    """

    case: Case
    answer: dict[str, Any] | None
    error: str | None
    seconds: float
    cached: bool = False
    answers: int = 1


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
    cases: Sequence[Case],
    ask: Ask,
    article_text: ArticleText,
    *,
    progress: bool = True,
    label: str = "Asking",
    jobs: int = 1,
    repeat: int = 1,
    cache: AnswerCache | None = None,
) -> tuple[Score, ...]:
    """One score for each case, in their order; a case that raises is a score with its error.

    ``article_text`` gives the text of an article by id, for checking quotes. ``progress``
    draws a bar on stderr, under the ``label``. ``jobs`` cases are asked at a time, from as many
    threads. With ``repeat`` above 1 each is asked that often, and nothing is taken from the
    ``cache``.
    """

    def outcome(case: Case) -> Outcome:
        kept = cache.get(case) if cache is not None and repeat == 1 else None
        if kept is not None:
            return Outcome(case, kept.answer, None, kept.seconds, cached=True)
        return _asked_often(case, ask, repeat)

    scores = []
    with _bar(len(cases), label, progress) as advance:
        for asked in _each(outcome, cases, jobs):
            # Here and not in the threads: a measure need not be safe to use from several.
            scores.append(scored := score(asked, article_text))
            if (
                cache is not None
                and asked.answer is not None
                and not (scored.failed or asked.cached)
            ):
                cache.put(asked.case, asked.answer, asked.seconds)
            advance(asked.cached)
    return tuple(scores)


def _each(
    outcome: Callable[[Case], Outcome], cases: Sequence[Case], jobs: int
) -> Iterator[Outcome]:
    if jobs == 1:
        yield from map(outcome, cases)
        return
    pool = ThreadPoolExecutor(jobs)
    try:
        yield from pool.map(outcome, cases)
    finally:
        pool.shutdown(cancel_futures=True)  # an interrupt waits for no case that has not begun


@contextmanager
def _bar(total: int, label: str, shown: bool) -> Iterator[Callable[[bool], None]]:
    """A bar on stderr; it is told after each case whether its answer was a cached one."""
    cached = 0
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
        console=Console(stderr=True),
        disable=not shown,
    )
    with bar:
        task = bar.add_task(label, total=total)

        def advance(from_cache: bool) -> None:
            nonlocal cached
            cached += from_cache
            bar.update(
                task, advance=1, description=f"{label} ({cached} cached)" if cached else None
            )

        yield advance


def ask_case(case: Case, ask: Ask) -> Outcome:
    """Asks one case; whatever it raises becomes the error of the outcome."""
    started = time.perf_counter()
    try:
        answer = ask(case.question, [asdict(turn) for turn in case.history])
    except Exception as error:  # any failure of the system under test is a result
        return Outcome(case, None, _line(error), time.perf_counter() - started)
    return Outcome(case, answer, None, time.perf_counter() - started)


def _asked_often(case: Case, ask: Ask, times: int) -> Outcome:
    """The first outcome of several; one that fails stands for all, as it must not be hidden."""
    outcomes = [ask_case(case, ask) for _ in range(times)]
    first = next((o for o in outcomes if o.error is not None), outcomes[0])
    different = {_timeless(o.answer) for o in outcomes}
    return replace(first, seconds=median(o.seconds for o in outcomes), answers=len(different))


def _timeless(answer: Any) -> str:
    """An answer as text without the time it took, which is never the same twice."""
    if isinstance(answer, dict):
        answer = {key: value for key, value in answer.items() if key != "seconds"}
    return json.dumps(answer, sort_keys=True, default=repr)


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
