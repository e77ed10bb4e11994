"""Narrowing, comparing, keeping and sharing in the browser, over a small made-up library."""

from __future__ import annotations

import json
from pathlib import Path

from app_browser import Chat, address, assistant, chat, context, saved
from app_fakes import HARBOUR, MARKET, FakeAssistant
from headless import browser, needs_chromium, sync_api

from assistant import wording
from assistant.feedback import feedback_file

__all__ = ["address", "assistant", "browser", "chat", "context"]  # fixtures
pytestmark = needs_chromium
expect = sync_api.expect


# Citations and their article


def test_from_quote_to_quote_without_leaving_the_article(chat: Chat) -> None:
    turn = chat.ask("When did the harbour reopen?")
    turn.locator(".cite").first.click()
    dialog = chat.opened()
    expect(dialog.locator(".place")).to_have_text("1 of 2")
    dialog.get_by_role("button", name=wording.PAGE["next"]).click()
    expect(dialog.locator(".text mark")).to_have_text(MARKET)
    expect(turn.locator(".card.is-active")).to_contain_text("The Echo")
    chat.page.keyboard.press("ArrowRight")  # from the last to the first
    expect(dialog.locator(".text mark")).to_have_text(HARBOUR)
    chat.page.keyboard.press("ArrowLeft")
    expect(dialog.locator(".place")).to_have_text("2 of 2")
    assert not chat.page.evaluate("document.querySelector('.steps').hidden")


def test_confidence_tells_what_it_rests_on_by_keyboard(chat: Chat) -> None:
    turn = chat.ask("When did the harbour reopen?")
    expect(turn.get_by_role("tooltip")).to_be_hidden()
    turn.locator(".confidence").focus()
    expect(turn.get_by_role("tooltip")).to_contain_text("2 quotes from 2 outlets")


# What is read


def test_a_question_is_narrowed_to_outlets_and_days(chat: Chat, assistant: FakeAssistant) -> None:
    chat.page.get_by_role("button", name=wording.SCOPE_ALL).click()
    panel = chat.page.get_by_role("group", name=wording.SCOPE_TITLE)
    panel.get_by_role("checkbox", name="The Courier").check()
    panel.get_by_role("button", name="9 March 2024: 3 articles").click()
    panel.get_by_role("button", name=wording.SCOPE_DONE).click()
    turn = chat.ask("When did the harbour reopen?")
    assert assistant.narrowed[-1] == (("The Courier",), "2024-03-09", "2024-03-09")
    assert turn.locator(".asked-of .chip").all_inner_texts() == ["The Courier", "9 March 2024"]
    drop = chat.page.get_by_role("button", name=wording.PAGE["drop"].format("The Courier"))
    drop.click()
    chat.ask("And the market?")
    assert assistant.narrowed[-1] == ((), "2024-03-09", "2024-03-09")
    assert turn.locator(".asked-of .chip").count() == 2, "an earlier answer keeps its own"


def test_the_panel_is_worked_and_left_by_keyboard(chat: Chat) -> None:
    opener = chat.page.get_by_role("button", name=wording.SCOPE_ALL)
    opener.focus()
    chat.page.keyboard.press("Enter")
    chat.page.keyboard.press("Space")
    chat.page.keyboard.press("Escape")
    expect(chat.page.locator("#scope")).to_be_hidden()
    expect(chat.page.locator("#scope-open")).to_be_focused()
    assert chat.page.locator("#scope-chips .chip").count() == 1


def test_one_article_is_asked_from_the_library_and_another_from_its_page(
    chat: Chat, assistant: FakeAssistant
) -> None:
    words, page = wording.PAGE, chat.page
    chat.page.get_by_role("button", name=wording.SCOPE_ALL).click()
    chat.page.get_by_role("checkbox", name="The Courier").check()
    chat.view("library").get_by_role("button", name=f"{words['askOnly']}: Harbour").click()
    expect(page.get_by_role("textbox", name=wording.BOX_LABEL)).to_be_focused()
    chips = page.locator("#scope-chips .chip")
    expect(chips).to_have_text(["“Harbour”"])  # this one alone: the outlet is let go
    turn = chat.ask("When did the harbour reopen?")
    assert (assistant.chosen[-1], assistant.narrowed[-1][0]) == (["harbour"], ())
    assert turn.locator(".asked-of .chip").all_inner_texts() == ["“Harbour”"]
    turn.locator(".card .read").nth(1).click()
    dialog = chat.opened()
    dialog.get_by_role("button", name=f"{words['askToo']}: Market").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("textbox", name=wording.BOX_LABEL)).to_be_focused()
    expect(chips).to_have_text(["“Harbour”", "“Market”"])
    page.get_by_role("button", name=words["drop"].format("“Harbour”")).click()
    chat.ask("And the market?")
    assert assistant.chosen[-1] == ["market"]
    assert turn.locator(".asked-of .chip").count() == 1, "an earlier answer keeps its own"
    view = chat.view("library")
    view.get_by_role("button", name=f"{words['askNot']}: Market").click()
    expect(view).to_be_visible()
    expect(view.get_by_role("button", name=f"{words['askOnly']}: Market")).to_be_visible()
    assert chips.count() == 0


def test_the_article_that_was_asked_is_in_the_record_the_link_and_the_file(
    chat: Chat, assistant: FakeAssistant
) -> None:
    chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.open("#q=When+did+the+harbour+reopen%3F&article=harbour")
    turn = chat.answered()
    assert assistant.chosen[-1] == ["harbour"]
    expect(chat.page.locator("#scope-chips .chip")).to_have_text(["“Harbour”"])
    turn.get_by_role("button", name=wording.LINK, exact=True).click()
    expect(turn.get_by_role("button", name=wording.PAGE["copied"])).to_be_visible()
    assert chat.page.evaluate("navigator.clipboard.readText()").endswith("&article=harbour")
    turn.locator("summary", has_text=wording.SAVE).click()
    with chat.page.expect_download() as download:
        turn.get_by_role("button", name="JSON").click()
    [record] = json.loads(saved(download.value))
    assert record["scope"]["articles"] == [{"id": "harbour", "title": "Harbour"}]
    [kept] = json.loads(chat.page.evaluate("localStorage['byline.conversations']"))
    assert kept["turns"][0]["scope"]["articles"] == record["scope"]["articles"]


# Comparing


def test_outlets_stand_in_columns_with_their_quotes(chat: Chat) -> None:
    view = chat.view("compare")
    view.get_by_role("textbox").fill("When did it happen?")
    expect(view.get_by_role("checkbox")).to_have_count(3)
    for box in view.get_by_role("checkbox").all():
        box.set_checked(box.input_value().startswith("The "))
    view.get_by_role("button", name=wording.COMPARE_GO).click()
    columns = chat.page.locator("#columns .account")
    expect(columns).to_have_count(2)
    expect(chat.page.locator("#columns [role=status]")).to_have_text("2 of 2 outlets answer.")
    assert columns.locator(".short").all_inner_texts() == ["noon", "four"]
    assert columns.locator(".alone").count() == 2
    columns.nth(1).locator(".cite").click()
    assert chat.opened().locator("mark").inner_text() == MARKET


def test_one_outlet_is_nothing_to_compare(chat: Chat) -> None:
    view = chat.view("compare")
    view.get_by_role("textbox").fill("When?")
    expect(view.get_by_role("checkbox")).to_have_count(3)
    for box in view.get_by_role("checkbox").all():
        box.uncheck()
    view.get_by_role("button", name=wording.COMPARE_GO).click()
    expect(view.get_by_role("alert")).to_have_text(wording.COMPARE_FEW)


# Keeping and sharing


def test_a_conversation_is_kept_found_renamed_gone_on_with_and_deleted(
    chat: Chat, assistant: FakeAssistant
) -> None:
    chat.ask("When did the harbour reopen?")
    chat.ask("And the market?")
    chat.open()
    view = chat.view("history")
    view.get_by_role("searchbox").fill("market four")
    row = view.get_by_role("listitem").first
    expect(row).to_contain_text("2 questions")
    row.get_by_role("button", name=wording.PAGE["rename"]).click()
    name = view.get_by_role("textbox", name=wording.PAGE["name"])
    name.fill("My <b>harbour</b>")
    name.press("Enter")
    view.get_by_role("searchbox").fill("")
    view.get_by_role("button", name="My <b>harbour</b>").click()
    turns = chat.page.locator("#conversation .turn")
    expect(turns).to_have_count(2)
    assert turns.locator(".short").all_inner_texts() == ["noon", "four"]
    turns.first.locator(".cite").nth(1).click()
    assert chat.opened().locator("mark").inner_text() == MARKET
    chat.page.keyboard.press("Escape")
    chat.ask("harbour again")
    assert [t["question"] for t in assistant.histories[-1]] == [
        "When did the harbour reopen?", "And the market?"
    ]  # fmt: skip
    chat.page.evaluate("window.scrollTo(0, 0)")
    view = chat.view("history")
    expect(view.get_by_role("listitem").first).to_contain_text("3 questions")
    view.get_by_role("button", name=wording.PAGE["delete"], exact=True).click()
    view.get_by_role("button", name=wording.PAGE["sureDelete"]).click()
    expect(view.get_by_text(wording.PAGE["none"])).to_be_visible()
    assert json.loads(chat.page.evaluate("localStorage['byline.conversations']")) == []


def test_an_answer_is_saved_in_every_format_with_its_citations(chat: Chat) -> None:
    turn = chat.ask("When did the harbour reopen?")
    files = {}
    for form, name in wording.FORMATS.items():
        turn.locator("summary", has_text=wording.SAVE).click()
        with chat.page.expect_download() as download:
            turn.get_by_role("button", name=name).click()
        files[form] = saved(download.value)
        assert download.value.suggested_filename.startswith("When-did-the-harbour-reopen.")
    assert "**noon**" in files["markdown"] and files["html"].startswith("<!DOCTYPE html>")
    assert HARBOUR in files["html"] and "https://example.org/harbour" in files["markdown"]
    [record] = json.loads(files["json"])
    assert [c["quote"] for c in record["answer"]["citations"]] == [HARBOUR, MARKET]


def test_an_answer_is_copied_with_its_citations(chat: Chat) -> None:
    chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn = chat.ask("When did the harbour reopen?")
    turn.get_by_role("button", name=wording.COPY, exact=True).click()
    expect(turn.get_by_role("button", name=wording.PAGE["copied"])).to_be_visible()
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert f"“{HARBOUR}”" in copied and "[1] The Courier, 9 March 2024: Harbour" in copied


def test_a_link_asks_the_same_again(chat: Chat, assistant: FakeAssistant) -> None:
    chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.open("#" + "q=When+did+the+harbour+reopen%3F&source=The+Courier&since=2024-03-01")
    turn = chat.answered()
    assert turn.locator(".short").inner_text() == "noon"
    assert assistant.narrowed[-1] == (("The Courier",), "2024-03-01", None)
    turn.get_by_role("button", name=wording.LINK, exact=True).click()
    expect(turn.get_by_role("button", name=wording.PAGE["copied"])).to_be_visible()
    link = chat.page.evaluate("navigator.clipboard.readText()")
    chat.open(link.removeprefix(chat.address))
    assert chat.answered().locator(".short").inner_text() == "noon"
    assert assistant.narrowed[-1] == (("The Courier",), "2024-03-01", None)


def test_feedback_is_kept_where_it_is_asked_for(chat: Chat, assistant: FakeAssistant) -> None:
    file = feedback_file(Path(assistant.library.folder))
    chat.ask("When did the harbour reopen?")
    turn = chat.ask("And the market?")
    assert not file.exists()
    turn.locator(".feedback summary").click()
    turn.get_by_role("radio", name=wording.VERDICTS["incomplete"]).check()
    turn.get_by_role("textbox", name=wording.FEEDBACK_NOTE).fill("<b>Who</b> closed it?")
    turn.get_by_role("button", name=wording.FEEDBACK_SEND).click()
    expect(turn.get_by_text(wording.FEEDBACK_KEPT)).to_be_visible()
    [row] = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert (row["verdict"], row["note"]) == ("incomplete", "<b>Who</b> closed it?")
    assert row["history"][0]["question"] == "When did the harbour reopen?"
    assert row["answer"]["citations"][0]["quote"] == MARKET


def test_the_page_can_be_read_at_twice_its_size(chat: Chat) -> None:
    chat.page.set_viewport_size({"width": 640, "height": 400})  # 1280 x 800 at 200 %
    turn = chat.ask("How do the accounts differ?")
    assert chat.page.evaluate("document.documentElement.scrollWidth") == 640
    turn.locator(".cite").first.click()
    assert chat.opened().locator("mark").inner_text() == HARBOUR
