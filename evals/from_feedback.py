"""``python -m evals from-feedback``: what users said of answers, as candidates for a suite.

An answer that a user called right becomes a regression case, its facts proposed from what was
answered. Any other verdict becomes a case with ``review``, which no suite loads until an author
has settled what the right answer is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from evals.authoring import UNANSWERABLE
from evals.cases import Case, Turn, case_line, write_lines
from evals.commands.shared import mistakes_shown
from evals.errors import EvalError
from evals.splits import with_split

VERDICTS = ("right", "wrong", "incomplete", "bad citation")
_FIELDS = {"question": str, "verdict": str, "answer": dict}
_ANSWER_FIELDS = {"status": str, "answer": str, "citations": list}
_KINDS: Mapping[type, str] = {str: "a text", dict: "an object", list: "a list"}
_FACT_CHARACTERS = 200  # of a quote; a longer one is no fact but a paragraph


@mistakes_shown()
def from_feedback(
    feedback: Annotated[
        Path, typer.Argument(metavar="FEEDBACK.jsonl", help="The chat's feedback file.")
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="A new file to write.")],
) -> None:
    """Turn the chat's feedback into candidate cases for review.

    Right answers become cases as they stand; the others carry the field "review" until an
    author has mended them. Feedback on the same question and turns counts once, the latest.
    """
    if out.exists() or not out.absolute().parent.is_dir():
        raise EvalError(f"Expected a new file in an existing folder to write to, got {out}.")
    rows = {_key(row): row for row in _rows(feedback)}
    if not rows:
        raise EvalError(f"{feedback}: expected at least one row of feedback, got none.")
    lines, verdicts = [], Counter[str]()
    for number, row in enumerate(rows.values(), start=1):
        lines.append(candidate(row, f"{out.stem}-{number:03d}"))
        verdicts[row["verdict"]] += 1
    write_lines(out, lines)
    waiting = len(lines) - verdicts["right"]
    typer.echo(
        f"{len(lines)} candidates in {out}: "
        + ", ".join(f"{name} {verdicts[name]}" for name in VERDICTS if verdicts[name])
        + f". {waiting} wait for their author: settle each, then take its field 'review' out."
    )


def candidate(row: Mapping[str, Any], id: str) -> str:
    """The line of a suite for a row of feedback."""
    answer = row["answer"]
    declined = answer["status"] == "not_found"
    case = with_split(
        Case(
            id=id,
            question=row["question"],
            answer=answer.get("short") or answer["answer"],
            facts=() if declined else _facts(answer),
            articles=() if declined else _articles(answer),
            type=UNANSWERABLE if declined else "feedback",
            answerable=not declined,
            history=tuple(Turn(t["question"], t["answer"]) for t in row.get("history") or ()),
            short=None if declined else answer.get("short"),
        )
    )
    review = _review(row, case)
    return case_line(case, review=review) if review else case_line(case)


def _facts(answer: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """The short answer; where there is none, the quotes, each a fact."""
    if answer.get("short"):
        return ((answer["short"],),)
    quotes = dict.fromkeys(" ".join(c["quote"].split()) for c in answer["citations"])
    return tuple((quote,) for quote in quotes if 0 < len(quote) <= _FACT_CHARACTERS)


def _articles(answer: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c["article_id"] for c in answer["citations"]))


def _review(row: Mapping[str, Any], case: Case) -> str | None:
    """Why the case waits for its author; ``None`` where it can stand."""
    note = f": {row['note'].strip()}" if str(row.get("note") or "").strip() else ""
    if row["verdict"] != "right":
        return f"a user called the answer {row['verdict']}{note}"
    if case.answerable and not case.facts:
        return f"right, but no fact could be taken from the answer{note}"
    return None


def _key(row: Mapping[str, Any]) -> str:
    return json.dumps([row["question"], row.get("history") or []], sort_keys=True)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"{path} cannot be read: {error}.") from None
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                row = json.loads(line)
            except (json.JSONDecodeError, RecursionError) as error:
                raise EvalError(f"{path}, line {number}: expected JSON: {error}.") from None
            _check(row, f"{path}, line {number}")
            yield row


def _check(row: Any, place: str) -> None:
    """Raises ``EvalError`` where a row is no feedback of the chat."""
    if not isinstance(row, dict):
        raise EvalError(f"{place}: expected a JSON object of feedback.")
    _check_fields(row, _FIELDS, place)
    _check_fields(row["answer"], _ANSWER_FIELDS, f"{place}, answer")
    for citation in row["answer"]["citations"]:
        _check_fields(citation, {"quote": str, "article_id": str}, f"{place}, citation")
    for turn in row.get("history") or ():
        _check_fields(turn, {"question": str, "answer": str}, f"{place}, history")
    if row["verdict"] not in VERDICTS:
        listed = ", ".join(VERDICTS)
        raise EvalError(
            f"{place}, field 'verdict': expected one of {listed}, got {row['verdict']!r}."
        )


def _check_fields(holder: Any, fields: Mapping[str, type], place: str) -> None:
    for name, kind in fields.items():
        value = holder.get(name) if isinstance(holder, dict) else None
        if not isinstance(value, kind):
            raise EvalError(f"{place}, field {name!r}: expected {_KINDS[kind]}, got {value!r}.")
