"""The examples of docs/api.md run, and say what they are said to say."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from app_fakes import TALKS, free_port, talks_library

import app
from assistant import Assistant
from assistant.serving import Serving
from index.library import Library

DOCS = (Path(__file__).parents[1] / "docs" / "api.md").read_text("utf-8")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with talks_library(tmp_path_factory.mktemp("api")) as library:
        yield library


@pytest.fixture(scope="module")
def address(library: Library) -> Iterator[str]:
    served = app.serve(Assistant(library), Serving(port=free_port()), block=False)
    yield served.local_url.rstrip("/")
    served.close(verbose=False)


def examples(language: str, address: str) -> list[str]:
    blocks = re.findall(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)
    return [block.replace("http://127.0.0.1:7860", address) for block in blocks]


def test_the_python_example_prints_the_quote(address: str) -> None:
    [example] = examples("python", address)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(example, {})
    assert printed.getvalue().startswith("answered Rustem Umerov")
    assert f"1 Orda.kz {TALKS}" in printed.getvalue() and "\ntalks 0 " in printed.getvalue()


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_the_curl_examples_answer_and_add(address: str, library: Library) -> None:
    ask, add = examples("bash", address)
    assert result(ask)["citations"][0]["quote"] == TALKS
    [added] = result(add)["added"]
    assert library.article(added).text == "The bridge is open again."
    article = library.article(added)
    assert (article.source, article.date) == ("The Echo", "2025-06-03")


def test_articles_narrow_what_is_asked_and_searched(address: str) -> None:
    from gradio_client import Client

    client = Client(address, verbose=False)
    one = client.predict(question="Who led?", articles=["talks"], api_name="/ask")
    assert {e["article_id"] for e in one["evidence"]} == {"talks"}
    found = client.predict(query="delegation", articles=["talks"], api_name="/search")
    assert {p["article_id"] for p in found} == {"talks"}


def result(script: str) -> dict[str, list[dict[str, str]]]:
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60)
    assert "event: complete" in ran.stdout, ran.stdout
    [value] = json.loads(ran.stdout.partition("data: ")[2].splitlines()[0])
    return value  # type: ignore[no-any-return]


def test_the_page_offers_these_four_and_nothing_else(address: str) -> None:
    from gradio_client import Client

    client = Client(address, verbose=False)
    offered = client.view_api(return_format="dict", print_info=False)
    assert isinstance(offered, dict)
    named = offered["named_endpoints"]
    assert sorted(named) == ["/add", "/articles", "/ask", "/search"]
    for name, endpoint in named.items():
        assert all(p["parameter_name"] in DOCS for p in endpoint["parameters"]), name
    for call, told in (
        ({"api_name": "/add"}, "Expected one of `text` and `url`"),
        ({"api_name": "/search", "query": "x", "limit": 999}, "expected a number from 1 to 50"),
        ({"api_name": "/ask", "question": "x", "since": "May"}, "expected YYYY-MM-DD"),
        ({"api_name": "/ask", "question": "x", "articles": ["y"]}, "No article 'y'"),
        ({"api_name": "/articles", "library": "theirs"}, "There is no library 'theirs' here"),
    ):
        with pytest.raises(Exception, match=told):
            client.predict(**call)
