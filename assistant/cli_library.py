"""The commands that keep a library: ``add``, ``articles``, ``versions``, ``remove``, ``check``,
``export``, ``import``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from assistant import terminal
from assistant.assistant import user_library
from assistant.cli_options import Options, open_library
from index.copies import differences
from index.errors import BylineError
from index.library import AddInterrupted, Library
from index.records import AddReport, Article

commands = typer.Typer()
_INTERRUPTED = 130  # what a shell expects of a command that Ctrl-C ended

Id = Annotated[str, typer.Argument(metavar="ID")]
Zip = Annotated[Path, typer.Argument(metavar="FILE.zip")]


def _made_library() -> Library:
    """The library that was named, made where it is not there."""
    if Options.library is None:
        return open_library(warn=False)
    return Library.open(Options.library, Options.model, create=True)


@commands.command()
def add(
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders of files, addresses", metavar="PATH|URL...")
    ],
    field: Annotated[
        list[str] | None,
        typer.Option(
            help="A field of JSON or CSV that has another name there, as text=body; repeatable"
        ),
    ] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch from the local network too")
    ] = False,
) -> None:
    """Add articles to the library."""
    fields = dict(_renamed(value) for value in field or ())
    library = _made_library()
    try:
        with terminal.progress("Adding") as advance:
            report = library.add(paths, advance, fields, allow_private)
    except AddInterrupted as stopped:
        _stopped(stopped)
    _finish(report)


def _renamed(value: str) -> tuple[str, str]:
    ours, equals, theirs = value.partition("=")
    if not (ours and equals and theirs):
        raise BylineError(f"--field {value!r}: expected OURS=THEIRS, as in text=body.")
    return ours, theirs


def _finish(report: AddReport) -> None:
    terminal.print_added(report)
    if not report.accepted:
        raise typer.Exit(1)


def _stopped(stopped: AddInterrupted) -> NoReturn:
    terminal.print_added(stopped.report)
    terminal.note("Interrupted. What was added is whole; run the command again to add the rest.")
    raise typer.Exit(_INTERRUPTED)


@commands.command()
def articles(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line")] = False,
) -> None:
    """List the articles of the library."""
    library = open_library()
    found = library.articles()
    if as_json:
        terminal.print_rows(_row(library, article) for article in found)
    else:
        terminal.print_articles(found)


def _row(library: Library, article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "date": article.date,
        "source": article.source,
        "title": article.title,
        "url": article.url,
        "date_from": article.date_from,
        "language": article.language,
        "versions": len(library.versions(article.id)),
        "sightings": [
            {"id": s.id, "source": s.source, "date": s.date, "title": s.title, "url": s.url}
            for s in library.sightings(article.id)
        ],
    }


@commands.command()
def versions(article_id: Id) -> None:
    """Show how the newest wording of an article differs from the one before."""
    newest, *earlier = open_library().versions(article_id)
    if earlier:
        changes = differences(earlier[0].text, newest.text)
        terminal.print_versions(newest, earlier[0], changes)
    else:
        print(f"{newest.id} has one version: it never changed.")


@commands.command()
def remove(
    article_ids: Annotated[list[str], typer.Argument(metavar="ID...")],
) -> None:
    """Take articles out of the library, to the last byte of its files."""
    library = open_library(warn=False)
    with terminal.progress("Rewriting the indexes") as advance:
        removed = library.remove_all(article_ids, advance)
    for article in removed:
        print(f"Removed {article.id}: {article.title}")


@commands.command()
def check(
    repair: Annotated[bool, typer.Option("--repair", help="Finish or rebuild the indexes")] = False,
) -> None:
    """Check that the indexes hold every article once."""
    if repair:
        library = Library.repair(Options.library or user_library(), Options.model)
    else:
        library = open_library(warn=False)
    report = library.check()
    print(f"{report.articles} articles, {report.passages} passages in {library.folder}")
    for work in report.waiting:
        print(f"waiting: {work}; the next `byline add` does it")
    for problem in report.problems:
        print(f"problem: {problem}")
    if report.problems:
        raise BylineError("The library is not whole. Run `byline check --repair`.")
    print("All is well.")


@commands.command()
def export(file: Zip) -> None:
    """Write all articles, with their versions, into a ZIP file."""
    with terminal.progress("Exporting") as advance:
        count = open_library().export(file, advance)
    print(f"{count} articles in {file}")


@commands.command("import")
def import_(file: Zip) -> None:
    """Add the articles of such a file."""
    library = _made_library()
    try:
        with terminal.progress("Importing") as advance:
            report = library.import_(file, advance)
    except AddInterrupted as stopped:
        _stopped(stopped)
    _finish(report)
