"""The same suite under several settings of Byline: which is better, and is it more than chance?

Each combination of values is run like any suite, and held against Byline as it is.
"""

from __future__ import annotations

import itertools
import math
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

from assistant.assistant import Assistant, Search
from evals.cache import AnswerCache
from evals.cases import Case
from evals.compare import Comparison, compare_runs
from evals.errors import EvalError
from evals.library import built
from evals.measures import Articles
from evals.report import Report, Settings, build_report
from evals.run import run_suite
from evals.runs import Run
from evals.systems.byline import BylineSystem
from index.passages import Splitter
from index.search import Fusion

AS_IT_IS = "as it is"
_MOST = 60  # combinations: each is a whole run


@dataclass(frozen=True, slots=True)
class Tuning:
    """What may be set; ``None`` leaves Byline as it is.

    ``passage_tokens`` and ``overlap`` are in cl100k_base tokens, ``passages`` is how many are
    read for a question, ``depth`` how many each ranking brings into the fusion, ``rrf_k`` its
    constant, ``dense`` and ``lexical`` the weights of the rankings, ``model`` the embedding
    model by name or folder, ``reader`` whether passages are read (``on``, ``off``).
    """

    passage_tokens: int | None = None
    overlap: int | None = None
    passages: int | None = None
    depth: int | None = None
    rrf_k: int | None = None
    dense: float | None = None
    lexical: float | None = None
    model: str | None = None
    reader: bool | None = None

    @property
    def given(self) -> dict[str, Any]:
        """The settings that are not left as they are."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value is not None}

    @property
    def name(self) -> str:
        """As "passage_tokens=120, reader=off"."""
        switches = {True: "on", False: "off"}
        shown = {n: switches[v] if isinstance(v, bool) else v for n, v in self.given.items()}
        return ", ".join(f"{name}={value}" for name, value in shown.items()) or AS_IT_IS

    @property
    def splitter(self) -> Splitter:
        given = {"max_tokens": self.passage_tokens, "overlap": self.overlap}
        return replace(Splitter(), **{k: v for k, v in given.items() if v is not None})

    @property
    def fusion(self) -> Fusion:
        names = {"depth": "depth", "rrf_k": "k", "dense": "dense", "lexical": "lexical"}
        return replace(Fusion(), **{names[k]: v for k, v in self.given.items() if k in names})

    @property
    def search(self) -> Search:
        return Search(self.passages or Search().passages, self.fusion, self.reader is not False)


@dataclass(frozen=True, slots=True)
class Variant:
    """One combination, what it reached, and how that compares to Byline as it is."""

    name: str
    report: Report
    comparison: Comparison | None


def tunings(sets: Sequence[str]) -> list[Tuning]:
    """Every combination of ``NAME=VALUE,VALUE`` settings, Byline as it is first.

    Raises ``EvalError`` for a setting that is none, or a value of another kind.
    """
    columns = [_values(text) for text in sets]
    names = [name for name, _ in columns]
    if len(set(names)) < len(names):
        raise EvalError(f"Expected each --set to be another setting, got {', '.join(names)}.")
    found = [Tuning(**dict(zip(names, row, strict=True)))
             for row in itertools.product(*(values for _, values in columns))]  # fmt: skip
    if len(found) > _MOST:
        raise EvalError(f"Expected at most {_MOST} combinations, got {len(found)}. Set fewer.")
    return [Tuning(), *found]


def _values(text: str) -> tuple[str, list[Any]]:
    name, equals, listed = text.partition("=")
    hints = get_type_hints(Tuning)
    known = {field.name: get_args(hints[field.name])[0] for field in fields(Tuning)}
    if name not in known or not equals:
        raise EvalError(
            f"Expected --set NAME=VALUE,... with one of {', '.join(known)}, got {text!r}."
        )
    kind = known[name]
    read: Callable[[str], Any] = _switch if kind is bool else kind
    try:
        values = [read(value) for value in listed.split(",")]
    except ValueError:
        wanted = "on or off" if kind is bool else kind.__name__
        raise EvalError(
            f"Expected values of {name} that are each {wanted}, got {listed!r}."
        ) from None
    least = 1 if kind is int and name != "overlap" else 0
    if kind in (int, float) and any(not least <= value < math.inf for value in values):
        raise EvalError(f"Expected values of {name} from {least}, got {listed!r}.")
    return name, values


def _switch(value: str) -> bool:
    if value not in ("on", "off"):
        raise ValueError(value)
    return value == "on"


def sweep(
    cases: Sequence[Case],
    articles: Path,
    wanted: Sequence[Tuning],
    settings: Settings,
    *,
    caching: bool = True,
    jobs: int | None = None,
) -> Iterator[Variant]:
    """Runs the cases under each tuning, over a library of the articles of a folder.

    The first of ``wanted`` is what the others are compared to.
    """
    first: Run | None = None
    for tuning in wanted:
        with _tuned(articles, tuning) as assistant:
            system = BylineSystem(assistant, settings=tuning.name)
            version = system.version if caching else None
            cache = None if version is None else AnswerCache(version)
            library = assistant.library
            article_text, jobs = Articles(library.article), jobs or system.jobs
            scores = run_suite(
                cases, system.ask, article_text, label=tuning.name, jobs=jobs, cache=cache
            )
            named = replace(settings, system=f"byline, {tuning.name}")
            report = build_report(scores, named, article=library.article)
        run = Run.from_dict(report.to_dict())
        comparison = None if first is None else compare_runs(first, run)
        first = first or run
        yield Variant(tuning.name, report, comparison)


@contextmanager
def _tuned(articles: Path, tuning: Tuning) -> Iterator[Assistant]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        library = built(Path(folder), articles, tuning.model, tuning.splitter)
        try:
            yield Assistant(library, tuning.search)
        finally:
            library.close()


def to_dict(variants: Sequence[Variant]) -> list[Mapping[str, Any]]:
    """The sweep as plain JSON values, without the answers."""
    return [
        {
            "setting": v.name,
            "aggregate": v.report.to_dict()["aggregate"],
            "cached": v.report.cached,
            "comparison": v.comparison.to_dict(changes=False) if v.comparison else None,
        }
        for v in variants
    ]
