"""The command line: ``byline add``, ``ask``, ``articles``, ``remove``, ``check``, ``serve``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant import terminal, wording
from assistant.assistant import Assistant, user_library
from index.errors import BylineError
from index.library import Library

cli = typer.Typer(
    name="byline",
    help="Questions over news articles, answered with the outlet, the date and the exact quote.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class _State:
    """The global options, as given before the command."""

    library: Path | None = None
    model: str | None = None


def _assistant() -> Assistant:
    with terminal.progress(wording.BUILDING) as advance:
        return Assistant.open(_State.library, advance, _State.model)


def _library() -> Library:
    return _assistant().library


@cli.callback()
def options(
    library: Annotated[
        Path | None,
        typer.Option(envvar="BYLINE_LIBRARY", help="Folder of the library", show_default=False),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            envvar="BYLINE_MODEL",
            help="A sentence-transformers model: the bundled one's name, or a folder",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Options for every command, given before it."""
    _State.library, _State.model = library, model


@cli.command()
def add(
    paths: Annotated[
        list[Path], typer.Argument(help="Files, or folders of files", metavar="PATH...")
    ],
) -> None:
    """Add articles to the library."""
    folder = _State.library
    library = Library.open(folder, _State.model, create=True) if folder else _library()
    with terminal.progress("Adding") as advance:
        report = library.add(paths, advance)
    terminal.print_added(report)
    if not report.accepted:
        raise typer.Exit(1)


@cli.command()
def ask(
    question: Annotated[str | None, typer.Argument(show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON")] = False,
    batch: Annotated[
        Path | None,
        typer.Option(help='JSON Lines of {"id", "question", "history"}; - for standard input'),
    ] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only this outlet; repeatable")] = None,
    since: Annotated[
        str | None, typer.Option("--from", help="Published on or after YYYY-MM-DD")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", help="Published on or before YYYY-MM-DD")
    ] = None,
) -> None:
    """Ask a question, or a file of questions."""
    if (question is None) == (batch is None):
        raise BylineError("Expected one of QUESTION and --batch FILE; see `byline ask --help`.")
    narrowed: dict[str, Any] = {"sources": source or (), "since": since, "until": until}
    if batch is not None:
        _ask_batch(batch, narrowed)
        return
    answer = _assistant().ask(question or "", **narrowed)
    if as_json:
        print(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
    else:
        terminal.print_answer(answer)


def _ask_batch(batch: Path, narrowed: dict[str, Any]) -> None:
    """A line out for every line in, in order; a line that cannot be asked says why."""
    try:
        content = sys.stdin.read() if str(batch) == "-" else batch.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BylineError(
            f"{batch} cannot be read: {error}. Expected JSON Lines in UTF-8."
        ) from error
    lines = [(n, line) for n, line in enumerate(content.split("\n"), start=1) if line.strip()]
    assistant, failed = _assistant(), 0
    with terminal.progress("Asking") as advance:
        for done, (number, line) in enumerate(lines, start=1):
            row: Any = None
            try:
                row = json.loads(line)
                out = assistant.ask(*_asked(row), id=row.get("id"), **narrowed).to_dict()
            except (json.JSONDecodeError, RecursionError, BylineError) as error:
                failed += 1
                known = row.get("id") if isinstance(row, dict) else None
                out = {"id": known, "error": f"line {number}: {error}"}
            print(json.dumps(out, ensure_ascii=False), flush=True)
            advance(done, len(lines))
    if failed:
        raise BylineError(f"{failed} of {len(lines)} lines could not be asked; each says why.")


def _asked(row: Any) -> tuple[str, list[Any]]:
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        raise BylineError('expected an object with a "question"')
    history = row.get("history") or []
    if not isinstance(history, list):
        raise BylineError('expected "history" to be a list of earlier turns')
    return row["question"], history


@cli.command()
def articles(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line")] = False,
) -> None:
    """List the articles of the library."""
    terminal.print_articles(_library().articles(), as_json)


@cli.command()
def remove(article_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Take an article out of the library."""
    article = _library().remove(article_id)
    print(f"Removed {article.id}: {article.title}")


@cli.command()
def check(
    repair: Annotated[bool, typer.Option("--repair", help="Finish or rebuild the indexes")] = False,
) -> None:
    """Check that the indexes hold every article once."""
    if repair:
        library = Library.repair(_State.library or user_library(), _State.model)
    else:
        library = _library()
    report = library.check()
    print(f"{report.articles} articles, {report.passages} passages in {library.folder}")
    for problem in report.problems:
        print(f"problem: {problem}")
    if report.problems:
        raise BylineError("The library is not whole. Run `byline check --repair`.")
    print("All is well.")


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on")] = 7860,
) -> None:
    """Open the chat in the browser."""
    # The app imports the assistant: only here does the assistant call it.
    import app

    app.serve(_assistant(), host=host, port=port)


def main() -> None:
    """Runs the command line; a user's mistake is one sentence and exit code 2 or 1."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # what a terminal cannot show is no reason to fail
            stream.reconfigure(errors="backslashreplace")
    try:
        cli()
    except BylineError as error:
        print(f"byline: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()
