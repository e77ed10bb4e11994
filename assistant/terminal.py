"""What the command line shows: answers laid out for reading, progress, lists."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from assistant import wording
from assistant.answer import Answer, Citation
from index.records import AddReport, Article

_CLOSEST = 3  # passages shown where the articles do not say
_CHANGES = {"-": "red", "+": "green"}


class _Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "", style="progress.data.speed")


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error that appears with the first call of the function it gives."""
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(),
        TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal,
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


def note(line: str) -> None:
    """A line on standard error."""
    Console(stderr=True, highlight=False).print(Text(line), soft_wrap=True)


def print_added(report: AddReport) -> None:
    """A line for each rejected file, copy and near-copy, then what became of all."""
    for path, reason in report.rejected:
        note(f"rejected: {path}: {reason}")
    for copy, original in report.copies:
        note(f"copy: {copy}: the same words as {original}")
    for one, other in report.linked:
        note(f"linked: {one}: nearly a copy of {other}")
    counted: dict[str, Sequence[object]] = {
        "added": report.added,
        "replaced": report.replaced,
        "unchanged": report.unchanged,
        "copies": report.copies,
        "linked": report.linked,
        "rejected": report.rejected,
    }
    print(", ".join(f"{len(items)} {name}" for name, items in counted.items()))


def print_rows(rows: Iterable[dict[str, Any]]) -> None:
    """One JSON object a line."""
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))


def print_articles(articles: Sequence[Article]) -> None:
    """Ids, days, outlets and titles: a table in a terminal, tabs where it is piped."""
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


def print_versions(newest: Article, earlier: Article, changes: Sequence[str]) -> None:
    """The sentences that went and came between two wordings, their titles before them."""
    console = Console(highlight=False)
    for mark, article in (("-", earlier), ("+", newest)):
        console.print(Text(f"{mark}{mark}{mark} {byline(article.source, article.date)}: "
                           f"{article.title}", style="bold"), soft_wrap=True)  # fmt: skip
    for line in changes:
        console.print(Text(line, style=_CHANGES.get(line[0], "")), soft_wrap=True)
