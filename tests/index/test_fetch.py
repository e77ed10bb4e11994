"""Addresses fetched: from a server on loopback made here, with names that resolve as told."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from reader_samples import DAY, FIRST, TITLE, feed, html, pdf

import index.fetch
from index.errors import ArticleError
from index.fetch import USER_AGENT, fetch
from index.records import Article

Answer = tuple[int, dict[str, str], bytes]


class Server:
    """Answers by path; what was asked for is in ``asked``: (path, Host, User-Agent)."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[tuple[str, str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers = self.headers
                outer.asked.append((self.path, headers["Host"], headers["User-Agent"]))
                answer = outer.pages.get(self.path, (404, {}, b""))
                if callable(answer):
                    answer(self)
                    return
                self.send_response(answer[0])
                for name, value in answer[1].items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer[2])))
                self.end_headers()
                self.wfile.write(answer[2])

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def page(self, path: str, data: bytes, kind: str = "text/html", **headers: str) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (200, {"Content-Type": kind, **named}, data)
        return self.url + path

    def redirect(self, path: str, target: str) -> str:
        self.pages[path] = (302, {"Location": target}, b"")
        return self.url + path

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def got(url: str) -> Article:
    (article,) = fetch(url, allow_private=True)
    assert isinstance(article, Article)
    return article


def refused(url: str, allow_private: bool = True) -> str:
    with pytest.raises(ArticleError) as error:
        list(fetch(url, allow_private=allow_private))
    return str(error.value)


# What is read


def test_a_page_is_fetched_with_its_address_and_date(server: Server) -> None:
    article = got(server.page("/2025/06/02/talks", html("<base>")) + "#part")
    assert (article.title, article.date, article.date_from) == (TITLE, DAY, "address")
    assert article.url == f"{server.url}/2025/06/02/talks#part"
    assert article.origin == f"{server.url}/2025/06/02/talks"
    assert [path for path, _, _ in server.asked] == ["/robots.txt", "/2025/06/02/talks"]
    assert {agent for _, _, agent in server.asked} == {USER_AGENT}
    assert USER_AGENT.startswith("Byline/")


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("/a", pdf(), "application/pdf"),
        ("/a", feed(1), "application/rss+xml; charset=utf-8"),
        ("/a", f"Headline\n\n{FIRST} Où ?".encode("cp1252"), "text/plain; charset=iso-8859-1"),
        ("/a", html(), "TEXT/HTML"),
        ("/a.pdf", pdf(), "application/octet-stream"),
        ("/a", b'{"title": "T", "text": "' + FIRST.encode() + b'"}', "application/json"),
    ],
)
def test_the_content_type_tells_the_format(
    server: Server, name: str, data: bytes, kind: str
) -> None:
    assert FIRST in got(server.page(name, data, kind)).text


def test_a_packed_page_is_unpacked(server: Server) -> None:
    url = server.page("/a", gzip.compress(html()), Content_Encoding="gzip")
    assert got(url).title == TITLE


def test_other_types_are_refused(server: Server) -> None:
    assert "format image/png is not read" in refused(server.page("/a", b"x", "image/png"))


def test_answers_that_are_no_page_are_said(server: Server) -> None:
    assert refused(server.url + "/none") == "the server answers 404 Not Found"
    server.close()
    assert "cannot be fetched" in refused(server.url + "/a")


# Redirects


def test_redirects_are_followed_five_times(server: Server) -> None:
    server.page("/5", html())
    for n in range(5):
        server.redirect(f"/{n}", f"/{n + 1}")
    assert got(server.url + "/0").url == server.url + "/5"
    server.redirect("/more", "/0")
    assert refused(server.url + "/more") == "redirects more than 5 times"


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://x.org/a", "http://u:p@x.org/"])
def test_a_redirect_is_held_to_the_same_rules(server: Server, target: str) -> None:
    assert "address" in refused(server.redirect("/a", target))


# Where it may not go


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
     "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]",
     "[fc00::1]", "[::ffff:127.0.0.1]", "[::ffff:a00:1]", "[2002:7f00:1::]", "[64:ff9b::7f00:1]",
     "[ff02::1]", "2130706433", "0x7f.1", "127.1", "localhost"],
)  # fmt: skip
def test_addresses_of_this_machine_and_network_are_refused(address: str) -> None:
    reason = refused(f"http://{address}/", allow_private=False)
    assert "local network" in reason or "cannot be resolved" in reason or "no address" in reason


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://x.org", "http://", "http://user:pw@x.org/", "javascript:1",
            "http://x.org:99999/", "http://[::1/", "gopher://x"],
)  # fmt: skip
def test_only_plain_web_addresses_are_fetched(url: str) -> None:
    assert "address" in refused(url)


def resolve_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Names resolve to these addresses, one answer after the other; returns the names asked."""
    asked: list[str] = []

    async def getaddrinfo(_: object, host: str, port: int, **__: object) -> list[object]:
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in found]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    return asked


def test_one_private_address_among_public_ones_is_enough(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, ["93.184.215.14", "127.0.0.1"])
    assert "news.example is at 127.0.0.1" in refused(
        f"http://news.example:{server.port}/", allow_private=False
    )
    assert server.asked == []


def test_the_connection_goes_to_the_address_that_was_checked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is asked once a request, and the socket never resolves it again."""
    server.page("/a", html())
    asked = resolve_to(monkeypatch, ["127.0.0.1"])
    monkeypatch.setattr(index.fetch, "_is_public", lambda address: address == "127.0.0.1")
    (article,) = fetch(f"http://news.example:{server.port}/a")
    assert isinstance(article, Article)
    assert [host for _, host, _ in server.asked] == [f"news.example:{server.port}"] * 2
    assert "news.example" in asked
    assert set(asked) <= {"news.example", "127.0.0.1"}


def test_a_name_that_changes_its_address_gains_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.redirect("/robots.txt", "/robots2.txt")
    resolve_to(monkeypatch, ["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"])
    monkeypatch.setattr(index.fetch, "_is_public", lambda address: address == "127.0.0.1")
    assert "is at 10.0.0.1" in refused(f"http://news.example:{server.port}/a", allow_private=False)


def test_proxies_of_the_environment_are_not_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert got(server.page("/a", html())).title == TITLE


# Robots


def test_robots_are_respected(server: Server) -> None:
    rules = b"User-agent: *\nAllow: /\n\nUser-agent: Byline\nDisallow: /private\n"
    server.page("/robots.txt", rules, "text/plain")
    assert got(server.page("/open", html())).title == TITLE
    assert "does not allow" in refused(server.page("/private/a", html()))
    assert "/private/a" not in [path for path, _, _ in server.asked]


def test_the_target_of_a_redirect_is_asked_for_too(server: Server) -> None:
    server.page("/robots.txt", b"User-agent: *\nDisallow: /private", "text/plain")
    server.page("/private/a", html())
    assert "does not allow" in refused(server.redirect("/a", "/private/a"))


def test_robots_that_fail_are_said(server: Server) -> None:
    server.pages["/robots.txt"] = (503, {}, b"")
    assert "its robots.txt cannot be read (the server answers 503)" in refused(
        server.page("/a", html())
    )


# Bounds


def test_a_page_that_is_too_large_is_refused_packed_or_not(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.fetch, "MAX_ARTICLE", 3 * 2**20)
    large = b"a" * 4 * 2**20
    assert refused(server.page("/a", large)) == "is larger than 3 MB"
    packed = server.page("/b", gzip.compress(large), Content_Encoding="gzip")
    assert refused(packed) == "is larger than 3 MB"
    assert "was not asked for" in refused(server.page("/c", b"x", Content_Encoding="gzip, gzip"))


def test_a_server_that_drips_is_left(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.fetch, "_SECONDS", 1.0)

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Header: ")
        for _ in range(50):
            time.sleep(0.1)
            handler.wfile.write(b"x")
            handler.wfile.flush()

    server.pages["/a"] = drip
    started = time.monotonic()
    assert refused(server.url + "/a") == "did not arrive within 1 seconds"
    assert time.monotonic() - started < 3


def test_an_answer_that_is_no_http_is_said(server: Server) -> None:
    server.pages["/a"] = lambda handler: handler.wfile.write(b"hello\r\n\r\n") and None
    assert "cannot be fetched" in refused(server.url + "/a")
