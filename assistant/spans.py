"""Spans of the kinds that questions ask for: numbers, dates, times of day, durations, names."""

from __future__ import annotations

import re

from assistant.answer_type import AnswerType
from assistant.query import Query, stopwords
from index.lexical import folded

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
_COUNT = (
    r"\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|"
    r"forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|"
    r"several|half"
)
_NUMBER = rf"\b(?:{_COUNT})\b"
_MARKS = tuple(".,;:!?")
_UNIT = r"seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?"
_DAY = (
    rf"\b(?:(?:{_MONTHS})\.? \d{{1,2}}(?:, \d{{4}})?|"
    rf"\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS})|"
    rf"(?:{_MONTHS})\.? \d{{4}}|(?:1[5-9]|20)\d\d|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    rf"in (?:{_MONTHS})|yesterday|tomorrow|"
    r"(?:last|next|this|the same|the following) (?:day|week|month|year)|"
    rf"(?:{_COUNT}|an?) (?:{_UNIT}) (?:earlier|later|ago))\b"
)
_DATED = (
    rf"\b(?:(?:{_MONTHS})\.? \d{{1,2}}(?:, \d{{4}})?|"
    rf"\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS})|"
    rf"(?:{_MONTHS}|[Ii]n|[Ss]ince|[Uu]ntil|[Ff]rom|[Bb]y|[Dd]uring),? (?:1[5-9]|20)\d\d)\b"
)
_CLOCK = r"\b\d{1,2}[:.]\d\d\b(?: ?[ap]\.?m\b\.?)?|\b\d{1,2} ?[ap]\.?m\b\.?"
_NAME = r"\b[^\W\d_a-z][\w’'.-]*"
# What a span is cut to where that is less than what tells its kind.
_CLOSER = {
    AnswerType.PERSON: re.compile(rf"{_NAME}(?: {_NAME})+"),
    AnswerType.DURATION: re.compile(
        rf"\b(?:(?:{_COUNT})(?: (?:to|or|and) (?:{_COUNT}))?|an?)[ -](?:{_UNIT})\b", re.IGNORECASE
    ),
}
_FIGURES = (AnswerType.NUMBER, AnswerType.DURATION, AnswerType.PERCENTAGE)
_QUALIFIER = re.compile(
    r"\b(?:(?:a )?(?:little|slightly|just|not|no) )?(?:more|less|fewer|longer) than $"
    r"|\b(?:about|around|nearly|almost|over|under|up to|at least|at most|roughly|approximately) $",
    re.IGNORECASE,
)
KINDS: dict[AnswerType, re.Pattern[str]] = {
    AnswerType.NUMBER: re.compile(_NUMBER, re.IGNORECASE),
    AnswerType.PERCENTAGE: re.compile(r"\d\s?%|\bper ?cent\b", re.IGNORECASE),
    AnswerType.MONEY: re.compile(
        r"[$€£¥₴₽]|\b(dollars?|euros?|pounds?|roubles?|rubles?|hryvnias?|yen|yuan|USD|EUR)\b", re.I
    ),
    AnswerType.DURATION: re.compile(
        rf"\b(?:{_COUNT}|an?|the)[ -](?:\w+[ -]){{0,3}}(?:{_UNIT})\b|\b(?:{_UNIT})\b", re.IGNORECASE
    ),
    AnswerType.TIME: re.compile(
        rf"{_CLOCK}|\b(noon|midnight|morning|afternoon|evening|night)\b", re.IGNORECASE
    ),
    # Asked when, an article may give the hour: the day is often in the question already.
    AnswerType.DATE: re.compile(f"{_DAY}|{_CLOCK}"),
    AnswerType.PERSON: re.compile(_NAME),
    AnswerType.SPEAKER: re.compile(_NAME),
    AnswerType.PLACE: re.compile(_NAME),
}


def is_typed(kind: AnswerType) -> bool:
    """Whether an answer of this kind is a span that can be told by its form."""
    return kind in KINDS


def typed_spans(text: str, query: Query) -> list[tuple[int, int]]:
    """The spans of the kind asked for that the question does not itself hold, by offset."""
    pattern = KINDS.get(query.sought)
    if pattern is None:
        return []
    # A name is no answer where the question has it, nor is the word that opens a sentence.
    asked = stopwords().union(folded(query.searched))
    found = [m.span() for m in pattern.finditer(text) if not set(folded(m[0])) <= asked]
    if query.sought is not AnswerType.NUMBER:
        return found
    # The 2 of June 2 counts nothing.
    dated = [m.span() for kind in (_DATED, _CLOCK) for m in re.finditer(kind, text)]
    return [(a, b) for a, b in found if not any(c <= a and b <= d for c, d in dated)]


def narrowed(text: str, start: int, end: int, kind: AnswerType, first: int) -> tuple[int, int]:
    """A span cut to what is of its kind: ``1:00 p.m. as the hour`` -> ``1:00 p.m.``

    What qualifies a figure belongs to it, as far back as offset ``first`` (``up to a week``).
    The span without the marks at its ends where nothing in it is of the kind.
    """
    pattern = _CLOSER.get(kind, KINDS.get(kind))
    if pattern is not None and kind not in (AnswerType.PLACE, AnswerType.SPEAKER):
        found = list(pattern.finditer(text, start, end))
        if found and (kind is not AnswerType.PERSON or len(found) == 1):
            start, end = found[0].start(), found[-1].end()
        qualifier = _QUALIFIER.search(text[first:start]) if kind in _FIGURES else None
        start = first + qualifier.start() if qualifier else start
    if kind is AnswerType.DATE and text[start:end].startswith("in "):
        start += 3
    while text[start:end].endswith(_MARKS) and not text[start:end].endswith(("a.m.", "p.m.")):
        end -= 1
    return start, end


def is_kind(span: str, kind: AnswerType) -> bool:
    """Whether a span can be the short answer to a question of this kind."""
    pattern = KINDS.get(kind)
    return pattern is not None and pattern.search(span) is not None
