"""Questions about the present: the newer of two reports is meant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.query import understand
from assistant.recency import age, newer_first, of_the_present
from index.library import Library
from index.records import Article, Evidence, Filter, Passage

PRIZE = "The peace prize was won by {}, the committee in Oslo announced."


@pytest.mark.parametrize(
    ("question", "present"),
    [
        ("Who won this year's peace prize?", True),
        ("Which country may soon change its name, as was said last week?", True),
        ("Who currently leads the union?", True),
        ("Which animal recently escaped from a circus?", True),
        ("Who won the peace prize in 2014?", False),
        ("Who won at Nowhere in the Justice Cup?", False),
        ("What did the justice minister say?", False),
    ],
)
def test_whether_the_present_is_asked_about(question: str, present: bool) -> None:
    assert of_the_present(question) is present


def dated(day: str | None, score: float = 1.0) -> Evidence:
    article = Article(id=day or "none", title="A title", text="It rained.", date=day)
    return Evidence(article, Passage(1, article.id, 0, 10), score)


def test_age_grows_towards_one() -> None:
    now = date(2025, 6, 4)
    ages = [age(dated(day).article, now) for day in ("2025-06-05", "2025-06-04", "2025-06-01")]
    assert ages[:2] == [0.0, 0.0] and 0 < ages[2] < 0.01
    assert 0.99 < age(dated("2005-01-01").article, now) < 1
    assert age(dated(None).article, now) == 0.5


def test_a_little_less_like_the_question_but_newer_comes_first() -> None:
    now = date(2025, 6, 4)
    old, new, far = dated("2015-06-04", 1.0), dated("2025-06-03", 0.8), dated("2025-06-02", 0.5)
    assert newer_first([old, new, far], now) == [new, old, far]


@pytest.fixture
def prizes(sample_library: Library, tmp_path: Path, write: Callable[..., Path]) -> Library:
    """Two reports of a prize, with the real model; ``sample_library`` has it loaded."""
    library = Library.open(tmp_path / "prizes", create=True)
    library.add(
        [
            write(
                "a.md", PRIZE.format("Ane Holm"), title="Peace prize for Holm", date="2014-10-10"
            ),
            write(
                "b.md", PRIZE.format("Ibo Sarr"), title="Peace prize for Sarr", date="2024-10-11"
            ),
        ]
    )
    return library


def test_this_years_prize_is_that_of_the_newest_report(prizes: Library) -> None:
    asked = Assistant(prizes).ask("Who won this year's peace prize?")
    assert asked.status == "answered" and "Ibo Sarr" in asked.statements[0].text
    earlier = Assistant(prizes).ask("Who won this year's peace prize?", until="2020-01-01")
    assert earlier.status == "answered" and "Ane Holm" in earlier.statements[0].text


def test_the_present_is_that_of_what_is_searched(prizes: Library) -> None:
    asked = "Who won this year's peace prize?"
    assert understand(asked, prizes, Filter()).now == date(2024, 10, 11)
    assert understand(asked, prizes, Filter(until="2020-01-01")).now == date(2014, 10, 10)
    assert understand("Who won the peace prize?", prizes, Filter()).now is None
    compared = "How do the reports differ on this year's peace prize?"
    assert understand(compared, prizes, Filter()).now is None
