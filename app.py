"""The chat in the browser. The only module that knows Gradio: what the page says and looks
like is in ``assistant/page*``, what its events do in ``assistant/chat.py`` and ``shelf.py``.

Started by ``byline serve`` or ``python app.py``.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

# Before Gradio is imported: it reads these then. No request leaves this machine.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import gradio as gr
from starlette.middleware import Middleware

from assistant import Assistant, page, page_compare, page_shell, terminal, wording
from assistant.api import Api
from assistant.chat import Chat
from assistant.jobs import Jobs
from assistant.login import FailureLimit, Logins
from assistant.serving import Health, Serving, as_a_service, keep_local_calls_local, wait
from assistant.shelf import Shelf
from assistant.turns import Scope, Turn, to_record
from index.errors import BylineError

_AT_ONCE = 4  # questions answered at the same time, whoever asks them
_WAITING = 64  # questions in the queue before newcomers are asked to wait
_SESSIONS = 500  # conversations kept in memory; the oldest leaves first
_LAST_ANSWERS = 20  # seconds that questions being read are waited for at the end
_SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")
# What Gradio offers beside the app stays off, whatever the environment says.
_SWITCHED_OFF: dict[str, Any] = {
    "share": False,
    "ssr_mode": False,
    "pwa": False,
    "enable_monitoring": False,
    "run_history": False,
    "footer_links": [],
}


class Events:
    """The events of the page, as Gradio calls them: data in, what each component becomes out.

    What is told beside the conversation (a record to keep, a refusal) is mail for page.js.
    """

    def __init__(self, chat: Chat, shelf: Shelf) -> None:
        self.chat, self.shelf = chat, shelf

    def ask(self, turns: list[Turn], event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Answers the question of the event, step by step."""
        data = _data(event)
        asked, scope = str(data.get("question") or ""), Scope.of(data.get("scope"))
        for step in self.chat.ask(asked, scope, turns):
            if step.refused is not None:
                yield gr.skip(), turns, page_shell.mail("refused", words=step.refused)
                continue
            told = gr.skip()
            if step.done:
                last = step.turns[-1]
                told = page_shell.mail("record", turn=last.number, record=to_record(last))
            yield page.conversation(step.turns, step.shown), step.turns, told

    def restore(self, turns: list[Turn], event: gr.EventData) -> tuple[Any, ...]:
        """Goes on with a conversation that the browser kept."""
        try:
            turns = self.chat.restore(_data(event))
        except BylineError as error:
            return gr.skip(), turns, page_shell.mail("refused", words=str(error))
        return page.conversation(turns), turns, page_shell.mail("restored")

    def clear(self, event: gr.EventData) -> tuple[Any, ...]:
        """A new conversation."""
        library = str(_data(event).get("library") or "")
        first = page.status("") + self.shelf.first_screen(library)
        return first, [], page_shell.mail("cleared")

    def judge(self, turns: list[Turn], event: gr.EventData) -> str:
        """Keeps feedback on an answer."""
        data = _data(event)
        told = self.chat.judge(data, turns)
        return page_shell.mail("judged", turn=data.get("turn"), words=told)

    def compare(self, event: gr.EventData) -> Iterator[str]:
        """Puts a question to each outlet; the columns fill one by one."""
        for comparison in self.chat.compare(_data(event)):
            yield page_compare.table(comparison)


def _data(event: gr.EventData) -> Mapping[str, Any]:
    return event._data if isinstance(event._data, Mapping) else {}


def build_app(chat: Chat, shelf: Shelf, upload_mb: int = 50) -> gr.Blocks:
    """The page and its events; ``serve`` adds the theme and the stylesheets."""
    events = Events(chat, shelf)
    names, jobs = list(chat.assistants), Jobs()
    # Gradio marks the functions that the page may call, so each is one of its own.
    called = [
        _callable(name, function)
        for name, function in (
            ("read_article", chat.article),
            ("save", chat.save),
            ("look", shelf.look),
            ("dated_events", shelf.dated_events),
            ("compared", shelf.compared),
            ("add_file", jobs.begun_by(shelf.add_file)),
            ("add_url", jobs.begun_by(shelf.add_url)),
            ("add_text", jobs.begun_by(shelf.add_text)),
            ("work", jobs.look),
            ("remove", shelf.remove),
        )
    ]
    with gr.Blocks(title="Byline", analytics_enabled=False) as app:
        turns = gr.State([])
        _html(page_shell.masthead(), "masthead")
        with gr.Column(elem_id="view-ask"):
            # The default template is kept: any other one is evaluated as JavaScript.
            talk = _html(
                page.status("") + shelf.first_screen(),
                "conversation",
                js_on_load=page_shell.scripts(),
                server_functions=called,
            )
            _html(page_shell.question_box(), "composer")
        _html(page_shell.views(names, shelf.may_add, upload_mb), "views")
        columns, told = _html("", "columns"), _html("", "told")
        _offer(Api(chat, shelf))  # first: an event of the page would take the name
        _listen(events, talk, turns, told, columns)
    return app.queue(max_size=_WAITING, default_concurrency_limit=_AT_ONCE)


def _html(value: str, name: str, **options: Any) -> gr.HTML:
    options = {"js_on_load": None, **options}
    return gr.HTML(value, elem_id=name, apply_default_css=False, **options)


def _callable(name: str, function: Callable[[object], Any]) -> Callable[[object], Any]:
    def called(wanted: object) -> Any:
        return function(wanted)

    called.__name__ = name
    return called


def _listen(
    events: Events, talk: gr.HTML, turns: gr.State, told: gr.HTML, columns: gr.HTML
) -> None:
    """Ties the events of page.js to what they do. All reading shares one limit."""
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    reading = {**quiet, "concurrency_limit": _AT_ONCE, "concurrency_id": "reading"}
    changed = [talk, turns, told]
    asking = talk.click(events.ask, [turns], changed, **reading)
    talk.submit(events.compare, None, columns, **reading, trigger_mode="once")
    talk.clear(events.clear, None, changed, cancels=[asking], **quiet)
    talk.select(events.restore, [turns], changed, cancels=[asking], **quiet)
    talk.like(events.judge, [turns], told, **quiet)


def _offer(api: Api) -> None:
    """The endpoints for programs (docs/api.md)."""
    for function in (api.ask, api.search, api.articles, api.add):
        gr.api(
            _told(function),
            api_name=function.__name__,
            concurrency_limit=_AT_ONCE,
            concurrency_id="reading",
        )


def _told(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with what the caller did wrong as an error that Gradio passes on."""

    @functools.wraps(function)
    def call(*values: Any, **named: Any) -> Any:
        try:
            return function(*values, **named)
        except BylineError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return call


def serve(
    assistants: Assistant | Mapping[str, Assistant],
    serving: Serving | None = None,
    *,
    block: bool = True,
) -> gr.Blocks:
    """Serves the chat until interrupted or terminated; with ``block=False``, until the app is
    closed. Several libraries go by name, the first one is shown at first.

    Raises ``BylineError`` where the port cannot be had or an option makes no sense.
    """
    serving = serving or Serving()
    named = assistants if isinstance(assistants, Mapping) else {"": assistants}
    chat = Chat(named, serving.log_questions)
    uploads = Path(gr.utils.get_upload_folder())
    app = build_app(chat, Shelf(chat, serving.may_add, uploads), serving.upload_mb)
    stopping = threading.Event()
    if block:
        as_a_service(stopping)
    _launch(app, serving, stopping)
    if block:
        print(f"Byline is at {app.local_url} (stop it with Ctrl+C)", flush=True)
        threading.Thread(target=chat.warm, daemon=True).start()
        wait(stopping)
        chat.finish(_LAST_ANSWERS)
        app.close(verbose=False)
    return app


def _launch(app: gr.Blocks, serving: Serving, stopping: threading.Event) -> None:
    keep_local_calls_local(serving.host)
    logins = Logins(serving.auth) if serving.auth else None
    middleware = [Middleware(Health, draining=stopping.is_set), Middleware(FailureLimit)]
    try:
        app.launch(
            server_name=serving.host,
            server_port=serving.port,
            prevent_thread_lock=True,
            quiet=True,
            show_error=False,
            inline=False,
            **_SWITCHED_OFF,
            auth=logins.check if logins else None,
            auth_message=wording.SIGN_IN,
            mcp_server=serving.mcp,
            root_path=serving.root_path,
            max_file_size=serving.upload_mb * 2**20 if serving.may_add else 1,
            state_session_capacity=_SESSIONS,
            app_kwargs={"middleware": middleware},
            theme=gr.themes.Base(font=_SANS, font_mono=_MONO),
            # Not css=: Gradio puts a prefix before every selector given there, which changes
            # what wins and loses the article's dialog, which stands outside its frame.
            head=page_shell.head(),
        )
    except (OSError, OverflowError) as error:
        raise BylineError(
            f"Cannot listen on {serving.host}, port {serving.port}: another program has the port, "
            "or it is not open to you. Choose another one with --port, for example "
            f"{serving.port + 1}."
        ) from error
    if app.mcp_error:  # Gradio serves on without it
        app.close(verbose=False)
        raise BylineError(f"The MCP server cannot be started; serve without --mcp. {app.mcp_error}")
    if serving.mcp:
        _answers_in_json(app.mcp_server_obj)


def _answers_in_json(server: Any) -> None:
    """Gradio would write what a tool returns as Python does, which other programs cannot read."""

    def written(values: list[Any], root_url: str) -> list[Any]:
        texts = (json.dumps(value, ensure_ascii=False) for value in values)
        return [server.types.TextContent(type="text", text=text) for text in texts]

    server.postprocess_output_data = written


def main(arguments: list[str] | None = None) -> int:
    """``python app.py``; Gradio's own variables for host and port are honoured."""
    parser = argparse.ArgumentParser(
        description="Serves the Byline chat in the browser; `byline serve` has more options."
    )
    host = os.environ.get("GRADIO_SERVER_NAME", "127.0.0.1")
    port = os.environ.get("GRADIO_SERVER_PORT", "7860")
    parser.add_argument("--library", default=os.environ.get("BYLINE_LIBRARY"), metavar="DIR")
    parser.add_argument("--host", default=host)
    parser.add_argument("--port", type=int, default=port)
    options = parser.parse_args(arguments)
    try:
        with terminal.progress(wording.BUILDING) as advance:
            assistant = Assistant.open(options.library or None, advance)
        serve(assistant, Serving(options.host, options.port))
    except BylineError as error:
        print(f"Byline: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
