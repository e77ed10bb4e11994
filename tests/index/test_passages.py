"""Passages: slices of the article that hold all of it, none longer than the encoder reads."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.passages import Splitter, count_tokens

PARAGRAPH = "The delegations met in the palace. They talked for an hour. Then they left it. "


def always(_: str) -> bool:
    return True


def short(piece: str) -> bool:
    """An encoder that reads 40 characters."""
    return len(piece) <= 40


texts = st.text() | st.lists(
    st.sampled_from(["Minister Umerov", " ", ". ", ".\n", "\n\n", "1,000", "Çırağan", "漢字", "🙂"])
    | st.text(max_size=8),
    max_size=80,
).map("".join)


@given(texts, st.sampled_from([12, 40, 160]))
def test_passages_hold_the_text_in_order_and_within_both_limits(text: str, limit: int) -> None:
    at = 0
    for start, end in Splitter(limit).split(text, short):
        assert at <= start < end <= len(text)
        assert not text[at:start].strip(), "only white space is left out"
        piece = text[start:end]
        assert piece == piece.strip()
        assert count_tokens(piece) <= limit
        assert short(piece)
        at = end
    assert not text[at:].strip()


def test_sentences_are_gathered_up_to_the_limit() -> None:
    text = PARAGRAPH * 30
    spans = Splitter(160).split(text, always)
    assert 1 < len(spans) < 30
    for start, end in spans:
        assert text[end - 1] == ".", "a passage ends where a sentence does"
        assert text[start].isupper()
    # The next sentence would not have fitted.
    start, following = spans[0][0], text.index(".", spans[1][0]) + 1
    assert count_tokens(text[start:following]) > 160


def test_what_the_encoder_reads_counts_too() -> None:
    assert len(Splitter(160).split(PARAGRAPH, always)) == 1
    assert len(Splitter(160).split(PARAGRAPH, short)) == 3


def test_a_sentence_longer_than_the_limit_is_cut_at_spaces() -> None:
    text = "word " * 2000
    spans = Splitter(50).split(text, always)
    assert all(set(text[a:b].split()) == {"word"} for a, b in spans)


def test_text_without_a_space_is_cut_all_the_same() -> None:
    text = "x" * 50_000
    spans = Splitter(160).split(text, always)
    assert "".join(text[a:b] for a, b in spans) == text


def test_a_heading_opens_a_passage_where_the_one_before_is_half_full() -> None:
    text = PARAGRAPH * 6 + "\n\n## Afterwards\n\nThey flew home. Nobody spoke."
    openings = [text[a:b] for a, b in Splitter(160).split(text, always)]
    assert openings[-1].startswith("## Afterwards")
    # A short one before it is joined: a passage of one line says little.
    together = "They met.\n\n## Afterwards\n\nThey flew home."
    assert Splitter(160).split(together, always) == [(0, len(together))]


def test_special_tokens_in_an_article_are_plain_text() -> None:
    assert count_tokens("<|endoftext|>") > 1


def test_passages_may_repeat_the_sentences_that_end_the_one_before() -> None:
    text = " ".join(f"Sentence number {n} stands here." for n in range(40))
    spans = Splitter(60, overlap=20).split(text, always)
    without = Splitter(60).split(text, always)
    assert len(spans) > len(without) > 1
    for (_, end), (start, _) in pairwise(spans):
        repeated = text[start:end]
        assert repeated.startswith("Sentence") and repeated.endswith("here.")
        assert count_tokens(repeated) <= 20
    assert all(count_tokens(text[a:b]) <= 60 for a, b in spans)
    assert Splitter(60, overlap=20).name != Splitter(60).name


def test_the_name_tells_splitters_apart() -> None:
    assert Splitter(160).name == Splitter().name != Splitter(161).name
