"""What an adapter is, and what all of them need: files, rows, articles with ids of their own."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from evals.cases import Case
from evals.errors import EvalError
from index.records import Article

NO_ANSWER = "The articles do not say."


@dataclass(frozen=True, slots=True)
class Converted:
    """A public set as Byline's own nouns.

    ``articles`` may be read once only. ``left_out``: why a question became no case -> how many.
    """

    articles: Iterable[Article]
    cases: list[Case]
    left_out: Counter[str] = field(default_factory=Counter)


class Adapter(Protocol):
    """Reads one format. ``source`` is the file or folder as it was published.

    ``split`` names a part of the set in the set's own words (train, dev, test, a year); ``None``
    where the source has one part. Raises ``EvalError`` where the source is not of the format.
    """

    def __call__(self, source: Path, split: str | None) -> Converted: ...


@dataclass(slots=True)
class Collector:
    """Gathers articles and gives each an id; the same text twice is one article."""

    articles: list[Article] = field(default_factory=list)
    _by_text: dict[str, str] = field(default_factory=dict)

    def add(self, id: str, title: str, text: str, **more: Any) -> str:
        """The id of the article with this text, which is ``id`` where the text is new.

        ``more``: further fields of ``Article``.
        """
        text = text.strip()
        if text not in self._by_text:
            self._by_text[text] = id
            self.articles.append(Article(id=id, title=title, text=text, **more))
        return self._by_text[text]


def slug(name: str) -> str:
    """The name as a library writes an id: word characters, dots and hyphens."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-._") or "article"


def find_files(source: Path, pattern: str, split: str | None) -> list[Path]:
    """The files of a set: the source itself, or the files in it of this glob pattern.

    With a split, only those with it in their names. Raises ``EvalError`` where none is left.
    """
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise EvalError(
            f"Expected a file or folder to convert, got {source}, which does not exist."
        )
    found = sorted(path for path in source.rglob(pattern) if path.is_file())
    chosen = [path for path in found if split is None or split in path.name]
    if chosen:
        return chosen
    names = ", ".join(path.name for path in found[:8]) or "no such file"
    wanted = f"{pattern} with {split!r} in the name" if split else pattern
    raise EvalError(f"Expected {wanted} in {source}, got {names}.")


def one_file(source: Path, pattern: str, split: str | None) -> Path:
    """The one file of this pattern; raises ``EvalError`` where there are several."""
    files = find_files(source, pattern, split)
    if len(files) > 1:
        names = ", ".join(path.name for path in files)
        raise EvalError(f"Expected one file, got {names}. Choose with --split, or give the file.")
    return files[0]


def read_json(path: Path) -> Any:
    """The value of a JSON file; raises ``EvalError``."""
    return _parsed(_read(path), f"{path}")


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file; raises ``EvalError`` naming file and line."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    row = _parsed(line, f"{path}, line {number}")
                    if not isinstance(row, dict):
                        raise EvalError(f"{path}, line {number}: expected a JSON object.")
                    yield row
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"{path} cannot be read: {error}.") from None


def day(value: object) -> str | None:
    """``YYYY-MM-DD`` of a date written year first (2023/01/05, 2023-01-05T...), else ``None``."""
    match = re.match(r"(\d{4})[-/](\d{2})[-/](\d{2})", str(value or ""))
    return "-".join(match.groups()) if match else None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"{path} cannot be read: {error}.") from None


def _parsed(text: str, place: str) -> Any:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise EvalError(f"{place}: expected JSON, got text that does not parse: {error}.") from None
