"""Comparing outlets in the browser, within what the chat is narrowed to."""

from __future__ import annotations

from typing import Any

import pytest
from app_browser import Chat, address, assistant, chat, context
from app_fakes import ARTICLES, HOSTILE, FakeAssistant
from headless import browser, needs_chromium, sync_api

from assistant import wording
from assistant.page_compare import MAX_OUTLETS
from index.records import Article

__all__ = ["address", "assistant", "browser", "chat", "context"]  # fixtures
pytestmark = needs_chromium
expect = sync_api.expect


def boxes(view: Any) -> Any:
    return view.locator("#compare-choices input")


def test_what_the_chat_is_narrowed_to_holds_here_and_can_be_changed_here(
    chat: Chat, assistant: FakeAssistant
) -> None:
    words, page = wording.PAGE, chat.page
    library = chat.view("library")
    library.get_by_role("button", name=f"{words['askOnly']}: Harbour").click()
    chat.view("library").get_by_role("button", name=f"{words['askToo']}: Market").click()
    view = chat.view("compare")
    expect(boxes(view)).to_have_count(2)
    chips = view.locator("#scope-chips .chip")
    expect(chips).to_have_text(["“Harbour”", "“Market”"])
    view.get_by_role("textbox").fill("When did it happen?")
    view.get_by_role("button", name=wording.COMPARE_GO).click()
    columns = page.locator("#columns .account")
    expect(columns.locator(".short")).to_have_count(2)
    assert assistant.chosen[-2:] == [["harbour", "market"]] * 2
    asked = page.locator("#columns .asked-of .chip")
    expect(asked).to_have_text(["“Harbour”", "“Market”"])
    view.get_by_role("button", name=words["drop"].format("“Harbour”")).click()
    expect(view.get_by_text("has 1 outlet.")).to_be_visible()
    expect(asked).to_have_count(2)  # what was compared keeps what it was asked of
    view.get_by_role("button", name=words["drop"].format("“Market”")).click()
    expect(boxes(view)).to_have_count(3)
    assert view.get_by_role("textbox").input_value() == "When did it happen?"
    view.get_by_role("button", name=wording.SCOPE_ALL).click()
    view.get_by_role("checkbox", name="The Courier").first.check()
    view.get_by_role("checkbox", name=HOSTILE).first.check()
    expect(boxes(view)).to_have_count(2)
    view.get_by_role("button", name=wording.SCOPE_DONE).click()
    expect(page.locator("#scope")).to_be_hidden()
    page.get_by_role("link", name=wording.VIEWS["ask"], exact=True).click()
    expect(page.locator("#composer #scope-chips .chip")).to_have_count(2)


@pytest.fixture
def many_outlets(assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine more, which makes twelve."""
    for n in range(9):
        name = f"more{n}"
        monkeypatch.setitem(ARTICLES, name, Article(name, name, "Its text.", f"Outlet {n}"))
    monkeypatch.setattr(assistant.library, "generation", 2)


@pytest.mark.usefixtures("many_outlets")
def test_an_outlet_among_many_is_found_by_letters_of_its_name(chat: Chat) -> None:
    chat.view("library")  # a view that is opened looks again
    chat.page.get_by_role("link", name=wording.VIEWS["ask"], exact=True).click()
    chat.page.get_by_role("button", name=wording.SCOPE_ALL).click()
    panel = chat.page.locator("#scope")
    rows = panel.locator(".outlets li:visible")
    expect(rows).to_have_count(12)
    panel.get_by_role("checkbox", name="Outlet 3").check()
    sought = panel.get_by_role("searchbox", name=wording.SCOPE_FIND)
    sought.fill("COURIER")
    expect(rows).to_have_count(2)  # and the one that is chosen
    sought.fill("no such name")
    expect(panel.get_by_text(wording.SCOPE_NONE)).to_be_visible()
    expect(rows).to_have_count(1)
    sought.fill("")
    expect(rows).to_have_count(12)
    expect(chat.page.locator("#scope-chips .chip")).to_have_text(["Outlet 3"])


def test_few_outlets_are_seen_at_a_glance(chat: Chat) -> None:
    chat.page.get_by_role("button", name=wording.SCOPE_ALL).click()
    expect(chat.page.locator("#scope .outlets li")).to_have_count(3)
    expect(chat.page.locator("#find-outlet")).to_have_count(0)


@pytest.mark.usefixtures("many_outlets")
def test_more_outlets_than_are_read_are_refused(chat: Chat, assistant: FakeAssistant) -> None:
    view = chat.view("compare")
    expect(boxes(view)).to_have_count(12)
    for box in boxes(view).all():
        box.check()
    view.get_by_role("textbox").fill("When?")
    before = len(assistant.narrowed)
    view.get_by_role("button", name=wording.COMPARE_GO).click()
    told = wording.COMPARE_MANY.format(limit=MAX_OUTLETS)
    expect(view.get_by_role("alert")).to_have_text(told)
    assert len(assistant.narrowed) == before
