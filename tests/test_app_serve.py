"""The app without a browser: how it answers, what it refuses, how it is served and stopped."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from app_fakes import ARTICLES, HARBOUR, FakeAssistant, free_port
from fake_encoder import faked

import app
from assistant import wording
from assistant.chat import Chat
from assistant.page import MAX_TURNS
from assistant.page_sources import fingerprint
from assistant.serving import JsonLines, Serving, is_loopback
from assistant.turns import Scope, Turn
from index.errors import BylineError


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def chat(assistant: FakeAssistant) -> Chat:
    return Chat({"": assistant})  # type: ignore[dict-item]


def turns_after(chat: Chat, questions: list[str]) -> list[Turn]:
    turns: list[Turn] = []
    for question in questions:
        turns = list(chat.ask(question, Scope(), turns))[-1].turns
    return turns


def test_an_answer_comes_in_steps_and_quickly(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("assistant.chat.time.sleep", slept.append)
    steps = list(chat.ask("harbour", Scope(), []))
    assert [step.shown for step in steps] == [None, 0, 1, None]
    assert [step.done for step in steps] == [False, False, False, True]
    assert steps[0].turns[0].answer is None, "the question is on the page before it is read"
    assert sum(slept) < 0.4


def test_the_turns_before_are_handed_over(chat: Chat, assistant: FakeAssistant) -> None:
    turns_after(chat, ["harbour", "broken", "market"])
    assert [t["question"] for t in assistant.histories[-1]] == ["harbour"]
    assert assistant.histories[-1][0]["answer"].startswith("noon")


def test_a_long_conversation_keeps_the_latest_turns(chat: Chat) -> None:
    turns = turns_after(chat, ["salary"] * (MAX_TURNS + 2))
    assert [t.number for t in turns] == list(range(3, MAX_TURNS + 3))


@pytest.mark.parametrize(
    "wanted", [None, 7, "harbour", [], {}, {"article": 7}, {"article": "../../etc/passwd"}]
)
def test_odd_requests_for_articles_find_none(chat: Chat, wanted: object) -> None:
    assert wording.ARTICLE_GONE in chat.article(wanted)


@pytest.mark.parametrize("place", [(0, 10**9), (-5, 3), ("a", None), (5, 2)])
def test_odd_places_in_an_article_mark_nothing(chat: Chat, place: Any) -> None:
    wanted = {"article": "harbour", "start": place[0], "end": place[1], "check": fingerprint("x")}
    html = chat.article(wanted)
    assert HARBOUR in html and "<mark>" not in html and ARTICLES["harbour"].title in html


@pytest.mark.parametrize("odd", [None, 7, [], {"question": 7}, {"question": "q", "outlets": 7}])
def test_odd_comparisons_compare_nothing(chat: Chat, odd: object) -> None:
    assert list(chat.compare(odd)) == []


def test_an_unknown_library_is_a_sentence(chat: Chat) -> None:
    [*_, last] = chat.ask("harbour", Scope(library="theirs"), [])
    assert "There is no library 'theirs' here" in (last.turns[-1].error or "")


def test_the_log_holds_no_question_unless_asked(
    assistant: FakeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "byline.serve")
    for log_questions in (False, True):
        chat = Chat({"": assistant}, log_questions)  # type: ignore[dict-item]
        turns_after(chat, ["harbour secret"])
    rows = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert [row["event"] for row in rows] == ["asked", "asked"]
    assert "secret" not in json.dumps(rows[0]) and rows[0]["result"] == "answered"
    assert rows[1]["question"] == "harbour secret"


def test_only_this_machine_may_add_unless_allowed() -> None:
    assert Serving().may_add and Serving(host="::1").may_add and Serving(host="localhost").may_add
    assert not Serving(host="0.0.0.0").may_add and not Serving(host="news.example").may_add
    assert Serving(host="0.0.0.0", allow_adding=True).may_add
    assert not Serving(allow_adding=False).may_add
    assert is_loopback("127.8.9.1") and not is_loopback("::")


def test_options_that_make_no_sense_are_refused() -> None:
    with pytest.raises(BylineError, match="--mcp and --auth do not go together"):
        Serving(mcp=True, auth=Path("logins"))
    with pytest.raises(BylineError, match="expected 1 to 2048"):
        Serving(upload_mb=0)


def test_mcp_without_its_package_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.serving.find_spec", lambda name: None)
    with pytest.raises(BylineError, match=r"--mcp needs the package mcp.*pip install"):
        Serving(mcp=True)


def test_an_mcp_server_that_does_not_start_is_no_server_without_it(
    assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.serving.find_spec", lambda name: name)
    monkeypatch.setattr("gradio.mcp.GradioMCPServer", None)
    port = free_port()
    with pytest.raises(BylineError, match="The MCP server cannot be started"):
        app.serve(assistant, Serving(port=port, mcp=True), block=False)  # type: ignore[arg-type]
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_proxy_may_serve_it_under_a_path(assistant: FakeAssistant) -> None:
    served = app.serve(assistant, Serving(port=free_port(), root_path="/news"), block=False)  # type: ignore[arg-type]
    try:
        config = json.loads(fetched(f"{served.local_url}config"))
        assert config["root"].endswith("/news")
        assert config["run_history"] is False, "Gradio keeps questions in no browser"
        assert config["footer_links"] == [] and served.share is False
    finally:
        served.close(verbose=False)


def test_a_taken_port_is_one_sentence_and_a_failure(
    assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app.Assistant, "open", lambda folder, *_: assistant)
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        assert app.main(["--port", str(port)]) == 1
    told = capsys.readouterr().err
    assert told.startswith("Byline: ") and str(port) in told and told.count("\n") == 1


def test_a_service_that_is_told_to_end_ends(tmp_path: Path) -> None:
    """Health, the log, and SIGTERM, in a process of its own."""
    port = free_port()
    script = faked(
        "from app_fakes import FakeAssistant\nimport app\nfrom assistant.serving import Serving\n"
        f"app.serve(FakeAssistant(), Serving(port={port}))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert "Byline is at" in process.stdout.readline()
        assert json.loads(fetched(f"http://127.0.0.1:{port}/health")) == {"status": "ok"}
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=30)
        assert process.returncode == 0 and time.monotonic() - began < 20
        assert all(json.loads(line)["event"] for line in told.splitlines())


def fetched(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as reply:
        return str(reply.read().decode())
