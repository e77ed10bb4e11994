"""The chat in a browser: from a question to the quote and back, over a small made-up library."""

from __future__ import annotations

from typing import Any

import pytest
from app_browser import Chat, address, assistant, chat, context
from app_fakes import ARTICLES, HARBOUR, HOSTILE, MARKET, FakeAssistant
from headless import browser, needs_chromium, sync_api

from assistant import wording

__all__ = ["address", "assistant", "browser", "chat", "context"]  # fixtures
pytestmark = needs_chromium


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
    dialog.get_by_role("button", name=wording.PAGE["back"]).click()
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
    turn.locator(".near-by summary").click()
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
    sync_api.expect(chat.page.get_by_role("alert").first).to_have_text(told)
    assert chat.page.locator(".turn").count() == 0
    chat.ask("harbour")
    sync_api.expect(chat.page.get_by_role("alert").first).to_have_text("")


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
    phone = browser.new_context(viewport={"width": 380, "height": 800}, color_scheme=theme)
    chat = Chat(phone, address)
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
    chat.close()
    phone.close()
