"""A small made-up library and an assistant that answers by a word in the question."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fake_encoder import FakeEncoder

from assistant.answer import Answer, Citation, Difference, Side, Statement
from index.errors import UnknownNameError
from index.library import Library
from index.records import Article, Evidence, Passage

HOSTILE = "<script>boom()</script><img src=x onerror=boom()>${boom()}{{boom()}}\"'><b>"
FILLER = "\n\n".join(f"Paragraph {n} of the report. {'More of it. ' * 20}" for n in range(30))
TALKS = "Rustem Umerov, the defence minister, led the Ukrainian delegation at the talks."
HARBOUR, MARKET = "The harbour reopened at noon.", "The market closed at four, said Ada Byron."


def article(name: str, source: str, quote: str, title: str, url: str | None = None) -> Article:
    text = f"{FILLER}\n\nBefore it. {quote} After it.\n\n{FILLER}"
    return Article(name, title, text, source, "2024-03-09", url)


ARTICLES = {
    a.id: a
    for a in (
        article("harbour", "The Courier", HARBOUR, "Harbour", "https://example.org/harbour"),
        article("market", "The Echo", MARKET, "Market"),
        article("hostile", HOSTILE, HOSTILE, HOSTILE, "javascript:boom()"),
    )
}


class FakeLibrary:
    generation = 1

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def articles(self) -> list[Article]:
        return list(ARTICLES.values())

    def article(self, article_id: str) -> Article:
        if article_id not in ARTICLES:
            raise UnknownNameError(article_id)
        return ARTICLES[article_id]


class FakeAssistant:
    """Answers by a word in the question; ``gate`` holds back the answer to "slow"."""

    def __init__(self, folder: Path = Path("nowhere")) -> None:
        self.library = FakeLibrary(folder)
        self.gate = threading.Event()
        self.histories: list[Any] = []
        self.narrowed: list[Any] = []
        self.chosen: list[Any] = []

    def ask(
        self,
        question: str,
        history: Any = (),
        sources: Any = (),
        since: str | None = None,
        until: str | None = None,
        articles: Any = (),
    ) -> Answer:
        self.histories.append(list(history))
        self.narrowed.append((tuple(sources), since, until))
        self.chosen.append(list(articles))
        if "broken" in question:
            raise RuntimeError("a secret of the machine")
        if "slow" in question:
            self.gate.wait(20)
        evidence = tuple(
            Evidence(a, Passage(n, a.id, 0, 25), 0.1) for n, a in enumerate(ARTICLES.values())
        )
        if "salary" in question:
            return Answer(question, question, "not_found", 0.1, evidence=evidence)
        if "differ" in question:
            return self.answer(question, [("harbour", HARBOUR), ("market", MARKET)], None)
        if "script" in question:
            return self.answer(question, [("hostile", HOSTILE)], HOSTILE)
        if tuple(sources) == ("The Echo",) or "market" in question:
            return self.answer(question, [("market", MARKET)], "four")
        return self.answer(question, [("harbour", HARBOUR), ("market", MARKET)], "noon")

    def answer(self, question: str, quotes: list[tuple[str, str]], short: str | None) -> Answer:
        cited = []
        for number, (name, quote) in enumerate(quotes, 1):
            a = ARTICLES[name]
            start = a.text.index(quote)
            cited.append(
                Citation(
                    number, name, a.title, a.source, a.date, a.url, quote, start, start + len(quote)
                )
            )
        sides = tuple(Side(c.quote, (c.number,)) for c in cited)
        return Answer(
            question,
            question,
            "answered",
            0.9,
            short=short,
            statements=tuple(Statement(c.quote, None, (c.number,)) for c in cited),
            citations=tuple(cited),
            differences=(Difference("The hour", sides),) if short is None else (),
        )


@contextmanager
def talks_library(folder: Path) -> Iterator[Library]:
    """A real library of one report, which says ``TALKS``, with a fake encoder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.library.load_encoder", FakeEncoder)
        library = Library.open(folder / "library", create=True)
        document = f"---\ntitle: Talks\nsource: Orda.kz\ndate: 2025-06-02\n---\n\n{TALKS}"
        library.add_bytes("talks.md", document.encode())
        yield library
        library.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
