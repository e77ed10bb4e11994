"""``python -m evals new``: an author at the keyboard, and what comes of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Write
from evals_builders import line, write_suite
from typer.testing import CliRunner, Result

from evals.__main__ import app
from evals.cases import Turn, load_suite
from evals.splits import split_of
from index.library import Library

TALKS = "Talks in the palace lasted two hours. Tykhyi said that nobody was late."
FLAGS = "Behind the table stood two flags of each country."


@pytest.fixture
def folder(library: Library, write: Write) -> Path:
    """A library of two articles."""
    library.add([write("talks.md", TALKS, title="Talks", source="Orda.kz", date="2025-06-02")])
    library.add([write("flags.md", FLAGS, title="Flags", source="BBC News")])
    return library.folder


def new(suite: Path, library: Path, *typed: str) -> Result:
    """The command with these lines typed."""
    arguments = ["new", str(suite), "--library", str(library)]
    result = CliRunner().invoke(app, arguments, input="".join(f"{t}\n" for t in typed))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def number_of(article: str, folder: Path, question: str) -> str:
    """Under which number the passage of an article is shown for a question."""
    shown = new(folder / "look.jsonl", folder, "", question).stdout
    (row,) = [row for row in shown.splitlines() if row.startswith("[") and article in row]
    return row[1]


QUESTION = "How long did they sit in the palace?"


def test_a_case_from_question_to_line(tmp_path: Path, folder: Path) -> None:
    suite = tmp_path / "mine.jsonl"
    talks = number_of("talks", folder, QUESTION)
    result = new(
        suite, folder, "", QUESTION, talks, "Two hours.", "two hours | 120 minutes", "",
        "two hours", "duration", "", "length", "y", "n",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "Orda.kz, 2025-06-02, talks" in result.stdout
    assert json.loads(suite.read_text("utf-8")) == {
        "id": "mine-001", "family": "length", "split": split_of("length"), "type": "duration",
        "question": QUESTION, "answer": "Two hours.", "short": "two hours",
        "facts": [["two hours", "120 minutes"]], "articles": ["talks"], "answerable": True,
    }  # fmt: skip


def test_what_is_typed_is_checked_and_asked_for_again(tmp_path: Path, folder: Path) -> None:
    suite = write_suite(tmp_path, line(id="mine-007", question="Who came?"))
    question = "Was nobody late in the palace?"
    talks = number_of("talks", folder, question)
    result = new(
        suite, folder, "",
        "who  CAME?", question,  # asked already
        "9", "0", talks,  # no such passage
        "Nobody was.",
        "three hours", "|", "nobody", "nobody was late", "",  # not there, empty, in the question
        "palace", "left early", "",  # a short answer in the question, one in no article
        "yesno", "Medinsky", "Tykhyi", "", "y", "n",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    for said in (
        "Not taken: same question as mine-007",
        "Expected numbers from 1 to 2, got 9.",
        "Expected numbers from 1 to 2, got 0.",
        "Not taken: none of talks says 'three hours'.",
        "Not taken: expected words between the bars.",
        "Not taken: the question gives away 'nobody'.",
        "Not taken: the question gives away 'palace'.",
        "Not taken: none of talks says 'left early'.",
        "Not taken: none of talks says 'Medinsky'.",
    ):
        assert said in result.stdout
    case = load_suite(suite)[-1]
    assert (case.id, case.facts, case.short) == ("mine-008", (("nobody was late",),), None)
    assert (case.speaker, case.family) == ("Tykhyi", None)
    assert case.split == split_of("mine-008")


def test_a_follow_up_and_another_search(tmp_path: Path, folder: Path) -> None:
    suite = tmp_path / "mine.jsonl"
    flags = number_of("flags", folder, "flags of each country")
    result = new(
        suite, folder, "Where did they meet?", "In the palace.", "", "What stood there?",
        "flags of each country", flags, "Flags.", "two flags", "", "", "followup", "", "", "y", "n",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    (case,) = load_suite(suite)
    assert case.history == (Turn("Where did they meet?", "In the palace."),)
    assert case.articles == ("flags",)


def test_a_question_that_the_articles_do_not_answer(tmp_path: Path, folder: Path) -> None:
    suite = tmp_path / "mine.jsonl"
    typed = ("", "Who paid for the palace?", "none", "The palace is named, its costs are not.", "")
    assert new(suite, folder, *typed, "y", "n").exit_code == 0
    (case,) = load_suite(suite)
    assert (case.answerable, case.facts, case.articles) == (False, (), ())
    assert (case.type, case.why) == ("unanswerable", "The palace is named, its costs are not.")


def test_the_sides_of_a_difference_are_its_facts(tmp_path: Path, folder: Path) -> None:
    suite = tmp_path / "mine.jsonl"
    typed = ("", "What is told?", "1, 2", "This and that.", "two hours", "two flags", "", "")
    assert new(suite, folder, *typed, "difference", "", "", "y", "n").exit_code == 0
    (case,) = load_suite(suite)
    assert case.differences == case.facts == (("two hours",), ("two flags",))
    assert sorted(case.articles) == ["flags", "talks"]


def test_several_cases_and_their_family_offered(tmp_path: Path, folder: Path) -> None:
    suite = tmp_path / "mine.jsonl"
    both = ("1, 2", "Two hours.", "two hours", "", "", "duration", "")
    result = new(
        suite, folder, "", "How long?", *both, "length", "y", "y",
        "", "For what time did they sit?", *both, "length", "y", "n",
    )  # fmt: skip
    assert "(alike: length)" in result.stdout
    assert f"Cases in {suite}: 2." in result.stdout
    assert [c.id for c in load_suite(suite)] == ["mine-001", "mine-002"]


def test_nothing_is_written_without_a_yes(tmp_path: Path, folder: Path) -> None:
    suite = tmp_path / "mine.jsonl"
    typed = ("", "Who paid?", "none", "No costs.", "")
    assert new(suite, folder, *typed, "n", "n").exit_code == 0
    assert not suite.exists()
    assert new(suite, folder, *typed).exit_code == 1  # the input ends before the yes
    assert not suite.exists()


def test_exit_2_on_wrong_usage(tmp_path: Path, folder: Path) -> None:
    bad = write_suite(tmp_path, "{", name="bad")
    for suite, library, message in (
        (tmp_path / "mine.txt", folder, "Expected a file NAME.jsonl"),
        (tmp_path / "no" / "mine.jsonl", folder, "Expected a file NAME.jsonl"),
        (bad, folder, "line 1: expected one JSON object"),
        (tmp_path / "mine.jsonl", tmp_path / "no", "There is no library in"),
    ):
        result = new(suite, library)
        assert result.exit_code == 2
        assert message in result.stderr
