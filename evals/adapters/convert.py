"""``python -m evals convert``: a public set into a suite and a folder of its articles."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
import yaml

from evals.adapters import ADAPTERS, Converted
from evals.cases import case_line, write_lines
from evals.commands.shared import mistakes_shown
from evals.errors import EvalError
from evals.schema import problems
from index.records import Article

Form = Annotated[str, typer.Argument(metavar="FORMAT", help=f"One of {', '.join(ADAPTERS)}.")]
Input = Annotated[
    Path, typer.Argument(metavar="INPUT", help="The file or folder as it was published.")
]
OutFolder = Annotated[Path, typer.Argument(metavar="OUT_DIR", help="A new or empty folder.")]
PartOfSet = Annotated[
    str | None, typer.Option(help="Part of the set in its own words: dev, test, 2023.")
]
Limit = Annotated[
    int | None, typer.Option(min=1, help="Only the first N cases; all articles stay.")
]


@mistakes_shown()
def convert(
    form: Form,
    source: Input,
    out: OutFolder,
    split: PartOfSet = None,
    limit: Limit = None,
) -> None:
    """Turn a public question set into a suite and a folder of articles.

    Writes OUT_DIR/FORMAT.jsonl, the suite, and OUT_DIR/FORMAT/, its articles in Markdown.
    """
    if form not in ADAPTERS:
        raise EvalError(f"Expected FORMAT to be one of {', '.join(ADAPTERS)}, got {form!r}.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise EvalError(f"Expected a new or empty folder to write to, got {out}.")
    converted = _checked(ADAPTERS[form](source, split))
    cases = converted.cases[:limit]
    if not cases:
        raise EvalError(f"Expected questions in {source}, got none that makes a case.")
    try:
        (out / form).mkdir(parents=True)
        count = write_articles(out / form, converted.articles)
    except OSError as error:
        raise EvalError(f"{out} cannot be written: {error.strerror}.") from None
    write_lines(out / f"{form}.jsonl", map(case_line, cases))
    answerable = sum(case.answerable for case in cases)
    typer.echo(
        f"{count} articles and {len(cases)} cases, {answerable} of them answerable, in {out}."
    )
    for reason, number in converted.left_out.items():
        typer.echo(f"Left out: {number} ({reason}).")
    typer.echo(
        f"`python -m evals run {out / form}.jsonl` asks it of these articles, indexing them first; "
        f"`byline --library DIR add {out / form}` indexes them for good."
    )


def write_articles(folder: Path, articles: Iterable[Article]) -> int:
    """Writes articles as Markdown with front matter, ``ID.md``; gives how many."""
    count = 0
    for article in articles:
        named = ("title", "source", "date", "url", "author")
        meta = {key: value for key in named if (value := getattr(article, key))}
        head = yaml.safe_dump(meta, allow_unicode=True, sort_keys=False) if meta else ""
        # No blank line: a reader takes a short line after others for a leftover of the page.
        text = f"---\n{head}---\n{article.text}\n"
        (folder / f"{article.id}.md").write_text(text, encoding="utf-8", errors="replace")
        count += 1
    return count


def _checked(converted: Converted) -> Converted:
    """Without the questions that no suite would take: an empty question, an id used twice."""
    kept, seen = [], set()
    for case in converted.cases:
        problem = next(problems(case.to_dict()), None)
        if problem is not None:
            converted.left_out[f"field {problem.field!r}: {problem.what}"] += 1
        elif case.id in seen:
            converted.left_out["an id used twice"] += 1
        else:
            seen.add(case.id)
            kept.append(case)
    return Converted(converted.articles, kept, converted.left_out)
