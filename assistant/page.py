"""The conversation as escaped HTML: the first screen, questions, answers and their sources.

Nothing here knows Gradio. Every word that comes from an article or a question passes
through ``html.escape``: what this module returns is put into the page as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from assistant import wording
from assistant.answer import Answer, Difference, Statement
from assistant.page_sources import card, cite, closest, mark, outlet, show_date
from index.records import Article

MAX_QUESTION = 500
MAX_TURNS = 30  # a page that grows without end slows every answer on it
_CLOSEST_SHOWN = 5
_OUTLETS_NAMED = 6


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what became of it; with neither answer nor error it is being read.

    ``articles`` are those the answer cites, by id, so that a turn is drawn again without
    the library. ``number`` counts from 1 and is not used twice in a conversation.
    """

    number: int
    question: str
    answer: Answer | None = None
    error: str | None = None
    articles: Mapping[str, Article] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overview:
    """What the first screen says of a library."""

    articles: int = 0
    sources: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None
    examples: tuple[str, ...] = ()


def overview(articles: Sequence[Article], bundled: frozenset[str]) -> Overview:
    """The first screen's facts. Questions about the bundled reports are offered only where
    these stand in the library; elsewhere the hints are made of its own dates and titles."""
    dates = sorted({a.date for a in articles if a.date})
    sources = tuple(sorted({a.source for a in articles if a.source}))
    first, last = (dates[0], dates[-1]) if dates else (None, None)
    examples: tuple[str, ...] = wording.EXAMPLES
    if not bundled or not bundled <= {a.id for a in articles}:
        titles = [a.title for a in articles if 0 < len(a.title) <= 90]
        examples = (
            *(wording.HINT_DATE.format(show_date(d)) for d in reversed(dates[-2:])),
            *(wording.HINT_OUTLET.format(s) for s in sources[:2]),
            *(wording.HINT_TITLE.format(t) for t in titles[:2]),
        )
    return Overview(len(articles), sources, first, last, examples)


def first_screen(library: Overview) -> str:
    """What this is, what is in the library, what one may ask."""
    buttons = "".join(
        f'<li><button type="button" class="example" data-question="{escape(q)}">'
        f"{escape(q)}</button></li>"
        for q in library.examples
    )
    examples = f'<h3>{wording.TRY_ASKING}</h3><ul class="examples">{buttons}</ul>'
    return _announce("") + (
        f'<div class="welcome"><h2 class="headline">{wording.HEADLINE}</h2>'
        f'<p class="lede">{wording.LEDE}</p><p class="holdings">{_holdings(library)}</p>'
        f"{examples if buttons else ''}</div>"
    )


def _holdings(library: Overview) -> str:
    if not library.articles:
        return escape(wording.NO_ARTICLES)
    held = f"<strong>{wording.counted(library.articles, 'article')}</strong>"
    if library.sources:
        held += f" from {', '.join(map(escape, library.sources[:_OUTLETS_NAMED]))}"
    if len(library.sources) > _OUTLETS_NAMED:
        held += f" and {len(library.sources) - _OUTLETS_NAMED:,} more"
    if library.first:
        first, last = show_date(library.first), show_date(library.last)
        dates = first if first == last else f"{first} to {last}"
        held += f'<span class="dates">{escape(dates)}</span>'
    return held


def conversation(turns: Sequence[Turn], shown: int | None = None) -> str:
    """All that has been asked; of the last answer only ``shown`` statements, where given."""
    *earlier, last = turns
    body = "".join(_turn(t) for t in earlier) + _turn(last, shown, current=True)
    note = ""
    if turns[0].number > 1:
        note = f'<p class="dropped">{wording.DROPPED.format(limit=MAX_TURNS)}</p>'
    told = _announce(_status(last, shown))
    return (
        f'{told}{note}<section class="turns" aria-label="{wording.CONVERSATION}">{body}</section>'
    )


def _announce(status: str) -> str:
    """What a screen reader is told, always the first element so that it is the same one; and
    the words that page.js says."""
    return (
        f'<p class="sr-only" role="status" data-back="{escape(wording.BACK)}" '
        f'data-lost="{escape(wording.ARTICLE_LOST)}">{escape(status)}</p>'
    )


def _status(turn: Turn, shown: int | None) -> str:
    """One text for each state, not for each streamed step."""
    if turn.error:
        return turn.error
    if turn.answer is None or shown is not None:
        return wording.READING
    if turn.answer.status == "not_found":
        return wording.NOT_FOUND
    text = turn.answer.short or turn.answer.statements[0].text
    return wording.ANSWER_IS.format(text, wording.counted(len(turn.answer.citations), "source"))


def _turn(turn: Turn, shown: int | None = None, current: bool = False) -> str:
    answer, understood = turn.answer, ""
    if answer and answer.standalone and answer.standalone != turn.question:
        understood = (
            f'<p class="understood">{wording.UNDERSTOOD} <em>{escape(answer.standalone)}</em></p>'
        )
    if turn.error:
        body = f'<p class="failed">{escape(turn.error)}</p>'
    elif answer is None:
        body = f'<p class="reading">{wording.READING}</p>'
    elif answer.status == "not_found":
        body = _not_found(answer)
    else:
        body = _answered(turn.number, answer, shown)
    return (
        f'<div class="turn{" is-current" if current else ""}" data-turn="{turn.number}">'
        f'<article class="exchange" aria-labelledby="q{turn.number}">'
        f'<h2 class="question" id="q{turn.number}">{escape(turn.question)}</h2>'
        f"{understood}{body}</article>{_sources(turn, shown)}</div>"
    )


def _answered(number: int, answer: Answer, shown: int | None) -> str:
    short = f'<p class="short">{escape(answer.short)}</p>' if answer.short else ""
    items = "".join(
        _statement(answer, s, answer.short if i == 0 else None)
        for i, s in enumerate(() if answer.side_by_side else answer.statements[:shown])
    )
    lead = "" if answer.short else " lead"  # with no short answer the first statement is it
    listed = f'<ol class="statements{lead}">{items}</ol>' if items else ""
    differ = "".join(_difference(answer, d) for d in answer.differences) if shown is None else ""
    return f"{short}{_support(number, answer.confidence)}{listed}{differ}"


def _support(number: int, confidence: float) -> str:
    """Confidence in plain words; what they mean shows on hover, focus and tap."""
    _, words, bars, meaning = next(
        (row for row in wording.CONFIDENCE if confidence >= row[0]), wording.CONFIDENCE[-1]
    )
    meter = "".join(f'<i class="{"on" if n < bars else "off"}"></i>' for n in range(3))
    return (
        f'<p class="support"><button type="button" class="confidence" aria-describedby="c{number}">'
        f'<span class="meter" aria-hidden="true">{meter}</span>{words}</button>'
        f'<span class="tip" role="tooltip" id="c{number}">{meaning}</span></p>'
    )


def _cites(answer: Answer, numbers: Sequence[int]) -> str:
    return f'<span class="cites">{"".join(cite(answer.citation(n)) for n in numbers)}</span>'


def _byline(answer: Answer, numbers: Sequence[int], speaker: str | None = None) -> str:
    """Who says it: the speaker, where one is reported, then each outlet and date once."""
    cited = [answer.citation(n) for n in numbers]
    outlets = dict.fromkeys(f"<span>{outlet(c.source, c.date)}</span>" for c in cited)
    said = f'<span class="speaker">{escape(speaker)}</span>{wording.REPORTED_BY}' if speaker else ""
    return f'<p class="byline">{said}{"; ".join(outlets)}</p>'


def _statement(answer: Answer, statement: Statement, short: str | None) -> str:
    """A statement: a quotation where it is, word for word, what an article says."""
    text, at = statement.text, statement.text.find(short) if short else -1
    inside = mark(text, at, at + len(short or "")) if at >= 0 else escape(text)
    quotes = {answer.citation(n).quote.strip() for n in statement.citations}
    tag = "blockquote" if text.strip() in quotes else "div"
    return (
        f'<li><{tag} class="said"><p>{inside} {_cites(answer, statement.citations)}</p></{tag}>'
        f"{_byline(answer, statement.citations, statement.speaker)}</li>"
    )


def _difference(answer: Answer, difference: Difference) -> str:
    sides = "".join(
        f'<li><p class="said">{escape(side.text)} {_cites(answer, side.citations)}</p>'
        f"{_byline(answer, side.citations)}</li>"
        for side in difference.sides
    )
    head = wording.SIDE_BY_SIDE if answer.side_by_side else wording.DIFFER
    return (
        f'<section class="differ" aria-label="{head}"><h3>{head}</h3>'
        f'<p class="about">{escape(difference.about)}</p><ul>{sides}</ul></section>'
    )


def _not_found(answer: Answer) -> str:
    near = answer.evidence[:_CLOSEST_SHOWN]
    folded = (
        f"<details><summary>{wording.CLOSEST} ({len(near)})</summary>"
        f'<ol class="closest">{"".join(map(closest, near))}</ol></details>'
    )
    return (
        f'<p class="short silent">{wording.NOT_FOUND}</p>'
        f'<p class="hint">{wording.NOT_FOUND_HINT}</p>{folded if near else ""}'
    )


def _sources(turn: Turn, shown: int | None) -> str:
    """The sources of one turn, within that turn: no turn can show another one's."""
    answer = turn.answer
    if answer is None or shown is not None:
        return ""
    cards = "".join(card(c, turn.articles) for c in answer.citations)
    body = f"<ol>{cards}</ol>" if cards else f'<p class="hint">{wording.NO_SOURCES}</p>'
    return (
        f'<aside class="sources" aria-labelledby="s{turn.number}" tabindex="-1">'
        f'<h3 id="s{turn.number}">{wording.SOURCES}<span class="of">{escape(turn.question)}'
        f"</span></h3>{body}</aside>"
    )
