"""Answers to keep and to pass on: Markdown, a web page that Word opens, JSON, plain text.

Every citation comes along, with its quote. Words of articles and questions are text in each
format: escaped in HTML, and in Markdown so that no renderer fetches or runs anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from assistant import wording
from assistant.answer import Answer, Citation, Difference
from assistant.page_sources import WEB, scope_words, show_date
from assistant.turns import Turn, to_record

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&$])")
_NO_NAME = re.compile(r"[^\w]+")
_STYLE = (
    "body{font:17px/1.6 Georgia,serif;max-width:42em;margin:2em auto;padding:0 1em;color:#1d1b18}"
    "h1{font-size:1.5em}h2{font-size:1.25em;margin-top:2em}.short{font-size:1.5em;font-weight:bold}"
    ".by,.told{color:#645f57;font-size:.85em}li{margin:.6em 0}blockquote{margin:.2em 0 0 1em}"
)


@dataclass(frozen=True, slots=True)
class Export:
    """A file to save: its name, its media type, its words."""

    name: str
    media_type: str
    text: str


def export(turns: Sequence[Turn], form: str) -> Export:
    """The turns in one of ``wording.FORMATS``, or as ``text`` for the clipboard."""
    write, suffix, media_type = _FORMATS[form if form in _FORMATS else "markdown"]
    asked = turns[0].question if turns else ""
    name = "-".join(_NO_NAME.sub(" ", asked).split())[:60] or "byline"
    return Export(f"{name}{suffix}", media_type, write(turns))


def byline(citation: Citation) -> str:
    """Outlet, date and title as a reference names them."""
    source = citation.source or wording.NO_OUTLET
    remarks = f" ({'; '.join(citation.remarks)})" if citation.remarks else ""
    return f"{source}, {show_date(citation.date)}: {citation.title}{remarks}"


def _json(turns: Sequence[Turn]) -> str:
    return json.dumps([to_record(turn) for turn in turns], ensure_ascii=False, indent=2) + "\n"


def _plain(text: str) -> str:
    return " ".join(text.split())


def _marked(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", _plain(text))


def _markdown(turns: Sequence[Turn]) -> str:
    parts = [f"*{wording.EXPORTED}*"]
    for turn in turns:
        parts += _written(turn, _marked, heading="## {}", strong="**{}**", item="- {}", bar="> {}")
    return "\n\n".join(parts) + "\n"


def _text(turns: Sequence[Turn]) -> str:
    parts: list[str] = []
    for turn in turns:
        parts += _written(turn, _plain, heading="{}", strong="{}", item="– {}", bar="“{}”")
    return "\n\n".join(parts) + "\n"


def _written(
    turn: Turn, safe: Callable[[str], str], heading: str, strong: str, item: str, bar: str
) -> Iterator[str]:
    """The paragraphs of a turn; ``safe`` makes words of others fit the format."""
    yield heading.format(safe(turn.question))
    if narrowed := ", ".join(scope_words(turn.scope)):
        yield f"{wording.SCOPE_ASKED} {safe(narrowed)}"
    answer = turn.answer
    if answer is None or answer.status == "not_found":
        yield safe(turn.error or wording.NOT_FOUND)
        return
    if answer.standalone != answer.question:
        yield f"{wording.UNDERSTOOD} {safe(answer.standalone)}"
    if answer.short:
        yield strong.format(safe(answer.short))
    for statement in () if answer.side_by_side else answer.statements:
        speaker = f" ({safe(statement.speaker)})" if statement.speaker else ""
        yield f"{safe(statement.text)}{speaker} {_numbers(statement.citations)}"
    for difference in answer.differences:
        sides = (f"{safe(s.text)} {_numbers(s.citations)}" for s in difference.sides)
        lines = "\n".join(item.format(side) for side in sides)
        yield f"{_head(answer)} ({safe(difference.about)}):\n\n{lines}"
    yield strong.format(wording.SOURCES)
    for citation in answer.citations:
        address = f" <{citation.url}>" if citation.url and WEB.fullmatch(citation.url) else ""
        reference = f"[{citation.number}] {safe(byline(citation))}{address}"
        yield f"{reference}\n\n{bar.format(safe(citation.quote))}"


def _head(answer: Answer) -> str:
    return wording.SIDE_BY_SIDE if answer.side_by_side else wording.DIFFER


def _numbers(numbers: Sequence[int]) -> str:
    return "".join(f"[{n}]" for n in numbers)


def _html(turns: Sequence[Turn]) -> str:
    body = "".join(map(_html_turn, turns))
    title = escape(turns[0].question) if turns else "Byline"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body>"
        f'<p class="told">{wording.EXPORTED}</p>{body}</body></html>\n'
    )


def _html_turn(turn: Turn) -> str:
    parts = [f"<h2>{escape(turn.question)}</h2>"]
    if narrowed := ", ".join(scope_words(turn.scope)):
        parts.append(f'<p class="by">{wording.SCOPE_ASKED} {escape(narrowed)}</p>')
    answer = turn.answer
    if answer is None or answer.status == "not_found":
        return "".join([*parts, f"<p>{escape(turn.error or wording.NOT_FOUND)}</p>"])
    if answer.standalone != answer.question:
        parts.append(f'<p class="by">{wording.UNDERSTOOD} {escape(answer.standalone)}</p>')
    if answer.short:
        parts.append(f'<p class="short">{escape(answer.short)}</p>')
    for statement in () if answer.side_by_side else answer.statements:
        speaker = f" ({escape(statement.speaker)})" if statement.speaker else ""
        words = f"{escape(statement.text)}{speaker} {_numbers(statement.citations)}"
        parts.append(f'<p dir="auto">{words}</p>')
    parts += [_html_difference(answer, difference) for difference in answer.differences]
    sources = "".join(map(_html_source, answer.citations))
    return "".join([*parts, f"<h3>{wording.SOURCES}</h3><ul>{sources}</ul>"])


def _html_difference(answer: Answer, difference: Difference) -> str:
    sides = "".join(
        f'<li dir="auto">{escape(side.text)} {_numbers(side.citations)}</li>'
        for side in difference.sides
    )
    return f"<h3>{_head(answer)}</h3><p>{escape(difference.about)}</p><ul>{sides}</ul>"


def _html_source(citation: Citation) -> str:
    link = ""
    if citation.url and WEB.fullmatch(citation.url):
        link = f' <a href="{escape(citation.url)}">{escape(citation.url)}</a>'
    return (
        f"<li>[{citation.number}] {escape(byline(citation))}{link}"
        f'<blockquote dir="auto">{escape(citation.quote)}</blockquote></li>'
    )


_FORMATS: dict[str, tuple[Callable[[Sequence[Turn]], str], str, str]] = {
    "markdown": (_markdown, ".md", "text/markdown"),
    "html": (_html, ".html", "text/html"),
    "json": (_json, ".json", "application/json"),
    "text": (_text, ".txt", "text/plain"),
}
