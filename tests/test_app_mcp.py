"""The MCP server, asked by the client of the protocol's own Python package."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from app_fakes import TALKS, free_port, talks_library

import app
from assistant import Assistant
from assistant.serving import Serving

mcp = pytest.importorskip("mcp", reason="needs the package mcp: pip install 'mcp>=1.30,<2'")
transport = pytest.importorskip("mcp.client.streamable_http")

TOOLS = {"ask", "search", "articles", "add"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with talks_library(tmp_path_factory.mktemp("mcp")) as library:
        served = app.serve(Assistant(library), Serving(port=free_port(), mcp=True), block=False)
        yield f"{served.local_url}gradio_api/mcp/"
        served.close(verbose=False)


def spoken(address: str, act: Callable[[Any], Coroutine[Any, Any, Any]]) -> Any:
    """What comes of ``act`` on a session with the server."""

    async def speak() -> Any:
        async with (
            transport.streamable_http_client(address) as (incoming, outgoing, *_),
            mcp.ClientSession(incoming, outgoing) as session,
        ):
            await session.initialize()
            return await act(session)

    return asyncio.run(speak())


def called(address: str, tool: str, **arguments: Any) -> Any:
    return spoken(address, lambda session: session.call_tool(tool, arguments))


def test_the_four_tools_are_offered_with_what_they_take(address: str) -> None:
    tools = {t.name: t for t in spoken(address, lambda session: session.list_tools()).tools}
    assert set(tools) == TOOLS
    for name, tool in tools.items():
        taken = tool.inputSchema["properties"]
        assert "library" in taken and all(field["description"] for field in taken.values()), name
    assert tools["ask"].description.startswith("Answers a question from the articles")
    asked = {"question", "history", "sources", "since", "until", "articles"}
    assert asked <= set(tools["ask"].inputSchema["properties"])


def test_a_question_is_answered_with_its_citations(address: str) -> None:
    told = called(address, "ask", question="Who led the Ukrainian delegation?")
    assert not told.isError
    [content] = told.content
    answer = json.loads(content.text)
    assert (answer["status"], answer["short"]) == ("answered", "Rustem Umerov")
    assert answer["citations"][0]["quote"] == TALKS


def test_an_article_is_added_listed_found_and_asked_alone(address: str) -> None:
    told = called(address, "add", text="The bridge is open again.", title="Bridge")
    [added] = json.loads(told.content[0].text)["added"]
    listed = [row["id"] for row in rows(called(address, "articles", find="bridge"))]
    assert listed == [added]
    found = rows(called(address, "search", query="bridge", articles=[added]))
    assert {passage["article_id"] for passage in found} == {added}
    told = called(address, "ask", question="What is open?", articles=[added])
    assert {e["article_id"] for e in json.loads(told.content[0].text)["evidence"]} == {added}


def rows(told: Any) -> list[dict[str, Any]]:
    value = json.loads(told.content[0].text)
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        ("ask", {"question": "Who?", "since": "May"}, "expected YYYY-MM-DD"),
        ("search", {"query": "x", "limit": 999}, "expected a number from 1 to 50"),
        ("articles", {"library": "theirs"}, "There is no library 'theirs' here"),
    ],
)
def test_a_mistake_is_a_sentence(
    address: str, tool: str, arguments: dict[str, Any], sentence: str
) -> None:
    told = called(address, tool, **arguments)
    assert told.isError and sentence in told.content[0].text
