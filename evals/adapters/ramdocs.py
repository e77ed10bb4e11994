"""RAMDocs: questions whose documents disagree, by ambiguity, misinformation and noise.

Each golden answer is a fact: a right answer gives them all. The documents marked "correct" are
the articles that say it; a question without one is left out. The type says what stands in the
way: "misinformation", else "ambiguous" (several golden answers), else "noise". Documents have no
title, outlet or date. Some golden answers ("A film") are worded as no document words them.

Source: H. Wang et al., "Retrieval-Augmented Generation with Conflicting Evidence" (COLM 2025,
arXiv:2504.13079).
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evals.adapters.base import Collector, Converted, one_file, read_lines
from evals.cases import Case
from evals.errors import EvalError


def read(source: Path, split: str | None) -> Converted:
    """``source``: the JSONL file, or a folder with it; ``split``: test."""
    path = one_file(source, "RAMDocs*.jsonl", split)
    collector, cases, left_out = Collector(), [], Counter[str]()
    for number, row in enumerate(read_lines(path), start=1):
        try:
            case = _case(row, f"ramdocs-{number:04d}", collector)
            if case.articles:
                cases.append(case)
            else:
                left_out["no document is marked correct"] += 1
        except (KeyError, TypeError) as error:
            raise EvalError(
                f"{path}: expected RAMDocs' question, documents, gold_answers and wrong_answers; "
                f"got a row that lacks {error}."
            ) from None
    return Converted(collector.articles, cases, left_out)


def _case(row: Mapping[str, Any], id: str, collector: Collector) -> Case:
    correct = []
    for number, document in enumerate(row["documents"], start=1):
        title = textwrap.shorten(document["text"], 60, placeholder=" …")
        article = collector.add(f"{id}-{number}", title, document["text"])
        if document["type"] == "correct":
            correct.append(article)
    gold, wrong = (list(dict.fromkeys(row[f"{kind}_answers"])) for kind in ("gold", "wrong"))
    kind = "misinformation" if wrong else "ambiguous" if len(gold) > 1 else "noise"
    return Case(
        id=id,
        question=row["question"].strip(),
        answer="; ".join(gold),
        facts=tuple((answer,) for answer in gold),
        articles=tuple(dict.fromkeys(correct)),
        type=kind,
        answerable=True,
        short=gold[0] if len(gold) == 1 else None,
        why=f"Wrong in the documents: {'; '.join(wrong)}." if wrong else None,
    )
