"""``python -m evals lint``: what is wrong with a suite, a line for each finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from evals import lint_rules
from evals.articles import articles_folder, read_articles
from evals.cases import SuiteFile, read_suite
from evals.commands.shared import Suite, mistakes_shown
from evals.lint_rules import Finding
from index.records import Article

LEAST = 5
"""Cases a type should have: with fewer, a mean by type says nothing."""
_PIPED = 500  # columns: into a pipe or a file, each finding is one line


@mistakes_shown()
def lint(
    suite: Suite,
    library: Annotated[
        Path | None,
        typer.Option(
            help="Folder of a library or of articles to hold facts against. Left out: the "
            "articles that stand beside the suite."
        ),
    ] = None,
    least: Annotated[int, typer.Option(min=0, help="Cases that each type should have.")] = LEAST,
) -> None:
    """Look for mistakes in a suite: duplicates, leaks, facts that no article carries.

    Exit codes: 0 nothing found, 1 something is, 2 wrong usage.
    """
    file = read_suite(suite)
    folder = library or articles_folder(file.path)
    articles = None if folder is None else read_articles(folder)
    found = findings(file, articles, least)
    _print(found)
    checked = "" if articles else " Not held against articles: give them with --library."
    typer.echo(f"Cases checked: {len(file.cases)}; findings: {len(found)}.{checked}")
    raise typer.Exit(1 if found else 0)


def findings(
    suite: SuiteFile, articles: Mapping[str, Article] | None, least: int = LEAST
) -> list[Finding]:
    """All findings by line, those about the whole suite first.

    ``articles``: id -> article; ``None`` leaves out the rules that need them. Lines that are no
    case are findings too, and the other lines are looked at all the same.
    """
    cases = suite.cases
    found = [
        Finding(m.line, "", "schema", f"{m.field}: {m.what}" if m.field else m.what)
        for m in suite.mistakes
    ]
    for rule in (
        lint_rules.duplicates,
        lint_rules.leaks,
        lint_rules.unanswerable,
        lint_rules.splits,
    ):
        found += rule(cases)
    found += lint_rules.small_types(cases, least)
    if articles is not None:
        found += lint_rules.evidence(cases, articles)
    if not cases and not found:
        found.append(Finding(0, "", "schema", "expected at least one case, got none"))
    return sorted(found)


def _print(found: Iterable[Finding]) -> None:
    table = Table("line", "case", "rule", "finding", box=None, pad_edge=False)
    table.columns[3].overflow = "fold"
    for finding in found:
        line = str(finding.line) if finding.line else "-"
        table.add_row(line, finding.id, finding.rule, finding.what)
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, width=_PIPED)
    if table.row_count:
        console.print(table)
