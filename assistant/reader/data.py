"""What the reader learns from: answered questions, and questions that a passage does not answer.

Four kinds of no-answer examples are made from the answered ones: the question beside another
passage that BM25 ranks high for it; the question with one name, number or content word exchanged
for one that its passage lacks; the question beside its own passage without the sentences that
answer it; and the question turned to ask for a time, a duration or a reason that its passage does
not give.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import tantivy

from assistant.query import AnswerType
from assistant.spans import KINDS
from index.lexical import folded, terms
from index.sentences import sentences

_NAME = re.compile(r"(?<=\s)[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*")
_NUMBER = re.compile(r"\b\d[\d,.:]*\b")
_WORD = re.compile(r"(?<=\s)[a-z]{5,}\b")
_QUESTION_WORDS = frozenset(
    "about which where there their these those would could should other after before during "
    "while being doing having using named called known many often first second".split()
)
_KEPT = 2  # sentences that a passage must have left
_OPENER = re.compile(
    r"(when|where|why|how|how long|on what date|at what time)"
    r"(?= (did|does|do|is|was|were|are|will|has|had)\b)",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(because|due to|since|so that|in order|as a result|reasons?|caused?|therefore|thus"
    r"|to \w+)\b"
)
# An opener, and what a passage that answers it would hold.
_TURNS = (
    ("When", KINDS[AnswerType.DATE]),
    ("At what time", KINDS[AnswerType.TIME]),
    ("How long", KINDS[AnswerType.DURATION]),
    ("Why", _REASON),
)


@dataclass(frozen=True, slots=True)
class Example:
    """A question beside a passage; the answer is ``context[start:end]``, ``None`` for none."""

    question: str
    context: str
    start: int | None
    end: int | None
    group: str

    @property
    def answer(self) -> str:
        return "" if self.start is None else self.context[self.start : self.end]


def load_squad(path: Path) -> list[Example]:
    """Examples of a file in SQuAD 1.1 or 2.0 format; ``group`` is the article's title."""
    found = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                answers = qa["answers"] if not qa.get("is_impossible") else []
                start = answers[0]["answer_start"] if answers else None
                end = start + len(answers[0]["text"]) if start is not None else None
                found.append(
                    Example(
                        " ".join(qa["question"].split()),
                        paragraph["context"],
                        start,
                        end,
                        f"{path.stem}/{article['title']}",
                    )
                )
    return found


def bm25_negatives(examples: Sequence[Example], count: int, rng: random.Random) -> list[Example]:
    """Questions beside one of the five other passages that BM25 ranks highest for them."""
    contexts = sorted({e.context for e in examples})
    schema_builder = tantivy.SchemaBuilder()
    schema_builder.add_text_field("body", tokenizer_name="whitespace")
    schema_builder.add_integer_field("at", stored=True, fast=True)
    schema = schema_builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(64_000_000, 1)
    for at, context in enumerate(contexts):
        document = tantivy.Document()
        document.add_text("body", " ".join(terms(context)))
        document.add_integer("at", at)
        writer.add_document(document)
    writer.commit()
    index.reload()
    searcher = index.searcher()
    found = []
    for example in rng.sample(list(examples), min(2 * count, len(examples))):
        should = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "body", t))
            for t in set(terms(example.question))
        ]
        hits = searcher.search(tantivy.Query.boolean_query(should), 6).hits
        near = [contexts[n] for n in searcher.fast_field_values("at", [h for _, h in hits])]
        near = [c for c in near if example.answer.lower() not in c.lower()]
        if near and example.answer:
            found.append(replace(example, context=rng.choice(near), start=None, end=None))
        if len(found) == count:
            break
    return found


def without_answer(examples: Sequence[Example], count: int, rng: random.Random) -> list[Example]:
    """Questions beside their own passage, the sentences that hold the answer taken out."""
    found: list[Example] = []
    for example in rng.sample(list(examples), len(examples)):
        answer = example.answer.casefold()
        kept = [
            sentence
            for s in sentences(example.context)
            if answer not in (sentence := example.context[s.start : s.end]).casefold()
        ]
        if len(kept) >= _KEPT and answer not in (context := " ".join(kept)).casefold():
            found.append(replace(example, context=context, start=None, end=None))
        if len(found) == count:
            break
    return found


def turned(examples: Sequence[Example], count: int, rng: random.Random) -> list[Example]:
    """Questions turned to ask for what no word of their passage gives."""
    found: list[Example] = []
    for example in rng.sample(list(examples), len(examples)):
        opener = _OPENER.match(example.question)
        if opener is None:
            continue
        new, given = rng.choice(_TURNS)
        if opener[0].lower() != new.lower() and not given.search(example.context):
            question = new + example.question[opener.end() :]
            found.append(replace(example, question=question, start=None, end=None))
        if len(found) == count:
            break
    return found


def near_misses(examples: Sequence[Example], count: int, rng: random.Random) -> list[Example]:
    """Questions with one name, number or content word exchanged for one the passage lacks."""
    pools = {kind: sorted(set(_found(kind, examples))) for kind in (_NAME, _NUMBER, _WORD)}
    found: list[Example] = []
    for example in rng.sample(list(examples), len(examples)):
        changed = _exchange(example, pools, rng)
        if changed is not None:
            found.append(changed)
        if len(found) == count:
            break
    return found


def _found(kind: re.Pattern[str], examples: Iterable[Example]) -> Iterator[str]:
    for example in examples:
        yield from kind.findall(example.question)


def _exchange(
    example: Example, pools: dict[re.Pattern[str], list[str]], rng: random.Random
) -> Example | None:
    """One exchange of a kind drawn at random; ``None`` where nothing in it can be exchanged."""
    words = set(folded(example.context))
    kinds = [_NAME, _NUMBER, _WORD]
    rng.shuffle(kinds)
    for kind in kinds:
        places = [
            m
            for m in kind.finditer(example.question)
            if m[0] not in _QUESTION_WORDS and set(folded(m[0])) <= words
        ]
        if not places:
            continue
        place = rng.choice(places)
        for other in rng.sample(pools[kind], min(20, len(pools[kind]))):
            if _fits(place[0], other, kind) and not set(folded(other)) & words:
                question = (
                    example.question[: place.start()] + other + example.question[place.end() :]
                )
                return replace(example, question=question, start=None, end=None)
    return None


def _fits(word: str, other: str, kind: re.Pattern[str]) -> bool:
    """A word is exchanged for one of the same ending, so that the question still reads."""
    if kind is not _WORD:
        return True
    endings = ("ing", "ed", "s", "ly", "ion")
    ending = next((e for e in endings if word.endswith(e)), "")
    other_ending = next((e for e in endings if other.endswith(e)), "")
    return other not in _QUESTION_WORDS and ending == other_ending
