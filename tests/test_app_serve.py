"""The app without a browser: what it refuses, what it offers to other programs, how it starts."""

from __future__ import annotations

import json
import socket
import urllib.request
from typing import Any

import gradio as gr
import pytest
from app_fakes import ARTICLES, HARBOUR, FakeAssistant, free_port

import app
from assistant import wording
from assistant.page import MAX_TURNS, Turn
from assistant.page_sources import fingerprint


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


def turns_after(assistant: FakeAssistant, questions: list[str]) -> list[Turn]:
    chat, turns = app.Chat(assistant), []  # type: ignore[arg-type]
    for question in questions:
        steps: list[Any] = list(chat.ask(question, turns, gr.EventData(None, None)))
        turns = steps[-1][1]
    return turns


def test_an_answer_comes_in_steps_and_quickly(
    assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(app.time, "sleep", slept.append)
    chat = app.Chat(assistant)  # type: ignore[arg-type]
    pages = [step[0] for step in chat.ask("harbour", [], gr.EventData(None, None))]
    assert wording.READING in pages[0] and "noon" in pages[1]
    assert [page.count('class="said"') for page in pages] == [0, 0, 1, 2]
    assert sum(slept) < 0.4


def test_the_turns_before_are_handed_over(assistant: FakeAssistant) -> None:
    turns_after(assistant, ["harbour", "broken", "market"])
    assert [t["question"] for t in assistant.histories[-1]] == ["harbour"]
    assert assistant.histories[-1][0]["answer"].startswith("noon")


def test_a_long_conversation_keeps_the_latest_turns(assistant: FakeAssistant) -> None:
    turns = turns_after(assistant, ["salary"] * (MAX_TURNS + 2))
    assert [t.number for t in turns] == list(range(3, MAX_TURNS + 3))


@pytest.mark.parametrize(
    "wanted", [None, 7, "harbour", [], {}, {"article": 7}, {"article": "../../etc/passwd"}]
)
def test_odd_requests_for_articles_find_none(assistant: FakeAssistant, wanted: object) -> None:
    assert wording.ARTICLE_GONE in app.Chat(assistant).article(wanted)  # type: ignore[arg-type]


@pytest.mark.parametrize("place", [(0, 10**9), (-5, 3), ("a", None), (5, 2)])
def test_odd_places_in_an_article_mark_nothing(assistant: FakeAssistant, place: Any) -> None:
    wanted = {"article": "harbour", "start": place[0], "end": place[1], "check": fingerprint("x")}
    html = app.Chat(assistant).article(wanted)  # type: ignore[arg-type]
    assert HARBOUR in html and "<mark>" not in html and ARTICLES["harbour"].title in html


def test_the_app_offers_nothing_but_its_page(assistant: FakeAssistant) -> None:
    served = app.serve(assistant, port=free_port(), block=False)  # type: ignore[arg-type]
    try:
        with urllib.request.urlopen(f"{served.local_url}gradio_api/info") as reply:
            assert json.load(reply) == {"named_endpoints": {}, "unnamed_endpoints": {}}
        with urllib.request.urlopen(f"{served.local_url}config") as reply:
            config = json.load(reply)
        assert config["run_history"] is False, "questions are kept in no browser"
        assert config["footer_links"] == [] and served.share is False
    finally:
        served.close()


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
