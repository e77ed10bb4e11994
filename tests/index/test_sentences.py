"""Where sentences begin and end, and that no character of an article is lost between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import Span, sentences


def cut(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text)]


# Text as it comes: any Unicode, and the marks on which the cutting turns, often.
anything = st.text() | st.text(
    alphabet=st.sampled_from("Aab1 .!?…\n\t\u00a0\u2028()[]\"'”’,;:#*-–•é漢🙂\u0301")
)


@given(anything)
def test_sentences_are_in_order_and_hold_every_character_that_is_no_space(text: str) -> None:
    at = 0
    for span in sentences(text):
        assert at <= span.start < span.end <= len(text)
        assert not text[at : span.start].strip(), "only white space is left out"
        piece = text[span.start : span.end]
        assert piece == piece.strip()
        at = span.end
    assert not text[at:].strip()


def test_a_text_without_sentences_has_none() -> None:
    assert sentences("") == []
    assert sentences(" \n\t\n ") == []


def test_abbreviations_and_numbers_end_no_sentence() -> None:
    text = "Gov. Smith met Sen. Jones at 4:00 p.m. on Monday. The U.S. sent 1.5 million."
    assert cut(text) == [
        "Gov. Smith met Sen. Jones at 4:00 p.m. on Monday.",
        "The U.S. sent 1.5 million.",
    ]


def test_a_closing_quotation_mark_belongs_to_its_sentence() -> None:
    assert cut('"We agreed." Then they left.') == ['"We agreed."', "Then they left."]


def test_no_sentence_ends_inside_a_parenthesis() -> None:
    text = "He listed them (Aspects. Points. – Ed.). She stayed."
    assert cut(text) == ["He listed them (Aspects. Points. – Ed.).", "She stayed."]


def test_headings_are_told_from_sentences() -> None:
    text = "## The view\n\nIt was cold. It rained.\n\nTime and place\n\nThey met at noon."
    assert [(text[s.start : s.end], s.heading) for s in sentences(text)] == [
        ("## The view", True),
        ("It was cold.", False),
        ("It rained.", False),
        ("Time and place", True),
        ("They met at noon.", False),
    ]


@pytest.mark.parametrize("line", ["- one point", "He said:", "The list,"])
def test_a_bullet_or_an_open_line_is_no_heading(line: str) -> None:
    assert sentences(line) == [Span(0, len(line), heading=False)]


def test_a_line_break_inside_a_sentence_does_not_end_it() -> None:
    wrapped = (
        "The delegations met in the old palace by the water and\n"
        "talked for a little more than an hour before leaving it\n"
        "again. Nobody spoke to the press."
    )
    assert len(cut(wrapped)) == 2
    assert len(cut("We will come back,\nsaid the minister.")) == 1


def test_lines_that_stand_alone_are_sentences_of_their_own() -> None:
    assert cut("They met.\nThey left.") == ["They met.", "They left."]


def test_no_sentence_ends_before_a_small_letter() -> None:
    text = "(Aspects. Points. – Ed.) and left. They met."
    assert [text[s.start : s.end] for s in sentences(text)][-1] == "They met."
    assert len(sentences(text)) == 2
