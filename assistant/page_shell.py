"""What stands on the page whatever is asked: the way around, the question box, the other views.

The scripts of the page (``page*.js``) fill and show these; the words they say are handed to
them here, out of ``assistant.wording``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from typing import Any

from assistant import wording
from assistant.page import MAX_QUESTION, save_buttons
from index.readers import FORMATS

_SCRIPTS = ("page.js", "page_ask.js", "page_share.js", "page_compare.js", "page_library.js")
_STYLES = ("page.css", "page_answer.css", "page_views.css")
_ICON = (
    "<link rel='icon' href=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' "
    "viewBox='0 0 32 32'><rect width='32' height='32' rx='7' fill='%230f5c63'/><path d='M9 8h2v16"
    "H9zM14 12h9v2h-9zM14 18h6v2h-6z' fill='white'/></svg>\">"
)


def scripts() -> str:
    """The scripts of the page, in the order in which they need each other."""
    return "\n".join(map(_asset, _SCRIPTS))


def head() -> str:
    """The icon and the stylesheets."""
    return f"{_ICON}<style>{''.join(map(_asset, _STYLES))}</style>"


def _asset(name: str) -> str:
    return files("assistant").joinpath(name).read_text(encoding="utf-8")


def masthead() -> str:
    """The name, the views, the button for a new conversation, the words of the scripts."""
    links = "".join(
        f'<li><a href="#{view}">{name}</a></li>' for view, name in wording.VIEWS.items()
    )
    words = json.dumps(wording.PAGE, ensure_ascii=False)
    return (
        f'<header class="bar"><a class="skip" href="#box">{wording.SKIP}</a>'
        '<h1 class="wordmark">Byline</h1>'
        f'<nav aria-label="{wording.NAVIGATION}"><ul>{links}</ul></nav>'
        f'<button type="button" class="quiet" id="clear" hidden>{wording.CLEAR}</button></header>'
        f'<div id="words" hidden data-words="{escape(words)}"></div>'
    )


def mail(kind: str, **fields: Any) -> str:
    """Something for the scripts of the page: ``kind`` says what, ``fields`` are JSON values.

    Numbered, so that the same words twice are a change of the page twice.
    """
    told = json.dumps({"kind": kind, "at": time.monotonic_ns(), **fields}, ensure_ascii=False)
    return f"<pre hidden>{escape(told)}</pre>"


def question_box() -> str:
    """The chips of what is read, the panel to choose it, and the question box.

    The chips and the panel (``scope-bar``) are moved to whichever view asks questions.
    """
    return (
        '<div id="ask-scope"><div id="scope-bar">'
        '<div class="scope"><button type="button" id="scope-open" class="chip" '
        f'aria-expanded="false" aria-controls="scope">{wording.SCOPE_ALL}</button>'
        '<ul class="chips" id="scope-chips"></ul></div>'
        f'<div id="scope" role="group" aria-label="{wording.SCOPE_TITLE}" hidden>'
        f'<div class="choices"></div><p class="ends"><button type="button" class="quiet" '
        f'id="scope-clear">{wording.SCOPE_CLEAR}</button><button type="button" class="quiet" '
        f'id="scope-close">{wording.SCOPE_DONE}</button></p></div></div></div>'
        '<p id="notice" class="refused" role="alert"></p>'
        f'<form id="ask"><label class="sr-only" for="box">{wording.BOX_LABEL}</label>'
        f'<textarea id="box" rows="1" dir="auto" autocomplete="off" '
        f'placeholder="{wording.BOX_HINT}" data-limit="{MAX_QUESTION}" '
        f'data-too-long="{escape(wording.TOO_LONG)}"></textarea>'
        f'<button type="submit" id="send">{wording.ASK}</button></form>'
    )


def views(libraries: Sequence[str], may_add: bool, limit: int) -> str:
    """Compare, library and history; ``limit`` is the largest upload in MB."""
    return _compare() + _library(libraries, may_add, limit) + _history()


def _compare() -> str:
    return (
        '<section class="view" id="view-compare" aria-labelledby="compare-title">'
        f'<h2 id="compare-title" tabindex="-1">{wording.COMPARE_TITLE}</h2>'
        f'<p class="lede">{wording.COMPARE_LEDE}</p><div id="compare-scope"></div>'
        f'<form id="compare-form"><div class="line"><label class="sr-only" for="compare-question">'
        f'{wording.COMPARE_BOX}</label><input type="text" id="compare-question" '
        f'maxlength="{MAX_QUESTION}" placeholder="{wording.COMPARE_BOX}" dir="auto" '
        f'autocomplete="off" required><button type="submit" class="main">{wording.COMPARE_GO}'
        '</button></div><div id="compare-choices"></div></form></section>'
    )


def _library(libraries: Sequence[str], may_add: bool, limit: int) -> str:
    switch = ""
    if len(libraries) > 1:
        names = "".join(f"<option>{escape(name)}</option>" for name in libraries)
        switch = (
            f'<label class="switch">{wording.LIBRARY_SWITCH}<select id="switch">{names}</select>'
            "</label>"
        )
    closed = f'<p class="hint">{wording.LIBRARY_CLOSED}</p>'
    adding = _adding(limit) if may_add else closed
    return (
        '<section class="view" id="view-library" aria-labelledby="library-title">'
        f'<div class="line"><h2 id="library-title" tabindex="-1">{wording.LIBRARY_TITLE}</h2>'
        f'{switch}</div><p class="holdings" role="status" id="counts"></p>'
        f'{adding}<div id="library-bars"></div>'
        f'<label class="find"><span class="sr-only">{wording.FIND_ARTICLES}</span>'
        f'<input type="search" id="find" placeholder="{wording.FIND_ARTICLES}" dir="auto"></label>'
        '<div id="articles"></div></section>'
    )


def _adding(limit: int) -> str:
    kinds = ", ".join(suffix for format in FORMATS for suffix in format.suffixes)
    names = ", ".join(format.name for format in FORMATS)
    fields = "".join(
        f'<label>{label}<input name="{name}" type="{kind}" dir="auto" autocomplete="off"></label>'
        for name, label, kind in (
            ("title", wording.ADD_PASTE_TITLE, "text"),
            ("source", wording.ADD_PASTE_SOURCE, "text"),
            ("date", wording.ADD_PASTE_DATE, "date"),
        )
    )
    return (
        f'<div class="adding" role="group" aria-label="{wording.ADD_TITLE}">'
        f'<label class="drop"><input type="file" id="files" multiple accept="{escape(kinds)}" '
        f'data-limit="{limit}"><strong>{wording.ADD_DROP}</strong>'
        f'<span class="hint">{wording.ADD_FORMATS.format(escape(names))}</span></label>'
        f'<form id="add-url" class="line"><label class="sr-only" for="url">{wording.ADD_URL}'
        f'</label><input id="url" type="url" placeholder="{wording.ADD_URL}" required>'
        f'<button type="submit" class="quiet">{wording.ADD_URL_GO}</button></form>'
        f'<details><summary>{wording.ADD_PASTE}</summary><form id="add-text">'
        f'<div class="fields">{fields}</div><label>{wording.ADD_PASTE_TEXT}<textarea name="text" '
        f'rows="6" dir="auto" required></textarea></label><button type="submit" class="quiet">'
        f"{wording.ADD_PASTE_GO}</button></form></details>"
        '<p id="add-status" role="status"></p><p id="add-count" class="hint"></p>'
        f'<progress id="add-progress" aria-label="{wording.ADD_TITLE}" hidden></progress>'
        f'<ul id="added" aria-label="{wording.ADD_RESULTS}"></ul></div>'
    )


def _history() -> str:
    find = wording.PAGE["find"]
    return (
        '<section class="view" id="view-history" aria-labelledby="history-title">'
        f'<h2 id="history-title" tabindex="-1">{wording.HISTORY_TITLE}</h2>'
        f'<p class="lede">{wording.HISTORY_TOLD}</p>'
        f'<label class="find"><span class="sr-only">{find}</span><input type="search" '
        f'id="find-talk" placeholder="{find}" dir="auto"></label><div id="talks"></div>'
        f'<ul id="forms" hidden>{save_buttons()}</ul></section>'
    )
