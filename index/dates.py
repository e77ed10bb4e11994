"""Days of publication as ``YYYY-MM-DD``, read from whatever people and programs write.

Strict on purpose, since a wrong date is worse than none: the value must name a day, a month
and a four-digit year, and nothing else but a time. Numbers alone are read here (ISO 8601,
``2.6.2025``, epoch seconds and milliseconds), and the dates of messages; other words, in some
forty languages, by dateparser.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache

from dateparser.date import DateDataParser

_EARLIEST = date(1600, 1, 1)  # the first newspaper is of 1605
_AHEAD = timedelta(days=366)  # a magazine may be dated ahead, not by more than a year
_LONGEST = 80  # code points: "Wednesday, September 24th, 2025 at 11:59:59 p.m. (UTC+03:00)" has 60
_REST = r"(?:[T ,].*)?"
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})" + _REST)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})" + _REST)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
# What feeds and messages write (RFC 5322), ten times as fast as dateparser reads it.
_MAIL = re.compile(rf"(?:[A-Z][a-z]{{2}}, ?)?(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})(?: .*)?")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)|\d{4}年")
_WORD = re.compile(r"[a-zA-Z]{3}|[^\W\d_a-zA-Z]")  # not the W of 2025-W23
_LANGUAGES = (
    "en ru uk de fr es it pt pl nl tr cs sk sv da fi nb ro hu el bg sr hr sl lt lv et ar he fa "
    "zh ja ko kk az ka hy id vi ca"
).split()


def parse_date(value: object) -> str | None:
    """The day that a value names whole, ``YYYY-MM-DD``; ``None`` where it names none.

    The day is the one written: a time zone does not move it. Text and numbers are read;
    a number is seconds or milliseconds since 1970, or a day as ``20250602``.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = " ".join(str(value)[: _LONGEST + 1].split())
    if not text or len(text) > _LONGEST:
        return None
    try:
        day = _day(text)
    except (ValueError, OverflowError):
        return None
    if day is None or not _EARLIEST <= day <= datetime.now(UTC).date() + _AHEAD:
        return None
    return day.isoformat()


def _day(text: str) -> date | None:
    if _EPOCH.fullmatch(text):
        seconds = float(text)
        return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC).date()
    if match := _YEAR_FIRST.fullmatch(text):
        if not match[2] and len(match[3] + match[4]) < 4:
            return None  # 2025061: which digit is the day?
        return date(int(match[1]), int(match[3]), int(match[4]))
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(int(match[1]), int(match[3]), int(match[4]), match[2])
    if match := _MAIL.fullmatch(text):
        return date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]))
    if not (_YEAR.search(text) and _WORD.search(text)):
        return None
    found = _words().get_date_data(text).date_obj
    return found.date() if found else None


def _year_last(first: int, second: int, year: int, separator: str) -> date | None:
    """``13.6.2025``; with a slash or a dash the order differs by country, so it must not matter."""
    if separator == "." or first > 12 or first == second:
        return date(year, second, first)
    return date(year, first, second) if second > 12 else None


@cache
def _words() -> DateDataParser:
    return DateDataParser(
        languages=_LANGUAGES,
        settings={
            "STRICT_PARSING": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["absolute-time"],  # no "yesterday", no "3 hours ago"
        },
    )
