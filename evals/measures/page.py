"""Prints the page on the measures: ``python -m evals.measures.page > docs/measures.md``.

It is made of their docstrings; a test holds the file in ``docs`` to what this prints.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Sequence
from functools import partial
from types import ModuleType

from evals.measures import GROUPS, MEASURES, SUMMARIES, Measure, Summary, support, wice, wording

_EVERY: tuple[Measure | Summary, ...] = (*MEASURES, *SUMMARIES)
_LABELS = ("Formula", "Applies", "Source")
_TITLES = {
    "answer": "The answer",
    "citation": "Citations",
    "abstention": "Abstention and confidence",
    "retrieval": "Retrieval",
    "cost": "Cost",
}
_HEAD = """# What the evaluation measures

Written by `python -m evals.measures.page > docs/measures.md` from the docstrings in
`evals/measures/`: change those, not this page.

A measure gives one value for each case that it applies to. A report shows its mean and the number
of cases that it stands on; a case that failed stands in no mean and is counted beside them. A
summary is no mean: it is computed from all cases that ran. No measure asks a language model.
Columns that a terminal shows by default are marked with a star.
"""


def page() -> str:
    """The page as Markdown."""
    parts = [_HEAD]
    prefaced: set[ModuleType] = set()
    for group in GROUPS:
        every = [m for m in _EVERY if m.group == group]
        modules = dict.fromkeys(_module(m) for m in every)
        parts += [f"## {_TITLES[group]}\n", *(_prose(m) for m in modules if m not in prefaced)]
        prefaced.update(modules)
        for definition in dict.fromkeys(m.definition for m in every):
            parts.append(_section([m for m in every if m.definition == definition], definition))
    parts += [
        "## When two wordings are the same\n",
        _prose(wording),
        _markdown(inspect.getdoc(wording.canonical) or "") + "\n",
        "## When a quote supports a statement\n",
        _prose(support),
        "### How the share of words was chosen\n",
        _prose(wice),
    ]
    return "\n".join(parts)


def _module(m: Measure | Summary) -> ModuleType:
    function = m.compute.func if isinstance(m.compute, partial) else m.compute
    return sys.modules[function.__module__]


def _section(same: Sequence[Measure | Summary], definition: str) -> str:
    """What several measures with one definition are: all of them, then the definition."""
    asks, fields = fields_of(definition)
    names = ", ".join(f"`{m.name}`{'*' if m.headline else ''}" for m in same)
    lines = [f"### {names}\n", _markdown(asks) + "\n"]
    lines += [f"- In a report: {about}." for about in dict.fromkeys(m.about for m in same)]
    lines += [f"- {label}: {_markdown(fields[label])}" for label in _LABELS]
    return "\n".join([*lines, f"- Range: {_range(same[0])}.\n"])


def _range(m: Measure | Summary) -> str:
    better = "higher" if m.higher_is_better else "lower"
    return f"{'0 to 1' if m.unit == 'share' else f'{m.unit}, from 0'}; {better} is better"


def fields_of(definition: str) -> tuple[str, dict[str, str]]:
    """A docstring as what it asks and its labelled fields, each on one line."""
    asks, *rest = re.split(rf"^({'|'.join(_LABELS)}): ", definition, flags=re.MULTILINE)
    fields = zip(rest[::2], rest[1::2], strict=True)
    return " ".join(asks.split()), {label: " ".join(text.split()) for label, text in fields}


def _prose(module: ModuleType) -> str:
    return _markdown(inspect.getdoc(module) or "") + "\n"


def _markdown(text: str) -> str:
    return text.replace("``", "`")


if __name__ == "__main__":
    sys.stdout.write(page())
