"""News stories written for the reader, each told by several outlets, with questions on them.

In the folder ``stories`` the reader learns from those in ``learnt``; the weights of ranking and
confidence are fitted on those in ``fitted``; those in ``reported`` are only reported on. A file
holds one story::

    {"story", "articles": [{"id", "title", "source", "date", "text"}],
     "questions": [{"question", "type", "answers": [{"article", "quote", "span"}], "note"?}]}

``quote`` is a sentence of that article and ``span`` the answer inside it; a question without
answers is one that no report of the story settles, and its ``note`` says why not.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.reader.data import Example
from index.errors import BylineError
from index.lexical import terms
from index.passages import Splitter

STORIES = Path(__file__).parent / "stories"
_SENTENCE = "yes_no"  # the kind of question that a sentence answers rather than a span


@dataclass(frozen=True, slots=True)
class Story:
    """Reports of one event and the questions on them, as the file has them."""

    name: str
    articles: Sequence[dict[str, str]]
    questions: Sequence[dict[str, Any]]


def load_stories(part: str) -> list[Story]:
    """The stories ``learnt``, ``fitted`` or ``reported``, by name.

    Raises ``BylineError`` where there are none: an installed package comes without them.
    """
    paths = sorted((STORIES / part).glob("*.json"))
    if not paths:
        raise BylineError(f"No stories in {STORIES / part}; run this in a clone of Byline.")
    found = []
    for path in paths:
        story = json.loads(path.read_text(encoding="utf-8"))
        found.append(Story(path.stem, story["articles"], story["questions"]))
    return found


def story_examples(story: Story, rng: random.Random) -> list[Example]:
    """Each question beside each passage that answers it, and beside some that do not.

    The passages are those that Byline cuts. Those that do not answer are of the same story: the
    one most like the question, and another. A passage that has the words of an answer elsewhere
    in the story is left out, since it may answer too.
    """
    passages = [
        (article, start, end)
        for article in story.articles
        for start, end in Splitter().split(article["text"], lambda piece: True)
    ]
    found = []
    for question in story.questions:
        beside = [_beside(story, question, *passage) for passage in passages]
        spans = {answer["span"].casefold() for answer in question["answers"]}
        without = [
            e
            for e in beside
            if e.start is None and not any(span in e.context.casefold() for span in spans)
        ]
        found += [e for e in beside if e.start is not None]
        found += _some(without, rng)
    return found


def _some(without: list[Example], rng: random.Random) -> list[Example]:
    """The passage with most of the question's words, and another."""
    if not without:
        return []
    asked = set(terms(without[0].question))
    nearest = max(without, key=lambda e: len(asked & set(terms(e.context))))
    others = [e for e in without if e is not nearest]
    return [nearest, *rng.sample(others, min(1, len(others)))]


def _beside(
    story: Story, question: dict[str, Any], article: dict[str, str], start: int, end: int
) -> Example:
    """A question beside a passage, with the first answer that lies in it."""
    span: tuple[int, int] | None = None
    for answer in question["answers"]:
        quote = article["text"].find(answer["quote"]) if answer["article"] == article["id"] else -1
        if quote < 0:
            continue
        first = quote + answer["quote"].index(answer["span"])
        last = first + len(answer["span"])
        if start <= first and last <= end and (span is None or first - start < span[0]):
            span = (first - start, last - start)
    begin, stop = span or (None, None)
    return Example(
        question["question"], article["text"][start:end], begin, stop, f"stories/{story.name}",
        article["title"], question["type"] == _SENTENCE,
    )  # fmt: skip
