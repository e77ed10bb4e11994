"""The report in a browser: the filters over five hundred cases, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from evals_builders import article_text, declining, make_answer, make_case
from headless import browser, needs_chromium, sync_api

from evals.html import sweep_to_html, to_html
from evals.report import Settings, build_report
from evals.run import Outcome, score
from evals.sweep import Variant

__all__ = ["browser"]  # a fixture
pytestmark = needs_chromium


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of 500 cases: every fifth declined, one that failed, one that would call boom."""
    scores = []
    for n in range(500):
        kind = "date" if n % 2 else "number"
        case = make_case(id=f"case-{n}", type=kind, question=f"Question {n}, how long?")
        answer = declining() if n % 5 == 0 else make_answer()
        if n == 7:
            answer = make_answer(answer="<img src=x onerror=boom()> ${boom()} two hours [1]")
        answer["confidence"] = 0.1 + n % 9 / 10
        error = "RuntimeError: gone" if n == 3 else None
        scores.append(score(Outcome(case, None if error else answer, error, 0.5), article_text))
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(to_html(build_report(scores, Settings("mine"))), encoding="utf-8")
    return file


@pytest.fixture
def visit(browser: Any, file: Path) -> Iterator[Any]:
    """``visit(width=..., scheme=...)`` opens the report; nothing else is asked for."""
    complaints: list[str] = []
    contexts = []

    def visit(width: int = 1280, scheme: str = "light") -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text))
        page.on("pageerror", lambda e: complaints.append(str(e)))
        page.on("request", lambda r: None if r.url == file.as_uri() else complaints.append(r.url))
        page.expose_function("boom", lambda: complaints.append("boom"))
        page.goto(file.as_uri())
        return page

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


def test_words_type_and_outcome_filter_the_cases(visit: Any) -> None:
    page = visit()
    shown = page.get_by_role("status")
    sync_api.expect(shown).to_have_text("500 of 500 cases")
    page.get_by_label("Filter cases by words").fill("case-12")
    sync_api.expect(shown).to_have_text("11 of 500 cases")  # 12 and 120 to 129
    page.get_by_label("Type", exact=True).select_option("date")
    sync_api.expect(shown).to_have_text("5 of 500 cases")
    page.get_by_label("Outcome", exact=True).select_option("declined")
    sync_api.expect(shown).to_have_text("1 of 500 cases")
    assert page.locator("details.case:visible").count() == 1
    assert "Question 125" in page.locator("details.case:visible").inner_text()
    page.get_by_label("Filter cases by words").fill("")
    page.get_by_label("Type", exact=True).select_option("")
    sync_api.expect(shown).to_have_text("100 of 500 cases")
    page.get_by_label("Outcome", exact=True).select_option("failed")
    sync_api.expect(shown).to_have_text("1 of 500 cases")
    page.get_by_label("Filter cases by words").fill("no such words")
    sync_api.expect(shown).to_have_text("0 of 500 cases")


def test_a_case_opens_by_keyboard_and_shows_hostile_text_as_text(visit: Any) -> None:
    page = visit()
    page.get_by_label("Filter cases by words").fill("case-7 ")
    case = page.locator("details.case:visible").first
    case.locator("summary").focus()
    page.keyboard.press("Enter")
    said = case.locator("dd", has_text="<img src=x onerror=boom()> ${boom()} two hours [1]")
    sync_api.expect(said.first).to_be_visible()
    assert page.locator("img").count() == 0


@pytest.mark.parametrize("width", [1440, 380])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_and_charts_follow_the_colours(
    visit: Any, width: int, scheme: str
) -> None:
    page = visit(width, scheme)
    wide = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert wide, "the page scrolls sideways"
    charts = page.locator("figure svg[role=img]")
    assert charts.count() == 4
    label = charts.first.locator("text").first
    drawn = label.evaluate("e => getComputedStyle(e).fill")
    ink = page.locator("figcaption").first.evaluate("e => getComputedStyle(e).color")
    dim = page.locator("p.dim").first.evaluate("e => getComputedStyle(e).color")
    assert drawn == dim != ink


def test_a_page_without_cases_complains_of_nothing(browser: Any) -> None:
    complaints: list[str] = []
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.on("pageerror", lambda e: complaints.append(str(e)))
    variant = Variant("as it is", build_report([], Settings("mine")), None)
    page.set_content(sweep_to_html("mine", [variant], ["facts_strict"]))
    assert page.locator("figure svg[role=img]").count() == 1
    assert complaints == []
    context.close()
