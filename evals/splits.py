"""Dev and test: the half of a suite that is looked at, and the half that is only reported.

Cases of one family ask for the same thing in other words, so a family stands on one side
whole. The side follows from a hash of the family's name alone: a case that is added later
joins its family, and nobody chooses.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace

import typer

from evals.cases import Case, Split, case_line, find_suite, load_suite, write_lines
from evals.commands.shared import Suite, mistakes_shown


def split_of(group: str) -> Split:
    """The side of a family, or of the id of a case without one; about half each.

    By the last bit of the first byte of BLAKE2b of the name in UTF-8: 0 dev, 1 test.
    """
    return "test" if hashlib.blake2b(group.encode()).digest()[0] % 2 else "dev"


def with_split(case: Case) -> Case:
    """The case with the side of its family."""
    return replace(case, split=split_of(case.group))


@mistakes_shown()
def split(suite: Suite) -> None:
    """Write dev or test into every case of a suite, by the hash of its family."""
    path = find_suite(suite)
    cases = [with_split(case) for case in load_suite(path)]
    write_lines(path, map(case_line, cases))
    counts = Counter(case.split for case in cases)
    typer.echo(f"{path}: {counts['dev']} cases for dev, {counts['test']} for test.")
