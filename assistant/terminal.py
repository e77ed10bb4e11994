"""What the command line shows: answers laid out for reading, progress, lists."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from assistant import wording
from assistant.answer import Answer, Citation
from index.records import AddReport, Article

_CLOSEST = 3  # passages shown where the articles do not say


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error that appears with the first call of the function it gives."""
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    ) as bar:  # fmt: skip
        task = bar.add_task(label, visible=False, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total, visible=True)


def byline(source: str | None, date: str | None) -> str:
    """Outlet and date as a reader expects them under a quote."""
    return f"{source or wording.NO_OUTLET}, {date or wording.NO_DATE}"


def print_answer(answer: Answer) -> None:
    """Short answer, statements with their markers, where accounts differ, sources below."""
    console = Console(highlight=False)
    if answer.standalone != answer.question:
        console.print(Text(f"Understood as: {answer.standalone}", style="dim"))
    if answer.status == "not_found":
        _print_closest(console, answer)
        return
    if answer.short:
        console.print(Text(answer.short, style="bold"), "\n")
    for statement in () if answer.side_by_side else answer.statements:
        marks = "".join(f"[{n}]" for n in statement.citations)
        line = Text.assemble(_marked(statement.text, answer.short), (f" {marks}", "cyan"))
        if statement.speaker and statement.speaker not in statement.text:
            line.append(f"  ({statement.speaker})", style="dim")
        console.print(line)
    for difference in answer.differences:
        head = wording.SIDE_BY_SIDE if answer.side_by_side else wording.DIFFER
        console.print(Text(f"\n{head} ({difference.about}):", style="yellow"))
        for side in difference.sides:
            marks = "".join(f"[{n}]" for n in side.citations)
            console.print(Text.assemble("  ", side.text, (f" {marks}", "cyan")))
    console.print(Text("\nSources", style="bold"))
    for citation in answer.citations:
        _print_source(console, citation)


def _print_source(console: Console, citation: Citation) -> None:
    head = Text.assemble((f"[{citation.number}] ", "cyan"), byline(citation.source, citation.date))
    head.append(f" — {citation.title} ({citation.article_id})", style="dim")
    console.print(head)
    console.print(Text(f"    “{' '.join(citation.quote.split())}”"))


def _print_closest(console: Console, answer: Answer) -> None:
    console.print(Text(answer.text, style="bold"))
    if answer.evidence:
        console.print(Text("\nClosest passages", style="bold"))
    for evidence in answer.evidence[:_CLOSEST]:
        article = evidence.article
        console.print(
            Text(f"{byline(article.source, article.date)} — {article.title}", style="dim")
        )
        console.print(Text(f"    {' '.join(evidence.text.split())}"))


def _marked(text: str, span: str | None) -> Text:
    found = Text(text)
    if span and span in text:
        at = text.index(span)
        found.stylize("bold", at, at + len(span))
    return found


def print_added(report: AddReport) -> None:
    """A line for each rejected file, then what became of the rest."""
    console = Console(stderr=True, highlight=False)
    for path, reason in report.rejected:
        console.print(Text(f"rejected: {path}: {reason}"), soft_wrap=True)
    print(
        f"{len(report.added)} added, {len(report.replaced)} replaced, "
        f"{len(report.unchanged)} unchanged, {len(report.rejected)} rejected"
    )


def print_articles(articles: Sequence[Article], as_json: bool) -> None:
    """Ids, days, outlets and titles: a table in a terminal, tabs where it is piped."""
    if as_json:
        for a in articles:
            row = {"id": a.id, "date": a.date, "source": a.source, "title": a.title, "url": a.url}
            print(json.dumps(row, ensure_ascii=False))
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        for a in articles:
            print("\t".join((a.id, a.date or "", a.source or "", a.title)))
        return
    table = Table("id", "date", "outlet", "title", box=None, header_style="bold")
    for a in articles:
        table.add_row(*(Text(v) for v in (a.id, a.date or "—", a.source or "—", a.title)))
    console.print(table)
    console.print(f"{len(articles)} articles", style="dim")
