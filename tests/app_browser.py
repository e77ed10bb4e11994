"""The page in headless Chromium: what the browser tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app_fakes import FakeAssistant, free_port
from headless import sync_api

import app
from assistant import wording
from assistant.serving import Serving

SIZE = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> FakeAssistant:
    return FakeAssistant(tmp_path_factory.mktemp("fake") / "library")


@pytest.fixture(scope="module")
def address(assistant: FakeAssistant) -> Iterator[str]:
    yield from served(assistant)


def served(assistants: Any, **options: Any) -> Iterator[str]:
    """The address of the app over these, while the test runs."""
    app_ = app.serve(assistants, Serving(port=free_port(), **options), block=False)
    yield app_.local_url
    app_.close(verbose=False)


class Chat:
    """One visit to the page, and all that it asked for and complained of."""

    def __init__(self, context: Any, address: str) -> None:
        self.address, self.context = address, context
        self.page = context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        # What hostile text would call, were it ever run.
        self.page.expose_function("boom", lambda: self.complaints.append("boom"))
        self.open()

    def open(self, path: str = "") -> None:
        """Loads the page anew, and waits until its scripts have started."""
        self.page.goto("about:blank")
        self.page.goto(self.address + path)
        self.page.wait_for_selector("#scope .choices > *", state="attached")

    def view(self, name: str) -> Any:
        """Goes to a view by its link; returns its part of the page."""
        self.page.get_by_role("link", name=wording.VIEWS[name], exact=True).click()
        view = self.page.locator(f"#view-{name}")
        view.wait_for()
        return view

    def type(self, question: str) -> None:
        self.page.get_by_role("textbox", name=wording.BOX_LABEL).fill(question)
        self.page.keyboard.press("Enter")

    def ask(self, question: str) -> Any:
        """Types a question, waits for the whole answer, and returns its turn."""
        before = self.page.locator("#conversation .turn").count()
        self.type(question)
        return self.answered(before)

    def answered(self, before: int = 0) -> Any:
        turn = self.page.locator("#conversation .turn").nth(before)
        turn.wait_for(state="attached")
        # The status stands in the same piece of the page as the turn: it is never behind it.
        sync_api.expect(self.status()).not_to_have_text(wording.READING, timeout=30_000)
        send = self.page.get_by_role("button", name=wording.ASK, exact=True)
        sync_api.expect(send).to_be_enabled()
        return turn

    def status(self) -> Any:
        return self.page.locator("#conversation > div [role=status]").first

    def opened(self) -> Any:
        """The article that is open, once its quote has come into view."""
        mark = self.page.locator("dialog[open] .text mark")
        sync_api.expect(mark.first).to_be_in_viewport()
        return self.page.locator("dialog[open]")

    def close(self) -> None:
        """Ends the visit; fails where the page complained or asked somebody else."""
        self.page.evaluate("localStorage.clear()")
        self.page.close()
        assert not self.complaints
        home = (self.address, "data:", "blob:", "about:")
        foreign = [url for url in self.requests if not url.startswith(home)]
        assert not foreign, "the page asked somebody else"


@pytest.fixture(scope="module")
def context(browser: Any) -> Iterator[Any]:
    """Shared by the visits of a module, so that the scripts of the page are loaded once."""
    context = browser.new_context(viewport=SIZE)
    yield context
    context.close()


@pytest.fixture
def chat(context: Any, address: str) -> Iterator[Chat]:
    chat = Chat(context, address)
    yield chat
    chat.close()


def saved(download: Any) -> str:
    """The words of a file that the page saved."""
    return Path(download.path()).read_text("utf-8")
