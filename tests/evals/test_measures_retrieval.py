from __future__ import annotations

from typing import Any

import pytest
from evals_builders import article_text, make_answer, make_case

from evals.measures import BY_NAME, missed, retrieval


def found(*ids: str) -> dict[str, Any]:
    """An answer with one passage of each article, in this order."""
    return make_answer(evidence=[{"article_id": i} for i in ids])


def passage(article: str, text: str, start: int = 0) -> dict[str, Any]:
    return {"article_id": article, "start": start, "end": start + len(text), "text": text}


def value(name: str, case: Any, answer: Any) -> float | None:
    return BY_NAME[name].compute(case, answer, article_text)


@pytest.mark.parametrize(
    ("ids", "success", "recall", "reciprocal"),
    [
        (["a1"], 1.0, 0.5, 1.0),
        (["a1", "a2"], 1.0, 1.0, 1.0),
        (["x", "x", "a2", "a1"], 1.0, 1.0, 1 / 2),  # x is one article
        (["x"] * 12 + ["a1"], 1.0, 0.5, 1 / 2),
        ([f"x{i}" for i in range(9)] + ["a1"], 1.0, 0.5, 1 / 10),
        ([f"x{i}" for i in range(10)] + ["a1"], 0.0, 0.0, 1 / 11),
        (["x"] * 12, 0.0, 0.0, 0.0),
        ([], 0.0, 0.0, 0.0),
    ],
)
def test_articles_count_at_their_first_passage(
    ids: list[str], success: float, recall: float, reciprocal: float
) -> None:
    case = make_case(articles=("a1", "a2"))
    assert value("success_at_10", case, found(*ids)) == success
    assert value("recall_at_10", case, found(*ids)) == recall
    assert value("reciprocal_rank", case, found(*ids)) == pytest.approx(reciprocal)


def test_ndcg_of_one_relevant_article_falls_with_its_rank() -> None:
    case = make_case(articles=("a1",))
    assert value("ndcg_at_10", case, found("a1", "x")) == 1.0
    assert value("ndcg_at_10", case, found("x", "a1")) == pytest.approx(0.63093, abs=1e-5)
    assert value("ndcg_at_10", case, found("x")) == 0.0


def test_a_passage_is_relevant_where_a_fact_stands_in_it_in_an_article_of_the_case() -> None:
    case = make_case(articles=("a1", "a2"))
    answer = make_answer(
        evidence=[
            passage("x", "It took two hours."),  # says it, but is not of the case
            passage("a1", "Nothing was agreed."),
            passage("a1", "Talks lasted two hours.", 40),
            passage("a1", "Talks lasted two hours.", 40),  # returned twice
            passage("a1", "It was 2 hours, he said.", 90),
        ]
    )
    relevant, ranked = retrieval.passages(case, answer) or ((), ())
    assert len(ranked) == 4
    assert [ranked.index(r) for r in relevant if r in ranked] == [2, 3]
    assert len(relevant) == 3  # one more for a2, of which no passage was returned
    assert value("passage_recall_at_5", case, answer) == pytest.approx(2 / 3)
    assert value("passage_reciprocal_rank", case, answer) == pytest.approx(1 / 3)
    assert value("passage_success_at_1", case, answer) == 0.0
    assert value("passage_success_at_5", case, answer) == 1.0
    assert value("reciprocal_rank", case, answer) == 0.5


def test_returning_less_does_not_raise_recall() -> None:
    case = make_case(articles=("a1", "a2"))
    both = [passage("a1", "Talks lasted two hours."), passage("a2", "It took 2 hours.")]
    names = ("passage_recall_at_10", "passage_ndcg_at_10", "recall_at_10", "ndcg_at_10")
    for name in names:
        assert value(name, case, make_answer(evidence=both)) == 1.0
        less = value(name, case, make_answer(evidence=both[:1]))
        assert less is not None and less < 1.0


def test_retrieval_does_not_apply() -> None:
    levels = ("ndcg_at_10", "passage_ndcg_at_10")
    answer = make_answer(evidence=[passage("a1", "two hours")])
    for case in (make_case(answerable=False), make_case(articles=())):
        assert [value(name, case, answer) for name in levels] == [None, None]
    assert value("passage_ndcg_at_10", make_case(), found("a1")) is None  # no text to read
    assert value("passage_ndcg_at_10", make_case(), found()) == 0.0


def test_what_was_not_found_is_said() -> None:
    late = found(*["x"] * 10, "a1")
    assert "none of the first 10 passages is from a1" in missed(make_case(), late, article_text)
    early = found(*["x"] * 9, "a1")
    assert missed(make_case(), early, article_text) == ()
