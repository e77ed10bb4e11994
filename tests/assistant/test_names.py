"""Spellings of one name are found among the library's own; names that only look alike are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.names import same_name, spellings
from index.lexical import LexicalIndex, folded
from index.records import Article

PAIRS = [
    ("Umerov", "Umyerov"),
    ("Kyiv", "Kiev"),
    ("Zelenskyy", "Zelensky"),
    ("Zelenskyy", "Zelenskiy"),
    ("Çırağan", "Ciragan"),
    ("Tykhyi", "Tykhy"),
    ("Medinsky", "Medinskiy"),
    ("Yermak", "Ermak"),
    ("Lavrov", "Lawrow"),
    ("Kharkiv", "Kharkov"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_spellings_of_one_name(one: str, other: str) -> None:
    [a], [b] = folded(one), folded(other)
    assert same_name(a, b)
    assert same_name(b, a), "whichever way it is asked"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Umerov", "Yermak"),
        ("Putin", "Trump"),
        ("Zelensky", "Medinsky"),
        ("Istanbul", "Ankara"),
        ("Russia", "Ukraine"),
        ("Peskov", "Lavrov"),
    ],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert not same_name(*folded(one), *folded(other))


def test_a_word_is_a_spelling_of_itself_however_short() -> None:
    assert same_name("un", "un")
    assert not same_name("un", "us"), "short words differ by a letter and mean another thing"
    assert not same_name("2025", "2026"), "numbers are not misspelt"


def test_one_letter_of_six_is_a_slip_only_in_a_word_the_library_has_not(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    index.update([(1, "Stroud met Lindqvist and Martin.", Article("a", "", ""))], [])
    assert spellings("strowd", index, known=False) == ["stroud"]
    assert spellings("marvin", index) == []


@pytest.fixture
def postings(tmp_path: Path) -> LexicalIndex:
    index = LexicalIndex(tmp_path)
    article = Article("a", "", "")
    rows = [
        (1, "Umerov spoke in Kyiv.", article),
        (2, "Umerov met Zelenskyy and Zelensky.", article),
        (3, "Umyerov and Zelenskyy left the Çırağan Palace.", article),
    ]
    index.update(rows, drop=[])
    return index


def test_other_spellings_come_from_the_library_most_frequent_first(
    postings: LexicalIndex,
) -> None:
    assert spellings("umierov", postings) == ["umerov", "umyerov"]
    assert spellings("zelenskiy", postings) == ["zelenskyy", "zelensky"]
    assert spellings("kiev", postings) == ["kyiv"]
    assert spellings("chiragan", postings) == ["ciragan"]


def test_a_name_is_not_a_spelling_of_itself(postings: LexicalIndex) -> None:
    assert spellings("umerov", postings) == ["umyerov"]
    assert spellings("kyiv", postings) == []


@pytest.mark.parametrize("word", ["un", "2025", "grain", "spoke", ""])
def test_words_without_other_spellings(postings: LexicalIndex, word: str) -> None:
    assert spellings(word, postings) == []
