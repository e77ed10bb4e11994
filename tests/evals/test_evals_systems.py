"""Other systems through their adapters: a function, an endpoint, a file, LlamaIndex."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from evals_builders import make_answer, make_case

from evals.cases import Turn
from evals.errors import EvalError
from evals.measures import Articles, measure
from evals.systems import completed, open_system
from evals.systems.byline import code_digest, library_digest
from evals.systems.http import http_system
from evals.systems.recorded import recorded_system
from index.library import Library

Write = Callable[..., Path]


# The form of an answer


def test_an_answer_is_completed_with_what_it_leaves_out() -> None:
    whole = completed("Two hours.")
    assert (whole["answer"], whole["status"], whole["short"]) == ("Two hours.", "answered", None)
    assert whole["citations"] == whole["evidence"] == []
    cited = completed(
        {"answer": "x", "citations": [{"article_id": "a", "quote": "q", "start": 0, "end": 1}],
         "evidence": [{"article_id": "a"}]}
    )  # fmt: skip
    assert (cited["citations"][0]["number"], cited["citations"][0]["date"]) == (1, None)
    assert cited["evidence"][0]["text"] == ""
    values = measure(make_case(), cited, lambda i: "q")
    assert (values["facts_strict"], values["quotes_valid"]) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (None, "expected an answer as an object, got NoneType"),
        ({}, "field 'answer': expected a text, got None"),
        ({"answer": "x", "status": "unsure"}, "field 'status'.*got 'unsure'"),
        ({"answer": "x", "citations": None}, "field 'citations': expected a list"),
        ({"answer": "x", "citations": [{"article_id": "a"}]}, "entry 1: expected str 'quote'"),
        ({"answer": "x", "evidence": [{}]}, "'evidence', entry 1: expected str 'article_id'"),
    ],
)
def test_an_answer_out_of_form_says_which_field(answer: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        completed(answer)


# A function


def test_a_function_is_found_in_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: Library
) -> None:
    (tmp_path / "my_own_bot.py").write_text(
        "def reply(question, history):\n    return f'{question} {len(history)}'\n"
    )
    monkeypatch.chdir(tmp_path)
    system = open_system("my_own_bot:reply", library, [])
    assert system.ask("How?", [{"question": "Q", "answer": "A"}])["answer"] == "How? 1"
    assert system.version is None  # nobody knows what it depends on
    assert open_system("my_own_bot:reply", library, [], "3").version == "my_own_bot:reply 3"
    for name in ("my_own_bot:nothing", "no_such_module:reply", ":reply"):
        with pytest.raises(EvalError, match="module:function"):
            open_system(name, library, [])
    with pytest.raises(EvalError, match="to be a function"):
        open_system("my_own_bot:__name__", library, [])


def test_a_system_that_is_none_names_those_there_are(library: Library) -> None:
    with pytest.raises(EvalError, match=r"byline, llama-index, .* got 'gpt'"):
        open_system("gpt", library, [])


# An endpoint


def endpoint(*replies: Any) -> tuple[Callable[[str, Sequence[Any]], Any], list[Any]]:
    """A system at an address that gives these replies in turn, and what it was sent."""
    sent: list[Any] = []
    coming = iter(replies)

    def reply(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        answer = next(coming)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    transport = httpx.MockTransport(reply)
    return http_system("http://bot/ask", transport=transport, first_wait=0.001).ask, sent


def test_an_endpoint_is_sent_the_question_and_the_turns_before_it() -> None:
    ask, sent = endpoint(make_answer())
    turns = [{"question": "Q", "answer": "A"}]
    assert ask("How?", turns)["short"] == "two hours"
    assert sent == [{"question": "How?", "history": turns}]


def test_an_endpoint_that_is_busy_or_away_is_asked_again() -> None:
    ask, sent = endpoint(httpx.Response(503), httpx.ConnectError("away"), {"answer": "Yes."})
    assert ask("How?", [])["answer"] == "Yes."
    assert len(sent) == 3
    ask, sent = endpoint(*[httpx.Response(429)] * 9)
    with pytest.raises(httpx.HTTPStatusError):
        ask("How?", [])
    assert len(sent) == 4


def test_an_endpoint_that_refuses_is_not_asked_again() -> None:
    ask, sent = endpoint(httpx.Response(400))
    with pytest.raises(httpx.HTTPStatusError):
        ask("How?", [])
    assert len(sent) == 1
    ask, _ = endpoint(httpx.Response(200, text="no json"))
    with pytest.raises(ValueError):
        ask("How?", [])


# A file


def test_answers_of_a_file_are_found_by_id(tmp_path: Path) -> None:
    cases = [make_case(id="1"), make_case(id="2", history=(Turn("Q", "A"),)),
             make_case(id="3", question="Other?")]  # fmt: skip
    path = tmp_path / "answers.jsonl"
    path.write_text('{"id": "2", "answer": "two"}\n\n{"id": "1", "answer": "one"}\n')
    ask = recorded_system(path, cases).ask
    assert ask(cases[0].question, [])["answer"] == "one"
    assert ask(cases[1].question, [{"question": "Q", "answer": "A"}])["answer"] == "two"
    with pytest.raises(LookupError, match="no answer with the id '3'"):
        ask("Other?", [])


def test_a_file_that_cannot_be_used_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    with pytest.raises(EvalError, match="cannot be read"):
        recorded_system(path, [])
    for wrong in ("{", "[]", '{"answer": "x"}'):
        path.write_text('{"id": "1", "answer": "x"}\n' + wrong)
        with pytest.raises(EvalError, match="line 2: expected an object"):
            recorded_system(path, [])


# LlamaIndex, and Byline itself


@pytest.fixture
def herons(library: Library, write: Write) -> Library:
    library.add(
        [
            write("herons.md", "The herons came at noon.\n\nThey left.", title="H", source="Echo"),
            write("ships.md", "Forty ships sailed from Westerby.", title="S", source="Echo"),
            write("bread.md", "Bread is dear this winter.", title="B"),
        ]
    )
    return library


def test_llama_index_answers_with_its_best_node_and_cites_it_to_the_character(
    herons: Library,
) -> None:
    system = open_system("llama-index", herons, [])
    answer = system.ask("When came the herons?", [])
    assert answer["citations"][0]["article_id"] == "herons"
    assert answer["status"] == "answered"
    assert len(answer["evidence"]) == 2  # its default
    assert 0 < answer["confidence"] <= 1
    case = make_case(articles=("herons",), facts=(("at noon",),))
    values = measure(case, answer, Articles(herons.article))
    assert (values["facts_strict"], values["quotes_valid"]) == (1.0, 1.0)
    both = open_system("llama-index:context", herons, []).ask("When came the herons?", [])
    assert [c["number"] for c in both["citations"]] == [1, 2]
    assert both["evidence"] == answer["evidence"]


def test_what_an_answer_depends_on_is_in_the_version(
    herons: Library, write: Write, tmp_path: Path
) -> None:
    versions = {open_system(name, herons, []).version for name in ("llama-index", "byline")}
    assert len(versions) == 2
    before = library_digest(herons)
    herons.add([write("gulls.md", "The gulls stayed.")])
    assert library_digest(herons) != before
    again = Library.open(tmp_path / "again", create=True)
    again.add([tmp_path / "articles"])
    assert library_digest(again) == library_digest(herons)  # the same articles, another folder
    again.close()


def test_the_digest_of_the_code_follows_its_content(tmp_path: Path) -> None:
    class Package:
        __file__ = str(tmp_path / "__init__.py")

    (tmp_path / "__init__.py").write_text("a = 1")
    first = code_digest([Package])
    assert code_digest([Package]) == first
    (tmp_path / "weights.json").write_text("{}")
    assert code_digest([Package]) != first
