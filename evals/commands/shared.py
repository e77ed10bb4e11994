"""What the sub-commands share: options, mistakes shown, files written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from evals.errors import EvalError
from index.errors import BylineError

Suite = Annotated[
    str, typer.Argument(metavar="SUITE", help="A bundled suite by name, or a JSONL file.")
]
LibraryFolder = Annotated[
    Path | None,
    typer.Option(
        help="Folder of the library to ask. Left out: the articles that come with the suite, "
        "your default library where none do."
    ),
]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Write it as JSON.")]
HtmlFile = Annotated[Path | None, typer.Option("--html", help="Write it as one HTML file.")]
JunitFile = Annotated[Path | None, typer.Option("--junit", help="Write it as JUnit XML.")]
ThresholdFile = Annotated[
    Path | None,
    typer.Option(
        "--thresholds", help="YAML file of thresholds. Left out: the one beside the suite."
    ),
]
Baseline = Annotated[
    Path | None,
    typer.Option(
        help="JSON report of an older run: a measure that is shown to be worse now is a miss."
    ),
]
Everything = Annotated[
    bool, typer.Option("--all", help="Show every measure, not the headline ones alone.")
]
Jobs = Annotated[
    int | None,
    typer.Option(min=1, help="Cases asked at a time. Left out: what suits the system."),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Ask every case, and keep no answer for later runs.")
]
SystemName = Annotated[
    str,
    typer.Option(
        "--system",
        help="Who answers: byline, llama-index, module:function, http://... or answers.jsonl.",
    ),
]
SystemVersion = Annotated[
    str | None,
    typer.Option(help="Version of a function or endpoint; its answers are cached under it."),
]
Type = Annotated[str | None, typer.Option("--type", help="Only cases of this type.")]
Split = Annotated[str | None, typer.Option(help="Only cases of this split: dev, test.")]
Grep = Annotated[
    str | None, typer.Option(metavar="REGEX", help="Only cases whose id or question has it.")
]
Limit = Annotated[int | None, typer.Option(min=1, help="Only the first N cases.")]
Repeat = Annotated[
    int, typer.Option(min=1, help="Ask each N times, from no cache; differing answers show.")
]


@contextmanager
def mistakes_shown() -> Iterator[None]:
    """A mistake of the user is one sentence on stderr and exit code 2."""
    try:
        yield
    except BylineError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(2) from None


def check_writable(*files: Path | None) -> None:
    """Before the run, as a report that cannot be written afterwards costs the whole run."""
    for file in files:
        if file is not None and (file.is_dir() or not file.parent.is_dir()):
            raise EvalError(
                f"Expected a file in an existing folder to write to, got {file}. "
                "Make the folder first."
            )


def write(file: Path | None, text: Callable[[], str]) -> None:
    """Writes a text where a file was asked for."""
    if file is None:
        return
    try:
        # A lone surrogate in an answer is written as \udc00, which JSON reads back.
        file.write_text(text(), encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise EvalError(f"{file} cannot be written: {error.strerror}.") from None


def console() -> Console:
    """Into a pipe or a file 100 columns, which the tables are made for."""
    shown = Console(highlight=False)
    return shown if shown.is_terminal else Console(highlight=False, width=100)
