"""CLAPNQ: questions of Natural Questions with long answers, and unanswerable ones.

The sentences that every annotator chose are the facts, word for word (where they share none,
the first annotator's): a system that quotes is measured fairly by them, one that rewrites is
better measured by its citations. The passage of an unanswerable question is an article too.

Source: S. Rosenthal et al., "CLAPnq: Cohesive Long-form Answers from Passages in Natural
Questions for RAG systems" (TACL 2025, arXiv:2404.02103), ``annotated_data``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.adapters.base import NO_ANSWER, Collector, Converted, find_files, read_lines
from evals.cases import Case
from evals.errors import EvalError


def read(source: Path, split: str | None) -> Converted:
    """``source``: a JSONL file, or a folder with them; ``split``: train or dev."""
    collector, cases = Collector(), []
    for path in find_files(source, "*answerable.jsonl", split):
        for row in read_lines(path):
            try:
                cases.append(_case(row, collector))
            except (KeyError, TypeError, IndexError) as error:
                raise EvalError(
                    f"{path}: expected CLAPNQ's id, input, passages and output; got a row that "
                    f"lacks {error}."
                ) from None
    return Converted(collector.articles, cases)


def _case(row: Mapping[str, Any], collector: Collector) -> Case:
    articles = [
        collector.add(f"clapnq-{row['id']}-{number}", p["title"], p["text"])
        for number, p in enumerate(row["passages"], start=1)
    ]
    given = [o for o in row["output"] if o["answer"].strip() and not o["meta"]["skip"]]
    return Case(
        id=f"clapnq-{row['id']}",
        question=row["input"].strip(),
        answer=given[0]["answer"].strip() if given else NO_ANSWER,
        facts=tuple((sentence,) for sentence in _shared_sentences(given)),
        articles=tuple(articles),
        type="long" if given else "unanswerable",
        answerable=bool(given),
    )


def _shared_sentences(given: Sequence[Mapping[str, Any]]) -> list[str]:
    if not given:
        return []
    chosen = [[s.strip() for s in o["selected_sentences"] if s.strip()] for o in given]
    return [s for s in chosen[0] if all(s in other for other in chosen)] or chosen[0]
