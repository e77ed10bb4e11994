"""The articles that a suite is about, read without a model."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import index.sample
from evals.cases import SUITES
from evals.errors import EvalError
from index.errors import ArticleError
from index.files import DATABASE, article_files
from index.library import Library
from index.readers import read_file
from index.records import AddReport, Article


def articles_folder(suite: Path) -> Path | None:
    """The folder of the articles that come with a suite file; ``None`` where none do.

    It has the name of the suite and stands beside it. A bundled suite without one is about the
    bundled reports.
    """
    beside = suite.with_suffix("")
    if beside.is_dir():
        return beside
    bundled = suite.resolve().parent == SUITES.resolve()
    return Path(index.sample.__path__[0]) if bundled else None


def read_articles(folder: Path) -> dict[str, Article]:
    """Article id -> article, of a library or of a folder of article files.

    Raises ``EvalError`` where there is neither; a file that is no article is passed over.
    """
    if (folder / DATABASE).exists():
        library = Library.open(folder)
        try:
            return {article.id: article for article in library.articles()}
        finally:
            library.close()
    if not folder.is_dir():
        raise EvalError(f"Expected the folder of a library or of articles, got {folder}.")
    articles: dict[str, Article] = {}
    for path in article_files([folder], AddReport()):
        # What is no article is passed over: `byline add` says which and why.
        with suppress(ArticleError):
            found = [item for item in read_file(Path(path)) if isinstance(item, Article)]
            articles |= {article.id: article for article in found}
    if not articles:
        raise EvalError(
            f"Expected the folder of a library or of articles, got {folder}, which holds neither. "
            f"Make a library with `byline --library {folder} add PATH`."
        )
    return articles
