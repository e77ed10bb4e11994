"""Small cases, answers and suites for the tests of the evaluation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evals.cases import Case

TEXTS = {"a1": "Talks lasted two hours. Then all left.", "a2": "Nobody said more."}


def article_text(article_id: str) -> str:
    return TEXTS[article_id]


def make_case(**changes: Any) -> Case:
    fields: dict[str, Any] = {
        "id": "c1",
        "question": "How long did the talks last?",
        "answer": "Two hours.",
        "facts": (("two hours", "2 hours"),),
        "articles": ("a1",),
        "type": "duration",
        "answerable": True,
    }
    return Case(**(fields | changes))


def make_answer(**changes: Any) -> dict[str, Any]:
    """An answer that is right for ``make_case()``."""
    fields: dict[str, Any] = {
        "status": "answered",
        "answer": "two hours — Talks lasted two hours. [1]",
        "short": "two hours",
        "citations": [cite("Talks lasted two hours.", 0, 23)],
        "evidence": [{"article_id": "a1"}],
    }
    return fields | changes


def declining() -> dict[str, Any]:
    text = "The articles in this library do not say."
    return make_answer(status="not_found", answer=text, short=None, citations=[])


def cite(quote: str, start: int, end: int, article: str = "a1") -> dict[str, Any]:
    return {
        "number": 1,
        "article_id": article,
        "title": "Talks",
        "source": "BBC News",
        "date": "2025-05-16",
        "url": None,
        "quote": quote,
        "start": start,
        "end": end,
    }


def line(**changes: Any) -> str:
    """One line of a suite; a field set to ``...`` is left out."""
    fields = make_case().to_dict() | changes
    return json.dumps({k: v for k, v in fields.items() if v is not ...}, ensure_ascii=False)


def write_suite(folder: Path, *lines: str, name: str = "mine") -> Path:
    path = folder / f"{name}.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
