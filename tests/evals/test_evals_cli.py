"""``python -m evals`` from the command line, with a system and a library that are fakes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from evals_builders import TEXTS, declining, line, make_answer, write_suite
from typer.testing import CliRunner, Result

import evals.__main__ as cli
from evals.cases import load_suite
from evals.systems import Answering
from index.errors import BylineError
from index.records import Article


def ask(question: str, history: Sequence[Any] = ()) -> dict[str, Any]:
    """Answers "two hours" to everything, declines "unknown", breaks on "boom"."""
    if "boom" in question:
        raise RuntimeError("boom")
    return declining() if "unknown" in question else make_answer()


class Fakes:
    """What was opened: (suite file, --library), and the questions asked of the system."""

    def __init__(self) -> None:
        self.opened: list[tuple[Path, Path | None]] = []
        self.asked: list[str] = []

    @contextmanager
    def library(self, suite: Path, folder: Path | None = None) -> Iterator[SimpleNamespace]:
        self.opened.append((suite, folder))
        if folder is not None and folder.name == "busy":
            raise BylineError("Another process is writing to this library. Try again.")
        yield SimpleNamespace(generation=7, article=lambda i: Article(i, "Talks", TEXTS[i]))

    def system(self, name: str, library: Any, cases: Any, version: str | None) -> Answering:
        def asking(question: str, history: Sequence[Any]) -> Any:
            self.asked.append(question)
            return ask(question, history)

        return Answering(name, asking, version or "1")


@pytest.fixture(autouse=True)
def fakes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Fakes:
    """Puts fakes in place of library and system; the cache is one of the test's own."""
    fakes = Fakes()
    monkeypatch.setenv("BYLINE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("evals.commands.run.suite_library", fakes.library)
    monkeypatch.setattr("evals.commands.run.open_system", fakes.system)
    return fakes


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


def test_exit_2_on_wrong_usage(tmp_path: Path, fakes: Fakes) -> None:
    suite = write_suite(tmp_path, line())
    bad = write_suite(tmp_path, line(id=""), name="bad")
    wrong: list[tuple[list[object], str]] = [
        (["run", "nowhere"], "Expected a bundled suite"),
        (["run", bad], "line 1, field 'id'"),
        (["run", suite, "--type", "dates"], "Expected --type to be one of duration, got 'dates'"),
        (["run", suite, "--limit", "0"], "--limit"),
        (["run", suite, "--split", "test"], "--split to be one of nothing, as the suite has none"),
        (["run", suite, "--grep", "("], "Expected --grep to be a regular expression"),
        (["run", suite, "--grep", "nowhere"], "the filters leave none"),
        (["run", suite, "--jobs", "0"], "--jobs"),
        (["run", suite, "--thresholds", tmp_path / "no.yaml"], "Expected a file of thresholds"),
        (["run", suite, "--baseline", tmp_path / "no.json"], "cannot be read"),
        (["run", suite, "--junit", tmp_path], "Expected a file"),
        (["rescore", tmp_path / "no.json"], "cannot be read"),
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
    assert fakes.opened == []


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


def test_split_and_grep_choose_cases(tmp_path: Path) -> None:
    suite = write_suite(
        tmp_path,
        line(id="a-1", split="dev"),
        line(id="b-1", split="test"),
        line(id="c", question="How LONG is b-1?", split="test"),
    )
    report = tmp_path / "r.json"

    def asked(*options: str) -> list[str]:
        assert evals("run", suite, *options, "--json", report).exit_code == 0
        return [c["id"] for c in json.loads(report.read_text(encoding="utf-8"))["cases"]]

    assert asked("--split", "test") == ["b-1", "c"]
    assert asked("--grep", "^B-1|b-1\\?") == ["b-1", "c"]
    assert asked("--grep", "-1", "--split", "dev") == ["a-1"]


def test_a_second_run_takes_its_answers_from_the_cache_and_says_so(
    tmp_path: Path, fakes: Fakes
) -> None:
    suite = write_suite(tmp_path, line(), line(id="b", question="boom?"))
    assert evals("run", suite).exit_code == 3
    assert fakes.asked == ["How long did the talks last?", "boom?"]
    again = evals("run", suite)
    assert again.exit_code == 3
    assert "1 of 2 answers from the cache" in again.stdout  # what failed is asked again
    assert fakes.asked[2:] == ["boom?"]
    fresh = evals("run", suite, "--no-cache")
    assert "from the cache" not in fresh.stdout
    assert len(fakes.asked) == 5
    other = evals("run", suite, "--system-version", "2")
    assert "from the cache" not in other.stdout


def test_repeat_asks_each_case_as_often_and_from_no_cache(tmp_path: Path, fakes: Fakes) -> None:
    suite = write_suite(tmp_path, line())
    evals("run", suite)
    result = evals("run", suite, "--repeat", "3")
    assert len(fakes.asked) == 1 + 3
    assert "asked 3 times each, every case was answered the same" in result.stdout


def test_rescore_asks_nothing(tmp_path: Path, fakes: Fakes) -> None:
    suite = write_suite(tmp_path, line(), line(id="2"))
    first, second = tmp_path / "r.json", tmp_path / "again.json"
    evals("run", suite, "--json", first)
    asked = list(fakes.asked)
    result = evals("rescore", first, "--json", second, "--html", tmp_path / "r.html")
    assert result.exit_code == 0, result.output
    assert fakes.asked == asked
    old, new = (json.loads(f.read_text(encoding="utf-8")) for f in (first, second))
    assert new["cases"] == old["cases"]
    assert new["settings"]["rescored"] == old["settings"]["date"]
    # The suite is mended: the same answers, scored against other facts.
    mended = write_suite(tmp_path, line(facts=[["three hours"]]), line(id="2"), name="mended")
    result = evals("rescore", first, "--suite", mended, "--json", second)
    content = json.loads(second.read_text(encoding="utf-8"))
    assert [c["values"]["facts_strict"] for c in content["cases"]] == [0.0, 1.0]
    other = write_suite(tmp_path, line(question="Another?"), line(id="2"), name="other")
    result = evals("rescore", first, "--suite", other)
    assert result.exit_code == 2
    assert "another question" in result.stderr


def test_a_baseline_of_other_cases_is_a_mistake_unless_a_filter_chose_them(tmp_path: Path) -> None:
    suite = write_suite(tmp_path, line(id="1"), line(id="2"))
    baseline = tmp_path / "r.json"
    evals("run", suite, "--json", baseline)
    assert evals("run", suite, "--limit", "1", "--baseline", baseline).exit_code == 0
    bigger = write_suite(tmp_path, line(id="1"), line(id="2"), line(id="3"), name="bigger")
    result = evals("run", bigger, "--baseline", baseline)
    assert result.exit_code == 2
    assert "same cases" in result.stderr


def test_reports_are_written_also_where_a_case_failed(tmp_path: Path) -> None:
    suite = write_suite(tmp_path, line(), line(id="2", question="boom <b>?"))
    pages = (tmp_path / "r.json", tmp_path / "r.html")
    junit = tmp_path / "r.xml"
    written = ("--json", pages[0], "--html", pages[1], "--junit", junit)
    assert evals("run", suite, *written).exit_code == 3
    assert "RuntimeError: boom" in junit.read_text(encoding="utf-8")
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
    written = tmp_path / "c.json", tmp_path / "c.html"
    same = evals("compare", a, a, "--json", written[0], "--html", written[1])
    assert same.exit_code == 0
    assert "No difference shown." in same.stdout
    assert json.loads(written[0].read_text(encoding="utf-8"))["changes"] == []
    assert "No difference shown." in written[1].read_text(encoding="utf-8")
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
