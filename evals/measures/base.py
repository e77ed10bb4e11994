"""What a measure is, and what it may ask of the articles."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from evals.cases import Case
from index.records import Article

Group = Literal["answer", "citation", "abstention", "retrieval", "cost"]
GROUPS: tuple[Group, ...] = ("answer", "citation", "abstention", "retrieval", "cost")
Unit = Literal["share", "words", "citations", "tokens", "seconds"]

ArticleText = Callable[[str], str]
"""Article id -> its text; raises ``LookupError`` or ``UnknownNameError`` for an unknown id."""


@dataclass(frozen=True, slots=True)
class Articles:
    """An ``ArticleText`` that also knows outlet and date, which ``attribution`` needs.

    ``get``: article id -> ``Article``, for example ``Library.article``; it raises
    ``LookupError`` or ``UnknownNameError`` for an unknown id.
    """

    get: Callable[[str], Article]

    def __call__(self, article_id: str) -> str:
        return self.get(article_id).text


Compute = Callable[[Case, Mapping[str, Any], ArticleText], float | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of one case, by name.

    ``label`` heads its column in a terminal, in lines of 8 characters at most; ``about`` says
    what its mean is, over which cases. ``compute`` maps a case, the answer as a dict of
    ``assistant.Answer.to_dict`` and the articles to a value, ``None`` where the measure does
    not apply; its docstring gives formula and source. A "share" lies in 0..1; the other units
    are 0 or more. ``headline``: one of the few that a terminal shows by default. ``paired`` is
    false where the answer decides which cases count and the case alone what they score: two
    runs can then not be compared case by case.
    """

    name: str
    label: str
    about: str
    compute: Compute
    group: Group
    headline: bool = False
    higher_is_better: bool = True
    paired: bool = True
    unit: Unit = "share"

    @property
    def definition(self) -> str:
        """The docstring of what computes it."""
        return definition(self.compute)


def definition(compute: Callable[..., Any]) -> str:
    """The docstring of a function, or of the one that a ``partial`` calls."""
    function = compute.func if isinstance(compute, partial) else compute
    return inspect.getdoc(function) or ""
