"""The page of the chat: turns, answers, sources and articles as escaped HTML.

Nothing here knows Gradio. Every word that comes from an article or a question passes
through ``html.escape``: what this module returns is put into the page as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as day
from html import escape

from assistant.answer import Answer, Citation, Difference, Statement
from index.records import Article, Evidence

# Every word the interface says, in one place.
LEDE = (
    "Byline answers from the articles in this library and from nothing else. Every sentence "
    "carries its outlet, its date and the exact passage it comes from."
)
HEADLINE = "Ask what the articles say."
NO_ARTICLES = "This library holds no articles yet. Add some with: byline add PATH"
TRY_ASKING = "Try asking"
ASK, ASKING, CLEAR = "Ask", "Reading…", "New conversation"
BOX_LABEL, BOX_HINT = "Your question", "Ask about people, places, numbers, dates…"
READING = "Reading the articles…"
UNDERSTOOD = "Understood as:"
NOT_FOUND = "The articles in this library do not say."
NOT_FOUND_HINT = (
    "Try the names, places or dates an article would use, or ask about one thing at a time."
)
CLOSEST = "Closest passages"
DIFFER = "Accounts differ"
SOURCES = "Sources"
NO_SOURCES = "Nothing is cited here: no passage answers the question."
NO_OUTLET, NO_DATE = "Outlet not named", "date not given"
ORIGINAL = "Original"
READ_ARTICLE = "Read it in the article"
ARTICLE_GONE = "This article is no longer in the library."
ARTICLE_CHANGED = "This article has changed since it was cited: the passage is not marked."
FAILED = (
    "Something went wrong while reading the articles, and nothing was answered. "
    "Please ask again."
)
TOO_LONG = "Please shorten the question: it has {got} characters, and {limit} are read."
DROPPED = "Earlier questions have left this page; it keeps the latest {limit}."
# The lowest confidence of each wording; what each says is shown on hover and focus.
CONFIDENCE = (
    (0.75, "well supported", 3, "The passages found answer the question directly."),
    (0.5, "some support", 2, "The passages found are close; read them before relying on this."),
    (0.0, "weak support", 1, "The passages found may not answer the question; check each quote."),
)
EXAMPLES = (
    "How many children are on the list that Ukraine handed over?",
    "Who led the Russian delegation?",
    "When did the talks on June 2 end?",
    "What was agreed at the talks on May 16?",
    "How do the accounts differ on the bodies of the dead?",
    "What salary does Umerov earn?",
)

MAX_QUESTION = 500
MAX_TURNS = 30  # a page that grows without end slows every answer
CLOSEST_SHOWN = 5
_AROUND = 200  # characters of context either side of a quote in a source card
_WEB = re.compile(r"https?://[^\s\"'<>\\]+", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6}\s+")


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what became of it; neither answer nor error: it is being read.

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

    articles: int
    sources: tuple[str, ...]
    first: str | None
    last: str | None
    examples: tuple[str, ...]


def overview(articles: Sequence[Article], bundled: frozenset[str]) -> Overview:
    """The first screen's facts; the bundled reports bring their own example questions."""
    dates = sorted(a.date for a in articles if a.date)
    sources = tuple(sorted({a.source for a in articles if a.source}))
    first, last = (dates[0], dates[-1]) if dates else (None, None)
    if bundled and bundled <= {a.id for a in articles}:
        return Overview(len(articles), sources, first, last, EXAMPLES)
    hints = [f"What happened on {show_date(d)}?" for d in sorted(set(dates))[-2:][::-1]]
    hints += [f"What does {s} report?" for s in sources[:2]]
    titles = [a.title for a in articles if 0 < len(a.title) <= 90]
    hints += [f"What do the articles say about “{t}”?" for t in titles[:2]]
    return Overview(len(articles), sources, first, last, tuple(hints))


# Small pieces


def show_date(date: str | None) -> str:
    """2025-06-02 as "2 June 2025"; what is no full date is shown as it is."""
    if not date:
        return NO_DATE
    try:
        parsed = day.fromisoformat(date)
    except ValueError:
        return date
    return f"{parsed.day} {parsed:%B %Y}"


def confidence_words(confidence: float) -> tuple[str, int, str]:
    """Confidence in plain words, in bars out of three, and what the words mean."""
    for lowest, words, bars, meaning in CONFIDENCE:
        if confidence >= lowest:
            return words, bars, meaning
    return CONFIDENCE[-1][1:]


def _mark(text: str, start: int, end: int) -> str:
    return f"{escape(text[:start])}<mark>{escape(text[start:end])}</mark>{escape(text[end:])}"


def _outlet(source: str | None, date: str | None) -> str:
    return (
        f'<span class="outlet">{escape(source or NO_OUTLET)}</span> '
        f'<span class="date">{escape(show_date(date))}</span>'
    )


def _original(url: str | None) -> str:
    """A link to the original; any other scheme than http and https is never linked."""
    if not url or not _WEB.fullmatch(url):
        return ""
    return (
        f'<a class="original" href="{escape(url)}" target="_blank" '
        f'rel="noopener noreferrer">{ORIGINAL}<span aria-hidden="true"> ↗</span></a>'
    )


def _opener(kind: str, article: str, start: int, end: int, inside: str, more: str = "") -> str:
    """A button that opens an article at a passage; page.js asks the server for it."""
    return (
        f'<button type="button" class="{kind}" data-article="{escape(article)}" '
        f'data-start="{start}" data-end="{end}"{more}>{inside}</button>'
    )


def _cite(turn: Turn, number: int) -> str:
    assert turn.answer is not None
    c = turn.answer.citation(number)
    label = f"Citation {number}: {c.source or NO_OUTLET}, {show_date(c.date)}. Open the quote"
    more = f' data-number="{number}" aria-haspopup="dialog" aria-label="{escape(label)}"'
    return _opener("cite", c.article_id, c.start, c.end, str(number), more)


def _cites(turn: Turn, numbers: Sequence[int]) -> str:
    return f'<span class="cites">{"".join(_cite(turn, n) for n in numbers)}</span>'


def _byline(turn: Turn, numbers: Sequence[int], speaker: str | None = None) -> str:
    """Who says it: the speaker, where one is reported, then each outlet and date once."""
    assert turn.answer is not None
    cited = [turn.answer.citation(n) for n in numbers]
    outlets = dict.fromkeys(_outlet(c.source, c.date) for c in cited)
    said = f'<span class="speaker">{escape(speaker)}</span>, as reported by ' if speaker else ""
    return f'<p class="byline">{said}{"; ".join(outlets)}</p>'


# The conversation


def conversation(turns: Sequence[Turn], first_screen: Overview, shown: int | None = None) -> str:
    """The whole conversation; of the last answer only ``shown`` statements, where given."""
    if not turns:
        return f'<p class="sr-only" role="status"></p>{welcome(first_screen)}'
    body = "".join(_turn(t) for t in turns[:-1]) + _turn(turns[-1], shown, "is-current")
    dropped = turns[0].number > 1
    note = f'<p class="dropped">{DROPPED.format(limit=MAX_TURNS)}</p>' if dropped else ""
    status = f'<p class="sr-only" role="status">{escape(_status(turns[-1], shown))}</p>'
    return f'{status}{note}<div class="turns">{body}</div>'


def welcome(first_screen: Overview) -> str:
    """The first screen: what this is, what is in the library, what one may ask."""
    buttons = "".join(
        f'<li><button type="button" class="example" data-question="{escape(q)}">'
        f"{escape(q)}</button></li>"
        for q in first_screen.examples
    )
    asking = f'<h2>{TRY_ASKING}</h2><ul class="examples">{buttons}</ul>' if buttons else ""
    return (
        f'<section class="welcome" aria-label="Byline"><h1>{HEADLINE}</h1>'
        f'<p class="lede">{LEDE}</p><p class="holdings">{_holdings(first_screen)}</p>'
        f"{asking}</section>"
    )


def _holdings(o: Overview) -> str:
    if not o.articles:
        return escape(NO_ARTICLES)
    count = f"<strong>{o.articles:,} article{'' if o.articles == 1 else 's'}</strong>"
    named = ", ".join(map(escape, o.sources[:6]))
    more = f" and {len(o.sources) - 6} more" if len(o.sources) > 6 else ""
    outlets = f" from {named}{more}" if named else ""
    first, last = show_date(o.first), show_date(o.last)
    dates = first if first == last else f"{first} to {last}"
    return count + outlets + (f", dated {escape(dates)}" if o.first else "")


def _status(turn: Turn, shown: int | None) -> str:
    """What a screen reader is told, once per state rather than once per streamed step."""
    if turn.error:
        return turn.error
    if turn.answer is None or shown is not None:
        return READING
    if turn.answer.status == "not_found":
        return NOT_FOUND
    cited = len(turn.answer.citations)
    short = turn.answer.short or turn.answer.statements[0].text
    return f"Answer: {short} ({cited} source{'' if cited == 1 else 's'})"


def _turn(turn: Turn, shown: int | None = None, extra: str = "") -> str:
    answer = turn.answer
    understood = ""
    if answer and answer.standalone and answer.standalone != turn.question:
        understood = f'<p class="understood">{UNDERSTOOD} {escape(answer.standalone)}</p>'
    if turn.error:
        body = f'<p class="failed">{escape(turn.error)}</p>'
    elif answer is None:
        body = f'<p class="reading"><span aria-hidden="true"></span>{READING}</p>'
    elif answer.status == "not_found":
        body = _not_found(answer)
    else:
        body = _answered(turn, answer, shown)
    return (
        f'<div class="turn {extra}" data-turn="{turn.number}">'
        f'<article class="exchange" aria-labelledby="q{turn.number}">'
        f'<h2 class="question" id="q{turn.number}">{escape(turn.question)}</h2>'
        f"{understood}{body}</article>{_sources(turn, shown)}</div>"
    )


def _answered(turn: Turn, answer: Answer, shown: int | None) -> str:
    short = f'<p class="short">{escape(answer.short)}</p>' if answer.short else ""
    statements = answer.statements if shown is None else answer.statements[:shown]
    items = "".join(
        _statement(turn, s, answer.short if i == 0 else None) for i, s in enumerate(statements)
    )
    tail = ""
    if shown is None:
        tail = "".join(_difference(turn, d) for d in answer.differences)
    listed = f'<ol class="statements">{items}</ol>' if items else ""
    return f"{_support(turn, answer)}{short}{listed}{tail}"


def _support(turn: Turn, answer: Answer) -> str:
    words, bars, meaning = confidence_words(answer.confidence)
    tip = f"c{turn.number}"
    meter = "".join(f'<i class="{"on" if n < bars else ""}"></i>' for n in range(3))
    return (
        f'<p class="support"><button type="button" class="confidence" aria-describedby="{tip}">'
        f'<span class="meter" aria-hidden="true">{meter}</span>{words}</button>'
        f'<span class="tip" role="tooltip" id="{tip}">{meaning}</span></p>'
    )


def _statement(turn: Turn, statement: Statement, short: str | None) -> str:
    """A statement; a quotation where it is the article's own sentence, word for word."""
    assert turn.answer is not None
    at = statement.text.find(short) if short else -1
    text = _mark(statement.text, at, at + len(short or "")) if at >= 0 else escape(statement.text)
    verbatim = any(
        turn.answer.citation(n).quote.strip() == statement.text.strip()
        for n in statement.citations
    )
    tag = "blockquote" if verbatim else "div"
    return (
        f'<li><{tag} class="said"><p>{text} {_cites(turn, statement.citations)}</p></{tag}>'
        f"{_byline(turn, statement.citations, statement.speaker)}</li>"
    )


def _difference(turn: Turn, difference: Difference) -> str:
    sides = "".join(
        f"<li><p>{escape(s.text)} {_cites(turn, s.citations)}</p>{_byline(turn, s.citations)}</li>"
        for s in difference.sides
    )
    return (
        f'<section class="differ"><h3>{DIFFER}<span class="about">'
        f'{escape(difference.about)}</span></h3><ul>{sides}</ul></section>'
    )


def _not_found(answer: Answer) -> str:
    closest = "".join(_closest(e) for e in answer.evidence[:CLOSEST_SHOWN])
    folded = ""
    if closest:
        count = min(CLOSEST_SHOWN, len(answer.evidence))
        folded = (
            f"<details><summary>{CLOSEST} ({count})</summary>"
            f'<ol class="closest">{closest}</ol></details>'
        )
    return f'<p class="short silent">{NOT_FOUND}</p><p class="hint">{NOT_FOUND_HINT}</p>{folded}'
