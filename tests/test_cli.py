"""The command line, end to end: what each command prints, where, and how it exits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import create_autospec

import pytest
from cli_runner import CHILDREN, Byline, refused

from index.library import Library

Write = Callable[..., Path]


# add, articles, remove


def test_add_makes_a_library_and_says_what_became_of_the_files(
    byline: Byline, folder: Path, write: Write
) -> None:
    good, bad = write("good.md", "They met."), write("bad.md", "---\n- a\n---\nThey met.")
    ran = byline("--library", folder, "add", good, bad)
    assert ran.code == 0
    assert ran.out == "1 added, 0 replaced, 0 unchanged, 1 rejected\n"
    assert f"rejected: {bad}: its front matter is a list" in ran.err

    write("good.md", "They met again.")
    assert byline("--library", folder, "add", good).out.startswith("0 added, 1 replaced")
    assert byline("--library", folder, "add", good.parent).out.startswith(
        "0 added, 0 replaced, 1 unchanged"
    )


def test_add_fails_where_nothing_could_be_added(
    byline: Byline, folder: Path, tmp_path: Path
) -> None:
    ran = byline("--library", folder, "add", tmp_path / "missing.md")
    assert ran.code == 1
    assert "does not exist" in ran.err
    assert "Traceback" not in ran.err


def test_articles_are_listed(byline: Byline, folder: Path, write: Write) -> None:
    one = write("one.md", "They met.", title="The talks", source="Orda.kz", date="2025-06-02")
    two = write("two.md", "They left.")
    byline("--library", folder, "add", one, two)

    assert byline("--library", folder, "articles").out == (
        "one\t2025-06-02\tOrda.kz\tThe talks\ntwo\t\t\tThey left.\n"
    )
    assert byline("--library", folder, "articles", "--json").rows == [
        {"id": "one", "date": "2025-06-02", "source": "Orda.kz", "title": "The talks", "url": None},
        {"id": "two", "date": None, "source": None, "title": "They left.", "url": None},
    ]


def test_remove_takes_an_article_out(byline: Byline, folder: Path, write: Write) -> None:
    byline("--library", folder, "add", write("one.md", "They met."), write("two.md", "They left."))
    ran = byline("--library", folder, "remove", "one")
    assert (ran.code, ran.out) == (0, "Removed one: They met.\n")
    assert [row["id"] for row in byline("--library", folder, "articles", "--json").rows] == ["two"]
    assert refused(byline("--library", folder, "remove", "one"), "'one'", "byline articles")


# check


def test_check_and_repair(byline: Byline, folder: Path, write: Write) -> None:
    byline("--library", folder, "add", write("one.md", "They met."))
    ran = byline("--library", folder, "check")
    assert ran.code == 0
    assert ran.out.startswith("1 articles, 1 passages in ")
    assert ran.out.endswith("All is well.\n")

    library = Library.open(folder)
    library.postings.update([], sorted(library.postings.ids()))
    library.close()
    ran = byline("--library", folder, "check")
    assert ran.code == 1
    assert "problem: the full-text index lacks 1 passages" in ran.out
    assert "check --repair" in ran.err

    assert byline("--library", folder, "check", "--repair").code == 0
    assert byline("--library", folder, "check").out.endswith("All is well.\n")


def test_repair_with_another_model(byline: Byline, folder: Path, write: Write) -> None:
    byline("--library", folder, "add", write("one.md", "They met."))
    ran = byline("--library", folder, "--model", "other-model", "articles")
    assert refused(ran, "'other-model'", "check --repair")
    assert byline("--library", folder, "--model", "other-model", "check", "--repair").code == 0
    assert byline("--library", folder, "--model", "other-model", "articles").code == 0


# serve


def test_serve_hands_the_assistant_to_the_app(
    byline: Byline, folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    import app

    served = create_autospec(app.serve)
    monkeypatch.setattr(app, "serve", served)
    byline("--library", folder, "add", write("one.md", "They met."))

    assert byline("--library", folder, "serve", "--host", "0.0.0.0", "--port", "9000").code == 0
    [call] = served.call_args_list
    assert call.kwargs == {"host": "0.0.0.0", "port": 9000}
    assert [a.id for a in call.args[0].library.articles()] == ["one"]

    byline("--library", folder, "serve")
    assert served.call_args.kwargs == {"host": "127.0.0.1", "port": 7860}


# Which library


def test_the_environment_names_the_library_and_the_option_wins(
    byline: Byline, folder: Path, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BYLINE_LIBRARY", str(folder))
    byline("add", write("one.md", "They met."))
    assert [row["id"] for row in byline("articles", "--json").rows] == ["one"]

    other = tmp_path / "other"
    byline("--library", other, "add", write("two.md", "They left."))
    assert [row["id"] for row in byline("--library", other, "articles", "--json").rows] == ["two"]
    assert [row["id"] for row in byline("articles", "--json").rows] == ["one"]


@pytest.mark.parametrize(
    "command", [["ask", "Who?"], ["articles"], ["check"], ["check", "--repair"], ["remove", "a"]]
)
def test_a_library_that_is_not_there_is_refused(
    byline: Byline, folder: Path, command: list[str]
) -> None:
    ran = byline("--library", folder, *command)
    assert refused(ran, f"no library in {folder}", f"byline --library {folder} add PATH")
    assert not folder.exists(), "reading makes nothing"


@pytest.mark.usefixtures("fake_encoder")
def test_the_first_command_builds_the_bundled_reports(byline: Byline, tmp_path: Path) -> None:
    ran = byline("articles", "--json")
    assert ran.code == 0
    assert len(ran.rows) == 5
    assert (tmp_path / "data" / "byline" / "library" / "articles.sqlite").exists()
    # What the user changes stays changed.
    byline("remove", ran.rows[0]["id"])
    assert byline("articles", "--json").rows == ran.rows[1:]


# The command itself


def run_module(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant.cli", *arguments],
        cwd=Path(__file__).parents[1],
        env=os.environ | {"XDG_DATA_HOME": str(folder / "data")},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_help_names_every_command(tmp_path: Path) -> None:
    done = run_module("--help", folder=tmp_path)
    assert done.returncode == 0
    for command in ("add", "ask", "articles", "remove", "check", "serve"):
        assert f"  {command} " in done.stdout


def test_a_mistake_is_one_sentence_without_a_traceback(tmp_path: Path) -> None:
    done = run_module("--library", str(tmp_path / "none"), "articles", folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip().startswith("byline: There is no library in ")
    assert done.stderr.strip().count("\n") == 0

    done = run_module("anwser", folder=tmp_path)
    assert done.returncode == 2
    assert "No such command 'anwser'" in done.stderr


def test_a_question_from_the_shell(tmp_path: Path, sample_folder: Path) -> None:
    done = run_module("--library", str(sample_folder), "ask", "--json", CHILDREN, folder=tmp_path)
    assert done.returncode == 0
    assert "339" in json.loads(done.stdout)["short"]
    assert done.stderr.strip() == "", "no notes of the libraries underneath"
