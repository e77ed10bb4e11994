"""Questions that a passage does not answer, made of questions that one does.

Five kinds: the question beside another passage that BM25 ranks high for it; the question with one
name, number or content word exchanged for one that its passage lacks; with one word turned to its
opposite; beside its own passage without the sentences that answer it; and turned to ask for a
time, a duration or a reason that its passage does not give.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import tantivy

from assistant.answer_type import AnswerType
from assistant.reader.data import Example
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
_OPPOSITES = {
    word: [w for w in pair.split() if w != word]
    for pair in (
        "first last second third|before after|more fewer|most least|largest smallest|"
        "oldest youngest|highest lowest|longest shortest|best worst|earliest latest|"
        "increase decrease|increased decreased|rise fall|rose fell|begin end|began ended|"
        "start finish|started finished|open close|opened closed|won lost|win lose|buy sell|"
        "bought sold|join leave|joined left|accept reject|accepted rejected|north south|"
        "northern southern|east west|eastern western|male female|men women|father mother|"
        "son daughter|brother sister|husband wife|king queen|born died|arrive depart|"
        "days weeks hours months|minutes seconds|years months|miles kilometres|support oppose|"
        "supported opposed|attack defend|morning evening|success failure|own rent|teacher student"
    ).split("|")
    for word in pair.split()
}
_OPPOSITE = re.compile(rf"\b({'|'.join(_OPPOSITES)})\b")

Maker = Callable[[Example, random.Random], Example | None]


def negatives(
    maker: Maker, examples: Sequence[Example], count: int, rng: random.Random
) -> list[Example]:
    """At most ``count`` examples that a maker makes of answered ones, drawn at random."""
    found: list[Example] = []
    for example in rng.sample(list(examples), len(examples)):
        if len(found) == count:
            break
        made = maker(example, rng) if example.answer else None
        if made is not None:
            found.append(made)
    return found


def _unanswered(example: Example, **changed: str) -> Example:
    return replace(example, start=None, end=None, loose=False, **changed)


def bm25_maker(examples: Sequence[Example]) -> Maker:
    """Sets a question beside one of the five other passages that BM25 ranks highest for it."""
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

    def beside_another(example: Example, rng: random.Random) -> Example | None:
        should = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "body", t))
            for t in sorted(set(terms(example.question)))
        ]
        hits = searcher.search(tantivy.Query.boolean_query(should), 6).hits
        near = [contexts[n] for n in searcher.fast_field_values("at", [h for _, h in hits])]
        near = [c for c in near if example.answer.lower() not in c.lower()]
        return _unanswered(example, context=rng.choice(near)) if near else None

    return beside_another


def without_answer(example: Example, rng: random.Random) -> Example | None:
    """The question beside its own passage, the sentences that hold the answer taken out."""
    answer = example.answer.casefold()
    kept = [
        sentence
        for s in sentences(example.context)
        if answer not in (sentence := example.context[s.start : s.end]).casefold()
    ]
    context = " ".join(kept)
    whole = len(kept) >= _KEPT and answer not in context.casefold()
    return _unanswered(example, context=context) if whole else None


def turned(example: Example, rng: random.Random) -> Example | None:
    """The question turned to ask for what no word of its passage gives."""
    opener = _OPENER.match(example.question)
    new, given = rng.choice(_TURNS)
    if opener is None or opener[0].lower() == new.lower() or given.search(example.context):
        return None
    return _unanswered(example, question=new + example.question[opener.end() :])


def opposite(example: Example, rng: random.Random) -> Example | None:
    """The question with one word turned to another of its kind that the passage lacks."""
    words = set(folded(example.context))
    places = list(_OPPOSITE.finditer(example.question))
    rng.shuffle(places)
    for place in places:
        others = [o for o in _OPPOSITES[place[0]] if o not in words]
        if others:
            return _unanswered(example, question=_put(example, place, rng.choice(others)))
    return None


def exchange_maker(examples: Sequence[Example], words: bool = True) -> Maker:
    """Exchanges one name, number or (``words``) content word of a question for one its passage
    lacks."""
    kinds = (_NAME, _NUMBER, _WORD) if words else (_NAME, _NUMBER)
    pools = {kind: sorted(set(_found(kind, examples))) for kind in kinds}

    def exchanged(example: Example, rng: random.Random) -> Example | None:
        held = set(folded(example.context))
        for kind in rng.sample(list(pools), len(pools)):
            places = [
                m
                for m in kind.finditer(example.question)
                if m[0] not in _QUESTION_WORDS and set(folded(m[0])) <= held
            ]
            if not places:
                continue
            place = rng.choice(places)
            for other in rng.sample(pools[kind], min(20, len(pools[kind]))):
                if _fits(place[0], other, kind) and not set(folded(other)) & held:
                    return _unanswered(example, question=_put(example, place, other))
        return None

    return exchanged


def _found(kind: re.Pattern[str], examples: Iterable[Example]) -> Iterator[str]:
    for example in examples:
        yield from kind.findall(example.question)


def _put(example: Example, place: re.Match[str], other: str) -> str:
    return example.question[: place.start()] + other + example.question[place.end() :]


def _fits(word: str, other: str, kind: re.Pattern[str]) -> bool:
    """A word is exchanged for one of the same ending, so that the question still reads."""
    if kind is not _WORD:
        return True
    endings = ("ing", "ed", "s", "ly", "ion")
    ending = next((e for e in endings if word.endswith(e)), "")
    other_ending = next((e for e in endings if other.endswith(e)), "")
    return other not in _QUESTION_WORDS and ending == other_ending
