"""Retrieval: is what says it found, and how early? At the level of articles and of passages.

A ranking of articles is the ranking of passages with every article at its first passage. An
article is relevant where the case lists it.

A passage is relevant where it comes from an article that the case lists and a fact of the case
stands in it. A relevant passage that was not returned cannot be seen, but an article of the
case counts as one where no passage returned from it is relevant: else the best way to a high
recall would be to return less.

Relevance is binary. trec_eval computes all of it, through ir_measures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any

from ir_measures import RR, R, ScoredDoc, Success, iter_calc, nDCG
from ir_measures.util import Qrel

from evals.cases import Case
from evals.measures.base import ArticleText, Compute, Measure
from evals.measures.facts import any_holds

_METRICS = (nDCG @ 10, R @ 5, R @ 10, RR, Success @ 1, Success @ 5, Success @ 10)

Judged = tuple[tuple[str, ...], tuple[str, ...]]
"""The ids of what is relevant, and the ids of what was ranked, best first, each once."""
Judge = Callable[[Case, Mapping[str, Any]], Judged | None]


def first_rank(case: Case, answer: Mapping[str, Any]) -> int | None:
    """The rank of the first passage from an article of the case; ``None`` if none."""
    for rank, item in enumerate(answer["evidence"], start=1):
        if item["article_id"] in case.articles:
            return rank
    return None


def articles(case: Case, answer: Mapping[str, Any]) -> Judged | None:
    """The articles to find and those found.

    ``None`` where the case is not answerable or lists none.
    """
    if not case.answerable or not case.articles:
        return None
    ranked = dict.fromkeys(str(item["article_id"]) for item in answer["evidence"])
    return tuple(dict.fromkeys(case.articles)), tuple(ranked)


def passages(case: Case, answer: Mapping[str, Any]) -> Judged | None:
    """The passages to find and those found; a passage returned twice counts once.

    ``None`` where the case is not answerable, lists no article or no fact, or where the
    passages come without their text.
    """
    evidence = answer["evidence"]
    if not case.answerable or not case.articles or not case.facts:
        return None
    if not all("text" in item for item in evidence):
        return None
    ranked: dict[str, None] = {}
    relevant: dict[str, list[str]] = {article: [] for article in case.articles}
    for item in evidence:
        key = f"{item['article_id']}:{item.get('start')}:{item['text']}"
        if key in ranked:
            continue
        ranked[key] = None
        found = relevant.get(item["article_id"])
        if found is not None and any(any_holds(fact, (item["text"],)) for fact in case.facts):
            found.append(key)
    wanted = [key for a, keys in relevant.items() for key in keys or [f"{a}: not returned"]]
    return tuple(wanted), tuple(ranked)


@lru_cache(maxsize=256)
def values(relevant: tuple[str, ...], ranked: tuple[str, ...]) -> Mapping[str, float]:
    """Every metric of one ranking, by its name in ir_measures (``nDCG@10``)."""
    qrels = [Qrel("q", name, 1) for name in relevant]
    run = [ScoredDoc("q", name, -rank) for rank, name in enumerate(ranked, start=1)]
    return {str(m.measure): float(m.value) for m in iter_calc(_METRICS, qrels, run)}


def _value(judge: Judge, metric: str, case: Case, answer: Mapping[str, Any]) -> float | None:
    judged = judge(case, answer)
    return None if judged is None else values(*judged)[metric]


def ndcg(
    case: Case, answer: Mapping[str, Any], _: ArticleText, *, judge: Judge, k: int
) -> float | None:
    """How much of what is relevant stands high in the ranking?

    Formula: DCG@k / the highest DCG@k that any ranking could have, where DCG@k is the sum of
    1 / log2(rank + 1) over the relevant among the first k.
    Applies: answerable cases that list articles; for passages, that list facts too.
    Source: K. Järvelin, J. Kekäläinen, "Cumulated Gain-Based Evaluation of IR Techniques"
    (TOIS 2002); ``nDCG@k`` of ir_measures, ``ndcg_cut_k`` of trec_eval.
    """
    return _value(judge, f"nDCG@{k}", case, answer)


def recall(
    case: Case, answer: Mapping[str, Any], _: ArticleText, *, judge: Judge, k: int
) -> float | None:
    """How much of what is relevant is among the first k?

    Formula: relevant among the first k / relevant.
    Applies: answerable cases that list articles; for passages, that list facts too.
    Source: ``R@k`` of ir_measures, ``recall_k`` of trec_eval.
    """
    return _value(judge, f"R@{k}", case, answer)


def reciprocal_rank(
    case: Case, answer: Mapping[str, Any], _: ArticleText, *, judge: Judge
) -> float | None:
    """How early does the first that is relevant stand?

    Formula: 1 / rank of the first that is relevant, over all that was returned; 0 where none is.
    Applies: answerable cases that list articles; for passages, that list facts too.
    Source: E. M. Voorhees, "The TREC-8 Question Answering Track Report" (1999); ``RR`` of
    ir_measures, ``recip_rank`` of trec_eval.
    """
    return _value(judge, "RR", case, answer)


def success(
    case: Case, answer: Mapping[str, Any], _: ArticleText, *, judge: Judge, k: int
) -> float | None:
    """Is anything relevant among the first k?

    Formula: 1 where it is, else 0.
    Applies: answerable cases that list articles; for passages, that list facts too.
    Source: ``Success@k`` of ir_measures, ``success_k`` of trec_eval.
    """
    return _value(judge, f"Success@{k}", case, answer)


def _level(judge: Judge, one: str, many: str, prefix: str) -> Iterator[Measure]:
    """The measures at one level, in the order of a report."""

    def make(name: str, label: str, about: str, compute: Compute) -> Measure:
        headline = prefix + name == "passage_ndcg_at_10"
        return Measure(
            prefix + name, label, f"{about}, answerable cases", compute, "retrieval", headline
        )

    short = one[:3] + "."
    yield make(
        "ndcg_at_10", f"{short}\nnDCG10", f"nDCG of the first 10 {many}",
        partial(ndcg, judge=judge, k=10),
    )  # fmt: skip
    for k in (5, 10):
        yield make(
            f"recall_at_{k}", f"{short}\nR@{k}",
            f"mean share of relevant {many} among the first {k}",
            partial(recall, judge=judge, k=k),
        )  # fmt: skip
    yield make(
        "reciprocal_rank", f"{short}\nRR", f"mean of 1 / rank of the first relevant {one}",
        partial(reciprocal_rank, judge=judge),
    )  # fmt: skip
    for k in (1, 5, 10):
        where = "as the first" if k == 1 else f"among the first {k}"
        yield make(
            f"success_at_{k}", f"{short}\nS@{k}",
            f"share with a relevant {one} {where}",
            partial(success, judge=judge, k=k),
        )  # fmt: skip


MEASURES = (
    *_level(articles, "article", "articles", ""),
    *_level(passages, "passage", "passages", "passage_"),
)
