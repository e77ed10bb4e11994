"""BEIR folders: ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/SPLIT.tsv``.

There are no answers, only documents judged relevant: the cases are of type "retrieval". A case
knows which articles are relevant and not how much, so grades above 0 count alike; they are
named best first.

Source: N. Thakur et al., "BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of
Information Retrieval Models" (NeurIPS 2021 Datasets and Benchmarks, arXiv:2104.08663).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from evals.adapters.base import Converted, one_file, read_lines, slug
from evals.cases import Case
from evals.errors import EvalError
from evals.schema import RETRIEVAL
from index.records import Article


def read(source: Path, split: str | None) -> Converted:
    """``source``: the folder; ``split``: which qrels, left out where there is one file."""
    corpus = one_file(source, "corpus.jsonl", None)
    queries = one_file(source, "queries.jsonl", None)
    qrels = _qrels(one_file(source / "qrels", "*.tsv", split))
    ids = _ids(corpus)
    cases, left_out = [], Counter[str]()
    for row in read_lines(queries):
        relevant = [document for document in qrels.get(str(row["_id"]), []) if document in ids]
        if relevant:
            cases.append(_case(row, tuple(ids[document] for document in relevant)))
        elif str(row["_id"]) in qrels:
            left_out["none of its relevant documents is in the corpus"] += 1
    return Converted(_articles(corpus, ids), cases, left_out)


def _qrels(path: Path) -> dict[str, list[str]]:
    """Query id -> ids of the documents judged relevant, by grade and then id."""
    graded: dict[str, list[tuple[int, str]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter="\t"), start=1):
            try:
                query, document, grade = row[0], row[1], int(row[2])
            except (IndexError, ValueError):
                if number == 1:
                    continue  # the names of the columns
                raise EvalError(
                    f"{path}, line {number}: expected query, document and grade between tabs, "
                    f"got {row!r}."
                ) from None
            if grade > 0:
                graded.setdefault(query, []).append((-grade, document))
    return {query: [d for _, d in sorted(found)] for query, found in graded.items()}


def _ids(corpus: Path) -> dict[str, str]:
    """The set's document id -> an id that a library keeps as it is; no two alike."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for number, row in enumerate(read_lines(corpus), start=1):
        name = slug(str(row["_id"]))
        ids[str(row["_id"])] = name = f"{name}-{number}" if name in taken else name
        taken.add(name)
    return ids


def _articles(corpus: Path, ids: Mapping[str, str]) -> Iterator[Article]:
    for row in read_lines(corpus):
        text = str(row.get("text") or "").strip()
        title = str(row.get("title") or "").strip()
        # A document may be a title alone: an article has a text.
        yield Article(id=ids[str(row["_id"])], title=title, text=text or title)


def _case(row: Mapping[str, object], articles: tuple[str, ...]) -> Case:
    return Case(
        id=str(row["_id"]),
        question=str(row["text"]).strip(),
        answer="",
        facts=(),
        articles=articles,
        type=RETRIEVAL,
        answerable=True,
    )
