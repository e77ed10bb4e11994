"""RealTime QA: the weekly news quizzes, with the pages that a web search found for each.

The pages of all questions are the articles; those in which the golden choice stands are the
articles of a case. Where it stands in none, nobody can say whether the pages answer, and the
question is left out, as is one whose answer is "True" and the like. A golden string in a page is
weak evidence for answers as short as "two".

Source: J. Kasai et al., "RealTime QA: What's the Answer Right Now?" (NeurIPS 2023 Datasets and
Benchmarks, arXiv:2207.13332), ``past/YEAR/*_qa.jsonl`` and ``*_gcs.jsonl``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from evals.adapters.base import Converted, day, find_files, read_lines
from evals.cases import Case
from evals.errors import EvalError
from evals.measures.facts import holds
from index.records import Article

_MIN_CHARACTERS = 400  # less is a cookie notice or a menu
_VERDICTS = {"true", "false", "yes", "no", "all of the above", "none of the above"}
_MAX_CHARACTERS = 12_000  # more is an endless page; the story stands at its head


def read(source: Path, split: str | None) -> Converted:
    """``source``: the folder of the repository or of a year; ``split``: how the dates of the
    quizzes begin, as 2023 or 202312."""
    pages: dict[str, Article] = {}
    found: dict[str, list[Article]] = {}
    quizzes: list[Path] = []
    for path in find_files(source, "*_qa.jsonl", None):
        hits = path.with_name(path.name.replace("_qa.jsonl", "_gcs.jsonl"))
        if path.name[:8].isdigit() and path.name.startswith(split or "") and hits.exists():
            quizzes.append(path)
            for row in read_lines(hits):
                found.setdefault(row["question_id"], []).extend(_pages(row, path.name[:8], pages))
    if not quizzes:
        raise EvalError(
            f"Expected quizzes YYYYMMDD_qa.jsonl with their pages YYYYMMDD_gcs.jsonl in {source}"
            + (f", of dates that begin with {split}" if split else "") + ", got none."
        )  # fmt: skip
    left_out: Counter[str] = Counter()
    cases = []
    for row in (row for path in quizzes for row in read_lines(path)):
        gold = [row["choices"][int(choice)].strip() for choice in row["answer"]]
        pages_found = found.get(row["question_id"], [])
        articles = [p.id for p in pages_found if any(holds(g, p.text) for g in gold)]
        if not _VERDICTS.isdisjoint(map(str.casefold, gold)):
            left_out["the answer is a verdict, which a page does not word"] += 1
        elif not articles:
            left_out["no page that was found holds the answer"] += 1
        else:
            cases.append(_case(row, gold, articles))
    return Converted(pages.values(), cases, left_out)


def _pages(row: Mapping[str, Any], quiz: str, pages: dict[str, Article]) -> list[Article]:
    """The pages found for a question, each once however often it was found."""
    found = []
    for page in row["search_result"]:
        # A page that could not be loaded is a string or has no text.
        if not isinstance(page, dict) or len(page.get("text") or "") <= _MIN_CHARACTERS:
            continue
        url = page["url"]
        if url not in pages:
            host = urlsplit(url).hostname or url
            pages[url] = Article(
                id=f"{quiz}-{len(pages):05d}",
                title=page.get("title") or host,
                text=page["text"][:_MAX_CHARACTERS].strip(),
                source=host.removeprefix("www."),
                date=day(page.get("publish_date")),
                url=url,
            )
        found.append(pages[url])
    return found


def _case(row: Mapping[str, Any], gold: list[str], articles: list[str]) -> Case:
    return Case(
        id=row["question_id"],
        question=row["question_sentence"].strip(),
        answer=gold[0],
        facts=(tuple(gold),),
        articles=tuple(dict.fromkeys(articles)),
        type="quiz",
        answerable=True,
        short=gold[0],
        short_also=tuple(gold[1:]),
    )
