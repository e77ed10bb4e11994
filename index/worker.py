"""A process that reads files and prints the articles in them: ``python -m index.worker``.

It takes a JSON object a line, ``{"path", "fields"}``, and answers each with a line for every
article or rejection and an empty object at the end. A parser that crashes or hangs on a hostile
file takes only this process with it. It is a process of its own making and not one of
``multiprocessing``, whose ``spawn`` would run the main script of whoever calls ``Library.add``
once more, and whose ``fork`` does not go together with the threads of the models.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from index.errors import ArticleError
from index.readers import read_file
from index.readers.cleaning import printable
from index.records import Article, Rejected


def read(path: Path, fields: Mapping[str, str] | None) -> Iterator[Article | Rejected]:
    """The articles in a file; one that cannot be read at all is a ``Rejected`` too."""
    try:
        yield from read_file(path, fields)
    except ArticleError as error:
        yield Rejected(printable(str(path)), str(error))


def packed(item: Article | Rejected) -> str:
    """A line for an article or a rejection."""
    return json.dumps({type(item).__name__: asdict(item)})


def unpacked(line: str) -> Article | Rejected | None:
    """What such a line says; ``None`` for the end of a file."""
    for kind, values in json.loads(line).items():
        if kind == Rejected.__name__:
            return Rejected(**values)
        return Article(**values | {"pages": tuple(values["pages"])})
    return None


def main() -> None:
    """Reads until nobody asks any more."""
    # What a parser prints must not come between the lines.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    print("{}", file=out, flush=True)
    for line in sys.stdin:
        task = json.loads(line)
        for item in read(Path(task["path"]), task["fields"]):
            print(packed(item), file=out, flush=True)
        print("{}", file=out, flush=True)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:  # whoever asked is gone
        os._exit(0)
