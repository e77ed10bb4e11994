"""Files whose names are hostile texts, added in the browser: names are text, whatever they hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app_browser import Chat, chat, context, served
from fake_encoder import FakeEncoder
from headless import browser, needs_chromium, sync_api
from hostile import HOSTILE, file_name

from assistant import Assistant, wording
from index.library import Library

__all__ = ["browser", "chat", "context"]  # fixtures
pytestmark = needs_chromium
expect = sync_api.expect
DROP = """([names, text]) => {
  const carried = new DataTransfer();
  names.forEach((name, n) => carried.items.add(new File([`${text} number ${n}`], name)));
  return carried;
}"""
FOREIGN = (
    "script[src*=evil], img, iframe, object, embed, base[href*=evil], meta[http-equiv=refresh]"
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.library.load_encoder", FakeEncoder)
        library = Library.open(tmp_path_factory.mktemp("names") / "library", create=True)
        yield library
        library.close()


@pytest.fixture(scope="module")
def address(library: Library) -> Iterator[str]:
    yield from served(Assistant(library))


def names_told(view: Any, count: int) -> list[str]:
    """The names in the lines of what became of files, once there are so many."""
    lines = view.get_by_role("list", name=wording.ADD_RESULTS).get_by_role("listitem")
    expect(lines).to_have_count(count, timeout=120_000)
    return list(lines.locator("b").all_text_contents())


def works_still(chat: Chat) -> None:
    """Nothing was run, nothing strange is in the page, and the page does what it is for."""
    assert chat.page.locator(FOREIGN).count() == 0
    assert chat.page.evaluate("document.documentElement.scrollWidth") <= 1280
    chat.page.get_by_role("link", name="Ask", exact=True).click()
    turn = chat.ask("What did the mayor say about the ferry?")
    turn.locator(".cite, .title, summary").first.click()
    chat.page.keyboard.press("Escape")
    chat.page.wait_for_timeout(200)  # for whatever would have run; the fixture looks


def test_files_are_chosen_told_and_listed_by_their_names(
    chat: Chat, library: Library, tmp_path: Path
) -> None:
    files = []
    for n, text in enumerate(HOSTILE):
        files.append(tmp_path / f"{file_name(text)}{'.txt' if n % 5 else '.exe'}")
        files[-1].write_text(f"The mayor said on Monday that ferry {n} was late.", "utf-8")
    view = chat.view("library")
    with chat.page.expect_file_chooser() as chooser:
        view.get_by_text(wording.ADD_DROP).click()
    chooser.value.set_files(files)
    assert sorted(names_told(view, len(files))) == sorted(file.name for file in files)
    refused = view.locator("#added li.rejected")
    assert refused.count() == sum(file.suffix == ".exe" for file in files)
    expect(view.locator("#counts")).to_contain_text(f"{len(files) - refused.count()} articles")
    titles = {article.title for article in library.articles()}
    expect(view.locator("#articles .title")).to_have_count(len(titles))
    assert set(view.locator("#articles .title").all_text_contents()) == titles
    works_still(chat)


def test_files_are_dropped_under_names_that_no_disk_would_take(chat: Chat) -> None:
    names = [f"{text}.txt" for text in HOSTILE if "/" in text][::2]
    view = chat.view("library")
    carried = chat.page.evaluate_handle(DROP, [names, "The mayor said that the ferry was late."])
    chat.page.dispatch_event(".drop", "drop", {"dataTransfer": carried})
    told = names_told(view, len(names))
    # What stands before the last slash is a folder, to a server that is told a name.
    assert sorted(told) == sorted(name.rpartition("/")[2] for name in names)
    works_still(chat)
