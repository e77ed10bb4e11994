"""What comes from articles, files, questions and browsers is text in every piece of the page."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from app_fakes import FakeAssistant
from hostile import HOSTILE

from assistant import page_shell, share
from assistant.answer import Answer, Citation, Difference, Side, Statement
from assistant.chat import Chat
from assistant.page import conversation
from assistant.page_compare import Column, Comparison, choices, table
from assistant.page_library import added_lines, article_rows, chooser, first_screen, overview
from assistant.page_sources import article_view, fingerprint
from assistant.shelf import Shelf
from assistant.turns import Chosen, Scope, Turn, from_record, to_record
from index.records import AddReport, Article, Evidence, Passage

TAGS = frozenset(
    "p h1 h2 h3 h4 div span section article aside ul ol li button b i em strong bdi mark a "
    "blockquote details summary form fieldset legend label input textarea select option nav header "
    "pre progress".split()
)
EXPORT_TAGS = TAGS | frozenset("html head meta title style body".split())


class Seen(HTMLParser):
    """The elements of a page, and its words as a reader sees them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        self.links |= {value or "" for name, value in attributes if name in {"href", "src"}}

    def handle_data(self, data: str) -> None:
        self.words += data


def answer(text: str) -> tuple[Answer, Article]:
    body = f"{text}\n\nIt reopened. {text}"
    article = Article(text, text, body, text, text, text, text, text)
    cited = Citation(1, text, text, text, text, text, "It reopened.", len(text) + 2, len(text) + 14)
    found = Answer(
        text, text + "?", "answered", 0.9, text,
        statements=(Statement(f"It reopened. {text}", text, (1,)),), citations=(cited,),
        differences=(Difference(text, (Side(text, (1,)), Side(text, (1,)))),),
        evidence=(Evidence(article, Passage(0, text, 0, len(text)), 0.5),),
    )  # fmt: skip
    return found, article


def everything(text: str) -> str:
    found, article = answer(text)
    silent = replace(found, status="not_found", statements=(), citations=(), differences=())
    scope = Scope(text, (text,), text, text, (Chosen(text, text),))
    facts = overview([article, replace(article, id="b", source="b")], frozenset())
    report = AddReport([text], [text], [text], [(text, text)], [], [(text, text)])
    columns = [Column(text, found), Column(text, silent), Column(text, None, text), Column(text)]
    return "".join(
        (
            conversation([Turn(1, text, found, None, {text: article}, scope)]),
            conversation([Turn(1, text, silent, scope=scope), Turn(2, text, None, text)]),
            article_view(article, 0, len(text), fingerprint(text)),
            article_rows([article], 5, True),
            first_screen(facts), chooser(facts), choices(facts.sources),
            choices([(f"{n}{text}", n) for n in range(20)]),
            table(Comparison(text, scope, columns)),
            added_lines(text, report, {text: text}),
            page_shell.mail("refused", words=text), page_shell.views([text, text + "2"], True, 5),
        )
    )  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_the_page_holds_it_as_text(text: str) -> None:
    html = everything(text)
    seen = Seen(html)
    assert seen.tags <= TAGS
    assert not [name for name in seen.attributes if name.startswith("on") or name == "srcdoc"]
    assert seen.links <= {"#library"}
    assert " ".join(text.split()) in " ".join(seen.words.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_an_export_holds_it_as_text(text: str) -> None:
    found, article = answer(text)
    turns = [
        Turn(
            1,
            text,
            found,
            None,
            {text: article},
            Scope("", (text,), None, None, (Chosen(text, text),)),
        )
    ]
    page = Seen(share.export(turns, "html").text)
    assert page.tags <= EXPORT_TAGS and not page.links
    # Markdown: nothing that a renderer would take for markup is left unescaped.
    markdown = share.export(turns, "markdown").text
    own = re.sub(r"\\.", "", markdown)
    assert not re.search(r"[<`$]|\]\(|!\[", own)
    assert from_record(to_record(turns[0]), 1, lambda _: article) == turns[0]


def test_there_are_enough_of_them() -> None:
    assert len(set(HOSTILE)) >= 40


@pytest.mark.parametrize(
    "odd",
    [None, 7, "x", [], {}, {"turns": 7}, {"turns": [7]}, {"turns": [{}]},
     {"turns": [{"question": "q"}]}, {"turns": [{"question": 7, "error": "e"}]},
     {"turns": [{"question": "q", "answer": {"status": "answered"}}]},
     {"turns": [{"question": "q", "answer": {"status": "<b>", "citations": []}}]}],
)  # fmt: skip
def test_what_is_no_conversation_is_refused(odd: object) -> None:
    told = Chat({"": FakeAssistant()}).save(odd)  # type: ignore[dict-item]
    assert told["error"].startswith("This is no saved conversation of Byline: ")


def test_a_citation_without_its_source_is_refused() -> None:
    found, article = answer("x")
    record = to_record(Turn(1, "q", found, None, {"x": article}))
    record["answer"]["statements"][0]["citations"] = [7]
    told = Chat({"": FakeAssistant()}).save({"turns": [record]})  # type: ignore[dict-item]
    assert "a citation has no source" in told["error"]


@pytest.mark.parametrize("path", ["/etc/passwd", "../../etc/passwd", "", ".", "up/../../secret"])
def test_only_uploads_are_read(tmp_path: Path, path: str) -> None:
    uploads = tmp_path / "up"
    uploads.mkdir()
    (tmp_path / "secret").write_text("secret")
    shelf = Shelf(Chat({"": FakeAssistant()}), True, uploads)  # type: ignore[dict-item]
    wanted = {"path": str(uploads / path) if path else "", "name": "a.md"}
    assert "did not arrive whole" in shelf.add_file(wanted)["lines"]
    assert (tmp_path / "secret").exists()


def test_adding_and_removing_are_off_where_they_are_off(tmp_path: Path) -> None:
    shelf = Shelf(Chat({"": FakeAssistant()}), False, tmp_path)  # type: ignore[dict-item]
    for told in (shelf.add_text({"text": "x"}), shelf.add_url({}), shelf.add_file({})):
        assert "switched off here" in told["lines"]
    assert "switched off here" in shelf.remove({"article": "harbour"})["told"]
