"""Comparing outlets within what the chat is narrowed to: outlets, days, articles."""

from __future__ import annotations

import re
from typing import Any

import pytest
from app_fakes import FakeAssistant

from assistant import wording
from assistant.chat import Chat
from assistant.page_compare import MAX_OUTLETS, Comparison, choices, offered, table
from assistant.turns import Chosen, Scope
from index.records import Article


def article(name: str, source: str | None, date: str | None) -> Article:
    return Article(name, name, "Its text.", source, date)


# Which outlets there are


@pytest.mark.parametrize(
    ("scope", "outlets"),
    [
        (Scope(), (("A", 2), ("B", 1), ("C", 1))),
        (Scope(sources=("A", "C", "Z")), (("A", 2), ("C", 1))),
        (Scope(since="2025-06-01"), (("A", 1), ("B", 1))),
        (Scope(until="2025-05-31"), (("A", 1),)),
        (Scope(sources=("C",), since="2025-05-01"), ()),
    ],
)
def test_the_outlets_are_those_of_the_articles_in_the_scope(
    scope: Scope, outlets: tuple[tuple[str, int], ...]
) -> None:
    articles = [
        article("a", "A", "2025-05-20"),
        article("b", "A", "2025-06-01"),
        article("c", "B", "2025-06-02"),
        article("d", "C", None),
        article("e", None, "2025-06-02"),
    ]
    assert offered(articles, scope) == outlets


def test_of_many_outlets_the_largest_are_named_and_the_others_folded() -> None:
    sources = [(f"Outlet {n:02}", n) for n in range(1, 41)]
    html = choices(sources)
    named, folded = html.split("<details>")
    assert re.findall(r'value="([^"]*)" checked', named) == [f"Outlet {n}" for n in range(35, 41)]
    assert "34 other outlets" in folded and folded.count("<li>") == 34
    assert html.count(" checked") == MAX_OUTLETS
    assert "<details>" not in choices(sources[:12]) and choices(sources[:12]).count("<li>") == 12


@pytest.mark.parametrize("narrowed", [True, False])
def test_one_outlet_is_said_to_be_too_few(narrowed: bool) -> None:
    told = choices([("A", 3)], narrowed)
    assert "1 outlet." in told and ("narrowed" in told) == narrowed


# What is asked of them


def compared(chat: Chat, **wanted: Any) -> list[Comparison]:
    return list(chat.compare({"question": "When?", **wanted}))


def test_each_column_is_asked_within_the_scope() -> None:
    fake = FakeAssistant()
    scope = {"since": "2024-03-01", "until": "2024-03-31", "articles": [{"id": "market"}]}
    *_, last = compared(Chat({"": fake}), outlets=["The Echo", "The Courier"], scope=scope)  # type: ignore[dict-item]
    assert fake.narrowed == [
        ((outlet,), "2024-03-01", "2024-03-31") for outlet in ("The Echo", "The Courier")
    ]
    assert fake.chosen == [["market"], ["market"]]
    assert last.scope.articles == (Chosen("market", "Market"),)
    words = re.findall(r'class="chip"><bdi>([^<]*)', table(last))
    assert words == ["“Market”", "1 March 2024 to 31 March 2024"]


def test_an_outlet_outside_the_scope_is_not_read() -> None:
    fake = FakeAssistant()
    wanted = {"outlets": ["The Echo", "The Courier"], "scope": {"sources": ["The Echo"]}}
    [*_, last] = compared(Chat({"": fake}), **wanted)  # type: ignore[dict-item]
    assert [c.outlet for c in last.columns] == ["The Echo"] and len(fake.narrowed) == 1
    assert "asked-of" not in table(last), "the outlets are the heads of the columns"


def test_an_article_that_is_gone_is_said_in_its_columns() -> None:
    scope = {"articles": [{"id": "gone", "title": "Gone"}]}
    *_, last = compared(Chat({"": FakeAssistant()}), outlets=["The Echo"], scope=scope)  # type: ignore[dict-item]
    assert last.columns[0].error == wording.SCOPE_GONE.format("Gone")
