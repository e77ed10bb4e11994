"""The baseline: LlamaIndex over Chroma with the defaults of both, as its tutorials set it up.

Nodes of 1,024 tokens with 20 of overlap, the two most similar to a question, no re-ranking. The
embedding model is the one that Byline uses, so that what differs is the pipeline. There is no
language model, so nothing is written: the answer is the text of the most similar node, or
(``llama-index:context``) what LlamaIndex itself returns without one, the text of both
(``ResponseMode.CONTEXT_ONLY``). It cites each node that it shows, declines only where the library
is empty, does not read the turns before a question, and its confidence is the similarity.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings
from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.schema import NodeWithScore
from llama_index.vector_stores.chroma import ChromaVectorStore

from evals.cache import digest
from evals.systems.base import Turns
from evals.systems.byline import library_digest
from index.encoder import Encoder
from index.library import Library
from index.records import Article

_PACKAGES = ("llama-index-core", "llama-index-vector-stores-chroma", "chromadb")


class _Embedding(BaseEmbedding):  # type: ignore[misc]
    """Our encoder in the form that LlamaIndex asks for."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(model_name=encoder.name)
        self._encoder = encoder

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        embedded: list[list[float]] = self._encoder.encode(texts).tolist()
        return embedded

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


class LlamaIndexSystem:
    """LlamaIndex with Chroma in memory, over the articles of a library."""

    jobs = 1

    def __init__(self, library: Library, whole_context: bool = False) -> None:
        self.name = "llama-index:context" if whole_context else "llama-index"
        self._shown = None if whole_context else 1
        code = Path(__file__).read_text("utf-8")
        packages = [f"{name} {version(name)}" for name in _PACKAGES]
        parts = (self.name, code, library_digest(library), *packages)
        self.version: str | None = digest("\n".join(parts))
        articles = library.articles()
        self._articles = {article.id: article for article in articles}
        client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
        # Two systems in one process share the memory of Chroma: none may find the other's nodes.
        name = f"baseline-{self.version}"
        if name in {c.name for c in client.list_collections()}:
            client.delete_collection(name)
        store = ChromaVectorStore(chroma_collection=client.create_collection(name))
        index = VectorStoreIndex.from_documents(
            [_document(article) for article in articles],
            storage_context=StorageContext.from_defaults(vector_store=store),
            embed_model=_Embedding(library.encoder),
        )
        self._retriever = index.as_retriever()

    def ask(self, question: str, history: Turns) -> dict[str, Any]:
        """The answer of the baseline; ``history`` is not read, as by default it is not."""
        found = self._retriever.retrieve(question)
        shown = found[: self._shown]
        texts = [f"{n.node.get_content()} [{at}]" for at, n in enumerate(shown, start=1)]
        return {
            "id": None,
            "question": question,
            "status": "answered" if shown else "not_found",
            "answer": "\n\n".join(texts),
            "short": None,
            "confidence": min(1.0, max(0.0, float(shown[0].score or 0.0))) if shown else 0.0,
            "statements": [
                {"text": n.node.get_content(), "speaker": None, "citations": [at]}
                for at, n in enumerate(shown, start=1)
            ],
            "citations": [self._citation(n, at) for at, n in enumerate(shown, start=1)],
            "differences": [],
            "evidence": [self._evidence(n) for n in found],
        }

    def _place(self, found: NodeWithScore) -> tuple[Article, int, int]:
        """Article and offsets of a node; 0..0 where LlamaIndex does not say."""
        node = found.node
        article = self._articles[node.metadata["article_id"]]
        return article, node.start_char_idx or 0, node.end_char_idx or 0

    def _citation(self, found: NodeWithScore, number: int) -> dict[str, Any]:
        article, start, end = self._place(found)
        return {
            "number": number,
            "article_id": article.id,
            "title": article.title,
            "source": article.source,
            "date": article.date,
            "url": article.url,
            "quote": found.node.get_content(),
            "start": start,
            "end": end,
        }

    def _evidence(self, found: NodeWithScore) -> dict[str, Any]:
        article, start, end = self._place(found)
        return {
            "article_id": article.id,
            "title": article.title,
            "source": article.source,
            "date": article.date,
            "start": start,
            "end": end,
            "text": found.node.get_content(),
            "score": float(found.score or 0.0),
        }


def _document(article: Article) -> Document:
    """An article with its byline as metadata, which LlamaIndex puts before each node's text."""
    metadata = {
        "article_id": article.id,
        "title": article.title,
        "source": article.source or "",
        "date": article.date or "",
    }
    return Document(
        id_=article.id,
        text=article.text,
        metadata=metadata,
        excluded_embed_metadata_keys=["article_id"],
    )
