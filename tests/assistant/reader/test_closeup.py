"""Single sentences with little around them, cut from passages."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assistant.reader import closeup
from assistant.reader.closeup import around, close_ups
from assistant.reader.data import Example
from index.sentences import sentences

TEXT = (
    "The ferry left at noon. It carried 40 people. The captain was Ola Berg. Fog came in from the "
    "west. The ferry struck a rock. Nobody was hurt. The owner promised to pay."
)


def beside(question: str, answer: str | None) -> Example:
    start = TEXT.index(answer) if answer else None
    end = start + len(answer) if answer and start is not None else None
    return Example(question, TEXT, start, end, "ferry")


def test_two_sentences_before_and_one_after() -> None:
    spans = sentences(TEXT)
    begin, end = around(spans, 4, 4)
    assert TEXT[begin:end] == (
        "The captain was Ola Berg. Fog came in from the west. The ferry struck a rock. "
        "Nobody was hurt."
    )
    assert around(spans, 0, 0) == (0, spans[1].end)
    assert around(spans, 6, 6) == (spans[4].start, len(TEXT))


def test_an_answered_question_keeps_its_answer() -> None:
    found = close_ups(beside("What did the ferry hit?", "a rock"), random.Random(1))
    assert found[0].answer == "a rock" and found[0].context.startswith("The captain")
    assert all(e.start is None and "a rock" not in e.context for e in found[1:])


def test_another_sentence_comes_along_at_times() -> None:
    asked = beside("Who was the captain of the ferry?", "Ola Berg")
    several = [close_ups(asked, random.Random(seed)) for seed in range(60)]
    longer = [found for found in several if len(found) == 2]
    assert 0.5 * closeup._ANOTHER < len(longer) / len(several) < 1.5 * closeup._ANOTHER
    assert all(not found[1].answer for found in longer)


def test_without_an_answer_the_likeliest_sentence_is_read() -> None:
    found = close_ups(beside("What did the owner promise to buy?", None), random.Random(1))
    assert found[0].context.endswith("The owner promised to pay.") and found[0].start is None


def test_an_answer_over_several_sentences_stays_whole() -> None:
    whole = "Nobody was hurt. The owner promised to pay."
    [found, *_] = close_ups(replace(beside("What then?", whole), loose=True), random.Random(1))
    assert found.answer == whole and found.loose


@given(st.text(max_size=120), st.integers(0, 120), st.integers(0, 30), st.integers())
def test_offsets_hold_on_any_text(text: str, start: int, length: int, seed: int) -> None:
    inside = start < start + length <= len(text)
    span = (start, start + length) if inside else (None, None)
    example = Example("What happened?", text, *span, "any")
    for near in close_ups(example, random.Random(seed)):
        assert near.context in text
        assert near.answer in ("", example.answer)
    if inside:
        assert close_ups(example, random.Random(seed))[0].answer == example.answer
