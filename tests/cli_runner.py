"""Commands run in this process: what they printed and how they ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

CHILDREN = "How many children are on the list that Ukraine handed over?"


@dataclass(frozen=True)
class Ran:
    """What a command printed and its exit code."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Byline = Callable[..., Ran]


def refused(ran: Ran, *said: str) -> bool:
    """One sentence on standard error, nothing on standard output, an exit code that fails."""
    assert ran.code not in (0, None)
    assert ran.out == ""
    assert ran.err.startswith("byline: ")
    assert "Traceback" not in ran.err
    assert all(words in ran.err for words in said), ran.err
    return True
