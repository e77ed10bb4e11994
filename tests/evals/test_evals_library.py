"""The library that a suite is asked of: its own articles and no others, or the one named."""

from __future__ import annotations

from pathlib import Path

import pytest
from evals_builders import line, write_suite
from fake_encoder import FakeEncoder

from evals.errors import EvalError
from evals.library import built, suite_library
from index.library import Library


def ids(library: Library) -> list[str]:
    return sorted(article.id for article in library.articles())


def test_a_suite_is_asked_of_the_articles_that_come_with_it(
    tmp_path: Path, fake_encoder: FakeEncoder
) -> None:
    suite = write_suite(tmp_path, line())
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "herons.md").write_text("The herons came.", encoding="utf-8")
    (tmp_path / "mine" / "NOTICE").write_text("By whom they are.", encoding="utf-8")
    with suite_library(suite) as library:
        assert ids(library) == ["herons"]
        folder = library.folder
    assert not folder.exists()  # gone after the run


def test_the_library_that_is_named_is_asked(tmp_path: Path, fake_encoder: FakeEncoder) -> None:
    suite = write_suite(tmp_path, line())
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "gulls.md").write_text("The gulls stayed.", encoding="utf-8")
    built(tmp_path / "own", articles).close()
    with suite_library(suite, tmp_path / "own") as library:
        assert ids(library) == ["gulls"]
    with pytest.raises(EvalError, match="Expected --library"), suite_library(suite, suite):
        pass


def test_a_suite_without_articles_is_asked_of_the_users_library(
    tmp_path: Path, fake_encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "terns.md").write_text("The terns flew.", encoding="utf-8")
    built(tmp_path / "users", articles).close()
    monkeypatch.setenv("BYLINE_LIBRARY", str(tmp_path / "users"))
    with suite_library(write_suite(tmp_path, line())) as library:
        assert ids(library) == ["terns"]
