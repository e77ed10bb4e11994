"""The timeline: the articles of each day, the dated events that their texts tell of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date as day
from itertools import pairwise
from pathlib import Path

import pytest

from assistant import Assistant, page_timeline
from assistant.chat import Chat
from assistant.page_timeline import Bar, Timeline, bars, days_told, timeline, with_events
from assistant.shelf import Shelf
from index.library import Library
from index.records import Article

MAY, JUNE = day(2025, 5, 16), day(2025, 6, 2)


@pytest.mark.parametrize(
    ("days", "unit", "count"),
    [
        ([], "day", 0),
        ([MAY, JUNE], "day", 18),
        ([day(2025, 1, 1), JUNE], "week", 23),
        ([day(2023, 1, 31), JUNE], "month", 30),
        ([day(2000, 2, 29), JUNE], "year", 26),
        ([day.min, JUNE, day.max], "year", 3),
    ],
)
def test_it_has_bars_one_can_tell_apart(days: list[day], unit: str, count: int) -> None:
    drawn = timeline(days, 3)
    assert (drawn.unit, len(drawn.bars), drawn.undated) == (unit, count, 3)
    assert sum(bar.count for bar in drawn.bars) == len(days)
    assert all(a.until < b.since for a, b in pairwise(drawn.bars))
    grown = with_events(drawn, {day.min: 2, MAY: 1, day.max: 4})
    assert len(grown.bars) <= max(40, count)
    assert all(a.until < b.since for a, b in pairwise(grown.bars))
    assert sum(bar.events for bar in grown.bars) + (grown.elsewhere or 0) == 7


# Which days are told


def article(text: str, date: str | None = "2025-06-02") -> Article:
    return Article("a", "A title", text, "Orda.kz", date)


@pytest.mark.parametrize(
    ("text", "date", "told"),
    [
        ("They met on May 16. On May 16 they ate.", "2025-06-02", {MAY}),
        ("They met on June 2, today, this Monday.", "2025-06-02", set()),
        ("They met yesterday.", "2025-06-02", {day(2025, 6, 1)}),
        ("They will meet on 20 June.", "2025-06-02", {day(2025, 6, 20)}),
        ("In May 2025, last week, in 2014: no days.", "2025-06-02", set()),
        ("They met on May 16, 2025, and on Monday.", None, {MAY}),
        ("They met on May 16, 2025.", "in spring", {MAY}),
        ("It was Monday, 999 months ago.", "0001-01-01", set()),
        ("It will be tomorrow.", "9999-12-31", set()),
    ],
)  # fmt: skip
def test_days_told_are_days_and_not_the_one_of_publication(
    text: str, date: str | None, told: set[day]
) -> None:
    assert days_told(article(text, date)) == told


# How they are drawn


def test_events_grow_the_timeline_towards_those_that_are_near() -> None:
    near, far = day(2025, 5, 10), day(2024, 1, 1)
    grown = with_events(timeline([MAY, JUNE], 0), {MAY: 2, near: 1, far: 5, day(2025, 6, 20): 1})
    assert (grown.bars[0].since, grown.bars[-1].until) == (near, JUNE)
    assert [bar for bar in grown.bars if bar.events] == [
        Bar(near, near, 0, 1), Bar(MAY, MAY, 1, 2)
    ]  # fmt: skip
    assert grown.elsewhere == 6


def test_both_series_are_named_counted_and_only_articles_are_chosen() -> None:
    near = day(2025, 5, 15)
    drawn = timeline([MAY, MAY, JUNE], 0)
    html = bars(with_events(drawn, {MAY: 3, near: 1, day(2014, 1, 1): 9}))
    assert re.findall(r'<button[^>]*aria-label="([^"]*)"', html) == [
        "16 May 2025: 2 articles, 3 dated events", "2 June 2025: 1 article"
    ]  # fmt: skip
    [event] = re.findall(r'<span role="img"[^>]*>', html)
    assert 'aria-label="15 May 2025: 0 articles, 1 dated event"' in event
    assert "at most 2 in a day" in html and "at most 3 in a day" in html
    assert "9 more are on days not shown" in html
    assert html.count("--bars:19") == 1


def test_before_the_texts_are_read_it_says_so() -> None:
    html = bars(timeline([MAY], 0))
    assert page_timeline.wording.TIMELINE_READING in html and "has-events" not in html


def test_without_dated_articles_there_is_nothing_to_choose() -> None:
    assert bars(with_events(Timeline(), {MAY: 1})) == ""


# When the texts are read


@pytest.fixture
def shelf(library: Library, write: Callable[..., Path], tmp_path: Path) -> Shelf:
    library.add([write("a.md", "They met on May 16.", title="A", date="2025-06-02")])
    return Shelf(Chat({"": Assistant(library)}), True, tmp_path)


def test_texts_are_read_when_asked_for_and_once_each(
    shelf: Shelf, library: Library, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def told(article: Article) -> frozenset[day]:
        read.append(article.id)
        return days_told(article)

    monkeypatch.setattr(page_timeline, "days_told", told)
    assert (
        not shelf.look({})["told"]
        and page_timeline.wording.TIMELINE_READING in shelf.look({})["bars"]
    )
    assert read == []
    drawn = shelf.dated_events({})
    assert "1 dated event" in drawn["bars"] and read == ["a"]
    assert shelf.look({})["told"] and shelf.look({})["bars"] == drawn["bars"]
    library.add([write("b.md", "They met on May 16 again.", title="B", date="2025-06-02")])
    assert not shelf.look({})["told"], "another article, another timeline"
    assert "2 dated events" in shelf.dated_events({})["bars"] and read == ["a", "b"]
    library.remove("a")
    assert "1 dated event" in shelf.dated_events({})["bars"] and read == ["a", "b"]


def test_an_article_that_changed_is_read_again() -> None:
    told = page_timeline.Told()
    one = article("They met on May 16.")
    assert told.count([one]) == {MAY: 1}
    assert told.count([replace(one, text="They met on May 15.")]) == {day(2025, 5, 15): 1}


@pytest.mark.parametrize("odd", [None, 7, [], {"library": "theirs"}, {"library": 7}])
def test_odd_requests_are_a_sentence_or_the_first_library(shelf: Shelf, odd: object) -> None:
    assert set(shelf.dated_events(odd)) in ({"bars"}, {"error"})
