"""Paths as users name them: the folder of a library, the files to add."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from index.errors import BylineError
from index.readers import SUFFIXES
from index.records import AddReport

DATABASE = "articles.sqlite"


def existing_library(folder: Path | str) -> Path:
    """The folder of a library; raises ``BylineError`` where there is none."""
    folder = Path(folder).expanduser()
    if not (folder / DATABASE).exists():
        raise BylineError(
            f"There is no library in {folder}: expected the folder of one. "
            f"Make it with `byline --library {folder} add PATH`."
        )
    return folder


def made_folder(folder: Path | str) -> Path:
    """The folder, made where it is not there; raises ``BylineError`` where it cannot be."""
    folder = Path(folder).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BylineError(
            f"The library folder {folder} cannot be made: {error.strerror}. "
            "Give another one with --library."
        ) from error
    return folder


def article_files(paths: Sequence[Path | str], report: AddReport) -> Iterator[Path]:
    """The files meant: folders are walked in order, their hidden files passed over.

    What is no article's file goes into the report, with the reason.
    """
    for path in map(Path, paths):
        if path.is_dir():
            yield from _inside(path, report)
        elif path.exists():
            yield path
        else:
            report.rejected.append((str(path), "does not exist; expected a file or a folder"))


def _inside(folder: Path, report: AddReport) -> Iterator[Path]:
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        if any(part.startswith((".", "__")) for part in file.relative_to(folder).parts):
            continue
        if file.suffix.lower() in SUFFIXES:
            yield file
        else:
            reason = f"format {file.suffix or '(no suffix)'} is not read"
            report.rejected.append((str(file), f"{reason}; expected {', '.join(SUFFIXES)}"))
