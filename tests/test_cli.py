"""The command line, end to end: which library it is for, and how it exits."""

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

from assistant.serving import Serving

Write = Callable[..., Path]


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
    assistants, serving = call.args
    assert (serving.host, serving.port) == ("0.0.0.0", 9000)
    [assistant] = assistants.values()
    assert [a.id for a in assistant.library.articles()] == ["one"]

    byline("--library", folder, "serve")
    assert served.call_args.args[1] == Serving()


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
    commands = "add articles ask check export import remove serve versions"
    for command in commands.split():
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
