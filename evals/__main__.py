"""``python -m evals``: run a suite, compare two runs, list the bundled suites.

Exit codes: 0 all thresholds hold, 1 one is missed, 2 wrong usage, 3 a case could not be run.
"""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from evals.cases import Case, bundled_suites, find_suite, load_suite
from evals.compare import compare_runs, load_run, print_comparison
from evals.errors import EvalError
from evals.html import to_html
from evals.report import Report, Settings, build_report, print_report
from evals.run import Ask, run_suite
from evals.thresholds import load_thresholds
from index.errors import BylineError

if TYPE_CHECKING:
    from assistant import Assistant

app = typer.Typer(
    help="Measure Byline with suites of hand-written questions and answers.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


Suite = Annotated[
    str, typer.Argument(metavar="SUITE", help="A bundled suite by name, or a JSONL file.")
]
LibraryFolder = Annotated[
    Path | None,
    typer.Option(
        help="Folder of the library to ask. Left out: the bundled reports for a bundled suite, "
        "your default library for any other."
    ),
]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Write the report as JSON.")]
HtmlFile = Annotated[Path | None, typer.Option("--html", help="Write it as one HTML file.")]
Type = Annotated[str | None, typer.Option("--type", help="Only cases of this type.")]
Limit = Annotated[int | None, typer.Option(min=1, help="Only the first N cases.")]


@app.command()
def run(
    suite: Suite,
    library: LibraryFolder = None,
    json_file: JsonFile = None,
    html_file: HtmlFile = None,
    type_: Type = None,
    limit: Limit = None,
) -> None:
    """Ask every case of a suite, print the means and hold them against the thresholds.

    Exit codes: 0 all hold, 1 one is missed, 2 wrong usage, 3 a case could not be run.
    """
    with _mistakes_shown():
        path = find_suite(suite)
        cases = _select(load_suite(path), type_, limit)
        thresholds = load_thresholds(path)
        for file in (json_file, html_file):
            _check_writable(file)
        with _assistant(path, library) as assistant:
            scores = run_suite(
                cases, _asker(assistant), lambda i: assistant.library.article(i).text
            )
            generation = assistant.library.generation
        folder = None if library is None else str(library)
        settings = Settings(suite, folder, generation, type_, limit)
        report = build_report(scores, settings, thresholds)
        print_report(report, _console())
        _write(report, json_file, html_file)
    raise typer.Exit(report.exit_code)


@app.command()
def compare(
    a: Annotated[
        Path, typer.Argument(metavar="A.json", help="Report of the first run, from run --json.")
    ],
    b: Annotated[Path, typer.Argument(metavar="B.json", help="Report of the second run.")],
) -> None:
    """Pair two runs of one suite case by case: what B - A is, and whether it may be chance."""
    with _mistakes_shown():
        print_comparison(compare_runs(load_run(a), load_run(b)), _console())


@app.command()
def suites() -> None:
    """List the bundled suites with their counts."""
    with _mistakes_shown():
        for name, path in bundled_suites().items():
            cases = load_suite(path)
            answerable = sum(c.answerable for c in cases)
            types = ", ".join(f"{t} {n}" for t, n in Counter(c.type for c in cases).items())
            typer.echo(
                f"{name}: {len(cases)} cases, {answerable} answerable, "
                f"{len(cases) - answerable} not ({types})"
            )


@contextmanager
def _mistakes_shown() -> Iterator[None]:
    """A mistake of the user is one sentence on stderr and exit code 2."""
    try:
        yield
    except BylineError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(2) from None


def _select(cases: Sequence[Case], type_: str | None, limit: int | None) -> Sequence[Case]:
    types = dict.fromkeys(c.type for c in cases)
    if type_ is not None and type_ not in types:
        raise EvalError(
            f"Expected --type to be one of {', '.join(types)}, got {type_!r}. "
            "Leave it out to run all."
        )
    return [c for c in cases if type_ in (None, c.type)][:limit]


def _check_writable(file: Path | None) -> None:
    """Before the run, as a report that cannot be written afterwards costs the whole run."""
    if file is not None and (file.is_dir() or not file.parent.is_dir()):
        raise EvalError(
            f"Expected a file in an existing folder to write to, got {file}. Make the folder first."
        )


@contextmanager
def _assistant(suite: Path, library: Path | None) -> Iterator[Assistant]:
    """The assistant to ask. A bundled suite is about the bundled reports and no others, so
    with no library given it gets a library of its own, gone after the run."""
    from assistant import Assistant  # loads the models: not for --help or a misspelt suite

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as own:
        if library is not None and not library.is_dir():
            raise EvalError(f"Expected --library to be the folder of a library, got {library}.")
        if library is None and suite in bundled_suites().values():
            from index.library import Library

            assistant = Assistant.open(Library.create_sample(Path(own)))
        else:
            assistant = Assistant.open(library)
        try:
            yield assistant
        finally:
            assistant.library.close()


def _asker(assistant: Assistant) -> Ask:
    def ask(question: str, history: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        answer: dict[str, Any] = assistant.ask(question, history=history).to_dict()
        return answer

    return ask


def _write(report: Report, json_file: Path | None, html_file: Path | None) -> None:
    pages = [(json_file, report.to_json), (html_file, lambda: to_html(report))]
    for file, text in pages:
        if file is None:
            continue
        try:
            # A lone surrogate in an answer is written as \udc00, which JSON reads back.
            file.write_text(text(), encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise EvalError(f"{file} cannot be written: {error.strerror}.") from None


def _console() -> Console:
    """Into a pipe or a file 100 columns, which the tables are made for."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=100)


def main() -> None:
    """The command. A fault of the program itself exits 3: 1 would read as a missed threshold."""
    try:
        app(prog_name="python -m evals")
    except Exception:
        traceback.print_exc()
        sys.exit(3)


if __name__ == "__main__":
    main()
