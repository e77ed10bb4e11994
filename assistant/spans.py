"""Spans of the kinds that questions ask for: numbers, dates, times of day, durations, names."""

from __future__ import annotations

import re

from assistant.answer_type import AnswerType
from assistant.query import Query, stopwords
from assistant.vocabulary import MONTHS, SHORT_MONTHS, WEEKDAYS
from index.lexical import folded

_MONTHS = f"{MONTHS}|{SHORT_MONTHS}"
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
    rf"(?:{_MONTHS})\.? \d{{4}}|(?:1[5-9]|20)\d\d|{WEEKDAYS}|"
    rf"in (?:{_MONTHS})|yesterday|tomorrow|"
    r"(?:last|next|this|the same|the following) (?:day|week|month|year)|"
    rf"(?:{_COUNT}|an?) (?:{_UNIT}) (?:earlier|later|ago))\b"
)
_DATED = (
    rf"\b(?:(?:{_MONTHS})\.? \d{{1,2}}(?:, \d{{4}})?|"
    rf"\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS})|"
    rf"(?:{_MONTHS}|[Ii]n|[Ss]ince|[Uu]ntil|[Ff]rom|[Bb]y|[Dd]uring),? (?:1[5-9]|20)\d\d)\b"
)
_CLOCK = r"\b\d{1,2}[:.]\d\d(?: ?[ap]\.?m\b\.?|\b)|\b\d{1,2} ?[ap]\.?m\b\.?"
_TITLES = (
    r"(?:Mr|Mrs|Ms|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Captain|Judge|Justice|General|Colonel"
    r"|President|Minister|Superintendent|Inspector|Senator)\b\.?"
)
_SCALE = r"(?: ?(?:hundred|thousand|million|billion|trillion|bn|m|k)\b)?"
_CURRENCY = (
    r"(?:dollars?|euros?|pounds?|roubles?|rubles?|hryvnias?|yen|yuan|rupees?|francs?|USD|EUR|GBP)"
)
_AMOUNT = (
    rf"(?:US|A|C)?[$€£¥₴₽₹] ?\d[\d,.]*{_SCALE}|\b(?:{_COUNT}){_SCALE} {_CURRENCY}\b"
    rf"|\b(?:USD|EUR|GBP) ?\d[\d,.]*{_SCALE}"
)
_MEASURE = (
    r"(?:square |cubic |nautical )?(?:metres?|meters?|kilomet(?:re|er)s?|km|miles?|feet|foot|inches"
    r"|tonnes?|tons?|kilograms?|kg|lit(?:re|er)s?|gallons?|barrels?|pages?|degrees?|knots|hectares?"
    r"|acres?|per cent|percent|watts?|megawatts?|mph|years? old)"
)
_NAME = r"\b[^\W\d_a-z][\w’'.-]*"
# What a span is cut to where that is less than what tells its kind.
_CLOSER = {
    AnswerType.PERSON: re.compile(rf"(?!{_TITLES} ){_NAME}(?: {_NAME})+"),
    AnswerType.MONEY: re.compile(_AMOUNT, re.IGNORECASE),
    AnswerType.DURATION: re.compile(
        rf"\b(?:(?:{_COUNT})(?: (?:to|or|and) (?:{_COUNT}))?|an?)[ -](?:{_UNIT}|{_MEASURE})\b",
        re.IGNORECASE,
    ),
}
_AMOUNT_LENGTH = 24
_JOINED = re.compile(r",? ?(?:to|and|or|until|till|for|through|[-–—])? ?")
_FIGURES = (AnswerType.NUMBER, AnswerType.DURATION, AnswerType.PERCENTAGE)
_QUALIFIER = re.compile(
    r"\b(?:(?:a )?(?:little|slightly|just|not|no) )?(?:more|less|fewer|longer) than $"
    r"|\b(?:about|around|nearly|almost|over|under|up to|at least|at most|roughly|approximately) $",
    re.IGNORECASE,
)
KINDS: dict[AnswerType, re.Pattern[str]] = {
    AnswerType.NUMBER: re.compile(_NUMBER, re.IGNORECASE),
    AnswerType.PERCENTAGE: re.compile(r"\d\s?%|\bper ?cent\b", re.IGNORECASE),
    AnswerType.MONEY: re.compile(_AMOUNT, re.IGNORECASE),
    AnswerType.DURATION: re.compile(
        rf"\b(?:{_COUNT}|an?|the)[ -](?:\w+[ -]){{0,3}}(?:{_UNIT})\b|\b(?:{_UNIT})\b"
        rf"|\b(?:{_COUNT})[ -]{_MEASURE}\b",  # how long is a barrier, too
        re.IGNORECASE,
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
        found = [m.span() for m in pattern.finditer(text, start, end)]
        if found and (kind is not AnswerType.PERSON or len(found) == 1):
            start, end = _first_run(text, found)
    if kind in _FIGURES:
        qualifier = _QUALIFIER.search(text[first:start])
        start = first + qualifier.start() if qualifier else start
        unit = re.match(rf"[ -]{_MEASURE}\b| ?%", text[end:])
        end += unit.end() if unit else 0
    if kind in (AnswerType.NUMBER, AnswerType.MONEY):
        start, end = _whole_amount(text, start, end, first)
    if kind is AnswerType.DATE and text[start:end].startswith("in "):
        start += 3
    while text[start:end].endswith(_MARKS) and not text[start:end].endswith(("a.m.", "p.m.")):
        end -= 1
    return start, end


def _whole_amount(text: str, start: int, end: int, first: int) -> tuple[int, int]:
    """A figure with its currency and scale: ``2.4 million`` -> ``£2.4 million``."""
    for match in _CLOSER[AnswerType.MONEY].finditer(text, first, end + _AMOUNT_LENGTH):
        if match.start() < end and start < match.end():
            return min(start, match.start()), max(end, match.end())
    return start, end


def _first_run(text: str, found: list[tuple[int, int]]) -> tuple[int, int]:
    """The first of some spans with those joined to it: ``June 20 to June 30``."""
    start, end = found[0]
    for begin, stop in found[1:]:
        if not _JOINED.fullmatch(text[end:begin]):
            break
        end = stop
    return start, end


def is_kind(span: str, kind: AnswerType) -> bool:
    """Whether a span can be the short answer to a question of this kind."""
    pattern = KINDS.get(kind)
    return pattern is not None and pattern.search(span) is not None
