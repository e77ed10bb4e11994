"""The chat in a browser: from a question to the quote and back, over a small made-up library."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from app_fakes import ARTICLES, HARBOUR, HOSTILE, MARKET, FakeAssistant, free_port

import app
from assistant import wording

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="needs Playwright: install byline[dev]"
)
CHROMIUM = os.environ.get("BYLINE_CHROMIUM") or shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="needs Chromium: install it or set BYLINE_CHROMIUM"),
]
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="module")
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="module")
def address(assistant: FakeAssistant) -> Iterator[str]:
    served = app.serve(assistant, port=free_port(), block=False)  # type: ignore[arg-type]
    yield served.local_url
    served.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Chat:
    """One visit to the page, and all that it asked for and complained of."""

    def __init__(self, browser: Any, address: str, **context: Any) -> None:
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        # What hostile text would call, were it ever run.
        self.page.expose_function("boom", lambda: self.complaints.append("boom"))
        self.page.goto(address)
        self.page.wait_for_selector(".welcome")

    def type(self, question: str) -> None:
        self.page.get_by_role("textbox", name=wording.BOX_LABEL).fill(question)
        self.page.keyboard.press("Enter")

    def ask(self, question: str) -> Any:
        """Types a question, waits for the whole answer, and returns its turn."""
        before = self.page.locator(".turn").count()
        self.type(question)
        turn = self.page.locator(".turn").nth(before)
        turn.wait_for(state="attached")
        # The status stands in the same piece of the page as the turn: it is never behind it.
        sync_api.expect(self.status()).not_to_have_text(wording.READING)
        send = self.page.get_by_role("button", name=wording.ASK, exact=True)
        sync_api.expect(send).to_be_enabled()
        return turn

    def status(self) -> Any:
        return self.page.locator("#conversation").get_by_role("status")

    def opened(self) -> Any:
        """The article that is open, once its quote has come into view."""
        mark = self.page.locator("dialog[open] .text mark")
        sync_api.expect(mark.first).to_be_in_viewport()
        return self.page.locator("dialog[open]")


@pytest.fixture
def chat(browser: Any, address: str) -> Iterator[Chat]:
    chat = Chat(browser, address, viewport={"width": 1280, "height": 800})
    yield chat
    assert not chat.complaints
    foreign = [u for u in chat.requests if not u.startswith((address, "data:", "blob:"))]
    assert not foreign, "the page asked somebody else"
    chat.context.close()


def test_from_a_question_to_the_quote_and_back(chat: Chat) -> None:
    turn = chat.ask("When did the harbour reopen?")
    assert turn.locator(".short").inner_text() == "noon"
    assert turn.locator(".said mark").inner_text() == "noon"
    cite = turn.get_by_role("button", name="Citation 1: The Courier, 9 March 2024.")
    cite.click()
    dialog = chat.opened()
    assert dialog.locator("mark").all_inner_texts() == [HARBOUR]
    assert dialog.get_by_role("heading", name="Harbour").count() == 1
    link = dialog.get_by_role("link", name="Original")
    assert link.get_attribute("href") == "https://example.org/harbour"
    chat.page.keyboard.press("Escape")
    sync_api.expect(chat.page.locator("dialog[open]")).to_have_count(0)
    sync_api.expect(cite).to_be_focused()
    sync_api.expect(turn.locator(".card.is-active")).to_contain_text("The Courier")


def test_the_keyboard_alone_is_enough(chat: Chat) -> None:
    turn = chat.ask("When did the harbour reopen?")
    cite = turn.locator(".cite").nth(1)
    for _ in range(20):
        chat.page.keyboard.press("Shift+Tab")
        if cite.evaluate("element => element === document.activeElement"):
            break
    chat.page.keyboard.press("Enter")
    dialog = chat.opened()
    assert dialog.locator("mark").inner_text() == MARKET
    dialog.get_by_role("button", name=wording.BACK).click()
    sync_api.expect(cite).to_be_focused()


def test_an_example_question_is_asked_by_clicking_it(chat: Chat) -> None:
    chat.page.get_by_role("button", name="What does The Courier report?").click()
    sync_api.expect(chat.page.locator(".turn .short")).to_have_text("noon")


def test_each_turn_keeps_its_own_sources(chat: Chat, assistant: FakeAssistant) -> None:
    first = chat.ask("When did the harbour reopen?")
    second = chat.ask("And the market?")
    assert assistant.histories[-1][0]["question"] == "When did the harbour reopen?"
    sync_api.expect(second.locator(".sources")).to_be_visible()
    sync_api.expect(first.locator(".sources")).to_be_hidden()
    assert second.locator(".card h4").all_inner_texts() == ["Market"]
    first.locator(".cite").first.click()
    assert chat.opened().locator("mark").inner_text() == HARBOUR
    chat.page.keyboard.press("Escape")
    sync_api.expect(first.locator(".sources")).to_be_visible()
    sync_api.expect(second.locator(".sources")).to_be_hidden()
    assert first.locator(".card h4").all_inner_texts() == ["Harbour", "Market"]
    second.locator(".cite").first.click()
    assert chat.opened().locator("mark").inner_text() == MARKET


def test_silence_is_said_and_the_closest_passages_are_folded(chat: Chat) -> None:
    turn = chat.ask("What salary does she earn?")
    sync_api.expect(turn.get_by_text(wording.NOT_FOUND)).to_be_visible()
    sync_api.expect(turn.locator(".near").first).to_be_hidden()
    turn.locator("summary").click()
    sync_api.expect(turn.locator(".near").first).to_be_visible()
    turn.get_by_role("button", name="Harbour").click()
    assert chat.opened().locator("mark").inner_text() == ARTICLES["harbour"].text[:25]


def test_accounts_that_differ_stand_side_by_side(chat: Chat) -> None:
    turn = chat.ask("How do the accounts differ?")
    block = turn.get_by_role("region", name=wording.SIDE_BY_SIDE)
    assert block.locator("li").count() == 2
    block.locator(".cite").nth(1).click()
    assert chat.opened().locator("mark").inner_text() == MARKET


def test_hostile_text_is_text(chat: Chat) -> None:
    turn = chat.ask(f"{HOSTILE} script")
    assert turn.locator(".question").inner_text() == f"{HOSTILE} script"
    assert turn.locator(".short").inner_text() == HOSTILE
    assert turn.locator(".original").count() == 0
    turn.locator(".cite").click()
    dialog = chat.opened()
    assert dialog.locator("h2").inner_text() == HOSTILE
    assert dialog.locator("mark").inner_text() == HOSTILE
    assert dialog.locator("a, img, script").count() == 0
    chat.page.wait_for_timeout(200)  # for whatever would have run; the fixture looks


def test_an_error_is_a_sentence_and_the_chat_goes_on(chat: Chat) -> None:
    turn = chat.ask("broken")
    sync_api.expect(turn.locator(".failed")).to_have_text(wording.FAILED)
    assert "secret" not in chat.page.content()
    assert chat.ask("harbour").locator(".short").inner_text() == "noon"


def test_empty_and_overlong_questions_are_not_asked(chat: Chat) -> None:
    chat.type("   ")
    chat.page.wait_for_timeout(300)  # nothing is to happen
    chat.type("x" * 700)
    told = wording.TOO_LONG.format(got=700, limit=500)
    sync_api.expect(chat.page.get_by_role("alert")).to_have_text(told)
    assert chat.page.locator(".turn").count() == 0
    chat.ask("harbour")
    assert chat.page.get_by_role("alert").count() == 0


def test_a_new_conversation_leaves_nothing_of_the_old_one(
    chat: Chat, assistant: FakeAssistant
) -> None:
    chat.ask("When did the harbour reopen?")
    chat.type("slow")
    sync_api.expect(chat.page.locator(".reading")).to_be_visible()
    sync_api.expect(chat.page.get_by_role("button", name=wording.ASKING)).to_be_disabled()
    chat.page.get_by_role("button", name=wording.CLEAR).click()
    sync_api.expect(chat.page.locator(".welcome")).to_be_visible()
    assistant.gate.set()
    chat.page.wait_for_timeout(300)
    assert chat.page.locator(".turn").count() == 0
    chat.ask("And the market?")
    assert assistant.histories[-1] == []


def test_a_screen_reader_is_told_the_answer(chat: Chat) -> None:
    chat.ask("When did the harbour reopen?")
    sync_api.expect(chat.status()).to_have_text("Answer: noon (2 sources)")


def test_a_removed_article_says_that_it_is_gone(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = chat.ask("When did the harbour reopen?")
    monkeypatch.delitem(ARTICLES, "harbour")
    turn.locator(".cite").first.click()
    dialog = chat.page.locator("dialog[open]")
    sync_api.expect(dialog.get_by_text(wording.ARTICLE_GONE)).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_needs_no_sideways_scrolling(browser: Any, address: str, theme: str) -> None:
    chat = Chat(browser, address, viewport={"width": 380, "height": 800}, color_scheme=theme)
    width = "() => document.documentElement.scrollWidth"
    assert chat.page.evaluate(width) == 380
    turn = chat.ask("How do the accounts differ?")
    chat.ask("W" * 300)
    assert chat.page.evaluate(width) == 380
    sources, said = turn.locator(".sources").bounding_box(), turn.locator(".said").last
    assert sources["y"] > said.bounding_box()["y"], "sources stand below the answer"
    turn.locator(".cite").first.click()
    assert chat.opened().bounding_box()["width"] == 380
    assert chat.page.locator("body.dark").count() == (theme == "dark")
    chat.context.close()
