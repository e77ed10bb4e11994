"""An address that the user names, fetched as a careful guest would, and read as an article.

Only http and https. A name is resolved once, every address that it resolves to must be a
public one, and the connection goes to that very address, so that a name which changes its
mind in between (DNS rebinding) gains nothing. Redirects are followed by hand, each checked
like the first. ``robots.txt`` is asked on every host (RFC 9309).
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from urllib.parse import urlsplit

import httpx
from protego import Protego

from index.errors import ArticleError
from index.readers import FORMATS, read_bytes
from index.readers.cleaning import printable
from index.readers.source import MAX_ARTICLE
from index.records import Article, Rejected

USER_AGENT = (
    f"Byline/{version('byline')} (news question answering; fetches the pages that its user names)"
)
_MAX_REDIRECTS = 5
_MAX_ROBOTS = 512 * 2**10  # bytes; RFC 9309 asks for 500 KiB at least
_SECONDS = 30.0  # for all: names, redirects, robots.txt, the page
_STEP_SECONDS = 10.0  # to connect, and between two pieces of an answer
_REDIRECTS = (301, 302, 303, 307, 308)
_ENCODINGS = ("", "identity", "gzip", "deflate")
_ACCEPT = ", ".join([*(kind for format in FORMATS for kind in format.media_types), "*/*;q=0.1"])


@dataclass(frozen=True, slots=True)
class _Page:
    url: str
    status: int
    headers: httpx.Headers
    data: bytes


def fetch(url: str, *, allow_private: bool = False) -> Iterator[Article | Rejected]:
    """The articles at this address: a page is one, a feed holds many.

    ``allow_private`` lets it reach the machine itself and the local network. Raises
    ``ArticleError`` with the reason where nothing is fetched: within 30 seconds and
    20 MB, or not at all.
    """
    try:
        page = asyncio.run(asyncio.wait_for(_page(url, allow_private), _SECONDS))
    except TimeoutError:
        raise ArticleError(f"did not arrive within {_SECONDS:.0f} seconds") from None
    except httpx.HTTPError as error:
        raise ArticleError(f"cannot be fetched: {error or type(error).__name__}") from error
    path = urlsplit(page.url).path
    name = printable(path.rstrip("/").rpartition("/")[2]) or urlsplit(page.url).hostname or "page"
    kind = page.headers.get("content-type", "")
    # Servers that do not know a file's type say so with this one.
    kind = "" if kind.startswith("application/octet-stream") else kind or "text/html"
    origin = urlsplit(url)._replace(fragment="").geturl()
    yield from read_bytes(name, page.data, origin, url=page.url, media_type=kind)


async def _page(url: str, allow_private: bool) -> _Page:
    """The page at the end of the redirects; on each host, if its robots.txt has no objection."""
    async with httpx.AsyncClient(
        trust_env=False,
        follow_redirects=False,
        timeout=_STEP_SECONDS,
        # A kept connection would be used for another name at the same address, unchecked.
        limits=httpx.Limits(max_keepalive_connections=0),
        headers={"User-Agent": USER_AGENT, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
    ) as client:
        for _ in range(_MAX_REDIRECTS + 1):
            await _ask_robots(client, url, allow_private)
            page = await _get(client, url, allow_private, MAX_ARTICLE)
            if page.status not in _REDIRECTS or "location" not in page.headers:
                break
            url = str(_parsed(page.headers["location"], url))
        else:
            raise ArticleError(f"redirects more than {_MAX_REDIRECTS} times")
    if page.status != 200:
        reason = httpx.codes.get_reason_phrase(page.status)
        raise ArticleError(f"the server answers {page.status} {reason}".rstrip())
    return page


async def _ask_robots(client: httpx.AsyncClient, url: str, allow_private: bool) -> None:
    """Raises ``ArticleError`` where robots.txt does not allow this page, or cannot be had."""
    robots = str(_parsed("/robots.txt", str(_parsed(url))))
    for _ in range(_MAX_REDIRECTS + 1):
        page = await _get(client, robots, allow_private, _MAX_ROBOTS, cut=True)
        if page.status not in _REDIRECTS or "location" not in page.headers:
            break
        robots = str(_parsed(page.headers["location"], robots))
    if page.status >= 500:
        raise ArticleError(
            f"its robots.txt cannot be read (the server answers {page.status}), so nothing is "
            "fetched; try later, or save the page yourself"
        )
    if page.status == 200:
        rules = Protego.parse(page.data.decode("utf-8", "replace"))
        if not rules.can_fetch(url, "Byline"):
            raise ArticleError(f"{robots} does not allow programs to fetch it; save it yourself")


async def _get(
    client: httpx.AsyncClient, url: str, allow_private: bool, limit: int, cut: bool = False
) -> _Page:
    """One answer from a checked address; beyond ``limit`` bytes unpacked it is cut or refused."""
    parts, addresses = await _checked(url, allow_private)
    for number, address in enumerate(addresses, 1):
        target = parts.copy_with(host=address)
        request = client.build_request(
            "GET",
            target,
            headers={"Host": parts.netloc.decode("ascii")},
            # The certificate must be the name's, not the address's.
            extensions={"sni_hostname": parts.host},
        )
        try:
            response = await client.send(request, stream=True)
        except httpx.ConnectError:
            if number == len(addresses):
                raise
            continue
        try:
            data = await _body(response, limit, cut)
            return _Page(url, response.status_code, response.headers, data)
        finally:
            await response.aclose()
    raise ArticleError(f"{parts.host} has no address")


async def _body(response: httpx.Response, limit: int, cut: bool) -> bytes:
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in _ENCODINGS:  # some of these expand without bound at one step
        raise ArticleError(f"is packed as {encoding}, which was not asked for")
    data = bytearray()
    async for chunk in response.aiter_bytes():
        data += chunk
        if len(data) > limit:
            if not cut:
                raise ArticleError(f"is larger than {limit // 2**20} MB")
            break
    return bytes(data[:limit])


def _parsed(url: str, base: str | None = None) -> httpx.URL:
    """An address taken apart, relative to ``base``; ``ArticleError`` where it may not be asked."""
    try:
        parts = httpx.URL(base).join(url) if base else httpx.URL(url)
        (parts.port or 80).to_bytes(2)
    except (httpx.InvalidURL, ValueError, OverflowError) as error:
        raise ArticleError(f"is no address: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.host:
        raise ArticleError(f"is no http or https address: {printable(url)[:100]}")
    if parts.userinfo:
        raise ArticleError("has a name or password in its address; those are not sent")
    return parts


async def _checked(url: str, allow_private: bool) -> tuple[httpx.URL, list[str]]:
    """The address taken apart, and what its name resolves to, all of it public."""
    parts = _parsed(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            parts.host, port, type=socket.SOCK_STREAM
        )
    except (OSError, ValueError) as error:
        raise ArticleError(f"the name {parts.host} cannot be resolved: {error}") from error
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    if not allow_private:
        for address in addresses:
            if not _is_public(address):
                raise ArticleError(
                    f"{parts.host} is at {address}, on this machine or its local network; "
                    "allow private addresses if that is meant"
                )
    return parts, addresses


def _is_public(address: str) -> bool:
    """Not private, loopback, link-local, reserved, multicast, nor such a one in IPv6 clothes."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):  # NAT64
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)
