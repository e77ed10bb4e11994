"""MultiHop-RAG: questions over English news of 2023 that need two to four articles.

Where the answer is a name, it is the fact. Where it is "Yes", "No", "before" and the like, the
facts are the sentences of the evidence: the word alone would stand in many an answer. A
``null_query`` is unanswerable.

Source: Y. Tang and Y. Yang, "MultiHop-RAG: Benchmarking Retrieval-Augmented Generation for
Multi-Hop Queries" (COLM 2024, arXiv:2401.15391), ``MultiHopRAG.json`` and ``corpus.json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evals.adapters.base import NO_ANSWER, Converted, day, one_file, read_json
from evals.cases import Case
from evals.errors import EvalError
from index.records import Article

_VERDICTS = {"yes", "no", "before", "after", "consistent", "inconsistent", "true", "false"}


def read(source: Path, split: str | None) -> Converted:
    """``source``: the folder with both files; the set has no splits."""
    if split is not None:
        raise EvalError(f"MultiHop-RAG has one part: expected no --split, got {split!r}.")
    queries = one_file(source, "MultiHopRAG.json", None)
    corpus = one_file(source, "corpus.json", None)
    try:
        articles = {
            row["url"]: _article(row, f"multihop-{number:04d}")
            for number, row in enumerate(read_json(corpus), start=1)
        }
        cases = [
            _case(row, f"multihop-{number:04d}", articles)
            for number, row in enumerate(read_json(queries), start=1)
        ]
    except (KeyError, TypeError) as error:
        raise EvalError(
            f"{source}: expected MultiHop-RAG's queries and corpus; a row lacks {error}."
        ) from None
    return Converted(articles.values(), cases)


def _article(row: Mapping[str, Any], id: str) -> Article:
    return Article(
        id=id,
        title=row["title"],
        text=row["body"].strip(),
        source=row.get("source"),
        date=day(row.get("published_at")),
        url=row["url"],
        author=row.get("author"),
    )


def _case(row: Mapping[str, Any], id: str, articles: Mapping[str, Article]) -> Case:
    answer = str(row["answer"]).strip()
    answerable = row["question_type"] != "null_query"
    evidence = row["evidence_list"] if answerable else []
    sentences = tuple(dict.fromkeys((e["fact"].strip(),) for e in evidence))
    verdict = answer.casefold().strip(".") in _VERDICTS
    facts = sentences if verdict else ((answer,),)
    return Case(
        id=id,
        question=row["query"].strip(),
        answer=answer if answerable else NO_ANSWER,
        facts=facts if answerable else (),
        articles=tuple(dict.fromkeys(articles[e["url"]].id for e in evidence)),
        type=row["question_type"].removesuffix("_query") if answerable else "unanswerable",
        answerable=answerable,
        short=answer if answerable and not verdict else None,
    )
