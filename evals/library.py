"""The library that a suite is asked of."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.assistant import user_library
from evals.articles import articles_folder
from evals.errors import EvalError
from index.files import article_files
from index.library import Library
from index.passages import Splitter
from index.records import AddReport


@contextmanager
def suite_library(suite: Path, folder: Path | None = None) -> Iterator[Library]:
    """The library in ``folder``; without one, a library of the articles that come with the suite.

    Such a one holds no others and is gone after the run. A suite that brings no articles is
    asked of the user's own library. Raises ``EvalError`` where there is no such folder.
    """
    if folder is not None and not folder.is_dir():
        raise EvalError(f"Expected --library to be the folder of a library, got {folder}.")
    articles = articles_folder(suite) if folder is None else None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as own:
        if articles is not None:
            library = built(Path(own), articles)
        elif folder is not None:
            library = Library.open(folder)
        elif "BYLINE_LIBRARY" in os.environ:
            library = Library.open(os.environ["BYLINE_LIBRARY"])
        else:
            library = Library.create_sample(user_library())
        try:
            yield library
        finally:
            library.close()


def built(
    folder: Path, articles: Path, model: str | None = None, splitter: Splitter | None = None
) -> Library:
    """A new library of the articles of a folder; raises ``EvalError`` where one is no article."""
    library = Library.open(folder, model, create=True, splitter=splitter)
    # Only what looks like an article: a notice on their licence may stand beside them.
    rejected = library.add(list(article_files([articles], AddReport()))).rejected
    if rejected:
        library.close()
        raise EvalError(f"Expected articles in {articles}; {rejected[0]} is none.")
    return library
