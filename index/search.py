"""A question's vector and terms in, ranked evidence out: dense and full text, fused by rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.encoder import Vectors
from index.library import Library
from index.records import Evidence, Filter

_DEPTH = 50  # passages that each side brings into the fusion
_RRF_K = 60


def reciprocal_rank_fusion(rankings: Sequence[Sequence[int]], k: int = _RRF_K) -> dict[int, float]:
    """Sum over rankings of 1 / (k + rank), rank from 1, for every id in any of them.

    Cormack, Clarke and Buettcher 2009, doi:10.1145/1571941.1572114 (k = 60).
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1 / (k + rank)
    return scores


def search(
    library: Library,
    vector: Vectors,
    terms: Mapping[str, float],
    limit: int = 10,
    narrowed: Filter | None = None,
) -> list[Evidence]:
    """The best passages for a question, best first, ties by passage id.

    ``vector`` is the question's embedding, shape (dimension,); ``terms`` its index terms with
    their weights. Passages that have just left the library are passed over.
    """
    narrowed = narrowed or Filter()
    library.refresh()
    rankings = [
        [i for i, _ in library.vectors.nearest(vector, _DEPTH, narrowed)],
        [i for i, _ in library.postings.search(terms, _DEPTH, narrowed)],
    ]
    fused = sorted(reciprocal_rank_fusion(rankings).items(), key=lambda p: (-p[1], p[0]))
    known = library.passages([i for i, _ in fused])
    found = [Evidence(*known[i], score) for i, score in fused if i in known]
    return found[:limit]
