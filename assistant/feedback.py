"""What people think of an answer, a JSON object a line in a file beside the library.

``python -m evals from-feedback`` turns the file into candidate pairs for a suite. It stands
beside the folder of the library, not in it: an article that is removed leaves no word there.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant import wording
from assistant.turns import Turn
from index.errors import BylineError

_NOTE_CHARACTERS = 2000
_writing = threading.Lock()


def feedback_file(library: Path) -> Path:
    """Where the feedback on a library is kept: ``my-library-feedback.jsonl`` beside it."""
    library = library.absolute()
    return library.with_name(f"{library.name}-feedback.jsonl")


def row(turn: Turn, before: Sequence[Turn], verdict: str, note: str) -> dict[str, Any]:
    """One line of feedback; raises ``BylineError`` where there is nothing to judge."""
    if verdict not in wording.VERDICTS or turn.answer is None:
        raise BylineError(wording.FEEDBACK_ODD)
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "question": turn.question,
        "standalone": turn.answer.standalone,
        "history": [{"question": t.question, "answer": t.answer.text} for t in before if t.answer],
        "verdict": verdict,
        "note": note[:_NOTE_CHARACTERS],
        "answer": turn.answer.to_dict(),
    }


def keep(library: Path, feedback: dict[str, Any]) -> Path:
    """Appends a line to the feedback on a library; raises ``BylineError`` where it cannot be."""
    file = feedback_file(library)
    line = json.dumps(feedback, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
    try:
        # One write to a file opened for appending: lines of two processes do not mix.
        with _writing, os.fdopen(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600),
                                 "ab", buffering=0) as out:  # fmt: skip
            out.write(line)
    except OSError as error:
        raise BylineError(wording.FEEDBACK_FAILED.format(error.strerror)) from error
    return file
