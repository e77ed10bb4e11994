"""The timeline of a library as escaped HTML: the articles of each day, and the days they tell of.

A bar is the articles that came out on a day, and it is what one chooses; below it stand the
dated events of that day, which are read out of the texts and so come later (``events``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as day
from datetime import timedelta
from itertools import islice

from assistant import wording
from assistant.days import days_in
from assistant.page_sources import show_date
from index.records import Article

_BARS = 40  # at most; wider spans are counted by the week, month or year
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """The articles published on the days ``since`` to ``until``, inclusive, and the dated
    events of these days."""

    since: day
    until: day
    count: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """``undated`` articles have no day of publication. ``elsewhere`` are the dated events on
    days that have no bar; ``None`` where the texts were not read yet."""

    unit: str = "day"
    bars: tuple[Bar, ...] = ()
    undated: int = 0
    elsewhere: int | None = None


def timeline(days: Sequence[day], undated: int) -> Timeline:
    """Articles per day, or per week, month or year where the days lie far apart.

    ``days`` are in order. Units without articles have a bar of count 0, but for years, of
    which there may be thousands where a date is mistaken.
    """
    if not days:
        return Timeline(undated=undated)
    for unit in wording.UNITS:
        spans = list(_units(_start(days[0], unit), days[-1], unit))
        if len(spans) <= _BARS:
            break
    counts = Counter(_start(d, unit) for d in days)
    bars = (Bar(since, until, counts[since]) for since, until in spans)
    shown = (bar for bar in bars if bar.count or len(spans) <= _BARS)
    return Timeline(unit, tuple(shown), undated)


def _start(date: day, unit: str) -> day:
    if unit == "week":
        return date - timedelta(days=min(date.weekday(), (date - day.min).days))
    if unit == "month":
        return date.replace(day=1)
    return date.replace(month=1, day=1) if unit == "year" else date


def _units(first: day, last: day, unit: str) -> Iterator[tuple[day, day]]:
    """First and last day of each unit; stops past ``_BARS`` of them, except for years."""
    at, number = first, 0
    while at <= last and (number <= _BARS or unit == "year"):
        until = {
            "day": at,
            "week": at + timedelta(days=min(6, (day.max - at).days)),
            "month": (at.replace(day=28) + timedelta(days=4)).replace(day=1) - _ONE
            if at < day(9999, 12, 1)
            else day.max,
            "year": at.replace(month=12, day=31),
        }[unit]
        yield at, until
        if until == day.max:
            return
        at, number = until + _ONE, number + 1


# Dated events


def days_told(article: Article) -> frozenset[day]:
    """The days that an article tells of, but for the one on which it came out.

    A day counts once, however often it is told; weeks, months and years are no days.
    """
    try:
        printed = day.fromisoformat(article.date or "")
    except ValueError:
        printed = None
    # Past the cache, which is for the sentences of questions: whole articles would flush it.
    told = days_in.__wrapped__(article.text, printed)
    return frozenset(d.first for d in told if d.first == d.last != printed)


class Told:
    """The days told by the articles of one library, each article read once."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str | None, int], frozenset[day]] = {}

    def count(self, articles: Sequence[Article]) -> Counter[day]:
        """How many of these articles tell of each day."""
        keys = [(a.id, a.date, hash(a.text)) for a in articles]
        known = self._read
        self._read = {
            key: known[key] if key in known else days_told(article)
            for key, article in zip(keys, articles, strict=True)
        }
        return Counter(d for days in self._read.values() for d in days)


def with_events(drawn: Timeline, told: Mapping[day, int]) -> Timeline:
    """The timeline with dated events, as many on each day as ``told`` says.

    It grows towards events before its first and after its last bar while there is room.
    """
    counts: Counter[day] = Counter()
    for date, number in told.items():
        counts[_start(date, drawn.unit)] += number
    if not drawn.bars:
        return replace(drawn, elsewhere=counts.total())
    room = (_BARS - len(drawn.bars)) // 2
    before = _reaching(islice(_backwards(drawn.bars[0].since, drawn.unit), max(room, 0)), counts)
    last = drawn.bars[-1].until
    ahead = _units(last + _ONE, day.max, drawn.unit) if last < day.max else iter(())
    after = _reaching(islice(ahead, max(room, 0)), counts)
    bars = [*(Bar(*span) for span in reversed(before)), *drawn.bars, *(Bar(*s) for s in after)]
    bars = [replace(bar, events=counts[_start(bar.since, drawn.unit)]) for bar in bars]
    elsewhere = counts.total() - sum(bar.events for bar in bars)
    return replace(drawn, bars=tuple(bars), elsewhere=elsewhere)


def _backwards(first: day, unit: str) -> Iterator[tuple[day, day]]:
    """The units before a day, the nearest first."""
    while first > day.min:
        until = first - _ONE
        first = _start(until, unit)
        yield first, until


def _reaching(spans: Iterator[tuple[day, day]], counts: Mapping[day, int]) -> list[tuple[day, day]]:
    """The units up to the last one that has events."""
    near = list(spans)
    while near and near[-1][0] not in counts:
        near.pop()
    return near


# Drawing


def bars(drawn: Timeline) -> str:
    """A button for each day (week, month, year) that has articles, its events below it."""
    if not drawn.bars:
        return ""
    most = max(bar.count for bar in drawn.bars)
    most_told = max(bar.events for bar in drawn.bars)
    unit = wording.UNITS[drawn.unit]
    columns = "".join(_bar(bar, drawn.unit, most, most_told) for bar in drawn.bars)
    ends = dict.fromkeys((drawn.bars[0].since, drawn.bars[-1].until))
    days = "".join(f"<span>{show_date(end.isoformat())}</span>" for end in ends)
    undated = f" {wording.UNDATED.format(drawn.undated)}." if drawn.undated else ""
    return (
        f'<div class="timeline" role="group" style="--bars:{len(drawn.bars)}" '
        f'aria-label="{wording.TIMELINE.format(unit=unit)}">'
        f'<div class="bars">{columns}</div><p class="ends">{days}</p>'
        f"{_legend(drawn, most, most_told)}"
        f'<p class="hint">{wording.TIMELINE_HELP}{undated}</p></div>'
    )


def _legend(drawn: Timeline, most: int, most_told: int) -> str:
    """What the two series are and how far each of them reaches: each has its own scale."""
    unit = wording.UNITS[drawn.unit]
    told = wording.TIMELINE_READING
    if drawn.elsewhere is not None:
        told = wording.TIMELINE_EVENTS.format(most=f"{most_told:,}", unit=unit)
        if drawn.elsewhere:
            told += f" {wording.TIMELINE_ELSEWHERE.format(f'{drawn.elsewhere:,}')}"
    return (
        '<ul class="legend"><li class="published">'
        f"{wording.TIMELINE_PUBLISHED.format(most=f'{most:,}', unit=unit)}</li>"
        f'<li class="events">{told}</li></ul>'
    )


def _bar(bar: Bar, unit: str, most: int, most_told: int) -> str:
    since, until = bar.since.isoformat(), bar.until.isoformat()
    days = f'data-since="{since}" data-until="{until}"'
    if not (bar.count or bar.events):
        return f'<span class="bar" {days}></span>'
    style = f"--share:{bar.count / most:.3f};--events:{bar.events / max(most_told, 1):.3f}"
    said = wording.counted(bar.count, "article")
    if bar.events:
        said += f", {wording.counted(bar.events, 'dated event')}"
    told = wording.TIMELINE_BAR.format(when=_when(since, unit), count=said)
    kind = f"bar{' has-events' if bar.events else ''}"
    shared = f'class="{kind}" style="{style}" {days} aria-label="{told}" title="{told}"'
    if not bar.count:
        return f'<span role="img" {shared}></span>'
    return f'<button type="button" {shared} aria-pressed="false"></button>'


def _when(since: str, unit: str) -> str:
    when = show_date(since)
    if unit == "week":
        return wording.WEEK_OF.format(when)
    if unit == "month":
        return when.split(" ", 1)[1]
    return since[:4] if unit == "year" else when
