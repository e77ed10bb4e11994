"""``sweep`` runs a suite under several settings of Byline."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from evals.articles import articles_folder
from evals.cases import find_suite, load_suite
from evals.commands.run import select
from evals.commands.shared import (
    HtmlFile,
    Jobs,
    JsonFile,
    Limit,
    NoCache,
    Split,
    Suite,
    check_writable,
    console,
    mistakes_shown,
    write,
)
from evals.errors import EvalError
from evals.html import sweep_to_html
from evals.means import EVERY
from evals.report import Settings
from evals.sweep import Variant, to_dict, tunings
from evals.sweep import sweep as run_sweep
from evals.terminal import interval, number

_DEFAULT = ["facts_strict", "declined", "false_refusals", "passage_ndcg_at_10"]


def sweep(
    suite: Suite,
    sets: Annotated[
        list[str],
        typer.Option("--set", metavar="NAME=A,B,...", help="A setting and the values to try."),
    ],
    measures: Annotated[
        list[str] | None, typer.Option("--measure", help="A measure to show; may stand often.")
    ] = None,
    articles: Annotated[
        Path | None,
        typer.Option(help="Folder of articles. Left out: those that come with the suite."),
    ] = None,
    split: Split = None,
    limit: Limit = None,
    jobs: Jobs = None,
    json_file: JsonFile = None,
    html_file: HtmlFile = None,
    no_cache: NoCache = False,
) -> None:
    """Run every combination of settings; each is held against Byline as it is."""
    settings = Settings(suite, split=split, limit=limit)
    with mistakes_shown():
        path = find_suite(suite)
        cases = select(load_suite(path), settings)
        wanted, shown = tunings(sets), _known(measures or _DEFAULT)
        folder = articles or articles_folder(path)
        if folder is None or not folder.is_dir():
            raise EvalError(f"Expected --articles to be the folder of the articles, got {folder}.")
        check_writable(json_file, html_file)
        found = run_sweep(cases, folder, wanted, settings, caching=not no_cache, jobs=jobs)
        variants = list(found)
        console().print(_table(variants, shown))
        write(json_file, lambda: json.dumps(to_dict(variants), indent=1) + "\n")
        write(html_file, lambda: sweep_to_html(suite, variants, shown))
    raise typer.Exit(3 if any(v.report.failed for v in variants) else 0)


def _known(names: Sequence[str]) -> list[str]:
    known = [m.name for m in EVERY]
    for name in names:
        if name not in known:
            raise EvalError(f"Expected --measure to be one of {', '.join(known)}, got {name!r}.")
    return list(names)


def _table(variants: Sequence[Variant], measures: Sequence[str]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("setting", overflow="fold")
    for name in measures:
        table.add_column(name.replace("_", "\n", 1), justify="right", no_wrap=True)
    table.add_column("failed", justify="right")
    table.add_column("against the first", overflow="fold")
    for v in variants:
        means = [v.report.total.means[m] for m in measures]
        cells = [f"{number(m.value)}\n[dim]{interval(m, short=True)}[/]" for m in means]
        said = "–" if v.comparison is None else escape(v.comparison.verdict)
        cached = f"\n[dim]{v.report.cached} of {v.report.total.n} cached[/]"
        table.add_row(escape(v.name) + cached, *cells, str(v.report.failed), said)
    return table
