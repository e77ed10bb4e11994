"""Retrieval measures against pytrec_eval and against their formulas written out."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
import pytrec_eval

from evals.cases import Case
from evals.measures import BY_NAME

TREC = {
    "ndcg_at_10": "ndcg_cut_10",
    "recall_at_5": "recall_5",
    "recall_at_10": "recall_10",
    "reciprocal_rank": "recip_rank",
    "success_at_1": "success_1",
    "success_at_5": "success_5",
    "success_at_10": "success_10",
}
FACT, OTHER = "It took two hours.", "Nobody said so."


def rankings() -> Iterator[tuple[list[str], list[tuple[str, str, int]]]]:
    """Random cases: the expected articles, and ranked (article, text, start)."""
    rng = np.random.default_rng(7)
    for _ in range(300):
        names = [f"a{n}" for n in range(int(rng.integers(1, 16)))]
        expected = [str(a) for a in rng.permutation([*names, "elsewhere"])]
        ranked = [
            (str(rng.choice(names)), str(rng.choice([FACT, OTHER])), int(rng.integers(0, 4)))
            for _ in range(int(rng.integers(0, 25)))
        ]
        yield expected[: int(rng.integers(1, len(expected) + 1))], ranked


def ours(name: str, expected: list[str], ranked: list[tuple[str, str, int]]) -> float | None:
    case = Case("c", "?", "", (("two hours",),), tuple(expected), "duration", True)
    evidence = [{"article_id": a, "text": t, "start": s} for a, t, s in ranked]
    return BY_NAME[name].compute(case, {"evidence": evidence}, str)


def by_article(expected: list[str], ranked: list[tuple[str, str, int]]) -> list[bool]:
    """Whether each article in turn is relevant."""
    seen: list[str] = []
    for article, _, _ in ranked:
        if article not in seen:
            seen.append(article)
    return [article in expected for article in seen]


def by_passage(expected: list[str], ranked: list[tuple[str, str, int]]) -> tuple[list[bool], int]:
    """Whether each passage in turn is relevant, and how many are in all."""
    seen: list[tuple[str, str, int]] = []
    for passage in ranked:
        if passage not in seen:
            seen.append(passage)
    hits = [a in expected and t == FACT for a, t, _ in seen]
    carrying = {a for (a, _, _), hit in zip(seen, hits, strict=True) if hit}
    return hits, sum(hits) + len(set(expected) - carrying)


def naive(name: str, hits: list[bool], relevant: int) -> float:
    kind, _, k = name.rpartition("_at_") if "_at_" in name else (name, "", str(len(hits)))
    first = hits[: int(k)]
    if kind == "ndcg":
        gain = sum(1 / math.log2(rank + 1) for rank, hit in enumerate(first, start=1) if hit)
        best = sum(1 / math.log2(rank + 1) for rank in range(1, min(relevant, int(k)) + 1))
        return gain / best
    if kind == "recall":
        return sum(first) / relevant
    if kind == "success":
        return float(any(first))
    return next((1 / rank for rank, hit in enumerate(first, start=1) if hit), 0.0)


@pytest.mark.parametrize("name", TREC)
def test_articles_agree_with_the_formula(name: str) -> None:
    for expected, ranked in rankings():
        value = naive(name, by_article(expected, ranked), len(expected))
        assert ours(name, expected, ranked) == pytest.approx(value)


@pytest.mark.parametrize("name", TREC)
def test_passages_agree_with_the_formula(name: str) -> None:
    for expected, ranked in rankings():
        value = naive(name, *by_passage(expected, ranked))
        assert ours(f"passage_{name}", expected, ranked) == pytest.approx(value)


@pytest.mark.parametrize("name", TREC)
def test_articles_agree_with_trec_eval(name: str) -> None:
    for expected, ranked in rankings():
        first = dict.fromkeys(a for a, _, _ in ranked)
        run = {"q": {article: -float(rank) for rank, article in enumerate(first)}}
        qrels = {"q": dict.fromkeys(expected, 1)}
        scored = pytrec_eval.RelevanceEvaluator(qrels, set(TREC.values())).evaluate(run)
        value = scored["q"][TREC[name]] if ranked else 0.0
        assert ours(name, expected, ranked) == pytest.approx(value)
