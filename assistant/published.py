"""Days of publication that a question asks for: ``articles from May``, ``yesterday's papers``.

They narrow what is searched, as the days given by option do. Only wordings that plainly say when
something was written are taken: "what happened on May 19?" asks for no article of that day, and
"the coverage of May 19" may tell of it. Wordings that can be read either way narrow nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.days import WHEN, Days, moved, run_until
from index.errors import BylineError
from index.lexical import folded
from index.library import Library
from index.records import Filter

_NOUN = (
    r"(?:(?:news|press|media|newspaper) )?(?:reports?|reporting|articles?|coverage|papers?"
    r"|newspapers?|headlines|dispatch(?:es)?|stor(?:y|ies)"
    r"|news(?! (?:agency|agencies|briefing|channel|conference|release)s?\b))"
)
# Papers, stories and reports may be of another kind, an audit's or a ministry's: those of outlets
# have nothing before them that says whose they are.
_OTHERS = re.compile(r"(?:reports?|papers?|dispatch(?:es)?|stor(?:y|ies))$", re.IGNORECASE)
_BEFORE_NOUN = frozenset(
    "the these those any all some other earlier later in from to of by do does did is are was were"
    " have has which what with and or if say says said according than there many".split()
)
_SEVERAL = r"(?!(?:report|paper) )"  # a single one that was published may be a commission's
_PUBLISHED = r"(?:published|printed|written|posted|filed|dated|appearing)"
_BE = r"(?:was|were|is|are|has been|have been|had been)"
_RANGE = (
    rf"(?:(?:between|from) (?P<first>{WHEN}) (?:and|to|until|till|through) (?P<last>{WHEN})"
    rf"|(?:(?P<how>%s) )(?P<when>{WHEN})(?P<onwards> onwards?)?)"
)
_ANY_HOW = "on|in|from|of|during|dated|since|after|before|until|till|up to|through|by|prior to"
# "Reports on June 3" are about that day, and so may be "reports of" it.
_BARE_HOW = "from|in|during|dated|since|after|before|until|till|up to|prior to"
# What may follow: a verb or a new part of the sentence; "reports from May protests" are of May's.
_ENDS = (
    r"(?=\W*$|[,;:?]|\s+(?:(?:say|said|report|mention|describe|claim|state|tell|told|give|gave"
    r"|cover|call|name|put|explain|suggest|agree|differ|write|wrote|show|announce|warn|reveal"
    r"|contain|include|confirm|count|list|compare|quote|add)(?:s|d|ed)?"
    r"|is|are|was|were|do|does|did|has|have|had|will|would|can|could|on|about|regarding|concerning"
    r"|that|which|and|or|who|whom|what|when|where|why|how|as|there)\b)"
)
_SAYING = "writ(?:e|ten)|wrote|publish(?:ed)?|print(?:ed)?|report(?:ed)?|say|said"
_OUTLETS = (
    r"(?:(?:the|these|those|other|all|local) )*(?:outlets|papers|newspapers|press|media"
    r"|news agencies|journalists|correspondents)"
)
_ASKS = r"(?:do|does|did|has|have|had|what|who|when|where|why|which|how)"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_WHEN = _compiled(WHEN)
_AFTER_NOUN = (
    # "articles on the strike were published in May"
    _compiled(
        rf"\b{_SEVERAL}(?P<noun>{_NOUN})(?P<kept>(?: (?:on|about|regarding|concerning)"
        rf"(?: (?!that\b|which\b)[\w’'-]+){{1,8}})?)(?P<be> {_BE}) {_PUBLISHED}"
        rf" {_RANGE % _ANY_HOW}{_ENDS}"
    ),
    # "reports (that were) published on June 3"; "articles published yesterday"
    _compiled(
        rf"\b{_SEVERAL}(?P<noun>{_NOUN})(?P<kept>)(?P<be>)"
        rf"(?: (?:that|which) (?:{_BE} {_PUBLISHED}|appeared)| {_PUBLISHED})"
        rf"(?: {_RANGE % _ANY_HOW}| (?P<plain>{WHEN})){_ENDS}"
    ),
    # "articles from May"
    _compiled(rf"\b(?P<noun>{_NOUN})(?P<kept>)(?P<be>) {_RANGE % _BARE_HOW}{_ENDS}"),
)
_BEFORE = (
    # "(since) Monday's reports"
    _compiled(
        rf"\b(?:(?P<how>since|after|before|until) )?(?:the )?(?P<when>{WHEN})(?:[’']s?)"
        rf" (?:(?:morning|evening|local|other) )?(?P<noun>{_NOUN})\b(?! (?:by|from|of)\b)"
    ),
    # "the June 2 articles"
    _compiled(
        rf"\b(?:the|these|those|all|any) (?P<when>{WHEN}) (?P<noun>{_NOUN})\b(?! (?:by|from|of)\b)"
    ),
)
_LATEST = _compiled(
    # Not "her latest article".
    r"(?P<head>(?:^\W*|\bthe |(?<=\bdo )|(?<=\bin )|(?<=\bto ))(?:latest|newest|most recent)"
    rf"(?: (?P<noun>{_NOUN})\b(?! (?:by|from)\b)|(?= (?:on|about) )))"
    r"(?: (?:on|about|of|regarding|concerning) "
    r"(?P<subject>.+?)(?=\W*$|[,;:?]| (?:and|say|says|said|is|are|was|were|has|have|had|do|does|did"
    r"|tells?|reports?|describes?|gives?|mentions?|claims?)\b))?"
)
_WRITES = _compiled(
    r"\b(?:did|has|have|had) (?:the )?(?P<who>[\w.’'-]+(?: [\w.’'-]+){0,2}?)"
    r" (?:write|written|print|printed|publish|published)\b"
)
_ENDED = ("before", "prior to", "until", "till", "up to", "through", "by")


@dataclass(frozen=True, slots=True)
class Published:
    """What a question asks of the days on which articles were published, both ends included.

    ``told`` is the question with these days written out, ``rest`` the question without them.
    """

    told: str
    rest: str
    since: str | None
    until: str | None

    def narrowing(self, narrowed: Filter) -> Filter:
        """A filter with these days as well; raises ``BylineError`` where no day is in both."""
        since = max(filter(None, (self.since, narrowed.since)), default=None)
        until = min(filter(None, (self.until, narrowed.until)), default=None)
        if since and until and since > until:
            raise BylineError(
                f"The question asks for articles {in_full(self.since, self.until)}, but only those "
                f"{in_full(narrowed.since, narrowed.until)} were chosen. Change one of the two."
            )
        return replace(narrowed, since=since, until=until)


@dataclass(frozen=True, slots=True)
class Latest:
    """A question for the latest report: ``rest`` without that, and what it is to be on, if said."""

    rest: str
    subject: str
    _before: str
    _noun: str
    _after: str

    def told(self, since: str) -> str:
        """The question with that day written out."""
        latest = f"the {self._noun} published {in_full(since, None)}"
        return _joined(self._before, latest, self._after)


def published(
    question: str, outlets: Sequence[str], newest: Callable[[], date | None]
) -> Published | None:
    """The days of publication that a question asks for; ``None`` where it asks for none.

    ``outlets`` are those that it names, as it names them. ``newest`` gives the day of the newest
    article, from which ``yesterday`` and days without a year are told.
    """
    if _WHEN.search(question) is None:
        return None
    for match, told, rest in _readings(question, outlets):
        since, until = _ends(match.groupdict(), newest)
        if since or until:
            days, (start, end) = in_full(since, until), match.span()
            return Published(
                _joined(question[:start], told.replace("{}", days), question[end:]),
                _joined(question[:start], rest, question[end:]),
                since,
                until,
            )
    return None


def latest(question: str) -> Latest | None:
    """Whether a question asks for the latest report, and on what."""
    match = _LATEST.search(question)
    if match is None:
        return None
    before, noun, after = question[: match.start()], match["noun"], question[match.end("head") :]
    rest = _joined(before, f"the {_plainly(noun or 'report')}", after)
    return Latest(rest, match["subject"] or "", before, noun or "news", after)


def in_full(since: str | None, until: str | None) -> str:
    """Days in words that are read again as the same days: ``from 2025-05-01 to 2025-05-31``."""
    if since == until:
        return f"on {since}"
    if since and until:
        return f"from {since} to {until}"
    return f"since {since}" if since else f"until {until}"


def newest_day(library: Library, narrowed: Filter) -> date | None:
    """The day of the newest article that fits."""
    day = library.newest_day(narrowed)
    return date.fromisoformat(day) if day else None


def _readings(question: str, outlets: Sequence[str]) -> Iterator[tuple[re.Match[str], str, str]]:
    """The wordings that ask for days, each with what takes their place, the days told or not."""
    who = rf"(?:{'|'.join([_OUTLETS, *map(re.escape, outlets)])})"
    did = rf"\b(?:did|has|have|had) (?:the )?{who} (?:{_SAYING})"
    wrote = rf"(?P<said>{did}|\b{who} (?:wrote|reported|said))"
    after = _compiled(rf"{wrote}(?<! report)(?<! reported) {_RANGE % _ANY_HOW}{_ENDS}")
    # What was "reported on June 3" was reported then, or tells of that day.
    report = _compiled(rf"{wrote} {_RANGE % _ANY_HOW.removeprefix('on|')}{_ENDS}")
    for match in (*after.finditer(question), *report.finditer(question)):
        yield match, f"{match['said']} {{}}", match["said"]
    before = _compiled(rf"^\W*{_RANGE % _ANY_HOW},? (?=(?:.* )?{_ASKS} {who} (?:{_SAYING})\b)")
    for match in before.finditer(question):
        yield match, "{}, ", ""
    for pattern in _AFTER_NOUN:
        for match in pattern.finditer(question):
            if _of_outlets(question[: match.start()], match["noun"]):
                noun, kept = _plainly(match["noun"]), match["kept"]
                told = f"{match['noun']}{kept}{match['be']} published {{}}"
                yield match, told, f"{noun}{kept}"
    for pattern in _BEFORE:
        for match in pattern.finditer(question):
            within = "in " if match.groupdict().get("how") else ""
            noun = match["noun"]
            yield match, f"{within}the {noun} published {{}}", f"{within}the {_plainly(noun)}"


def _of_outlets(before: str, noun: str) -> bool:
    """Whether a noun can only mean what outlets print."""
    word = re.search(r"([\w’'-]+)\W*$", before)
    return word is None or not _OTHERS.fullmatch(noun) or word[1].lower() in _BEFORE_NOUN


def _plainly(noun: str) -> str:
    """A word for articles that no article needs to hold."""
    if re.fullmatch(r"(?:article|report)s?", noun, re.IGNORECASE):
        return noun
    return "reports" if re.search(r"(?<!new)s$", noun, re.IGNORECASE) else "report"


def _ends(
    found: dict[str, str | None], newest: Callable[[], date | None]
) -> tuple[str | None, str | None]:
    """The first and the last day of what was asked for; neither where it cannot be told."""

    def run(words: str | None) -> Days | None:
        return run_until(words, newest) if words else None

    first, last = run(found.get("first")), run(found.get("last"))
    if first and last:
        return first.first.isoformat(), last.last.isoformat()
    days = run(found.get("when") or found.get("plain"))
    if days is None:
        return None, None
    how = "since" if found.get("onwards") else (found.get("how") or "").lower()
    if how == "since":
        return days.first.isoformat(), None
    if how == "after":
        return moved(days.last, 1).isoformat(), None
    if how in ("before", "prior to"):
        return None, moved(days.first, -1).isoformat()
    return None if how in _ENDED else days.first.isoformat(), days.last.isoformat()


def _joined(before: str, between: str, after: str) -> str:
    """A sentence with a part replaced, its first letter as large as it was."""
    sentence = " ".join(f"{before}{between}{after}".split())
    sentence = re.sub(r"\s+(?=[,;:?.!])", "", sentence)
    return sentence[:1].upper() + sentence[1:] if not before.strip() else sentence


def partly_named(question: str, sources: Sequence[str]) -> list[tuple[str, str]]:
    """(words, outlet) for an outlet that writes under a part of its name: ``did RIA write``.

    Only where one outlet alone has that part in its name.
    """
    match = _WRITES.search(question)
    words = folded(match["who"]) if match else []
    part = f" {' '.join(words)} "
    found = [s for s in sources if words and part in f" {' '.join(folded(s))} "]
    return [(match["who"], found[0])] if match and len(found) == 1 else []
