"""axe-core finds nothing serious on any screen, in light and in dark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from app_browser import SIZE, Chat, address, assistant
from headless import browser, needs_chromium, sync_api

from assistant import wording

__all__ = ["address", "assistant", "browser"]  # fixtures
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="needs axe: install byline[dev]"
)
pytestmark = needs_chromium


@pytest.fixture(params=["light", "dark"])
def chat(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Chat]:
    context = browser.new_context(viewport=SIZE, color_scheme=request.param)
    chat = Chat(context, address)
    yield chat
    chat.close()
    context.close()


def problems(chat: Chat) -> list[str]:
    chat.page.wait_for_timeout(300)  # until what fades in has its colours
    found = axe.Axe().run(chat.page, options={"resultTypes": ["violations"]}).response
    return [
        f"{v['id']}: {node['target']} {node['failureSummary']}"
        for v in found["violations"]
        if v["impact"] in {"serious", "critical"}
        for node in v["nodes"]
    ]


def test_no_screen_has_a_serious_problem(chat: Chat) -> None:
    page, found = chat.page, {"first": problems(chat)}
    page.get_by_role("button", name=wording.SCOPE_ALL).click()
    page.get_by_role("checkbox", name="The Courier").check()
    found["scope"] = problems(chat)
    page.get_by_role("button", name=wording.SCOPE_DONE).click()
    turn = chat.ask("When did the harbour reopen?")
    turn.locator(".feedback summary").click()
    found["answer"] = problems(chat)
    turn.locator(".feedback summary").click()
    turn.locator(".cite").first.click()
    chat.opened()
    found["article"] = problems(chat)
    page.keyboard.press("Escape")
    chat.ask("What salary does she earn?").locator(".near-by summary").click()
    chat.ask("How do the accounts differ?")
    chat.ask("broken")
    found["others"] = problems(chat)
    page.evaluate("window.scrollTo(0, 0)")
    view = chat.view("compare")
    sync_api.expect(view.get_by_text("has 1 outlet.")).to_be_visible()
    found["too few to compare"] = problems(chat)
    page.get_by_role("button", name=wording.PAGE["drop"].format("The Courier")).click()
    view.get_by_role("textbox").fill("When?")
    view.get_by_role("button", name=wording.COMPARE_GO).click()
    sync_api.expect(page.locator("#columns .account .cite").first).to_be_visible()
    found["compare"] = problems(chat)
    chat.view("library").locator("summary", has_text=wording.ADD_PASTE).click()
    found["library"] = problems(chat)
    chat.view("history")
    found["history"] = problems(chat)
    assert {screen: told for screen, told in found.items() if told} == {}
