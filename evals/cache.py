"""Answers kept between runs, so that a run that was killed goes on where it stopped.

An answer is found again only where everything it depends on is the same: the system with its
settings, code and weights, the articles, and the question with the turns before it. The
facts that a case expects are not among them: mending a suite asks nothing anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from platformdirs import user_cache_path

from evals.cases import Case
from evals.errors import EvalError


class Kept(NamedTuple):
    """An answer from the cache and the seconds that it took when it was given."""

    answer: dict[str, Any]
    seconds: float


class AnswerCache:
    """The answers of one version of one system, a JSON line each, in a file of their own.

    ``version`` names all that the answers depend on but the question. What another process adds
    while this one runs is not seen, and not lost either.
    Raises ``EvalError`` where the folder cannot be written.
    """

    def __init__(self, version: str, folder: Path | None = None) -> None:
        self.path = (folder or cache_folder()) / f"{digest(version)}.jsonl"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # A line torn by a kill must not swallow the one that is written after it.
            with self.path.open("a+b") as file:
                if file.tell():
                    file.seek(-1, os.SEEK_END)
                    if file.read(1) != b"\n":
                        file.write(b"\n")
            self._kept = _read(self.path)
        except OSError as error:
            raise EvalError(
                f"The cache {self.path} cannot be used: {error.strerror}. Set BYLINE_CACHE to a "
                "folder that can be written, or run with --no-cache."
            ) from None

    def get(self, case: Case) -> Kept | None:
        """What was answered to this question after these turns; ``None`` if it never was."""
        return self._kept.get(asked(case))

    def put(self, case: Case, answer: dict[str, Any], seconds: float) -> None:
        """Keeps an answer at once: a kill after it loses nothing of it."""
        key = asked(case)
        line = json.dumps({"asked": key, "answer": answer, "seconds": seconds})
        self._kept[key] = Kept(answer, seconds)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def cache_folder() -> Path:
    """The folder BYLINE_CACHE, or the user's own for caches."""
    given = os.environ.get("BYLINE_CACHE")
    return (Path(given) if given else user_cache_path("byline", appauthor=False)) / "answers"


def asked(case: Case) -> str:
    """The digest of what is asked: the question and the turns before it."""
    return digest(json.dumps([case.question, [asdict(turn) for turn in case.history]]))


def digest(text: str) -> str:
    """The first 32 hexadecimal digits of the SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _read(path: Path) -> dict[str, Kept]:
    kept = {}
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            row = json.loads(line)
            kept[row["asked"]] = Kept(row["answer"], float(row["seconds"]))
        except (ValueError, TypeError, KeyError):  # torn by a kill: asked again
            continue
    return kept
