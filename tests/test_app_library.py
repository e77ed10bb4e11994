"""Adding, asking and removing in the browser, on real libraries with a fast encoder."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from app_browser import Chat, chat, context, served
from fake_encoder import FakeEncoder
from headless import browser, needs_chromium, sync_api
from hostile import HOSTILE

from assistant import Assistant, wording
from index.library import Library

__all__ = ["browser", "chat", "context"]  # fixtures
pytestmark = needs_chromium
expect = sync_api.expect


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Library]]:
    folder = tmp_path_factory.mktemp("libraries")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.library.load_encoder", FakeEncoder)
        libraries = {name: Library.open(folder / name, create=True) for name in ("one", "two")}
        libraries["two"].add_bytes("b.md", b"---\ntitle: Of two\n---\n\nThe bridge is shut.")
        yield libraries
        for library in libraries.values():
            library.close()


@pytest.fixture(scope="module")
def address(libraries: dict[str, Library]) -> Iterator[str]:
    yield from served({name: Assistant(library) for name, library in libraries.items()})


def lines(view: Any) -> Any:
    return view.get_by_role("list", name=wording.ADD_RESULTS).get_by_role("listitem")


def test_dropped_files_are_told_one_by_one_and_can_be_asked_about(
    chat: Chat, tmp_path: Path
) -> None:
    good = tmp_path / "ferry.md"
    good.write_text(
        "---\ntitle: The ferry\nsource: The Courier\ndate: 2024-03-09\n---\n\n"
        "The ferry to Ostrov was cancelled on Monday because of the storm, said Ada Byron.",
        encoding="utf-8",
    )
    odd = tmp_path / "photo.exe"
    odd.write_bytes(b"MZ\x00")
    view = chat.view("library")
    expect(view.locator("#counts")).to_contain_text(wording.NO_ARTICLES)
    assert view.get_by_text(wording.NO_SUCH_ARTICLES).count() == 0, "nothing was looked for"
    with chat.page.expect_file_chooser() as chooser:
        view.get_by_text(wording.ADD_DROP).click()
    chooser.value.set_files([good, odd])
    expect(lines(view)).to_have_count(2)
    expect(lines(view).filter(has_text="The ferry: added")).to_have_count(1)
    expect(lines(view).filter(has_text="photo.exe")).to_contain_text("is not read; expected")
    expect(view.locator("#counts")).to_contain_text("1 article from The Courier")
    chat.page.get_by_role("link", name="Ask", exact=True).click()
    turn = chat.ask("Why was the ferry to Ostrov cancelled?")
    turn.locator(".cite, .title").first.click()
    assert "because of the storm" in chat.opened().locator("mark").first.inner_text()


def test_progress_moves_within_a_file(
    chat: Chat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, encode = threading.Event(), FakeEncoder.encode

    def gated(self: FakeEncoder, texts: Sequence[str]) -> Any:
        if any("Whale 20 " in text for text in texts):  # in the second batch
            gate.wait(30)
        return encode(self, texts)

    monkeypatch.setattr(FakeEncoder, "encode", gated)
    rows = [{"title": f"Whale {n}", "text": f"Whale {n} was seen at noon."} for n in range(48)]
    many = tmp_path / "whales.jsonl"
    many.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    view = chat.view("library")
    view.locator("#files").set_input_files(many)
    bar = view.get_by_role("progressbar")
    try:
        expect(view.locator("#add-count")).to_have_text("16 of 48 articles")
        assert bar.evaluate("bar => bar.value / bar.max") == pytest.approx(1 / 3)
    finally:
        gate.set()
    expect(lines(view).first).to_contain_text("whales.jsonl Whale 0: added")
    expect(lines(view)).to_have_count(31)  # thirty, and how many more
    expect(lines(view).last).to_have_text("18 more")
    expect(bar).to_be_hidden()
    expect(view.locator("#add-count")).to_have_text("")


def test_a_text_that_is_refused_stays_to_be_put_right(chat: Chat) -> None:
    view = chat.view("library")
    view.locator("summary", has_text=wording.ADD_PASTE).click()
    form = view.locator("#add-text")
    form.get_by_label(wording.ADD_PASTE_TEXT).fill(" \n ")
    form.get_by_label(wording.ADD_PASTE_TITLE).fill("A title")
    form.get_by_role("button").click()
    expect(lines(view).first).to_contain_text(wording.ADD_EMPTY)
    expect(form.get_by_label(wording.ADD_PASTE_TITLE)).to_have_value("A title")


def test_a_pasted_text_is_added_listed_found_and_removed(
    chat: Chat, libraries: dict[str, Library]
) -> None:
    view = chat.view("library")
    view.locator("summary", has_text=wording.ADD_PASTE).click()
    form = view.locator("#add-text")
    form.get_by_label(wording.ADD_PASTE_TITLE).fill('Market: "closed" — 100 %')
    form.get_by_label(wording.ADD_PASTE_SOURCE).fill("The Echo")
    form.get_by_label(wording.ADD_PASTE_TEXT).fill("The market closed at four.")
    form.get_by_role("button").click()
    expect(lines(view).first).to_contain_text("added")
    [added] = [a for a in libraries["one"].articles() if a.source == "The Echo"]
    assert (added.title, added.text) == ('Market: "closed" — 100 %', "The market closed at four.")
    view.get_by_role("searchbox").fill("echo market")
    rows = view.locator("#articles li")
    expect(rows).to_have_count(1)
    rows.get_by_role("button", name=wording.REMOVE_LABEL.format(added.title)).click()
    assert added.id in {a.id for a in libraries["one"].articles()}, "asked once more first"
    rows.get_by_role("button", name=wording.REMOVE_LABEL.format(added.title)).click()
    expect(view.locator("#add-status")).to_have_text(wording.REMOVED.format(added.title))
    assert added.id not in {a.id for a in libraries["one"].articles()}


def test_an_address_that_cannot_be_fetched_is_a_line(chat: Chat) -> None:
    view = chat.view("library")
    view.get_by_label(wording.ADD_URL).fill("http://127.0.0.1:9/article")
    view.get_by_role("button", name=wording.ADD_URL_GO).click()
    expect(lines(view).filter(has_text="http://127.0.0.1:9/article")).to_contain_text("not added")


def test_a_bar_of_the_timeline_filters_the_list(chat: Chat, libraries: dict[str, Library]) -> None:
    for day in ("2024-03-09", "2024-03-11"):
        text = f"---\ntitle: Day {day}\ndate: {day}\n---\n\nIt rained on {day}."
        libraries["one"].add_bytes(f"{day}.md", text.encode())
    view = chat.view("library")
    expect(view.locator(".legend .events")).to_contain_text("at most 1 in a day")
    bars = view.get_by_role("group", name="Articles by day").get_by_role("button")
    bars.last.click()
    expect(view.locator("#articles li")).to_have_count(1)
    bars.first.click(modifiers=["Shift"])
    expect(view.locator("#articles .title", has_text="Day 2024-03-09")).to_be_visible()
    first, last = bars.first.bounding_box(), bars.last.bounding_box()
    chat.page.mouse.move(last["x"] + 5, last["y"] + 50)
    chat.page.mouse.down()
    chat.page.mouse.move(first["x"] + 5, first["y"] + 50, steps=3)
    chat.page.mouse.up()
    assert bars.first.get_attribute("aria-pressed") == bars.last.get_attribute("aria-pressed")


def test_another_library_is_another_conversation(chat: Chat) -> None:
    view = chat.view("library")
    view.get_by_role("combobox", name=wording.LIBRARY_SWITCH).select_option("two")
    expect(view.locator("#articles li")).to_have_count(1)
    expect(view.locator("#articles li")).to_contain_text("Of two")
    chat.page.get_by_role("link", name="Ask", exact=True).click()
    expect(chat.page.locator(".welcome .holdings")).to_contain_text("1 article")
    turn = chat.ask("What is shut?")
    turn.locator(".cite, .title, summary").first.click()
    expect(turn).to_contain_text("The bridge is shut.")


def test_hostile_texts_are_texts(chat: Chat, libraries: dict[str, Library]) -> None:
    library = libraries["one"]
    rows = [
        {
            "title": text,
            "source": f"{n} {text}"[:200],
            "url": text,
            "text": f"{text} The mayor said {text} on Monday, number {n}. {text}",
        }
        for n, text in enumerate(HOSTILE)
    ]
    library.add_bytes("hostile.jsonl", "\n".join(map(json.dumps, rows)).encode())
    view = chat.view("library")
    expect(view.locator("#articles li").first).to_be_visible()
    more = view.get_by_role("button", name=wording.MORE_ARTICLES)
    more.click()
    expect(more).to_be_hidden()
    expect(view.locator("#articles .title", has_text=HOSTILE[0]).first).to_be_visible()
    shown = set(view.locator("#articles .title").all_text_contents())
    assert len(shown) >= 40 and {a.title for a in library.articles()} <= shown
    chat.page.get_by_role("link", name="Ask", exact=True).click()
    chat.page.get_by_role("button", name=wording.SCOPE_ALL).click()
    assert chat.page.locator("#scope input[name=source]").count() >= 40
    chat.page.get_by_role("button", name=wording.SCOPE_DONE).click()
    for text in HOSTILE[::8]:
        turn = chat.ask(f"What did the mayor say of {text}"[:400])
        assert turn.locator(".question").text_content().startswith("What did the mayor say of")
        turn.locator("button[data-article]").first.evaluate("b => b.click()")
        chat.page.locator("dialog[open] .text").wait_for()
        chat.page.keyboard.press("Escape")
    chat.view("history")
    assert chat.page.locator("script[src*=evil], img, iframe, base[href*=evil]").count() == 0
    chat.page.wait_for_timeout(200)  # for whatever would have run; the fixture looks
