"""An HTTP endpoint as a system. The only user of httpx and tenacity in the evaluation."""

from __future__ import annotations

from typing import Any

import httpx
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from evals.systems.base import Answering, Turns

_SECONDS = 120.0  # a language model may think for a minute
_ATTEMPTS = 4
_JOBS = 4
_TRY_AGAIN = (429, 500, 502, 503, 504)


def http_system(
    address: str,
    version: str | None = None,
    transport: httpx.BaseTransport | None = None,
    first_wait: float = 0.5,
) -> Answering:
    """The endpoint at ``address``: POST of ``{"question", "history"}``, an answer as JSON back.

    Asked again, up to four times, where it cannot be reached, is busy (429) or fails (5xx);
    ``first_wait`` seconds after the first time, twice as long after each.
    """
    client = httpx.Client(timeout=_SECONDS, transport=transport, follow_redirects=True)
    retrying = Retrying(
        retry=retry_if_exception(_may_pass),
        stop=stop_after_attempt(_ATTEMPTS),
        wait=wait_exponential_jitter(initial=first_wait, max=30, jitter=first_wait),
        reraise=True,
    )

    def post(question: str, history: Turns) -> Any:
        body = {"question": question, "history": [dict(turn) for turn in history]}
        return client.post(address, json=body).raise_for_status().json()

    def ask(question: str, history: Turns) -> Any:
        return retrying(post, question, history)

    return Answering(address, ask, None if version is None else f"{address} {version}", _JOBS)


def _may_pass(error: BaseException) -> bool:
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in _TRY_AGAIN
    return isinstance(error, httpx.TransportError)
