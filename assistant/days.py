"""Days that a text speaks of: ``May 19``, ``on Tuesday``, ``two weeks ago``, ``in March 2025``.

An article speaks from its day of publication, by which weekdays, years left out and relative
days are told. So the day of an event and the day it was reported on are kept apart; the days of
publication that a question asks for are told by ``assistant.published``.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from assistant.vocabulary import MONTHS, NUMBERS, SHORT_MONTHS, WEEKDAYS

_MONTH = rf"(?:{MONTHS}|(?:{SHORT_MONTHS})\b\.?)"
_MONTHS = tuple(name.lower() for name in calendar.month_abbr)
_COUNT = rf"(?:\d{{1,3}}|{'|'.join(NUMBERS[1:])})"
_ISO = r"\d{4}-\d\d-\d\d"
_DAY = (
    rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,? \d{{4}}\b)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}(?:,? \d{{4}}\b)?)"
)
_EXPRESSION = re.compile(
    rf"\b(?:(?P<iso>{_ISO})"
    rf"|(?P<day>{_DAY})"
    rf"|(?P<month>{_MONTH} \d{{4}}|(?:in|during|since|last|this) {_MONTH}(?! \d))"
    rf"|(?P<weekday>(?:last |next )?{WEEKDAYS})"
    rf"|(?P<period>(?:last|next|this) (?:week|month|year))"
    rf"|(?P<relative>yesterday|today|tomorrow|{_COUNT} (?:day|week|month)s? ago)"
    rf"|(?P<year>(?:in|since|during|by) (?:19|20)\d\d))(?!\w)",
    re.IGNORECASE,
)
WHEN = (
    rf"\b(?:{_ISO}|{_DAY}|(?:{MONTHS}) \d{{4}}|(?:last |this )?(?:{MONTHS})|(?:last )?{WEEKDAYS}"
    rf"|(?:the )?(?:last|past) (?:{_COUNT} (?:day|week|month)s|week|month|year)"
    rf"|this (?:week|month|year)|yesterday|today|{_COUNT} (?:day|week|month)s? ago|(?:19|20)\d\d)\b"
)
"""A pattern for days that have passed, or lie around the day on which they are told."""
_PAST = re.compile(rf"(?:last|past) (?:(?P<count>{_COUNT}) )?(?P<unit>day|week|month|year)s?", re.I)
_LENGTHS = {"day": 1, "week": 7, "month": 30, "year": 365}


@dataclass(frozen=True, slots=True)
class Days:
    """A run of days, both ends included."""

    first: date
    last: date

    def meets(self, other: Days) -> bool:
        """Whether they have a day in common."""
        return self.first <= other.last and other.first <= self.last


@lru_cache(maxsize=8192)
def days_in(text: str, spoken: date | None) -> tuple[Days, ...]:
    """The days that a text names, in its order, told from the day on which it speaks.

    Without that day, only those that are told in full.
    """
    return tuple(days for _, days in expressions(text, spoken))


def expressions(text: str, spoken: date | None) -> list[tuple[re.Match[str], Days]]:
    """The same with the words that name them."""
    found = [(match, _in_calendar(match, spoken)) for match in _EXPRESSION.finditer(text)]
    return [(match, days) for match, days in found if days is not None]


def run_until(words: str, today: Callable[[], date | None]) -> Days | None:
    """The latest run of days, begun by ``today``, that an expression of ``WHEN`` means.

    ``today`` is asked only where the expression needs it; without that day it means none.
    """
    words = words.lower().removeprefix("the ")
    full = re.search(rf"{_ISO}|\b\d{{4}}\b", words) is not None
    now = None if full else today()
    past = _PAST.fullmatch(words)
    if now and past and (past["count"] or words.startswith("past")):
        length = _number(past["count"] or "1") * _LENGTHS[past["unit"]]
        return Days(moved(now, 1 - length), now)
    found = days_in(words, now) or days_in(f"in {words}", now)
    if now and found and found[0].first > now:
        # The nearest such day has not come: the nearest to half a year ago has.
        half = moved(now, -182)
        found = days_in(words, half) or days_in(f"in {words}", half)
    return found[0] if len(found) == 1 else None


def moved(day: date, by: int) -> date:
    """A day some days later or earlier, as far as the calendar goes."""
    try:
        return day + timedelta(by)
    except OverflowError:
        return day


def share_a_day(asked: Sequence[Days], told: Sequence[Days]) -> bool:
    """Whether any of the days asked about is told of."""
    return any(a.meets(t) for a in asked for t in told)


def _in_calendar(match: re.Match[str], spoken: date | None) -> Days | None:
    """What is told, unless it lies before the first or after the last day of the calendar."""
    try:
        return _resolved(match, spoken)
    except (OverflowError, ValueError):
        return None


def _resolved(match: re.Match[str], spoken: date | None) -> Days | None:
    kind, words = match.lastgroup or "", match[0]
    if kind in ("iso", "day"):
        return _nearest(words, spoken)
    if kind in ("month", "year"):
        return _whole(words, spoken)
    if spoken is None:
        return None
    if kind == "weekday":
        return _weekday(words, spoken)
    return _period(words.lower(), spoken) if kind == "period" else _ago(words.lower(), spoken)


def _day(words: str, year: int | None = None) -> date | None:
    """A day told with its year, or in this one; ``None`` where there is no such day."""
    if words[:4].isdigit():
        year, month, day = (int(part) for part in words.split("-"))
    else:
        numbers = [int(n) for n in re.findall(r"\d+", words)]
        month = next(i for i, name in enumerate(_MONTHS) if i and name in words.lower())
        day, year = numbers[0], numbers[1] if len(numbers) > 1 else year
    try:
        return date(year or 0, month, day)
    except ValueError:  # 31 February
        return None


def _nearest(words: str, spoken: date | None) -> Days | None:
    """A day without its year is the nearest such day: news looks half a year either way."""
    if re.search(r"\d{4}", words):
        day = _day(words)
        return Days(day, day) if day else None
    years = (spoken.year - 1, spoken.year, spoken.year + 1) if spoken else ()
    days = [day for year in years if (day := _day(words, year))]
    near = min(days, key=lambda d: abs(d - (spoken or d)), default=None)
    return Days(near, near) if near else None


def _whole(words: str, spoken: date | None) -> Days | None:
    """A month or a year, from its first day to its last."""
    name = re.sub(r"^(?:in|during|since|by|last|this) ", "", words, flags=re.IGNORECASE)
    if re.fullmatch(r"\d{4}", name):
        return Days(date(int(name), 1, 1), date(int(name), 12, 31))
    first = _nearest(f"1 {name}", spoken)
    return _month(first.first.year, first.first.month) if first else None


def _month(year: int, month: int) -> Days:
    """A month; its number may lie outside the year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return Days(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def _weekday(words: str, spoken: date) -> Days:
    """The latest such day up to the one on which it is told; ``next`` is the one after it."""
    wanted = list(calendar.day_name).index(words.split()[-1].capitalize())
    day = spoken - timedelta((spoken.weekday() - wanted) % 7)
    day += timedelta(7 if words[:4].lower() == "next" else 0)
    return Days(day, day)


def _period(words: str, spoken: date) -> Days:
    """``last week``, ``this month``, ``next year``, by the calendar."""
    which, unit = words.split()
    step = {"last": -1, "this": 0, "next": 1}[which]
    if unit == "week":
        monday = spoken - timedelta(spoken.weekday()) + timedelta(7 * step)
        return Days(monday, monday + timedelta(6))
    if unit == "month":
        return _month(spoken.year, spoken.month + step)
    return Days(date(spoken.year + step, 1, 1), date(spoken.year + step, 12, 31))


def _ago(words: str, spoken: date) -> Days:
    """``yesterday``, ``tomorrow``, ``two weeks ago``."""
    steps = {"yesterday": -1, "today": 0, "tomorrow": 1}
    if words in steps:
        day = spoken + timedelta(steps[words])
        return Days(day, day)
    count, unit, _ = words.split()
    number = _number(count)
    if unit.startswith("month"):
        return _month(spoken.year, spoken.month - number)
    day = spoken - timedelta(number * (7 if unit.startswith("week") else 1))
    return Days(day, day)


def _number(count: str) -> int:
    return int(count) if count.isdigit() else NUMBERS.index(count)
