"""Who may sign in: names and hashed passwords in a file, and a limit on failed tries.

A line of the file is ``NAME:SALT:HASH``, as ``byline password NAME`` prints it: salt and hash
in hexadecimal, the hash scrypt (RFC 7914) with N = 2^15, r = 8, p = 1 (OWASP's password
storage cheat sheet, its second choice). Lines that begin with # are comments.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from assistant import wording
from index.errors import BylineError

_FAILURES = 8  # failed tries from one address before it has to wait
_WAIT = 15 * 60  # seconds that a failure counts
_ADDRESSES = 10_000  # remembered at once; the oldest leaves first
_PASSWORD_CHARACTERS = 10  # the least
_EXPECTED = "expected lines of NAME:SALT:HASH, as `byline password NAME` prints them"

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        password.encode("utf-8", "surrogatepass"), salt=salt, n=2**15, r=8, p=1, maxmem=2**26
    )


def password_line(name: str, password: str) -> str:
    """A line for the file of logins; raises ``BylineError`` for a name or password that is odd."""
    if not name or not name.isprintable() or ":" in name or name != name.strip() or name[0] == "#":
        raise BylineError(f"{name!r} is no name to sign in with; expected one without a colon.")
    if len(password) < _PASSWORD_CHARACTERS:
        raise BylineError(
            f"The password has {len(password)} characters; expected {_PASSWORD_CHARACTERS} or more."
        )
    salt = secrets.token_bytes(16)
    return f"{name}:{salt.hex()}:{_hash(password, salt).hex()}"


class Logins:
    """The names and hashes of a file. Raises ``BylineError`` where it cannot be read."""

    def __init__(self, file: Path) -> None:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise BylineError(f"{file} cannot be read: {error}; {_EXPECTED}.") from error
        self._known: dict[str, tuple[bytes, bytes]] = {}
        for number, line in enumerate(lines, start=1):
            if not line.strip() or line.startswith("#"):
                continue
            try:
                name, salt, hashed = line.strip().split(":")
                self._known[name] = bytes.fromhex(salt), bytes.fromhex(hashed)
            except ValueError:
                raise BylineError(f"{file}, line {number}: {_EXPECTED}.") from None
        if not self._known:
            raise BylineError(f"{file} names nobody who may sign in; {_EXPECTED}.")

    async def check(self, name: str, password: str) -> bool:
        """Whether this is that person's password; as slow for a name that nobody has."""
        salt, hashed = self._known.get(name, (b"nobody", b""))
        tried = await asyncio.to_thread(_hash, password[:1000], salt)
        return hmac.compare_digest(tried, hashed)


class FailureLimit:
    """ASGI middleware: an address with too many failed logins has to wait before the next."""

    def __init__(self, app: Application, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._clock = app, clock
        self._failures: dict[str, list[float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_login(scope):
            await self._app(scope, receive, send)
            return
        address = (scope.get("client") or ("unknown",))[0]
        recent = self._recent(address)
        if len(recent) >= _FAILURES:
            await _refuse(send, int(_WAIT - (self._clock() - recent[0])))
            return
        # Counted before the answer is known: tries at the same time are tries too.
        recent.append(self._clock())

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                self._failures.pop(address, None)
            await send(message)

        await self._app(scope, receive, noted)

    def _recent(self, address: str) -> list[float]:
        since = self._clock() - _WAIT
        recent = [at for at in self._failures.pop(address, []) if at > since]
        self._failures[address] = recent
        while len(self._failures) > _ADDRESSES:
            self._failures.pop(next(iter(self._failures)))
        return recent


def _is_login(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "POST":
        return False
    return str(scope["path"]).rstrip("/").endswith("/login")


async def _refuse(send: Send, seconds: int) -> None:
    told = wording.TOO_MANY_FAILURES.format(minutes=seconds // 60 + 1)
    body = b'{"detail":"' + told.encode() + b'"}'
    headers = [
        (b"content-type", b"application/json"),
        (b"retry-after", str(max(seconds, 1)).encode()),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": 429, "headers": headers})
    await send({"type": "http.response.body", "body": body})
