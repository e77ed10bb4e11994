"""``python -m evals`` from the command line, with an assistant and a library that are fakes."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar

import pytest
from evals_builders import TEXTS, declining, line, make_answer, write_suite
from typer.testing import CliRunner, Result

import evals.__main__ as cli
from evals.cases import load_suite
from index.errors import BylineError


class FakeAssistant:
    """Answers "two hours" to everything, declines "unknown", breaks on "boom"."""

    opened: ClassVar[list[Path | None]] = []

    def __init__(self) -> None:
        self.closed = False
        self.library = SimpleNamespace(
            generation=7,
            article=lambda i: SimpleNamespace(text=TEXTS[i]),
            close=lambda: None,
        )

    @classmethod
    def open(cls, folder: Path | None) -> FakeAssistant:
        cls.opened.append(folder)
        if folder is not None and folder.name == "busy":
            raise BylineError("Another process is writing to this library. Try again.")
        return cls()

    def ask(self, question: str, history: Sequence[Any] = ()) -> SimpleNamespace:
        if "boom" in question:
            raise RuntimeError("boom")
        answer = declining() if "unknown" in question else make_answer()
        return SimpleNamespace(to_dict=lambda: answer)


@pytest.fixture(autouse=True)
def fakes(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Puts the fakes in place of the packages; gives the folders a sample was made in."""
    samples: list[Path] = []

    def create_sample(folder: Path) -> Path:
        samples.append(folder)
        return folder  # stands for the library in it

    assistant, library = ModuleType("assistant"), ModuleType("index.library")
    assistant.Assistant = FakeAssistant  # type: ignore[attr-defined]
    library.Library = SimpleNamespace(create_sample=create_sample)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "assistant", assistant)
    monkeypatch.setitem(sys.modules, "index.library", library)
    monkeypatch.setattr(FakeAssistant, "opened", [])
    return samples


def evals(*arguments: object) -> Result:
    result = CliRunner().invoke(cli.app, [str(a) for a in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def thresholds(folder: Path, text: str) -> None:
    (folder / "thresholds.yaml").write_text(f"mine:\n  {text}\n", encoding="utf-8")


UNANSWERABLE = line(id="u", question="unknown?", answerable=False, facts=[], type="unanswerable")


def test_exit_0_where_all_thresholds_hold(tmp_path: Path) -> None:
    thresholds(tmp_path, "facts_strict: {at_least: 1}\n  declined: {at_least: 1}")
    result = evals("run", write_suite(tmp_path, line(), UNANSWERABLE))
    assert result.exit_code == 0, result.output
    assert "threshold facts_strict at least 1: 1 held" in result.stdout
    assert "threshold declined at least 1: 1 held" in result.stdout


def test_exit_0_without_thresholds_and_it_says_so(tmp_path: Path) -> None:
    result = evals("run", write_suite(tmp_path, line(facts=[["three"]])))
    assert result.exit_code == 0
    assert "No thresholds for this suite" in result.stdout


def test_exit_1_where_a_threshold_is_missed(tmp_path: Path) -> None:
    thresholds(tmp_path, "facts_strict: {at_least: 0.6}")
    result = evals("run", write_suite(tmp_path, line(), line(id="2", facts=[["three"]])))
    assert result.exit_code == 1
    assert "threshold facts_strict at least 0.6: 0.5 missed" in result.stdout


def test_exit_3_where_a_case_fails_wins_over_a_missed_threshold(tmp_path: Path) -> None:
    thresholds(tmp_path, "facts_strict: {at_least: 1}")
    suite = write_suite(tmp_path, line(facts=[["three"]]), line(id="b", question="boom?"))
    result = evals("run", suite)
    assert result.exit_code == 3
    assert "missed" in result.stdout
    assert "failed b: RuntimeError: boom" in result.stdout


def test_exit_2_on_wrong_usage(tmp_path: Path) -> None:
    suite = write_suite(tmp_path, line())
    bad = write_suite(tmp_path, line(id=""), name="bad")
    wrong: list[tuple[list[object], str]] = [
        (["run", "nowhere"], "Expected a bundled suite"),
        (["run", bad], "line 1, field 'id'"),
        (["run", suite, "--type", "dates"], "Expected --type to be one of duration, got 'dates'"),
        (["run", suite, "--limit", "0"], "--limit"),
        (["run", suite, "--library", tmp_path / "no"], "Expected --library to be the folder"),
        (["run", suite, "--json", tmp_path / "no" / "r.json"], "existing folder"),
        (["run", suite, "--html", tmp_path], "Expected a file"),
        (["run"], "SUITE"),
        (["walk"], "walk"),
    ]
    for arguments, message in wrong:
        result = evals(*arguments)
        assert result.exit_code == 2, arguments
        assert message in result.stderr, arguments
        assert "Traceback" not in result.output
    assert FakeAssistant.opened == []


def test_exit_2_on_a_misspelt_measure(tmp_path: Path) -> None:
    thresholds(tmp_path, "facts: {at_least: 1}")
    result = evals("run", write_suite(tmp_path, line()))
    assert result.exit_code == 2
    assert "got 'facts'" in result.stderr


def test_exit_2_where_the_library_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "busy").mkdir()
    result = evals("run", write_suite(tmp_path, line()), "--library", tmp_path / "busy")
    assert result.exit_code == 2
    assert result.stderr == "Error: Another process is writing to this library. Try again.\n"


def test_a_bundled_suite_asks_a_library_of_the_bundled_reports_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fakes: list[Path]
) -> None:
    path = write_suite(tmp_path, line())
    monkeypatch.setattr("evals.cases.SUITES", tmp_path)
    assert evals("run", "mine").exit_code == 0
    assert FakeAssistant.opened == fakes
    assert len(fakes) == 1
    assert not fakes[0].exists()  # gone after the run
    own = tmp_path / "own"
    own.mkdir()
    assert evals("run", "mine", "--library", own).exit_code == 0
    monkeypatch.setattr("evals.cases.SUITES", own)
    assert evals("run", path).exit_code == 0
    assert FakeAssistant.opened[1:] == [own, None]
    assert len(fakes) == 1


def test_type_and_limit_choose_cases(tmp_path: Path) -> None:
    suite = write_suite(tmp_path, line(id="1"), UNANSWERABLE, line(id="3"), line(id="4"))
    report = tmp_path / "r.json"
    assert evals("run", suite, "--type", "duration", "--limit", 2, "--json", report).exit_code == 0
    content = json.loads(report.read_text(encoding="utf-8"))
    assert [c["id"] for c in content["cases"]] == ["1", "3"]
    assert content["settings"]["type"] == "duration"
    assert content["settings"]["limit"] == 2
    assert content["settings"]["generation"] == 7
    assert content["settings"]["suite"] == str(suite)


def test_reports_are_written_also_where_a_case_failed(tmp_path: Path) -> None:
    suite = write_suite(tmp_path, line(), line(id="2", question="boom <b>?"))
    pages = (tmp_path / "r.json", tmp_path / "r.html")
    assert evals("run", suite, "--json", pages[0], "--html", pages[1]).exit_code == 3
    assert json.loads(pages[0].read_text(encoding="utf-8"))["cases"][1]["error"]
    assert "boom &lt;b&gt;?" in pages[1].read_text(encoding="utf-8")


def test_a_lone_surrogate_does_not_cost_the_report(tmp_path: Path) -> None:
    suite = tmp_path / "mine.jsonl"
    suite.write_text(line().replace("How long", "\\ud800"), encoding="utf-8")
    report = tmp_path / "r.json"
    assert evals("run", suite, "--json", report).exit_code == 0
    assert json.loads(report.read_text(encoding="utf-8"))["cases"][0]["case"]["question"][0] == (
        "\ud800"
    )


def test_compare(tmp_path: Path) -> None:
    suite = write_suite(tmp_path, line(), UNANSWERABLE)
    other = write_suite(tmp_path, line(), name="other")
    a, b = tmp_path / "a.json", tmp_path / "b.json"
    evals("run", suite, "--json", a)
    evals("run", other, "--json", b)
    same = evals("compare", a, a)
    assert same.exit_code == 0
    assert "no difference shown" in same.stdout
    assert "0 case(s) changed" in same.stdout
    for arguments, message in [
        ((a, b), "same cases"),
        ((a, tmp_path / "missing.json"), "cannot be read"),
        ((suite, a), "expected a report"),
    ]:
        result = evals("compare", *arguments)
        assert result.exit_code == 2
        assert message in result.stderr


def test_suites_lists_the_bundled_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_suite(tmp_path, line(), UNANSWERABLE, line(id="3"))
    monkeypatch.setattr("evals.cases.SUITES", tmp_path)
    result = evals("suites")
    assert result.stdout == "mine: 3 cases, 2 answerable, 1 not (duration 2, unanswerable 1)\n"
    assert load_suite("mine")


def test_a_fault_of_the_program_is_not_taken_for_a_missed_threshold(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(cli, "app", broken)
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 3
    assert "a bug" in capsys.readouterr().err
