"""The day of the newest article, of all of them or of those that a search is narrowed to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.library import Library
from index.records import Filter


@pytest.fixture
def ferries(library: Library, write: Callable[..., Path]) -> Library:
    for day, outlet in (("2025-05-20", "Tidings"), ("2025-06-02", "Post"), ("2025-06-04", "Echo")):
        told = f"The ferry was late on {day}."
        library.add([write(f"{day}.md", told, date=day, source=outlet, title="Late")])
    # The same words again, by another outlet and on another day: a copy.
    told = "The ferry was late on 2025-06-02."
    library.add([write("copy.md", told, date="2025-06-09", source="Tidings", title="Late")])
    library.add([write("undated.md", "The opera was early.", title="Early")])
    return library


@pytest.mark.parametrize(
    ("narrowed", "newest"),
    [
        (None, "2025-06-04"),
        (Filter(), "2025-06-04"),
        (Filter(articles=("2025-05-20", "2025-06-02")), "2025-06-02"),
        (Filter(articles=("undated",)), None),
        (Filter(sources=("Tidings",)), "2025-06-02"),  # which it printed too, later
        (Filter(sources=("Echo", "Post")), "2025-06-04"),
        (Filter(until="2025-06-03"), "2025-06-02"),
        (Filter(since="2025-06-05"), None),
        (Filter(("Tidings",), articles=("2025-05-20", "2025-06-02", "2025-06-04")), "2025-06-02"),
        (Filter(("Tidings",), "2025-05-01", "2025-06-01", ("2025-05-20",)), "2025-05-20"),
        (Filter(("Echo",), articles=("2025-05-20",)), None),
    ],
)  # fmt: skip
def test_it_is_that_of_the_articles_that_fit(
    ferries: Library, narrowed: Filter | None, newest: str | None
) -> None:
    assert ferries.newest_day(narrowed) == newest


def test_an_empty_library_has_none(library: Library) -> None:
    assert library.newest_day() is None
