"""The chat in the browser. The only module that knows Gradio: what the page says and looks
like is in ``assistant/page.py`` and its neighbours.

Started by ``byline serve`` or ``python app.py``.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from typing import Any

# Before Gradio is imported: it reads these then. No request leaves this machine.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import gradio as gr

from assistant import Assistant, page, terminal, wording
from assistant.answer import Answer
from assistant.page import Overview, Turn
from assistant.page_sources import article_view
from index.errors import BylineError, UnknownNameError
from index.records import Article

_AT_ONCE = 4  # questions answered at the same time
_WAITING = 64  # questions in the queue before newcomers are asked to wait
_SESSIONS = 500  # conversations kept in memory; the oldest leaves first
_STREAM_SECONDS = 0.3  # what drawing an answer step by step adds, all told
_ICON = (
    "<link rel='icon' href=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' "
    "viewBox='0 0 32 32'><rect width='32' height='32' rx='7' fill='%230f5c63'/><path d='M9 8h2v16"
    "H9zM14 12h9v2h-9zM14 18h6v2h-6z' fill='white'/></svg>\">"
)
_SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")
# What Gradio offers beside the app stays off, whatever the environment says.
_SWITCHED_OFF: dict[str, Any] = {
    "share": False,
    "mcp_server": False,
    "ssr_mode": False,
    "pwa": False,
    "enable_monitoring": False,
    "run_history": False,
    "footer_links": [],
}
log = logging.getLogger(__name__)


class Chat:
    """What the events of the page do. The conversation itself is in each session's state."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        sample = files("index.sample").iterdir()
        self._bundled = frozenset(f.name[:-3] for f in sample if f.name.endswith(".md"))
        self._seen: tuple[object, Overview] = (None, Overview())

    def overview(self) -> Overview:
        """The first screen's facts, read again only where the library has changed."""
        library = self.assistant.library
        generation = library.generation
        if self._seen[0] != generation:
            self._seen = (generation, page.overview(library.articles(), self._bundled))
        return self._seen[1]

    def first_screen(self) -> str:
        return page.first_screen(self.overview())

    def changed_since(self, made_of: Overview) -> Any:
        """The first screen anew; nothing where it would say the same."""
        return gr.skip() if self.overview() == made_of else self.first_screen()

    def ask(self, typed: str, turns: list[Turn], event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Answers what was typed, or the example question that was clicked, step by step."""
        clicked = event._data.get("question") if isinstance(event._data, dict) else None
        question = " ".join((clicked or typed or "").split())
        if not question or len(question) > page.MAX_QUESTION:
            yield self._refuse(question, turns)
            return
        number = turns[-1].number + 1 if turns else 1
        turns = [*turns, Turn(number, question)][-page.MAX_TURNS :]
        yield self._draw(turns, busy=True)
        turns = [*turns[:-1], self._answer(turns[:-1], turns[-1])]
        answer = turns[-1].answer
        steps = len(answer.statements) if answer and not answer.side_by_side else 0
        for shown in range(steps):
            yield self._draw(turns, busy=True, shown=shown)
            time.sleep(_STREAM_SECONDS / steps)
        yield self._draw(turns)

    def _answer(self, before: list[Turn], turn: Turn) -> Turn:
        history = [{"question": t.question, "answer": t.answer.text} for t in before if t.answer]
        try:
            answer = self.assistant.ask(turn.question, history=history)
            return replace(turn, answer=answer, articles=self._cited(answer))
        except BylineError as error:
            return replace(turn, error=str(error))  # written for the user
        except Exception:
            log.exception("A question could not be answered")
            return replace(turn, error=wording.FAILED)

    def _cited(self, answer: Answer) -> dict[str, Article]:
        """The cited articles, mostly out of the evidence; one removed meanwhile is left out."""
        known = {e.article.id: e.article for e in answer.evidence}
        cited: dict[str, Article] = {}
        for citation in answer.citations:
            article = known.get(citation.article_id) or self._find(citation.article_id)
            if article:
                cited[article.id] = article
        return cited

    def _find(self, article_id: str) -> Article | None:
        try:
            return self.assistant.library.article(article_id)
        except (UnknownNameError, KeyError):
            return None

    def article(self, wanted: object) -> str:
        """An article with a part of it marked. ``wanted`` comes from the browser: any value."""
        fields = wanted if isinstance(wanted, dict) else {}
        article = self._find(str(fields.get("article", "")))
        start, end, check = (fields.get(name) for name in ("start", "end", "check"))
        if article is None:
            return f'<p class="note" id="article-title">{wording.ARTICLE_GONE}</p>'
        if not (isinstance(start, int) and isinstance(end, int)):
            start = end = 0
        return article_view(article, start, end, str(check))

    def _draw(
        self, turns: list[Turn], busy: bool = False, shown: int | None = None
    ) -> tuple[Any, ...]:
        """One step of an answer, for all the components that an answer changes."""
        return (
            page.conversation(turns, shown),
            turns,
            "" if busy and shown is None else gr.skip(),
            gr.Button(wording.ASKING if busy else wording.ASK, interactive=not busy),
            gr.Button(visible=True),
            "",
        )

    def _refuse(self, question: str, turns: list[Turn]) -> tuple[Any, ...]:
        """Nothing to answer, or too much: what was typed stays in the box."""
        told = ""
        if question:
            told = wording.TOO_LONG.format(got=len(question), limit=page.MAX_QUESTION)
        told = f'<p class="refused" role="alert">{told}</p>' if told else ""
        return gr.skip(), turns, gr.skip(), gr.skip(), gr.skip(), told

    def clear(self) -> tuple[Any, ...]:
        send = gr.Button(wording.ASK, interactive=True)
        return self.first_screen(), [], "", send, gr.Button(visible=False), ""


def build_app(assistant: Assistant) -> gr.Blocks:
    """The page and its events; ``serve`` adds the theme and the stylesheet."""
    chat = Chat(assistant)
    made_of = chat.overview()

    def read_article(wanted: object) -> str:  # Gradio marks the function itself as callable
        return chat.article(wanted)

    with gr.Blocks(title="Byline", analytics_enabled=False) as app:
        turns = gr.State([])
        with gr.Row(elem_id="masthead"):
            gr.HTML('<h1 class="wordmark">Byline</h1>', apply_default_css=False, js_on_load=None)
            clear = gr.Button(wording.CLEAR, elem_id="clear", size="sm", visible=False, scale=0)
        # The default template is kept: any other one is evaluated as JavaScript.
        talk = gr.HTML(
            chat.first_screen(),
            elem_id="conversation",
            apply_default_css=False,
            js_on_load=_asset("page.js"),
            server_functions=[read_article],
        )
        with gr.Column(elem_id="composer"):
            notice = gr.HTML("", elem_id="notice", apply_default_css=False, js_on_load=None)
            box, send = _question_box()
        changed = [talk, turns, box, send, clear, notice]
        quiet = {"show_progress": "hidden", "api_visibility": "private"}
        # One event for all three, so that a question waits for the one before it.
        asking = gr.on(
            [box.submit, send.click, talk.click], chat.ask, [box, turns], changed, **quiet
        )
        clear.click(chat.clear, None, changed, cancels=[asking], **quiet)
        # Only where the library has changed since the page was made: an answer may be there first.
        app.load(lambda: chat.changed_since(made_of), None, talk, queue=False, **quiet)
    return app.queue(max_size=_WAITING, default_concurrency_limit=_AT_ONCE)


def _question_box() -> tuple[gr.Textbox, gr.Button]:
    with gr.Row(elem_id="ask"):
        box = gr.Textbox(
            label=wording.BOX_LABEL,
            placeholder=wording.BOX_HINT,
            show_label=False,
            container=False,
            max_lines=4,
            autofocus=True,
            elem_id="box",
        )
        send = gr.Button(wording.ASK, variant="primary", elem_id="send", scale=0)
    return box, send


def serve(
    assistant: Assistant, host: str = "127.0.0.1", port: int = 7860, *, block: bool = True
) -> gr.Blocks:
    """Serves the chat until interrupted; with ``block=False``, until the app is closed.

    Raises ``BylineError`` where the port cannot be had.
    """
    _keep_local_calls_local(host)
    app = build_app(assistant)
    try:
        app.launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            show_error=False,
            inline=False,
            **_SWITCHED_OFF,
            max_file_size=1,
            state_session_capacity=_SESSIONS,
            theme=gr.themes.Base(font=_SANS, font_mono=_MONO),
            # Not css=: Gradio puts a prefix before every selector given there, which changes
            # what wins and loses the article's dialog, which stands outside its frame.
            head=f"{_ICON}<style>{_asset('page.css')}</style>",
        )
    except (OSError, OverflowError) as error:
        raise BylineError(
            f"Cannot listen on {host}, port {port}: another program has the port, or it "
            f"is not open to you. Choose another one with --port, for example {port + 1}."
        ) from error
    if block:
        print(f"Byline is at {app.local_url} (stop it with Ctrl+C)", flush=True)
        app.block_thread()
    return app


def _asset(name: str) -> str:
    return files("assistant").joinpath(name).read_text(encoding="utf-8")


def _keep_local_calls_local(host: str) -> None:
    """Gradio asks itself over HTTP whether it is up; a company's proxy must not get that call."""
    for name in ("NO_PROXY", "no_proxy"):
        spared = [os.environ.get(name, ""), "localhost", "127.0.0.1", host]
        os.environ[name] = ",".join(s for s in spared if s)


def main(arguments: list[str] | None = None) -> int:
    """``python app.py``; Gradio's own variables for host and port are honoured."""
    parser = argparse.ArgumentParser(description="Serves the Byline chat in the browser.")
    host = os.environ.get("GRADIO_SERVER_NAME", "127.0.0.1")
    port = os.environ.get("GRADIO_SERVER_PORT", "7860")
    parser.add_argument("--library", default=os.environ.get("BYLINE_LIBRARY"), metavar="DIR")
    parser.add_argument("--host", default=host)
    parser.add_argument("--port", type=int, default=port)
    options = parser.parse_args(arguments)
    try:
        with terminal.progress(wording.BUILDING) as advance:
            assistant = Assistant.open(options.library or None, advance)
        serve(assistant, options.host, options.port)
    except BylineError as error:
        print(f"Byline: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
