"""Byline inside a LlamaIndex program: a retriever and a query engine of its own kinds.

from assistant import Assistant
from assistant.llama import BylineQueryEngine, BylineRetriever

engine = BylineQueryEngine(Assistant.open("my-library"))
print(engine.query("Who led the Ukrainian delegation?"))
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import Response
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant.answer import Answer, Citation
from assistant.assistant import Assistant
from index.records import Evidence


class BylineRetriever(BaseRetriever):  # type: ignore[misc]
    """Passages for a query, best first, as nodes with outlet, date and offsets."""

    def __init__(self, assistant: Assistant) -> None:
        super().__init__()
        self._assistant = assistant

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        _, _, evidence = self._assistant.find(query_bundle.query_str)
        return [_passage_node(e) for e in evidence]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class BylineQueryEngine(BaseQueryEngine):  # type: ignore[misc]
    """Answers as ``Response``: the text with [n], the cited quotes as its source nodes.

    ``response.metadata["byline"]`` is the whole answer as ``byline ask --json`` prints it.
    """

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(callback_manager=None)
        self._assistant = assistant

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._assistant.ask(query_bundle.query_str)
        return Response(
            response=answer.text,
            source_nodes=[_quote_node(answer, c) for c in answer.citations],
            metadata={"byline": answer.to_dict()},
        )

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)


def _passage_node(evidence: Evidence) -> NodeWithScore:
    article, passage = evidence.article, evidence.passage
    metadata = {
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "date": article.date,
        "url": article.url,
    }
    return _node(evidence.text, passage.start, passage.end, metadata, evidence.score)


def _quote_node(answer: Answer, citation: Citation) -> NodeWithScore:
    metadata = asdict(citation)
    quote, start, end = (metadata.pop(key) for key in ("quote", "start", "end"))
    return _node(quote, start, end, metadata, answer.confidence)


def _node(text: str, start: int, end: int, metadata: dict[str, Any], score: float) -> NodeWithScore:
    node = TextNode(
        id_=f"{metadata['article_id']}:{start}-{end}",
        text=text,
        metadata=metadata,
        start_char_idx=start,
        end_char_idx=end,
    )
    return NodeWithScore(node=node, score=score)
