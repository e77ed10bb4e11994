"""The JSON of an answer, key by key: programs rely on it, so it grows and never changes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from assistant.answer import Answer, Citation, Difference, Side, Statement
from index.records import Article, Evidence, Passage

ARTICLE = Article(
    id="talks",
    title="The talks",
    text="They met at noon. “Nothing” was agreed.",
    source="Orda.kz",
    date="2025-06-02",
    url="https://orda.kz/1",
)
ANSWER = Answer(
    id="q1",
    question="When?",
    standalone="When did they meet?",
    status="answered",
    confidence=0.912345,
    short="noon",
    statements=(
        Statement("They met at noon.", None, (1,)),
        Statement("“Nothing” was agreed.", "Umerov", (2, 3)),
    ),
    citations=(
        Citation(1, "talks", "The talks", "Orda.kz", "2025-06-02", "https://orda.kz/1",
                 "They met at noon.", 0, 17),
        Citation(2, "talks", "The talks", None, None, None, "“Nothing” was agreed.", 18, 39),
        Citation(3, "talks", "The talks", None, None, None, "agreed", 32, 38),
    ),
    differences=(Difference("time of day", (Side("noon", (1,)), Side("one", (2, 3)))),),
    evidence=(Evidence(ARTICLE, Passage(4, "talks", 0, 17), 0.0312345678),),
    seconds=0.123456,
)  # fmt: skip


ALONE: dict[str, Any] = {"also": [], "page": None, "changed": False}
WRITTEN = {
    "id": "q1",
    "question": "When?",
    "standalone": "When did they meet?",
    "status": "answered",
    "answer": "noon — They met at noon. [1] “Nothing” was agreed. [2][3]",
    "short": "noon",
    "confidence": 0.9123,
    "statements": [
        {"text": "They met at noon.", "speaker": None, "citations": [1]},
        {"text": "“Nothing” was agreed.", "speaker": "Umerov", "citations": [2, 3]},
    ],
    "citations": [
        {
            "number": 1,
            "article_id": "talks",
            "title": "The talks",
            "source": "Orda.kz",
            "date": "2025-06-02",
            "url": "https://orda.kz/1",
            "quote": "They met at noon.",
            "start": 0,
            "end": 17,
            **ALONE,
        },
        {
            "number": 2,
            "article_id": "talks",
            "title": "The talks",
            "source": None,
            "date": None,
            "url": None,
            "quote": "“Nothing” was agreed.",
            "start": 18,
            "end": 39,
            **ALONE,
        },
        {
            "number": 3,
            "article_id": "talks",
            "title": "The talks",
            "source": None,
            "date": None,
            "url": None,
            "quote": "agreed",
            "start": 32,
            "end": 38,
            **ALONE,
        },
    ],
    "differences": [
        {
            "about": "time of day",
            "sides": [
                {"text": "noon", "citations": [1]},
                {"text": "one", "citations": [2, 3]},
            ],
        }
    ],
    "evidence": [
        {
            "article_id": "talks",
            "title": "The talks",
            "source": "Orda.kz",
            "date": "2025-06-02",
            "start": 0,
            "end": 17,
            "text": "They met at noon.",
            "score": 0.031235,
        }
    ],
    "seconds": 0.1235,
}


def test_every_key_of_an_answer() -> None:
    assert ANSWER.to_dict() == WRITTEN


def test_it_is_plain_json() -> None:
    assert json.loads(json.dumps(ANSWER.to_dict())) == ANSWER.to_dict()


def test_where_nothing_is_found_the_keys_are_the_same() -> None:
    nothing = Answer("When?", "When?", "not_found", 0.1, evidence=ANSWER.evidence).to_dict()
    assert list(nothing) == list(ANSWER.to_dict())
    assert nothing["answer"] == "The articles in this library do not say."
    assert (nothing["id"], nothing["short"]) == (None, None)
    assert nothing["statements"] == nothing["citations"] == nothing["differences"] == []
    assert len(nothing["evidence"]) == 1


def test_without_a_short_answer_the_statements_open_the_text() -> None:
    assert replace(ANSWER, short=None).text.startswith("They met at noon. [1]")


def test_a_citation_is_found_by_its_number() -> None:
    assert ANSWER.citation(2).quote == "“Nothing” was agreed."
    with pytest.raises(KeyError):
        ANSWER.citation(4)
