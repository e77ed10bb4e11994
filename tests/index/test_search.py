"""Search: two rankings fused into one, narrowed by outlet and day, the same every time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder

from index.library import Library
from index.records import Evidence, Filter
from index.search import Fusion, reciprocal_rank_fusion, search

VECTOR, TERMS = FakeEncoder().encode(["The herons came"])[0], {"heron": 1.0}


@pytest.fixture
def herons(library: Library, write: Callable[..., Path]) -> Library:
    """Four articles on herons of two outlets and two days, one of them undated."""
    for name, meta in {
        "a": {"source": "Orda.kz", "date": "2025-05-16"},
        "b": {"source": "Echo", "date": "2025-06-02"},
        "c": {"source": "Orda.kz", "date": "2025-06-02"},
        "d": {"source": "Echo"},
    }.items():
        library.add([write(f"{name}.md", f"The herons came to {name}.", **meta)])
    return library


def ids(found: list[Evidence]) -> list[str]:
    return [evidence.article.id for evidence in found]


def narrowed(library: Library, **changes: object) -> list[str]:
    return sorted(ids(search(library, VECTOR, TERMS, narrowed=Filter(**changes))))  # type: ignore[arg-type]


# Fusion


def test_fusion_by_hand() -> None:
    fused = reciprocal_rank_fusion([[7, 8], [8, 9]])
    assert fused == pytest.approx({7: 1 / 61, 8: 1 / 62 + 1 / 61, 9: 1 / 62})


def test_fusion_with_another_k() -> None:
    assert reciprocal_rank_fusion([[1, 2], [2, 1]], k=1) == pytest.approx({1: 5 / 6, 2: 5 / 6})


def test_fusion_weighs_its_rankings() -> None:
    fused = reciprocal_rank_fusion([[7, 8], [8]], weights=[2.0, 0.5])
    assert fused == pytest.approx({7: 2 / 61, 8: 2 / 62 + 0.5 / 61})


def test_fusion_of_nothing() -> None:
    assert reciprocal_rank_fusion([]) == reciprocal_rank_fusion([[], []]) == {}


def test_a_ranking_without_weight_brings_nothing_to_the_top(herons: Library) -> None:
    herons_alone = {"heron": 1.0}
    both = search(herons, VECTOR, herons_alone, fusion=Fusion())
    assert both == search(herons, VECTOR, herons_alone)
    first = search(herons, VECTOR, herons_alone, fusion=Fusion(dense=0.0, depth=1))
    assert [e.score for e in first][:1] == [pytest.approx(1 / 61)]
    assert len(first) <= 2


# Filters


def test_without_a_filter_everything_is_searched(herons: Library) -> None:
    assert narrowed(herons) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("sources", "expected"),
    [(("Orda.kz",), ["a", "c"]), (("Orda.kz", "Echo"), ["a", "b", "c", "d"]), (("Nobody",), [])],
)
def test_by_outlet(herons: Library, sources: tuple[str, ...], expected: list[str]) -> None:
    assert narrowed(herons, sources=sources) == expected


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2025-05-16", None, ["a", "b", "c"]),
        ("2025-05-17", None, ["b", "c"]),
        (None, "2025-06-01", ["a"]),
        (None, "2025-06-02", ["a", "b", "c"]),
        ("2025-05-16", "2025-05-16", ["a"]),
        ("2025-06-03", None, []),
        (None, "2025-05-15", []),
    ],
)
def test_by_day_inclusive_and_the_undated_outside_every_range(
    herons: Library, since: str | None, until: str | None, expected: list[str]
) -> None:
    assert narrowed(herons, since=since, until=until) == expected


def test_by_outlet_and_day(herons: Library) -> None:
    assert narrowed(herons, sources=("Echo",), since="2025-01-01") == ["b"]


def test_by_article_in_both_rankings_and_without_changing_a_score(herons: Library) -> None:
    assert narrowed(herons, articles=("a", "d")) == ["a", "d"]
    assert narrowed(herons, articles=("a", "b"), sources=("Echo",)) == ["b"]
    assert narrowed(herons, articles=("d",), since="2025-01-01") == []
    assert narrowed(herons, articles=("nobody",)) == []
    within, everywhere = herons.passages_of(["c"]), Filter()
    for ranking in (
        herons.vectors.nearest(VECTOR, 9, everywhere, within),
        herons.postings.search(TERMS, 9, everywhere, within),
    ):
        assert [i for i, _ in ranking] == within
    plain = dict(herons.postings.search(TERMS, 9, everywhere))
    assert herons.postings.search(TERMS, 9, everywhere, within) == [(within[0], plain[within[0]])]


def test_a_passage_that_the_vectors_lack_is_passed_over(herons: Library) -> None:
    within = herons.passages_of(["a", "b"])
    herons.vectors.drop(within[:1])
    found = herons.vectors.nearest(VECTOR, 9, Filter(), within)
    assert [i for i, _ in found] == within[1:]
    assert herons.vectors.nearest(VECTOR, 9, Filter(), within[:1]) == []


# Order


def test_the_best_comes_first_and_is_a_slice_of_its_article(herons: Library) -> None:
    found = search(herons, FakeEncoder().encode(["herons c"])[0], {"heron": 0.1, "c": 1.0})
    assert ids(found)[0] == "c"
    assert [e.score for e in found] == sorted((e.score for e in found), reverse=True)
    for evidence in found:
        passage = evidence.passage
        assert passage.article_id == evidence.article.id
        assert evidence.article.text[passage.start : passage.end] == evidence.text != ""


def test_ties_stand_in_the_order_of_passages(library: Library, write: Callable[..., Path]) -> None:
    # The same words in another order: one vector, one BM25 score.
    for name, text in {"a": "Herons and storks.", "b": "Storks and herons."}.items():
        library.add([write(f"{name}.md", text, title="Birds")])
    found = search(library, FakeEncoder().encode(["birds"])[0], {"heron": 1.0})
    assert ids(found) == ["a", "b"]


def test_the_same_question_finds_the_same(herons: Library) -> None:
    first = search(herons, VECTOR, TERMS)
    assert all(search(herons, VECTOR, TERMS) == first for _ in range(5))


def test_no_more_than_asked_for(herons: Library) -> None:
    assert ids(search(herons, VECTOR, TERMS, limit=2)) == ids(search(herons, VECTOR, TERMS))[:2]


def test_without_terms_the_vectors_still_find(herons: Library) -> None:
    assert len(search(herons, VECTOR, {})) == 4


def test_an_empty_library_finds_nothing(library: Library) -> None:
    assert search(library, VECTOR, TERMS) == []
    assert search(library, VECTOR, TERMS, narrowed=Filter(sources=("Echo",))) == []
