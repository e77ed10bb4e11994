"""The command line: ``byline ask``, ``serve``, and the commands of ``assistant.cli_library``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant import terminal
from assistant.assistant import Assistant
from assistant.cli_library import commands
from assistant.cli_options import Options, open_assistant
from assistant.login import password_line
from assistant.serving import Serving
from index.errors import BylineError

cli = typer.Typer(
    name="byline",
    help="Questions over news articles, answered with the outlet, the date and the exact quote.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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
    Options.library, Options.model = library, model


cli.add_typer(commands)


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
    article: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Only this article, by its id; repeatable"),
    ] = None,
) -> None:
    """Ask a question, or a file of questions."""
    if (question is None) == (batch is None):
        raise BylineError("Expected one of QUESTION and --batch FILE; see `byline ask --help`.")
    narrowed: dict[str, Any] = {
        "sources": source or (), "since": since, "until": until, "articles": article or ()
    }  # fmt: skip
    if batch is not None:
        _ask_batch(batch, narrowed)
        return
    answer = open_assistant().ask(question or "", **narrowed)
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
    assistant, failed = open_assistant(), 0
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
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on")] = 7860,
    also: Annotated[
        list[Path] | None, typer.Option(help="Another library to choose from; repeatable")
    ] = None,
    allow_adding: Annotated[
        bool | None,
        typer.Option(
            help="Add and remove articles in the browser; left out: only on this machine's own "
            "address"
        ),
    ] = None,
    upload_mb: Annotated[int, typer.Option(help="The largest file that is taken")] = 50,
    auth: Annotated[
        Path | None, typer.Option(help="Ask for a login: a file of lines of `byline password`")
    ] = None,
    root_path: Annotated[
        str | None, typer.Option(help="The path, or the address, that a proxy serves this under")
    ] = None,
    mcp: Annotated[bool, typer.Option("--mcp", help="Offer the tools to MCP clients too")] = False,
    log_questions: Annotated[
        bool, typer.Option("--log-questions", help="Write the questions into the log")
    ] = False,
) -> None:
    """Open the chat in the browser."""
    # The app imports the assistant: only here does the assistant call it.
    import app

    serving = Serving(host, port, allow_adding, auth, root_path, mcp, log_questions, upload_mb)
    app.serve(_by_name([open_assistant(), *map(Assistant.open, also or ())]), serving)


def _by_name(assistants: list[Assistant]) -> dict[str, Assistant]:
    """By the names of their folders, with a number where two have the same."""
    named: dict[str, Assistant] = {}
    for assistant in assistants:
        name = folder = assistant.library.folder.resolve().name
        while name in named:
            name = f"{folder} ({len(named) + 1})"
        named[name] = assistant
    return named


@cli.command()
def password(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Print a line for the file of `byline serve --auth`."""
    typed = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    print(password_line(name, typed))


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
