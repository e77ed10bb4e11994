"""Suites of hand-written question-answer pairs: ``Case`` and ``load_suite``.

A suite is a JSON Lines file in UTF-8, one case a line, blank lines allowed::

    {"id", "question", "history"?, "answer", "facts": [[alternative, ...], ...],
     "articles": [...], "type", "answerable": true|false, "family"?, "short"?, "why"?}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evals.errors import SuiteError

SUITES = Path(__file__).parent / "suites"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer from earlier in the conversation."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Case:
    """One hand-written question with what a right answer must hold.

    ``facts``: each fact is a tuple of alternative wordings of which one must stand in the
    answer; never empty where ``answerable``. ``articles``: ids of the articles that say it.
    ``short``: the span expected as short answer; ``None`` where no single span answers.
    ``family``: cases of one family ask for the same thing in other words. ``why``: a note
    to the reader of the suite; it is not scored. ``answer``, ``facts`` and ``articles`` of a
    case that is not answerable are not scored either.
    """

    id: str
    question: str
    answer: str
    facts: tuple[tuple[str, ...], ...]
    articles: tuple[str, ...]
    type: str
    answerable: bool
    history: tuple[Turn, ...] = ()
    family: str | None = None
    short: str | None = None
    why: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The case as plain JSON values; keys in the order of the fields."""
        # Through JSON, so that tuples are lists as in a report read back from its file.
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain


def bundled_suites() -> dict[str, Path]:
    """The suites that come with Byline: name -> file, by name."""
    return {path.stem: path for path in sorted(SUITES.glob("*.jsonl"))}


def find_suite(path_or_name: str | Path) -> Path:
    """The file of a suite, given its bundled name or a path.

    A bundled name wins over a file of that name here; write ``./name`` for the file.
    Raises ``SuiteError`` where there is neither.
    """
    bundled = bundled_suites()
    path = bundled.get(str(path_or_name), Path(path_or_name))
    if path.is_file():
        return path
    names = ", ".join(bundled) or "none"
    raise SuiteError(
        f"Expected a bundled suite ({names}) or the path of a JSONL file, got {str(path_or_name)!r}"
        ", which is neither. `python -m evals suites` lists the bundled ones."
    )


def load_suite(path_or_name: str | Path) -> tuple[Case, ...]:
    """The cases of a suite, in the order of the file; at least one.

    Raises ``SuiteError``, naming file, line and field, at the first mistake: JSON that does
    not parse, a missing or unknown field, a wrong type, an id used twice, no fact for an
    answerable case.
    """
    path = find_suite(path_or_name)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SuiteError(f"{path}: expected UTF-8 text, got {error}. Save it as UTF-8.") from None
    except OSError as error:
        raise SuiteError(f"{path}: cannot be read: {error.strerror}.") from None
    cases: list[Case] = []
    first_line: dict[str, int] = {}
    # Not splitlines: U+2028 and U+0085 are ordinary characters inside a JSON string.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        case = _case(line, place)
        if case.id in first_line:
            raise SuiteError(
                f"{place}, field 'id': expected an id used once, got {case.id!r}, which line "
                f"{first_line[case.id]} has too. Rename one of them."
            )
        first_line[case.id] = number
        cases.append(case)
    if not cases:
        raise SuiteError(
            f"{path}: expected at least one case, got none. Add one JSON object a line."
        )
    return tuple(cases)


_REQUIRED = ("id", "question", "answer", "facts", "articles", "type", "answerable")
_OPTIONAL = ("history", "family", "short", "why")


def _case(line: str, place: str) -> Case:
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        raise SuiteError(
            f"{place}: expected one JSON object, got text that does not parse: {error}. "
            "A case stands on one line."
        ) from None
    if not isinstance(fields, dict):
        raise SuiteError(f"{place}: expected a JSON object, got {_got(fields)}.")
    _check_keys(fields, place)
    _Checker(place, fields).check()
    return Case(
        id=fields["id"],
        question=fields["question"],
        answer=fields["answer"],
        facts=tuple(tuple(fact) for fact in fields["facts"]),
        articles=tuple(fields["articles"]),
        type=fields["type"],
        answerable=fields["answerable"],
        history=tuple(Turn(t["question"], t["answer"]) for t in fields.get("history") or ()),
        family=fields.get("family"),
        short=fields.get("short"),
        why=fields.get("why"),
    )


def _check_keys(fields: Mapping[str, Any], place: str) -> None:
    for key in fields:
        if key not in _REQUIRED + _OPTIONAL:
            known = ", ".join(_REQUIRED + _OPTIONAL)
            raise SuiteError(f"{place}, field {key!r}: expected one of {known}, got {key!r}.")
    for key in _REQUIRED:
        if key not in fields:
            raise SuiteError(f"{place}, field {key!r}: expected a value, got nothing. Add it.")


class _Checker:
    """Checks the values of one case; every error names place and field."""

    def __init__(self, place: str, fields: Mapping[str, Any]) -> None:
        self.place = place
        self.fields = fields

    def check(self) -> None:
        for key in ("id", "question", "type"):
            self._text(key, self.fields[key])
        if not isinstance(self.fields["answer"], str):
            self._fail("answer", "a text", self.fields["answer"])
        if not isinstance(self.fields["answerable"], bool):
            self._fail("answerable", "true or false", self.fields["answerable"])
        for key in ("family", "short", "why"):
            if self.fields.get(key) is not None:
                self._text(key, self.fields[key])
        self._facts()
        for number, article in enumerate(self._list("articles", self.fields["articles"]), start=1):
            self._text(f"articles, entry {number}", article)
        self._history()

    def _facts(self) -> None:
        facts = self._list("facts", self.fields["facts"])
        if self.fields["answerable"] and not facts:
            self._fail("facts", "at least one fact, as the case is answerable", facts)
        for number, fact in enumerate(facts, start=1):
            field = f"facts, entry {number}"
            if not self._list(field, fact):
                self._fail(field, "at least one alternative", fact)
            for alternative in fact:
                self._text(field, alternative)

    def _history(self) -> None:
        if self.fields.get("history") is None:
            return
        for number, turn in enumerate(self._list("history", self.fields["history"]), start=1):
            field = f"history, entry {number}"
            if not isinstance(turn, dict) or set(turn) != {"question", "answer"}:
                self._fail(field, 'an object {"question", "answer"}', turn)
            self._text(f"{field}, question", turn["question"])
            if not isinstance(turn["answer"], str):
                self._fail(f"{field}, answer", "a text", turn["answer"])

    def _text(self, field: str, value: object) -> None:
        if not isinstance(value, str) or not value.strip():
            self._fail(field, "a text that is not empty", value)

    def _list(self, field: str, value: Any) -> list[Any]:
        if not isinstance(value, list):
            self._fail(field, "a list", value)
        return list(value)

    def _fail(self, field: str, expected: str, value: object) -> None:
        raise SuiteError(f"{self.place}, field {field!r}: expected {expected}, got {_got(value)}.")


def _got(value: object) -> str:
    """The value as JSON, cut where it is long: a message is one sentence."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."
