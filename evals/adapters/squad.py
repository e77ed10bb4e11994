"""SQuAD 2.0 JSON, and what is published in its form (SQuAD 1.1, XQuAD, adversarial SQuAD).

Each paragraph becomes an article, as is usual where SQuAD is asked of a collection: a question
that its own paragraph does not answer counts as unanswerable. The golden spans are one fact,
any of them right; the commonest is the short answer. Questions on one paragraph are a family.

Source: P. Rajpurkar, R. Jia, P. Liang, "Know What You Don't Know: Unanswerable Questions for
SQuAD" (ACL 2018).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evals.adapters.base import NO_ANSWER, Collector, Converted, one_file, read_json, slug
from evals.cases import Case
from evals.errors import EvalError


def read(source: Path, split: str | None) -> Converted:
    """``source``: the JSON file, or a folder with it; ``split``: train or dev."""
    path = one_file(source, "*.json", split)
    content = read_json(path)
    try:
        return _converted(content["data"])
    except (KeyError, TypeError) as error:
        raise EvalError(
            f"{path}: expected SQuAD's form, data / paragraphs / qas; it lacks {error}."
        ) from None


def _converted(data: list[dict[str, Any]]) -> Converted:
    collector, cases = Collector(), []
    for entry in data:
        title = entry["title"].replace("_", " ")
        for number, paragraph in enumerate(entry["paragraphs"], start=1):
            id = collector.add(f"{slug(entry['title'])}-{number:03d}", title, paragraph["context"])
            cases += [_case(row, id) for row in paragraph["qas"]]
    return Converted(collector.articles, cases)


def _case(row: Mapping[str, Any], article: str) -> Case:
    # The order of Counter.most_common is that of the file where counts are equal.
    spans = [span for span, _ in Counter(a["text"] for a in row["answers"]).most_common()]
    answerable = bool(spans) and not row.get("is_impossible", False)
    return Case(
        id=str(row["id"]),
        question=row["question"].strip(),
        answer=spans[0] if answerable else NO_ANSWER,
        facts=(tuple(spans),) if answerable else (),
        articles=(article,),
        type="span" if answerable else "unanswerable",
        answerable=answerable,
        family=article,
        short=spans[0] if answerable else None,
        short_also=tuple(spans[1:]) if answerable else (),
    )
