"""A run as read back from the JSON of its report, to be compared or scored anew."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from evals.cases import Case, Turn
from evals.errors import EvalError
from evals.run import Outcome
from index.records import Article

SCHEMA = 2
"""The form of the JSON; a file of another one is refused. 2: the articles stand in it too."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its settings and, by id in the order of the suite, the rows of its cases."""

    settings: Mapping[str, Any]
    rows: Mapping[str, Mapping[str, Any]]
    articles: Mapping[str, Mapping[str, Any]]

    @classmethod
    def from_dict(cls, content: Any) -> Run:
        """From ``Report.to_dict``; raises ``ValueError``, ``TypeError`` or ``KeyError`` where
        it is something else."""
        rows = {row["id"]: row for row in content["cases"]}
        if len(rows) < len(content["cases"]):
            raise ValueError("an id stands twice")
        for row in rows.values():
            _check_row(row)
        if not isinstance(content["settings"], dict) or not isinstance(content["articles"], dict):
            raise ValueError("no settings or no articles")
        return cls(content["settings"], rows, content["articles"])

    def only(self, ids: Mapping[str, Any]) -> Run:
        """The run with none but these cases."""
        return Run(self.settings, {i: r for i, r in self.rows.items() if i in ids}, self.articles)

    def outcomes(self) -> list[Outcome]:
        """What was answered, as it was before it was scored.

        Raises ``EvalError`` where a case is not of the form that cases have today.
        """
        try:
            return [_outcome(row) for row in self.rows.values()]
        except (TypeError, KeyError) as error:
            raise EvalError(
                f"The cases of this run have another form than those of today ({error}). "
                "Run the suite again with --json."
            ) from None

    def article(self, article_id: str) -> Article:
        """One of the articles that the run kept; raises ``KeyError``."""
        known = {field.name for field in fields(Article)}
        kept: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in self.articles[article_id].items()
            if key in known
        }
        return Article(**kept)


def load_run(path: Path) -> Run:
    """The run of a report written by ``run --json``.

    Raises ``EvalError`` where the file is not such a report, or one of an older form.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(content, dict) and "cases" in content and content.get("schema") != SCHEMA:
            raise EvalError(
                f"{path}: expected a report of form {SCHEMA}, got form "
                f"{content.get('schema', 1)}, which another version of Byline wrote. Run the "
                "suite again with --json."
            )
        return Run.from_dict(content)
    except OSError as error:
        raise EvalError(
            f"Expected a report written by `python -m evals run --json`, got {path}, "
            f"which cannot be read: {error.strerror}."
        ) from None
    except (ValueError, TypeError, KeyError) as error:
        raise EvalError(
            f"{path}: expected a report written by `python -m evals run --json`, got a file of "
            f"another shape ({type(error).__name__}: {error}). Run the suite again with --json."
        ) from None


def _check_row(row: Mapping[str, Any]) -> None:
    if not isinstance(row["case"], dict) or not isinstance(row["values"], dict):
        raise ValueError(f"case {row['id']!r} has no case or values")
    if row["error"] is not None and not isinstance(row["error"], str):
        raise ValueError(f"case {row['id']!r}: error is {row['error']!r}")
    for name, value in row["values"].items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if value is not None and not (number and math.isfinite(value)):
            raise ValueError(f"case {row['id']!r}: {name} is {value!r}")


def _outcome(row: Mapping[str, Any]) -> Outcome:
    # An error beside an answer came from scoring it, which is now done anew.
    error = row["error"] if row["answer"] is None else None
    return Outcome(
        case_of(row["case"]), row["answer"], error, row["seconds"], row["cached"], row["answers"]
    )


def case_of(row: Mapping[str, Any]) -> Case:
    """A case from ``Case.to_dict``."""
    values: dict[str, Any] = {
        key: tuple(tuple(v) if isinstance(v, list) else v for v in value)
        if isinstance(value, list)
        else value
        for key, value in row.items()
    }
    return Case(**values | {"history": tuple(Turn(**turn) for turn in row["history"])})
