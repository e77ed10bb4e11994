"""Where sentences begin and end: Punkt over the blocks of an article, offsets kept.

Punkt (Kiss and Strunk 2006, doi:10.1162/coli.2006.32.4.485) comes from NLTK; its English
model ships inside llama-index-core, so nothing is fetched.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

# Titles that the bundled model splits after, though news puts a name there.
_NEWS_ABBREVIATIONS = frozenset(
    "gov sen rep reps sens lt col gen sgt capt maj adm cmdr rev hon pres supt det atty asst".split()
)
_TERMINAL = re.compile(r"[.!?…。][\"'”’»)\]]*$")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s")
_BULLET = re.compile(r"(?:[-*•→–]\s|\d{1,2}[.)]\s)")
_HEADING_WORDS = 14
_ASIDE = 80  # code points: a longer parenthesis is a text of its own
# Code points looked at around a break: a text may be one line of a million, and looking at all
# of it at each break takes time with the square of its length.
_LINE_END = 200
_OPEN_ASIDE = 4000
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Span:
    """Code points ``start`` to ``end`` of a text; ``heading`` where it titles what follows."""

    start: int
    end: int
    heading: bool = False


def static_folder(name: str) -> Path:
    """A data folder that ships inside llama-index-core, found without importing it."""
    spec = importlib.util.find_spec("llama_index.core")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("llama-index-core is not installed: run `make install`")
    return Path(spec.submodule_search_locations[0]) / "_static" / name


@cache
def _punkt() -> Any:
    import nltk
    from nltk.tokenize.punkt import PunktTokenizer

    folder = str(static_folder("nltk_cache"))
    if folder not in nltk.data.path:
        nltk.data.path.insert(0, folder)
    tokenizer = PunktTokenizer("english")
    tokenizer._params.abbrev_types.update(_NEWS_ABBREVIATIONS)
    return tokenizer


def sentences(text: str) -> list[Span]:
    """The sentences and headings of a text, in order, without the white space around them."""
    spans: list[Span] = []
    for start, end in _blocks(text):
        if _is_heading(text[start:end]):
            spans.append(Span(start, end, heading=True))
            continue
        spans.extend(_split(text, start, end))
    return spans


def _split(text: str, start: int, end: int) -> Iterator[Span]:
    """Punkt's sentences, but none ends before a small letter or inside ``(Aspects. – Ed.)``."""
    begin = start
    for _, b in _punkt().span_tokenize(text[start:end]):
        stop = start + b
        if _begins_small(text, stop, end):
            continue
        near = max(begin, stop - _OPEN_ASIDE)
        inside = text.count("(", near, stop) > text.count(")", near, stop)
        if inside and text.find(")", stop, min(end, stop + _ASIDE)) >= 0:
            continue
        piece = _trim(text, begin, stop)
        begin = stop
        if piece is not None:
            yield Span(*piece)


def _begins_small(text: str, start: int, end: int) -> bool:
    """True where the first code point that is no space is a small letter."""
    space = _SPACE.match(text, start, end)
    at = space.end() if space else start
    return at < end and text[at].islower()


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Lines, joined where a line break stands inside a sentence."""
    for paragraph in re.finditer(r"(?:[^\n]*\S[^\n]*(?:\n|$))+", text):
        lines = [
            (paragraph.start() + m.start(), paragraph.start() + m.end())
            for m in re.finditer(r"[^\n]+", paragraph.group())
        ]
        wrapped = _hard_wrapped([end - start for start, end in lines])
        begin = lines[0][0]
        for (_, end), following in zip(lines, [*lines[1:], None], strict=True):
            if following is not None and (
                wrapped or _continues(text, begin, end, text[slice(*following)])
            ):
                continue
            piece = _trim(text, begin, end)
            if piece is not None:
                yield piece
            if following is not None:
                begin = following[0]


def _hard_wrapped(lengths: list[int]) -> bool:
    """True for a paragraph folded at a column: full lines of nearly one length."""
    full = lengths[:-1]
    return len(full) >= 2 and min(full) >= 40 and max(full) <= 120 and max(full) - min(full) <= 25


def _continues(text: str, start: int, end: int, following: str) -> bool:
    """True where a sentence runs on over the line break (a quote, then who said it)."""
    line, following = text[max(start, end - _LINE_END) : end].rstrip(), following.lstrip()
    if _BULLET.match(following) or _MARKDOWN_HEADING.match(text, start, end):
        return False
    return line.endswith(",") or (following[:1].islower() and not _TERMINAL.search(line))


def _is_heading(block: str) -> bool:
    """A short line with no full stop, alone in its block, or one that Markdown marks."""
    if _MARKDOWN_HEADING.match(block):
        return True
    if _BULLET.match(block) or "\n" in block or block[-1] in ",;:":
        return False
    return not _TERMINAL.search(block) and len(block.split()) <= _HEADING_WORDS


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return None
    start += len(piece) - len(piece.lstrip())
    return start, start + len(stripped)
