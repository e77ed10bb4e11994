"""The stories that the reader learns from: what they say stands in them, and nothing leaks."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from assistant.reader.stories import STORIES, Story, load_stories, story_examples
from index.errors import BylineError

PARTS = ("learnt", "fitted", "reported")
REPORTS = (
    {"id": "a", "title": "Harbour sold", "text": "Mayor Ilse Toral sold the harbour on Monday."},
    {"id": "b", "title": "Protests", "text": "Fishermen protested. Ilse Toral said nothing."},
    {"id": "c", "title": "Weather", "text": "It rained on the harbour of Brask."},
)
SOLD = {
    "question": "Who got rid of the harbour?",
    "type": "person",
    "answers": [{"article": "a", "quote": REPORTS[0]["text"], "span": "Ilse Toral"}],
}
PRICE = {"question": "What did the harbour cost?", "type": "detail_missing", "answers": []}
YES = {
    "question": "Was the harbour sold?",
    "type": "yes_no",
    "answers": [{"article": "a", "quote": REPORTS[0]["text"], "span": REPORTS[0]["text"]}],
}


@pytest.mark.parametrize("part", PARTS)
def test_every_answer_stands_once_in_its_article(part: str) -> None:
    for story in load_stories(part):
        texts = {article["id"]: article["text"] for article in story.articles}
        for question in story.questions:
            assert question["answers"] or question["note"], (story.name, question)
            for answer in question["answers"]:
                assert texts[answer["article"]].count(answer["quote"]) == 1, (story.name, answer)
                assert answer["span"] in answer["quote"], (story.name, answer)


def test_no_story_is_in_two_parts() -> None:
    names = [story.name for part in PARTS for story in load_stories(part)]
    assert len(set(names)) == len(names)


def test_a_question_is_set_beside_what_answers_it_and_what_does_not() -> None:
    sold, beside = story_examples(Story("harbour", REPORTS, [SOLD]), random.Random(1))
    assert (sold.answer, sold.title, sold.loose) == ("Ilse Toral", "Harbour sold", False)
    # The report of the protests names her too, and may answer: it is not shown as one that
    # does not.
    assert (beside.answer, beside.title) == ("", "Weather")


def test_a_question_without_answer_is_beside_what_is_most_like_it() -> None:
    first, second = story_examples(Story("harbour", REPORTS, [PRICE]), random.Random(1))
    assert (first.answer, second.answer) == ("", "")
    assert first.title != second.title
    assert "harbour" in first.context


def test_a_yes_or_no_is_answered_by_a_whole_sentence() -> None:
    example = story_examples(Story("harbour", REPORTS, [YES]), random.Random(1))[0]
    assert (example.answer, example.loose) == (REPORTS[0]["text"], True)


def test_where_no_stories_are_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert STORIES.is_dir()
    monkeypatch.setattr("assistant.reader.stories.STORIES", tmp_path)
    with pytest.raises(BylineError, match="run this in a clone"):
        load_stories("learnt")
