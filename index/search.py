"""A question's vector and terms in, ranked evidence out: dense and full text, fused by rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.encoder import Vectors
from index.library import Library
from index.records import Evidence, Filter

_RRF_K = 60


@dataclass(frozen=True, slots=True)
class Fusion:
    """How the two rankings become one: ``depth`` passages of each, by reciprocal rank with
    ``k``, the ranks of each weighted."""

    depth: int = 50
    k: int = _RRF_K
    dense: float = 1.0
    lexical: float = 1.0


def reciprocal_rank_fusion(
    rankings: Sequence[Sequence[int]], k: int = _RRF_K, weights: Sequence[float] | None = None
) -> dict[int, float]:
    """Sum over rankings of weight / (k + rank), rank from 1, for every id in any of them.

    ``weights`` has one number a ranking, 1 each where left out. Cormack, Clarke and Buettcher
    2009, doi:10.1145/1571941.1572114 (k = 60).
    """
    scores: dict[int, float] = {}
    for ranking, weight in zip(rankings, weights or [1.0] * len(rankings), strict=True):
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + weight / (k + rank)
    return scores


def search(
    library: Library,
    vector: Vectors,
    terms: Mapping[str, float],
    limit: int = 10,
    narrowed: Filter | None = None,
    fusion: Fusion | None = None,
) -> list[Evidence]:
    """The best passages for a question, best first, ties by passage id.

    ``vector`` is the question's embedding, shape (dimension,); ``terms`` its index terms with
    their weights. Passages that have just left the library are passed over.
    """
    narrowed, fusion = narrowed or Filter(), fusion or Fusion()
    library.refresh()
    within = library.passages_of(narrowed.articles) if narrowed.articles else None
    rankings = [
        [i for i, _ in library.vectors.nearest(vector, fusion.depth, narrowed, within)],
        [i for i, _ in library.postings.search(terms, fusion.depth, narrowed, within)],
    ]
    scores = reciprocal_rank_fusion(rankings, fusion.k, (fusion.dense, fusion.lexical))
    fused = sorted(scores.items(), key=lambda p: (-p[1], p[0]))
    known = library.passages([i for i, _ in fused])
    found = [Evidence(*known[i], score) for i, score in fused if i in known]
    return found[:limit]
