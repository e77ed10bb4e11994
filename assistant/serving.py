"""How the app is served: options, log, health. Knows HTTP (ASGI), not Gradio."""

from __future__ import annotations

import ipaddress
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.login import Application, Receive, Scope, Send
from index.errors import BylineError

LOG = logging.getLogger("byline.serve")


@dataclass(frozen=True, slots=True)
class Serving:
    """The options of ``byline serve``; ``upload_mb`` is the largest file taken, in MB.

    ``allow_adding`` left out: articles are added and removed in the browser only where the app
    listens on this machine alone. ``root_path`` is the path that a proxy puts before every
    address, or the whole address it is reached at. ``mcp`` offers the same tools over the
    Model Context Protocol.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    allow_adding: bool | None = None
    auth: Path | None = None
    root_path: str | None = None
    mcp: bool = False
    log_questions: bool = False
    upload_mb: int = 50

    def __post_init__(self) -> None:
        if self.mcp and self.auth:
            raise BylineError(
                "--mcp and --auth do not go together: the MCP server asks nobody to sign in, so "
                "it would open the library to everyone. Leave one of them out."
            )
        if self.mcp and find_spec("mcp") is None:
            raise BylineError(
                "--mcp needs the package mcp, which is not installed: pip install 'mcp>=1.30,<2'."
            )
        if not 1 <= self.upload_mb <= 2048:
            raise BylineError(f"--upload-mb is {self.upload_mb}; expected 1 to 2048.")

    @property
    def may_add(self) -> bool:
        if self.allow_adding is not None:
            return self.allow_adding
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Health:
    """ASGI middleware: answers ``/health``, to everyone, with whether questions are taken."""

    def __init__(self, app: Application, draining: Callable[[], bool]) -> None:
        self._app, self._draining = app, draining

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].rstrip("/") != "/health":
            await self._app(scope, receive, send)
            return
        stopping = self._draining()
        status, told = (503, b'{"status":"stopping"}') if stopping else (200, b'{"status":"ok"}')
        headers = [
            (b"content-type", b"application/json"),
            (b"cache-control", b"no-store"),
            (b"content-length", str(len(told)).encode()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": told})


class JsonLines(logging.Formatter):
    """A JSON object a line: time, level, event, then the event's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        row: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            row["traceback"] = self.formatException(record.exc_info)
        return json.dumps(row, ensure_ascii=False)


def log_to_stderr() -> None:
    """Sends what the app logs to standard error, once however often it is called."""
    if not LOG.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False


def as_a_service(stopping: threading.Event) -> None:
    """Logs to standard error, and sets the event at the signal by which a service is told to
    end. For the main thread."""
    log_to_stderr()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())


def wait(stopping: threading.Event) -> None:
    """Until the event is set, or Ctrl+C."""
    with suppress(KeyboardInterrupt):
        # In steps: waiting without end would not be interrupted on every system.
        while not stopping.wait(1):
            pass
    stopping.set()


def keep_local_calls_local(host: str) -> None:
    """Gradio asks itself over HTTP whether it is up; a company's proxy must not get that call."""
    for name in ("NO_PROXY", "no_proxy"):
        spared = [os.environ.get(name, ""), "localhost", "127.0.0.1", host]
        os.environ[name] = ",".join(s for s in spared if s)
