"""A sentence with little around it, as it is read the second time.

Among the sentences of a passage the reader overlooks some, and takes some for more than they say;
so the likeliest are read again, each with two sentences before and one after it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.reader.data import Example
from index.lexical import terms
from index.sentences import Span, sentences

_BEFORE, _AFTER = 2, 1
_ANOTHER = 0.3  # how often a second sentence of the passage comes along that does not answer


def around(spans: Sequence[Span], first: int, last: int) -> tuple[int, int]:
    """Where the sentences from ``first`` to ``last`` stand in their text with few others."""
    return spans[max(0, first - _BEFORE)].start, spans[last : last + _AFTER + 1][-1].end


def close_ups(example: Example, rng: random.Random) -> list[Example]:
    """The part of a passage around its answer, or else around the sentence that has most of the
    question's words; sometimes, too, the part around another that does not answer."""
    spans, words = _split(example.context)
    if not spans:
        return [example]
    asked = frozenset(terms(example.question))
    order = sorted(range(len(spans)), key=lambda i: (-len(asked & words[i]), rng.random()))
    found = []
    if example.start is not None and example.end is not None:
        held = [i for i, s in enumerate(spans) if s.start < example.end and s.end > example.start]
        begin, stop = around(spans, held[0], held[-1]) if held else (0, len(example.context))
        found.append(
            replace(
                example, context=example.context[begin:stop],
                start=example.start - begin, end=example.end - begin,
            )
        )  # fmt: skip
    answer = example.answer.casefold()
    for i in order:
        begin, stop = around(spans, i, i)
        context = example.context[begin:stop]
        if answer and answer in context.casefold():
            continue
        if found and rng.random() >= _ANOTHER:
            break
        found.append(replace(example, context=context, start=None, end=None, loose=False))
        if len(found) == 2:
            break
    return found


@lru_cache(maxsize=65536)
def _split(text: str) -> tuple[tuple[Span, ...], tuple[frozenset[str], ...]]:
    """The sentences of a text, and the terms of each."""
    spans = tuple(sentences(text))
    return spans, tuple(frozenset(terms(text[s.start : s.end])) for s in spans)
