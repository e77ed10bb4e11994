"""``compare`` holds two runs against each other; ``suites`` lists what can be run."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from evals.cases import bundled_suites, load_suite
from evals.commands.shared import (
    HtmlFile,
    JsonFile,
    check_writable,
    console,
    mistakes_shown,
    write,
)
from evals.compare import compare_runs
from evals.html import comparison_to_html
from evals.runs import load_run
from evals.terminal import print_comparison


def compare(
    a: Annotated[
        Path, typer.Argument(metavar="A.json", help="Report of the first run, from run --json.")
    ],
    b: Annotated[Path, typer.Argument(metavar="B.json", help="Report of the second run.")],
    json_file: JsonFile = None,
    html_file: HtmlFile = None,
) -> None:
    """Pair two runs of one suite case by case: what B - A is, and whether it may be chance."""
    with mistakes_shown():
        check_writable(json_file, html_file)
        comparison = compare_runs(load_run(a), load_run(b))
        print_comparison(comparison, console())
        content = comparison.to_dict()
        write(json_file, lambda: json.dumps(content, ensure_ascii=False, indent=1) + "\n")
        write(html_file, lambda: comparison_to_html(comparison))


def suites() -> None:
    """List the bundled suites with their counts."""
    with mistakes_shown():
        for name, path in bundled_suites().items():
            cases = load_suite(path)
            answerable = sum(c.answerable for c in cases)
            types = ", ".join(f"{t} {n}" for t, n in Counter(c.type for c in cases).items())
            typer.echo(
                f"{name}: {len(cases)} cases, {answerable} answerable, "
                f"{len(cases) - answerable} not ({types})"
            )
