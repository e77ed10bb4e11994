"""The days of events that a question asks about: ``before June 2``, ``before the second round``.

They rank what tells of these days higher, and leave nothing out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from assistant.days import Days, days_in, expressions, moved

ORDINALS = tuple("first second third fourth fifth sixth seventh eighth ninth tenth".split())
# What stands before a day that is the end of what is asked about: "before June 2", and "after the
# talks on May 16", which takes that very day in.
_END = re.compile(
    r"\b(?P<how>before|after|since|between|from)(?P<event> the(?: [\w’'-]+){1,5} (?:on|of))? $",
    re.IGNORECASE,
)
_BEFORE_DAY = re.compile(r"\b(?:on|in|during|of|from)(?: the)? $", re.IGNORECASE)
_JOINED = re.compile(r" (?:and|to|until|till|through) ", re.IGNORECASE)
# Events told by their number; a second half or a third quarter has no day.
_NOUN = r"(?!(?:half|quarter|week|month|year|decade|century|time|place|floor|season)\b)[a-z][\w-]+"
_EVENT = re.compile(
    rf"\b(?:between (?:the )?(?P<first>{'|'.join(ORDINALS)})(?: {_NOUN})? and"
    rf"|(?P<how>before|after|since|during|at|in))"
    rf" (?:the )?(?P<nth>{'|'.join(ORDINALS)}) (?P<noun>{_NOUN})(?: of (?:the )?(?P<of>[\w-]+))?",
    re.IGNORECASE,
)
_ELSEWHEN = re.compile(
    r"\b(?:before|after|since|until|ahead of|following|than|for)(?: an?| the| their)? $", re.I
)
_UNSETTLED = re.compile(
    r"\b(?:could|might|may|would|if|not|propos\w+|suggest\w*|offer\w*|want\w*|postpon\w+)\b"
)


@lru_cache(maxsize=8192)
def days_asked(question: str, spoken: date | None) -> tuple[Days, ...]:
    """The days that a question asks about, in its order: ``before June 2`` is all days before.

    An event given with its day, ``after the talks on May 16``, takes that day in on either side.
    """
    found = expressions(question, spoken)
    asked: list[Days] = []
    joined = False
    for at, (match, days) in enumerate(found):
        if joined:
            joined = False
            continue
        end = _END.search(question[: match.start()])
        how = end["how"].lower() if end else match[0].split()[0].lower()
        if how in ("between", "from") and at + 1 < len(found):
            after, last = found[at + 1]
            joined = _JOINED.fullmatch(question[match.end() : after.start()]) is not None
            asked.append(_spanned(days, last) if joined else days)
        else:
            asked.append(_open(how, days, inclusive=bool(end and end["event"])))
    return tuple(asked)


def undated(question: str, spoken: date | None) -> str:
    """The question without the days that it asks about: ``What closed on June 2?``, what closed."""
    for match, _ in reversed(expressions(question, spoken)):
        before = _BEFORE_DAY.sub("", question[: match.start()])
        question = f"{before.rstrip()} {question[match.end() :].lstrip(' ,')}"
    return re.sub(r"\s+(?=[?.,]|$)", "", question.strip())


def event_days(question: str, told: Iterable[tuple[str, date | None]]) -> tuple[Days, ...]:
    """The days asked about by an event told by its number: ``before the second round``.

    ``told`` are sentences, each with the day on which it speaks. The day of the event is the
    one that all of them give that name the event with one day; where they give none or several,
    nothing is told.
    """
    match = _EVENT.search(question)
    if match is None:
        return ()
    told = list(told)
    day = _event_day(match["nth"], match, told)
    first = _event_day(match["first"], match, told) if match["first"] else day
    if day is None or first is None:
        return ()
    if match["first"]:
        return (_spanned(first, day),)
    return (_open(match["how"].lower(), day, inclusive=True),)


def _event_day(
    nth: str, event: re.Match[str], told: Iterable[tuple[str, date | None]]
) -> Days | None:
    mention = re.compile(rf"\b{nth}(?: [\w-]+){{0,2}} {re.escape(event['noun'])}\b", re.I)
    subject = re.compile(rf"\b{re.escape(event['of'] or '')}", re.I)
    found = set()
    for sentence, spoken in told:
        match = mention.search(sentence)
        if (
            match is None
            or _ELSEWHEN.search(sentence[: match.start()])
            or _UNSETTLED.search(sentence)
            or not subject.search(sentence)
        ):
            continue
        days = set(days_in(sentence, spoken))
        found |= days if len(days) == 1 else set()
    return found.pop() if len(found) == 1 and all(d.first == d.last for d in found) else None


def _spanned(one: Days, other: Days) -> Days:
    return Days(min(one.first, other.first), max(one.last, other.last))


def _open(how: str, days: Days, inclusive: bool) -> Days:
    """All days before, after or since some; ``inclusive`` takes these in."""
    if how == "before":
        return Days(date.min, days.last if inclusive else moved(days.first, -1))
    if how == "after":
        return Days(days.first if inclusive else moved(days.last, 1), date.max)
    return Days(days.first, date.max) if how == "since" else days
