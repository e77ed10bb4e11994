"""The full-text index: what counts as one term, how passages rank, the names in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.lexical import LexicalIndex, folded, terms
from index.records import Article, Filter


def article(title: str = "", source: str | None = None, date: str | None = None) -> Article:
    return Article("a", title, "", source, date)


@pytest.fixture
def postings(tmp_path: Path) -> LexicalIndex:
    """Four passages: umerov in two of them, ceasefire in one."""
    index = LexicalIndex(tmp_path)
    index.update(
        [
            (1, "Umerov spoke of exchanges and of the Çırağan palace.", article()),
            (2, "Minister Umerov counted 6,000 bodies.", article()),
            (3, "The ceasefire was discussed in Kyiv.", article()),
            (4, "Nothing else was said there.", article()),
        ],
        drop=[],
    )
    return index


def found(postings: LexicalIndex, text: str, narrowed: Filter | None = None) -> list[int]:
    hits = postings.search(dict.fromkeys(terms(text), 1.0), 10, narrowed or Filter())
    return [passage for passage, _ in hits]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("6,000", "6000"),
        ("6\u00a0000", "6000"),
        ("1,000,000", "1000000"),
        ("Çırağan", "ciragan"),
        ("Türkiye", "TURKIYE"),
        ("exchanges", "exchange"),
        ("exchanging", "exchanged"),
    ],
)
def test_spellings_of_one_term(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


@pytest.mark.parametrize(("one", "other"), [("14:43", "1443"), ("6,000", "6"), ("1.5", "15")])
def test_terms_that_stay_apart(one: str, other: str) -> None:
    assert terms(one) != terms(other)


def test_names_are_folded_and_not_stemmed() -> None:
    assert folded("Çırağan Exchanges") == ["ciragan", "exchanges"]
    assert terms("") == folded(" – ") == []


def test_a_number_is_found_however_it_is_grouped(postings: LexicalIndex) -> None:
    assert found(postings, "6000") == found(postings, "6,000") == [2]
    assert found(postings, "Ciragan") == [1]
    assert found(postings, "exchange") == [1]


def test_a_rare_term_weighs_more_than_a_common_one(postings: LexicalIndex) -> None:
    assert postings.frequency("umerov") == 2
    assert postings.idf("nowher") > postings.idf("ceasefir") > postings.idf("umerov")
    assert found(postings, "umerov ceasefire")[0] == 3


def test_nothing_without_a_term_is_found(postings: LexicalIndex) -> None:
    assert found(postings, "grain") == []
    assert found(postings, "") == []
    assert all(score > 0 for _, score in postings.search({"umerov": 1.0}, 10, Filter()))


def test_equal_scores_stand_in_the_order_of_ids(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    index.update([(i, "They met.", article()) for i in (9, 3, 7, 5)], drop=[])
    assert found(index, "met") == [3, 5, 7, 9]


def test_a_title_counts_less_than_the_text(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    index.update(
        [
            (1, "They spoke at length.", article(title="Grain")),
            (2, "Grain came up.", article(title="At length")),
            (3, "They left.", article(title="Rain")),
        ],
        drop=[],
    )
    assert found(index, "grain") == [2, 1]


def test_filters_narrow_and_do_not_score(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    rows = [
        (1, "They met.", article(source="Orda.kz", date="2025-05-16")),
        (2, "They met.", article(source="Echo", date="2025-06-02")),
        (3, "They met.", article(source="Echo")),
    ]
    index.update(rows, drop=[])
    assert found(index, "met", Filter(sources=("Echo",))) == [2, 3]
    assert found(index, "met", Filter(since="2025-05-17")) == [2]
    assert found(index, "met", Filter(until="2025-05-16")) == [1]
    assert found(index, "met", Filter(since="2025-05-16", until="2025-06-02")) == [1, 2]
    plain = dict(index.search({"met": 1.0}, 10, Filter()))
    narrowed = dict(index.search({"met": 1.0}, 10, Filter(("Echo",), "2025-01-01", "2025-12-31")))
    assert narrowed == {2: plain[2]}


def test_names_are_the_capitalised_words_with_their_frequency(postings: LexicalIndex) -> None:
    assert postings.names_from("u") == [("umerov", 2)]
    assert postings.names_from("ciragan") == [("ciragan", 1)]
    assert postings.names_from("exch") == []


def test_what_is_dropped_is_gone_and_what_is_put_again_is_there_once(
    postings: LexicalIndex,
) -> None:
    postings.update([(2, "Grain came up.", article())], drop=[1])
    assert postings.ids() == {2, 3, 4}
    assert found(postings, "umerov") == []
    assert found(postings, "grain") == [2]


def test_it_is_all_there_when_opened_again(postings: LexicalIndex, tmp_path: Path) -> None:
    assert LexicalIndex(tmp_path).ids() == {1, 2, 3, 4}


def test_a_commit_that_was_killed_does_not_block_the_next(tmp_path: Path) -> None:
    """Tantivy writes the list of deletions, then names it: a kill between left it unnamed."""
    article = Article("a", "", "")
    killed, other = tmp_path / "killed", tmp_path / "other"
    first = LexicalIndex(killed)
    first.update([(i, f"They met {i} times.", article) for i in range(20)], [])
    shutil.copytree(killed, other)
    work = ([(30, "They left.", article)], [1, 2, 3])
    LexicalIndex(other).update(*work)
    for left_behind in other.glob("*.del"):
        shutil.copy(left_behind, killed)

    again = LexicalIndex(killed)
    again.update(*work)

    assert again.ids() == {0, *range(4, 20), 30}
