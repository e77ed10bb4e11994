"""Cutting an article into passages of whole sentences, each with its offsets.

Sizes are counted in cl100k_base tokens (tiktoken) so that a passage is the same whichever
encoder reads it; ``fits`` then holds every passage under what the encoder at hand reads,
since a model drops the rest of a longer text without a word.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from index.encoder import Encoder
from index.records import Article
from index.sentences import Span, sentences, static_folder

SPLITTER_VERSION = 1
_TITLE_TOKENS = 40  # in the encoder's own
_CODE_POINTS = 20  # a token of running text has some 4


@dataclass(frozen=True, slots=True)
class Splitter:
    """How articles are cut: at most ``max_tokens`` cl100k_base tokens a passage.

    Of them up to ``overlap`` repeat the whole sentences that end the passage before.
    """

    max_tokens: int = 160
    overlap: int = 0

    @property
    def name(self) -> str:
        """What the manifest remembers: a change here needs a rebuilt index."""
        repeated = f"+{self.overlap}" if self.overlap else ""
        return f"sentences-{SPLITTER_VERSION}:{self.max_tokens}{repeated}"

    def cut(self, article: Article, encoder: Encoder) -> list[tuple[int, int]]:
        """An article's passages, each short enough for the encoder with the title before it."""
        title = short_title(article, encoder)
        return self.split(
            article.text, lambda piece: encoder.count(f"{title}\n{piece}") <= encoder.max_tokens
        )

    def split(self, text: str, fits: Callable[[str], bool]) -> list[tuple[int, int]]:
        """Spans that hold every sentence of the text, in order, none empty.

        Each sentence stands in one of them, or in two where passages overlap.
        """

        def small(start: int, end: int) -> bool:
            if end - start > _CODE_POINTS * self.max_tokens:
                return False  # counting would cost more than it tells
            piece = text[start:end]
            return count_tokens(piece) <= self.max_tokens and fits(piece)

        passages: list[tuple[int, int]] = []
        before: list[Span] = []
        for unit in _units(text, small):
            start = passages[-1][0] if passages else 0
            if passages and self._joins(text, passages[-1], unit) and small(start, unit.end):
                passages[-1] = (start, unit.end)
            else:
                passages.append((self._opening(text, before, unit, small), unit.end))
            before.append(unit)
        return passages

    def _opening(
        self, text: str, before: Sequence[Span], unit: Span, small: Callable[[int, int], bool]
    ) -> int:
        """Where a passage begins whose first new sentence is ``unit``."""
        start = unit.start
        for earlier in reversed(before if self.overlap else ()):
            repeated = count_tokens(text[earlier.start : unit.start])
            if repeated > self.overlap or not small(earlier.start, unit.end):
                break
            start = earlier.start
        return start

    def _joins(self, text: str, passage: tuple[int, int], unit: Span) -> bool:
        """A heading opens a passage of its own once the one before is half full."""
        return not unit.heading or count_tokens(text[slice(*passage)]) < self.max_tokens // 2


def short_title(article: Article, encoder: Encoder) -> str:
    """What of the title is embedded with each passage: a long one must not crowd it out."""
    words = article.title.split()
    while words and encoder.count(" ".join(words)) > _TITLE_TOKENS:
        words.pop()
    return " ".join(words)


def _units(text: str, small: Callable[[int, int], bool]) -> Iterator[Span]:
    for sentence in sentences(text):
        if small(sentence.start, sentence.end):
            yield sentence
        else:
            yield from _halves(text, sentence.start, sentence.end, small)


def _halves(text: str, start: int, end: int, small: Callable[[int, int], bool]) -> Iterator[Span]:
    """A sentence too long to read, halved at a space (or anywhere) until each part is small."""
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = left + len(piece.strip())
    if left >= right:
        return
    if right - left == 1 or small(left, right):
        yield Span(left, right)
        return
    middle = (left + right) // 2
    space = text.rfind(" ", left + 1, middle)
    middle = space if space > left else middle
    for a, b in pairwise((left, middle, right)):
        yield from _halves(text, a, b, small)


def count_tokens(text: str) -> int:
    """Length in cl100k_base tokens; special tokens in an article are plain text."""
    return len(_encoding().encode(text, disallowed_special=()))


@cache
def _encoding() -> Any:
    # Set before the import so that the vocabulary is read from disk and never fetched.
    os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(static_folder("tiktoken_cache")))
    import tiktoken

    return tiktoken.get_encoding("cl100k_base")
