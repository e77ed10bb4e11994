"""The schema of a case: what each field of a line must be, and what is wrong with one.

Every check yields ``Problem``s and stops at none, so a file is mended in one go. The values
come from JSON: objects are dicts, lists are lists.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

REQUIRED = ("id", "question", "answer", "facts", "articles", "type", "answerable")
OPTIONAL = (
    "history", "family", "split", "short", "short_also", "speaker", "differences", "why",
    "review",
)  # fmt: skip
SPLITS = ("dev", "test")
RETRIEVAL = "retrieval"
"""The type of a case without expected answer: only what is found for it is measured."""


class Problem(NamedTuple):
    """What is wrong with one field of a case: a clause "expected ..., got ..." or the like."""

    field: str
    what: str


def problems(row: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the row of a case, in the order of the fields; nothing where all is right.

    A row that waits for its author (``review``) has that one problem: what is missing in it is
    what the author is asked for.
    """
    if row.get("review") is not None:
        yield Problem("review", f"this case waits for its author ({_shown(row['review'])}). "
                      "Check question, answer, facts and articles, then take the field "
                      "'review' out")  # fmt: skip
        return
    yield from _keys(row)
    for key, check in _CHECKS.items():
        if key in row and (row[key] is not None or key in REQUIRED):
            yield from check(key, row[key])
    yield from _together(row)


def _keys(row: Mapping[str, Any]) -> Iterator[Problem]:
    known = REQUIRED + OPTIONAL
    for key in row:
        if key not in known:
            close = difflib.get_close_matches(key, known, n=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            yield Problem(key, f"expected one of {', '.join(known)}, got {key!r}.{hint}")
    for key in REQUIRED:
        if key not in row:
            yield Problem(key, "expected a value, got nothing. Add it")


def _together(row: Mapping[str, Any]) -> Iterator[Problem]:
    """Fields that are right alone and wrong beside one another."""
    if row.get("answerable") is not True:
        return
    if row.get("type") == RETRIEVAL:
        if row.get("articles") == []:
            yield _wrong("articles", "at least one article, as the type is retrieval", [])
    elif row.get("facts") == []:
        yield _wrong("facts", "at least one fact, as the case is answerable", [])
    if row.get("short_also") and row.get("short") is None:
        yield _wrong("short_also", "'short' beside it", row["short_also"])


def _text(field: str, value: Any) -> Iterator[Problem]:
    if not isinstance(value, str) or not value.strip():
        yield _wrong(field, "a text that is not empty", value)


def _any_text(field: str, value: Any) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield _wrong(field, "a text", value)


def _flag(field: str, value: Any) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield _wrong(field, "true or false", value)


def _split(field: str, value: Any) -> Iterator[Problem]:
    if value not in SPLITS:
        yield _wrong(field, " or ".join(json.dumps(s) for s in SPLITS), value)


def _texts(field: str, value: Any) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield _wrong(field, "a list", value)
        return
    for number, entry in enumerate(value, start=1):
        yield from _text(f"{field}, entry {number}", entry)


def _alternatives(field: str, value: Any) -> Iterator[Problem]:
    """A list of lists of texts: of each inner list, one is to be found."""
    if not isinstance(value, list):
        yield _wrong(field, "a list", value)
        return
    for number, entry in enumerate(value, start=1):
        place = f"{field}, entry {number}"
        if not isinstance(entry, list):
            yield _wrong(place, "a list", entry)
        elif not entry:
            yield _wrong(place, "at least one alternative", entry)
        else:
            for alternative in entry:
                yield from _text(place, alternative)


def _turns(field: str, value: Any) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield _wrong(field, "a list", value)
        return
    for number, turn in enumerate(value, start=1):
        place = f"{field}, entry {number}"
        if not isinstance(turn, dict) or set(turn) != {"question", "answer"}:
            yield _wrong(place, 'an object {"question", "answer"}', turn)
        else:
            yield from _text(f"{place}, question", turn["question"])
            yield from _any_text(f"{place}, answer", turn["answer"])


_CHECKS: Mapping[str, Callable[[str, Any], Iterator[Problem]]] = {
    "id": _text,
    "question": _text,
    "type": _text,
    "answer": _any_text,
    "answerable": _flag,
    "facts": _alternatives,
    "articles": _texts,
    "history": _turns,
    "family": _text,
    "split": _split,
    "short": _text,
    "short_also": _texts,
    "speaker": _text,
    "differences": _alternatives,
    "why": _text,
}


def _wrong(field: str, expected: str, value: object) -> Problem:
    return Problem(field, f"expected {expected}, got {_shown(value)}")


def _shown(value: object) -> str:
    """The value as JSON, cut where it is long: a message is one sentence."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."
