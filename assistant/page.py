"""The conversation as escaped HTML: questions, answers and their sources.

Nothing here knows Gradio. Every word that comes from an article or a question passes
through ``html.escape``: what this module returns is put into the page as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant import wording
from assistant.answer import Answer, Difference, Statement
from assistant.page_sources import card, cite, closest, mark, outlet, scope_words
from assistant.turns import CLOSEST_KEPT, Scope, Turn

MAX_QUESTION = 500
MAX_TURNS = 30  # a page that grows without end slows every answer on it


def conversation(turns: Sequence[Turn], shown: int | None = None) -> str:
    """All that has been asked; of the last answer only ``shown`` statements, where given."""
    *earlier, last = turns
    body = "".join(_turn(t) for t in earlier) + _turn(last, shown, current=True)
    note = ""
    if turns[0].number > 1:
        note = f'<p class="dropped">{wording.DROPPED.format(limit=MAX_TURNS)}</p>'
    busy = shown is not None or (last.answer is None and last.error is None)
    return (
        f'{status(_status(last, shown), busy)}{note}<section class="turns" '
        f'aria-label="{wording.CONVERSATION}">{body}</section>'
    )


def status(told: str, busy: bool = False) -> str:
    """What a screen reader is told, always the first element so that it is the same one."""
    return (
        f'<p class="sr-only" role="status" data-busy="{str(busy).lower()}" dir="auto">'
        f"{escape(told)}</p>"
    )


def _status(turn: Turn, shown: int | None) -> str:
    """One text for each state, not for each streamed step."""
    if turn.error:
        return turn.error
    if turn.answer is None or shown is not None:
        return wording.READING
    if turn.answer.status == "not_found":
        return _silence(turn)
    text = turn.answer.short or turn.answer.statements[0].text
    return wording.ANSWER_IS.format(text, wording.counted(len(turn.answer.citations), "source"))


def _silence(turn: Turn) -> str:
    return wording.NOT_FOUND_SCOPE if turn.scope.narrows else wording.NOT_FOUND


def _turn(turn: Turn, shown: int | None = None, current: bool = False) -> str:
    answer, understood = turn.answer, ""
    if answer and answer.standalone and answer.standalone != turn.question:
        understood = (
            f'<p class="understood" dir="auto">{wording.UNDERSTOOD} '
            f"<em>{escape(answer.standalone)}</em></p>"
        )
    if turn.error:
        body = f'<p class="failed" dir="auto">{escape(turn.error)}</p>'
    elif answer is None:
        body = f'<p class="reading">{wording.READING}</p>'
    elif answer.status == "not_found":
        body = _not_found(turn, answer)
    else:
        body = _answered(turn.number, answer, shown)
    done = actions(turn.number) if answer and shown is None else ""
    return (
        f'<div class="turn{" is-current" if current else ""}" data-turn="{turn.number}">'
        f'<article class="exchange" aria-labelledby="q{turn.number}">'
        f'<h2 class="question" id="q{turn.number}" dir="auto">{escape(turn.question)}</h2>'
        f"{asked_of(turn.scope)}{understood}{body}{done}</article>{_sources(turn, shown)}</div>"
    )


def asked_of(scope: Scope) -> str:
    """What the question was asked of, where that was not everything."""
    if not scope.narrows:
        return ""
    chips = "".join(
        f'<li class="chip"><bdi>{escape(part)}</bdi></li>' for part in scope_words(scope)
    )
    return f'<div class="asked-of">{wording.SCOPE_ASKED} <ul class="chips">{chips}</ul></div>'


def save_buttons() -> str:
    """A button for each format in which answers are saved."""
    return "".join(
        f'<li><button type="button" data-save="{form}">{name}</button></li>'
        for form, name in wording.FORMATS.items()
    )


def actions(number: int) -> str:
    """What one does with an answer; page_share.js does it."""
    verdicts = "".join(
        f'<label><input type="radio" name="verdict-{number}" value="{value}" required>'
        f"{name}</label>"
        for value, name in wording.VERDICTS.items()
    )
    return (
        f'<div class="actions" role="group" aria-label="{wording.ACTIONS}">'
        f'<button type="button" class="quiet" data-copy>{wording.COPY}</button>'
        f'<button type="button" class="quiet" data-link title="{wording.LINK_LABEL}">'
        f"{wording.LINK}</button>"
        f'<details class="menu"><summary>{wording.SAVE}</summary><ul>{save_buttons()}</ul>'
        "</details>"
        f'<details class="menu feedback"><summary>{wording.FEEDBACK}</summary><form>'
        f'<fieldset><legend class="sr-only">{wording.FEEDBACK}</legend>{verdicts}</fieldset>'
        f'<label class="note">{wording.FEEDBACK_NOTE}<textarea name="note" rows="2" '
        f'maxlength="2000" dir="auto"></textarea></label><p class="hint">{wording.FEEDBACK_TOLD}'
        f'</p><button type="submit" class="quiet">{wording.FEEDBACK_SEND}</button></form></details>'
        "</div>"
    )


def _answered(number: int, answer: Answer, shown: int | None) -> str:
    short = f'<p class="short" dir="auto">{escape(answer.short)}</p>' if answer.short else ""
    items = "".join(
        _statement(answer, s, answer.short if i == 0 else None)
        for i, s in enumerate(() if answer.side_by_side else answer.statements[:shown])
    )
    lead = "" if answer.short else " lead"  # with no short answer the first statement is it
    listed = f'<ol class="statements{lead}">{items}</ol>' if items else ""
    differ = "".join(_difference(answer, d) for d in answer.differences) if shown is None else ""
    return f"{short}{_support(number, answer)}{listed}{differ}"


def _support(number: int, answer: Answer) -> str:
    """Confidence in plain words; what it rests on shows on hover, focus and tap."""
    _, words, bars, meaning = next(
        (row for row in wording.CONFIDENCE if answer.confidence >= row[0]), wording.CONFIDENCE[-1]
    )
    meter = "".join(f'<i class="{"on" if n < bars else "off"}"></i>' for n in range(3))
    outlets = {c.source or c.article_id for c in answer.citations}
    rests = wording.RESTS_ON.format(
        quotes=wording.counted(len(answer.citations), "quote"),
        outlets=wording.counted(len(outlets), "outlet"),
    )
    return (
        f'<p class="support"><button type="button" class="confidence" aria-describedby="c{number}">'
        f'<span class="meter" aria-hidden="true">{meter}</span>{words}</button>'
        f'<span class="tip" role="tooltip" id="c{number}">{meaning} {rests}</span></p>'
    )


def cites(answer: Answer, numbers: Sequence[int]) -> str:
    """Citation numbers in a row."""
    return f'<span class="cites">{"".join(cite(answer.citation(n)) for n in numbers)}</span>'


def _byline(answer: Answer, numbers: Sequence[int], speaker: str | None = None) -> str:
    """Who says it: the speaker, where one is reported, then each outlet and date once."""
    cited = [answer.citation(n) for n in numbers]
    outlets = dict.fromkeys(f"<span>{outlet(c.source, c.date)}</span>" for c in cited)
    said = f'<bdi class="speaker">{escape(speaker)}</bdi>{wording.REPORTED_BY}' if speaker else ""
    return f'<p class="byline">{said}{"; ".join(outlets)}</p>'


def _statement(answer: Answer, statement: Statement, short: str | None) -> str:
    """A statement: a quotation where it is, word for word, what an article says."""
    text, at = statement.text, statement.text.find(short) if short else -1
    inside = mark(text, at, at + len(short or "")) if at >= 0 else escape(text)
    quotes = {answer.citation(n).quote.strip() for n in statement.citations}
    tag = "blockquote" if text.strip() in quotes else "div"
    said = f'<p dir="auto">{inside} {cites(answer, statement.citations)}</p>'
    return (
        f'<li><{tag} class="said">{said}</{tag}>'
        f"{_byline(answer, statement.citations, statement.speaker)}</li>"
    )


def _difference(answer: Answer, difference: Difference) -> str:
    sides = "".join(
        f'<li><p class="said" dir="auto">{escape(side.text)} {cites(answer, side.citations)}</p>'
        f"{_byline(answer, side.citations)}</li>"
        for side in difference.sides
    )
    head = wording.SIDE_BY_SIDE if answer.side_by_side else wording.DIFFER
    return (
        f'<section class="differ" aria-label="{head}"><h3>{head}</h3>'
        f'<p class="about" dir="auto">{escape(difference.about)}</p><ul>{sides}</ul></section>'
    )


def _not_found(turn: Turn, answer: Answer) -> str:
    near = answer.evidence[:CLOSEST_KEPT]
    folded = (
        f'<details class="near-by"><summary>{wording.CLOSEST} ({len(near)})</summary>'
        f'<ol class="closest">{"".join(map(closest, near))}</ol></details>'
    )
    return (
        f'<p class="short silent">{_silence(turn)}</p>'
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
        f'<h3 id="s{turn.number}">{wording.SOURCES}<span class="of" dir="auto">'
        f"{escape(turn.question)}</span></h3>{body}</aside>"
    )
