"""Suites of hand-written question-answer pairs: ``Case``, and reading and writing its files.

A suite is a JSON Lines file in UTF-8, one case a line, blank lines allowed::

    {"id", "question", "history"?, "answer", "facts": [[alternative, ...], ...],
     "articles": [...], "type", "answerable": true|false, "family"?, "split"?, "short"?,
     "short_also"?, "speaker"?, "differences"?, "why"?}

``evals/suites/README.md`` describes each field; ``evals.schema`` checks them.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from evals.errors import SuiteError
from evals.schema import problems

SUITES = Path(__file__).parent / "suites"
Split = Literal["dev", "test"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer from earlier in the conversation."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Case:
    """One hand-written question with what a right answer must hold.

    ``facts``: each fact is a tuple of alternative wordings of which one must stand in the
    answer. Empty where the case is not answerable, and where its type is "retrieval": then no
    answer is expected and only what is found is measured. ``articles``: ids of the articles
    that say it. ``short``: the span expected as short answer; ``None`` where no single span
    answers; ``short_also``: other spans that are as right. ``speaker``: the name of whom the
    answer must attribute the words to. ``differences``: alternatives as in ``facts``, each of
    which must stand on a side of the answer's differences or in a statement.

    ``family``: cases of one family ask for the same thing in other words, and stand on the
    same side of ``split``. ``why``: a note to the reader of the suite; it is not scored.
    ``answer``, ``facts`` and ``articles`` of a case that is not answerable are not scored
    either.
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
    split: Split | None = None
    speaker: str | None = None
    differences: tuple[tuple[str, ...], ...] = ()
    short_also: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """What the case is drawn with: its family, or itself where it has none."""
        return self.family or self.id

    @property
    def retrieval_only(self) -> bool:
        """Whether no answer is expected, only articles to be found."""
        return self.answerable and not self.facts

    def to_dict(self) -> dict[str, Any]:
        """The case as plain JSON values; keys in the order of the fields."""
        # Through JSON, so that tuples are lists as in a report read back from its file.
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a line of a suite; ``field`` is ``None`` where it is the whole line."""

    line: int
    field: str | None
    what: str

    def __str__(self) -> str:
        place = f"line {self.line}" + (f", field {self.field!r}" if self.field else "")
        return f"{place}: {self.what}" + ("" if self.what.endswith((".", "?")) else ".")


@dataclass(frozen=True, slots=True)
class SuiteFile:
    """What a suite file holds: cases with their line numbers from 1, and the mistakes in it."""

    path: Path
    cases: tuple[tuple[int, Case], ...]
    mistakes: tuple[Mistake, ...]


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

    Raises ``SuiteError``, naming file, line and field of every mistake: JSON that does not
    parse, a missing or unknown field, a wrong type, an id used twice, no fact for an
    answerable case, a case still under review.
    """
    suite = read_suite(path_or_name)
    if suite.mistakes:
        lines = [f"{suite.path}, {mistake}" for mistake in suite.mistakes]
        head = [f"{len(lines)} mistakes."] if len(lines) > 1 else []
        raise SuiteError("\n".join(head + lines))
    if not suite.cases:
        raise SuiteError(
            f"{suite.path}: expected at least one case, got none. Add one JSON object a line."
        )
    return tuple(case for _, case in suite.cases)


def read_suite(path_or_name: str | Path) -> SuiteFile:
    """What a suite file holds, mistakes included.

    Raises ``SuiteError`` only where there is no such file, or no UTF-8 text in it.
    """
    path = find_suite(path_or_name)
    cases: list[tuple[int, Case]] = []
    mistakes: list[Mistake] = []
    first_line: dict[str, int] = {}
    # Not splitlines: U+2028 and U+0085 are ordinary characters inside a JSON string.
    for number, line in enumerate(_read(path).split("\n"), start=1):
        if not line.strip():
            continue
        case = _case(line, number, mistakes)
        if case is None:
            continue
        if case.id in first_line:
            what = (
                f"expected an id used once, got {case.id!r}, which line {first_line[case.id]} "
                "has too. Rename one of them"
            )
            mistakes.append(Mistake(number, "id", what))
        first_line.setdefault(case.id, number)
        cases.append((number, case))
    return SuiteFile(path, tuple(cases), tuple(mistakes))


def case_line(case: Case, **extra: Any) -> str:
    """The case as a line of a suite, without its empty optional fields and without line end.

    ``extra``: fields that a file may hold and a case does not (``review``).
    """
    fields = case.to_dict() | extra
    order = dict.fromkeys((*_FILE_ORDER, *fields))
    row = {k: fields[k] for k in order if k in fields}
    kept = {k: v for k, v in row.items() if k not in _LEFT_OUT or v not in (None, [], ())}
    return json.dumps(kept, ensure_ascii=False)


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Writes a file of lines whole or not at all; raises ``SuiteError`` where it cannot."""
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
        written = Path(name)
        try:
            # A lone surrogate is written as \udc00, which JSON reads back.
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.writelines(f"{line}\n" for line in lines)
                file.flush()
                os.fsync(file.fileno())
            written.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
            written.replace(path)
        finally:
            written.unlink(missing_ok=True)
    except OSError as error:
        raise SuiteError(f"{path} cannot be written: {error.strerror}.") from None


def append_case(path: Path, case: Case) -> None:
    """Adds a case to the end of a suite file, which is made where there is none."""
    lines = [line for line in _read(path).split("\n") if line.strip()] if path.exists() else []
    write_lines(path, [*lines, case_line(case)])


_FILE_ORDER = (
    "id", "family", "split", "type", "question", "history", "answer", "short", "short_also",
    "speaker", "facts", "differences", "articles", "answerable", "why", "review",
)  # fmt: skip
_LEFT_OUT = {
    "history", "family", "split", "short", "short_also", "speaker", "differences", "why",
}  # fmt: skip


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SuiteError(f"{path}: expected UTF-8 text, got {error}. Save it as UTF-8.") from None
    except OSError as error:
        raise SuiteError(f"{path}: cannot be read: {error.strerror}.") from None


def _case(line: str, number: int, mistakes: list[Mistake]) -> Case | None:
    """The case of a line; ``None`` where it has mistakes, which are added to the list."""
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        what = f"expected one JSON object, got text that does not parse: {error}. A case stands on "
        mistakes.append(Mistake(number, None, what + "one line"))
        return None
    if not isinstance(row, dict):
        got = line.strip() if len(line.strip()) <= 60 else line.strip()[:57] + "..."
        mistakes.append(Mistake(number, None, f"expected a JSON object, got {got}"))
        return None
    found = [Mistake(number, field, what) for field, what in problems(row)]
    mistakes += found
    return None if found else _from_row(row)


def _from_row(row: dict[str, Any]) -> Case:
    return Case(
        id=row["id"],
        question=row["question"],
        answer=row["answer"],
        facts=tuple(map(tuple, row["facts"])),
        articles=tuple(row["articles"]),
        type=row["type"],
        answerable=row["answerable"],
        history=tuple(Turn(t["question"], t["answer"]) for t in row.get("history") or ()),
        family=row.get("family"),
        short=row.get("short"),
        why=row.get("why"),
        split=row.get("split"),
        speaker=row.get("speaker"),
        differences=tuple(map(tuple, row.get("differences") or ())),
        short_also=tuple(row.get("short_also") or ()),
    )
