"""Copies: one text under many addresses is one article; near-copies are one story."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from fake_encoder import found
from hypothesis import given
from hypothesis import strategies as st

from index.copies import SAME, bands, differences, fingerprint, likeness, shingles
from index.library import Library
from index.records import Filter

Write = Callable[..., Path]
WIRE = " ".join(
    f"Paragraph {n} of the report says that {n * 7} ships waited outside the {place} harbour."
    for n, place in enumerate("northern southern eastern western inner outer old new".split() * 4)
)
OTHER = " ".join(
    f"In round {n} the players of team {n * 3} scored {n * n} goals." for n in range(40)
)


# When two texts are one


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("They  met.\n", "They met."),
        ("“They met” – he said", '"They met" - he said'),
        ("Umerov’s plan", "Umerov's plan"),
        ("caf\u00e9", "cafe\u0301"),
    ],
)
def test_texts_that_read_the_same_have_one_fingerprint(one: str, other: str) -> None:
    assert fingerprint(one) == fingerprint(other)


@pytest.mark.parametrize(("one", "other"), [("1.5 million", "15 million"), ("US", "us"), ("a", "")])
def test_texts_that_read_otherwise_have_not(one: str, other: str) -> None:
    assert fingerprint(one) != fingerprint(other)


def test_likeness_is_jaccard_or_the_containment_of_a_text_nearly_as_long() -> None:
    def numbers(*numbers: int) -> frozenset[str]:
        return frozenset(map(str, range(*numbers)))

    assert likeness(numbers(100), numbers(100)) == 1
    assert likeness(numbers(80), numbers(100)) == 1, "all of the shorter one"
    assert likeness(numbers(50), numbers(100)) == 0.5, "half as long: a part, not a copy"
    assert likeness(numbers(100), numbers(50, 150)) == 0.5
    assert likeness(numbers(0), numbers(100)) == 0


def test_near_copies_share_a_band_and_other_texts_do_not() -> None:
    edited = WIRE.replace("Paragraph 9", "Paragraph nine") + " The harbour master was not there."
    assert likeness(shingles(WIRE), shingles(edited)) >= SAME
    assert set(bands(shingles(WIRE))) & set(bands(shingles(edited)))
    assert not set(bands(shingles(WIRE))) & set(bands(shingles(OTHER)))
    assert bands(shingles(WIRE)) == bands(shingles(WIRE)), "the same every time"


def test_what_is_short_is_not_compared() -> None:
    assert shingles("They met in the harbour on Monday and left on Tuesday.") == frozenset()
    assert bands(frozenset()) == []
    assert shingles("港口在周一重新开放，有四百一十二艘船在外面等候，港务局长说。") != frozenset()


@given(st.text())
def test_any_text_can_be_compared(text: str) -> None:
    found = shingles(text * 9)
    assert len(set(bands(found))) in (0, 42)
    assert likeness(found, found) in (0, 1)
    assert differences(text, text) == []


def test_differences_are_the_sentences_that_went_and_came() -> None:
    old = "They met. Nine ships came. They left. It rained."
    new = "They met. Ten ships came. They left. It rained."
    assert differences(old, new) == ["  They met.", "- Nine ships came.", "+ Ten ships came.",
                                     "  They left."]  # fmt: skip


# One text under many addresses


def test_one_text_from_two_outlets_is_one_article(library: Library, write: Write) -> None:
    library.add([write("orda.md", WIRE, source="Orda.kz", date="2025-06-02", title="Ships")])
    byline = {"source": "Echo", "date": "2025-06-01", "url": "https://echo.example/ships"}
    report = library.add([write("echo.md", WIRE, title="Harbour", **byline)])
    assert (report.added, report.copies, report.linked) == ([], [("echo", "orda")], [])
    assert report.accepted == 1
    assert [a.id for a in library.articles()] == ["orda"]
    assert library.sources() == ["Echo", "Orda.kz"]

    first, second = library.sightings("orda")
    assert (first.id, first.source, first.date, first.title) == (
        "orda", "Orda.kz", "2025-06-02", "Ships")  # fmt: skip
    assert (second.id, second.source, second.url) == ("echo", "Echo", "https://echo.example/ships")
    assert library.check().problems == ()


def test_the_id_of_a_copy_names_the_article(library: Library, write: Write) -> None:
    library.add([write("orda.md", WIRE), write("echo.md", WIRE), write("other.md", OTHER)])
    assert library.article("echo") == library.article("orda")
    assert library.sightings("echo") == library.sightings("orda")
    assert library.versions("echo") == library.versions("orda")
    # And no other article can be given it.
    [added] = library.add([write("elsewhere/echo.md", "Something else.")]).added
    assert added.startswith("echo-")


def test_a_copy_is_known_when_it_is_added_again(library: Library, write: Write) -> None:
    paths = [write("orda.md", WIRE), write("echo.md", WIRE)]
    library.add(paths)
    report = library.add(paths)
    assert (report.unchanged, report.copies) == (["orda", "echo"], [])
    assert len(library.sightings("orda")) == 2


def test_an_article_is_found_under_each_of_its_outlets(library: Library, write: Write) -> None:
    library.add([write("orda.md", WIRE, source="Orda.kz"), write("other.md", OTHER, source="X")])
    library.add([write("echo.md", WIRE, source="Echo")])
    vector = library.encoder.encode(["ships"])[0]
    for source, expected in (("Orda.kz", {"orda"}), ("Echo", {"orda"}), ("X", {"other"})):
        narrowed = Filter(sources=(source,))
        by_vector = [i for i, _ in library.vectors.nearest(vector, 99, narrowed)]
        by_terms = [i for i, _ in library.postings.search({"of": 1.0}, 99, narrowed)]
        for ids in (by_vector, by_terms):
            assert {a.id for a, _ in library.passages(ids).values()} == expected


def test_a_copy_that_changes_becomes_an_article_of_its_own(library: Library, write: Write) -> None:
    library.add([write("orda.md", "The herons waited.", source="Orda.kz")])
    echo = write("echo.md", "The herons waited.", source="Echo")
    library.add([echo])

    write("echo.md", "The herons waited.", source="Echo", date="2025-06-01")
    assert library.add([echo]).replaced == ["echo"]
    assert [a.id for a in library.articles()] == ["orda"], "its byline changed, not its words"
    assert [s.date for s in library.sightings("orda")] == [None, "2025-06-01"]

    write("echo.md", "The storks waited.", source="Echo", date="2025-06-01")
    assert library.add([echo]).replaced == ["echo"]
    assert library.article("echo").text == "The storks waited."
    assert library.article("orda").text == "The herons waited."
    assert [s.id for s in library.sightings("orda")] == ["orda"]
    [newest, before] = library.versions("echo")
    assert (newest.text, before.text) == ("The storks waited.", "The herons waited.")
    assert (before.source, before.date) == ("Echo", "2025-06-01")
    assert found(library, "storks") == ["echo"]
    assert library.check().problems == ()


def test_where_an_article_changes_its_copies_keep_the_old_words(
    library: Library, write: Write
) -> None:
    orda = write("orda.md", "The herons waited.", source="Orda.kz", date="2025-06-02")
    echo = write("echo.md", "The herons waited.", source="Echo", date="2025-06-01")
    third = write("third.md", "The herons waited.", source="Third")
    library.add([orda, echo, third])

    write("orda.md", "The storks waited.", source="Orda.kz", date="2025-06-02")
    assert library.add([orda]).replaced == ["orda"]
    assert {a.id: a.text for a in library.articles()} == {
        "orda": "The storks waited.",
        "echo": "The herons waited.",
    }
    assert (library.article("echo").source, library.article("echo").date) == ("Echo", "2025-06-01")
    assert library.article("third").id == "echo"
    assert [s.id for s in library.sightings("orda")] == ["orda"]
    assert [v.text for v in library.versions("orda")] == [
        "The storks waited.", "The herons waited."]  # fmt: skip
    assert library.check().problems == ()
    assert library.add([orda, echo, third]).unchanged == ["orda", "echo", "third"]


# Near-copies


def test_near_copies_are_one_story_and_keep_their_texts(library: Library, write: Write) -> None:
    edited = WIRE.replace("Paragraph 9", "Paragraph nine") + " The harbour master was not there."
    report = library.add(
        [
            write("late.md", WIRE, source="Orda.kz", date="2025-06-02"),
            write("early.md", edited, source="Echo", date="2025-06-01"),
            write("other.md", OTHER),
        ]
    )
    assert (report.added, report.linked) == (["late", "early", "other"], [("early", "late")])
    assert library.stories(["late", "early", "other"]) == {
        "late": "early", "early": "early", "other": "other"}  # fmt: skip
    assert [a.id for a in library.story("late")] == ["early", "late"], "oldest first"
    assert library.article("early").text == edited
    assert library.differences("late", "early")[-1] == "+ The harbour master was not there."


def test_a_story_is_what_hangs_together(library: Library, write: Write) -> None:
    parts = WIRE.split(". ")
    texts = {
        "a": ". ".join(parts),
        "b": ". ".join([*parts[5:], "Five more ships came at noon on Tuesday"]),
        "c": ". ".join([*parts[8:], "Five more ships came at noon on Tuesday"]),
    }
    assert likeness(shingles(texts["a"]), shingles(texts["c"])) < 1
    for name, text in texts.items():
        library.add([write(f"{name}.md", text)])
    assert set(library.stories(["a", "b", "c"]).values()) == {"a"}
    # Without the first, the story is called by the next.
    library.remove("a")
    assert library.stories(["b", "c"]) == {"b": "b", "c": "b"}


def test_an_article_that_changes_leaves_its_story(library: Library, write: Write) -> None:
    library.add([write("a.md", WIRE), path := write("b.md", f"{WIRE} That was all of it.")])
    assert library.stories(["b"]) == {"b": "a"}
    write("b.md", OTHER)
    assert library.add([path]).replaced == ["b"]
    assert library.stories(["a", "b"]) == {"a": "a", "b": "b"}


def test_the_bundled_reports_are_five_stories(sample_library: Library) -> None:
    articles = sample_library.articles()
    ids = [article.id for article in articles]
    assert len(ids) == 5
    assert sample_library.stories(ids) == {i: i for i in ids}
    assert all(len(sample_library.sightings(i)) == 1 for i in ids)
    pairs = combinations([shingles(article.text) for article in articles], 2)
    assert max(likeness(*pair) for pair in pairs) < SAME / 10
