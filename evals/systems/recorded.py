"""Answers that a system gave elsewhere, as JSON Lines, one ``{"id", "answer", ...}`` a case."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evals.cases import Case
from evals.errors import EvalError
from evals.systems.base import Answering, Turns


def recorded_system(path: Path, cases: Sequence[Case]) -> Answering:
    """The answers of a file, each to the case of its ``id``.

    It is what ``byline ask --batch`` writes, and any other system can. Asking for a case that
    the file does not answer raises ``LookupError``. Raises ``EvalError`` where the file cannot
    be read, naming the line.
    """
    answers = _read(path)
    # A question may stand in two cases after different turns: both tell them apart.
    ids = {(c.question, str([asdict(t) for t in c.history])): c.id for c in reversed(cases)}

    def ask(question: str, history: Turns) -> Any:
        case_id = ids[question, str([dict(turn) for turn in history])]
        if case_id not in answers:
            raise LookupError(f"{path} has no answer with the id {case_id!r}")
        return answers[case_id]

    return Answering(str(path), ask)


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(
            f"Expected --system to name a JSON Lines file of answers, got {path}, which cannot be "
            f"read: {error}."
        ) from None
    answers = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            answers[row["id"]] = row
        except (ValueError, TypeError, KeyError) as error:
            raise EvalError(
                f'{path}, line {number}: expected an object {{"id", "answer", ...}}, got '
                f"{type(error).__name__}: {error}."
            ) from None
    return answers
