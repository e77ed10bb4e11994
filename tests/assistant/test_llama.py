"""Byline as LlamaIndex sees it."""

from __future__ import annotations

import asyncio

from assistant import Assistant
from assistant.llama import BylineQueryEngine, BylineRetriever

CHILDREN = "How many children are on the list that Ukraine handed over?"


def test_the_retriever_gives_passages_with_their_byline(assistant: Assistant) -> None:
    nodes = BylineRetriever(assistant).retrieve(CHILDREN)
    assert len(nodes) >= 10
    assert [n.score for n in nodes] == sorted((n.score for n in nodes), reverse=True)
    for found in nodes:
        article = assistant.library.article(found.node.metadata["article_id"])
        assert found.node.metadata["source"] == article.source
        assert found.node.text == article.text[found.node.start_char_idx : found.node.end_char_idx]


def test_the_query_engine_answers_with_the_quotes_as_its_sources(assistant: Assistant) -> None:
    response = BylineQueryEngine(assistant).query(CHILDREN)
    whole = response.metadata["byline"]
    assert "339" in str(response)
    assert str(response) == whole["answer"]
    assert [n.node.text for n in response.source_nodes] == [c["quote"] for c in whole["citations"]]


def test_the_query_engine_can_be_awaited(assistant: Assistant) -> None:
    engine = BylineQueryEngine(assistant)
    awaited = asyncio.run(engine.aquery("What salary does Umerov earn?"))
    assert str(awaited) == str(engine.query("What salary does Umerov earn?"))
