"""``run`` asks a suite of a system; ``rescore`` scores the answers of an older run anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from evals.cache import AnswerCache
from evals.cases import Case, find_suite, load_suite
from evals.commands.shared import (
    Baseline,
    Everything,
    Grep,
    HtmlFile,
    Jobs,
    JsonFile,
    JunitFile,
    LibraryFolder,
    Limit,
    NoCache,
    Repeat,
    Split,
    Suite,
    SystemName,
    SystemVersion,
    ThresholdFile,
    Type,
    check_writable,
    console,
    mistakes_shown,
    write,
)
from evals.compare import compare_runs
from evals.errors import EvalError
from evals.html import to_html
from evals.junit import to_junit
from evals.library import suite_library
from evals.measures import Articles
from evals.report import Report, Settings, build_report
from evals.run import run_suite, score
from evals.runs import Run, load_run
from evals.systems import System, open_system
from evals.terminal import print_report
from evals.thresholds import Threshold, load_thresholds
from index.library import Library


def run(
    suite: Suite,
    library: LibraryFolder = None,
    json_file: JsonFile = None,
    html_file: HtmlFile = None,
    junit_file: JunitFile = None,
    system: SystemName = "byline",
    system_version: SystemVersion = None,
    type_: Type = None,
    split: Split = None,
    grep: Grep = None,
    limit: Limit = None,
    jobs: Jobs = None,
    repeat: Repeat = 1,
    no_cache: NoCache = False,
    thresholds: ThresholdFile = None,
    baseline: Baseline = None,
    everything: Everything = False,
) -> None:
    """Ask every case of a suite, print the means and hold them against the thresholds.

    Exit codes: 0 all hold, 1 one is missed, 2 wrong usage, 3 a case could not be run.
    """
    folder = None if library is None else str(library)
    settings = Settings(
        suite, folder, type=type_, split=split, grep=grep, limit=limit, system=system, repeat=repeat
    )
    with mistakes_shown():
        path = find_suite(suite)
        cases = select(load_suite(path), settings)
        held = load_thresholds(path, thresholds)
        older = None if baseline is None else load_run(baseline)
        check_writable(json_file, html_file, junit_file)
        with suite_library(path, library) as opened:
            asked = open_system(system, opened, cases, system_version)
            settings = replace(settings, generation=opened.generation, jobs=jobs or asked.jobs)
            report = _asked(cases, asked, opened, settings, held, caching=not no_cache)
        _finish(report, older, json_file, html_file, junit_file, everything)


def _asked(
    cases: Sequence[Case],
    system: System,
    library: Library,
    settings: Settings,
    thresholds: Sequence[Threshold],
    caching: bool,
) -> Report:
    cache = AnswerCache(system.version) if caching and system.version is not None else None
    scores = run_suite(
        cases,
        system.ask,
        Articles(library.article),
        jobs=settings.jobs,
        repeat=settings.repeat,
        cache=cache,
    )
    return build_report(scores, settings, thresholds, library.article)


def rescore(
    run_file: Annotated[
        Path, typer.Argument(metavar="RUN.json", help="Report of a run, from run --json.")
    ],
    suite: Annotated[
        str | None,
        typer.Option(help="Score against the cases of this suite as it is now, by their ids."),
    ] = None,
    json_file: JsonFile = None,
    html_file: HtmlFile = None,
    junit_file: JunitFile = None,
    thresholds: ThresholdFile = None,
    baseline: Baseline = None,
    everything: Everything = False,
) -> None:
    """Score the answers of an older run with the measures of today; nothing is asked."""
    with mistakes_shown():
        older = load_run(run_file)
        path = None if suite is None else find_suite(suite)
        held = load_thresholds(path or _suite_of(older), thresholds)
        against = None if baseline is None else load_run(baseline)
        check_writable(json_file, html_file, junit_file)
        outcomes = older.outcomes()
        if path is not None:
            now = {case.id: case for case in load_suite(path)}
            _check_asked([o.case for o in outcomes], now, path)
            outcomes = [replace(o, case=now[o.case.id]) for o in outcomes]
        scores = [score(outcome, Articles(older.article)) for outcome in outcomes]
        settings = _rescored(older, suite)
        report = build_report(scores, settings, held, older.article)
        _finish(report, against, json_file, html_file, junit_file, everything)


def select(cases: Sequence[Case], settings: Settings) -> Sequence[Case]:
    """The cases that the filters let through, in the order of the suite; at least one."""
    _check_known("type", settings.type, [c.type for c in cases])
    _check_known("split", settings.split, [c.split for c in cases if c.split is not None])
    found = [
        c for c in cases if settings.type in (None, c.type) and settings.split in (None, c.split)
    ]
    if settings.grep is not None:
        try:
            wanted = re.compile(settings.grep, re.IGNORECASE)
        except re.error as error:
            raise EvalError(
                f"Expected --grep to be a regular expression, got {settings.grep!r}: {error}."
            ) from None
        found = [c for c in found if wanted.search(c.id) or wanted.search(c.question)]
    if not found:
        raise EvalError("Expected at least one case to ask, but the filters leave none.")
    return found[: settings.limit]


def _check_known(option: str, given: str | None, known: Sequence[str]) -> None:
    if given is not None and given not in known:
        names = ", ".join(dict.fromkeys(known)) or "nothing, as the suite has none"
        raise EvalError(
            f"Expected --{option} to be one of {names}, got {given!r}. Leave it out to run all."
        )


def _rescored(older: Run, suite: str | None) -> Settings:
    """The settings of an older run, with the day on which it was asked."""
    known = {field.name for field in fields(Settings)}
    kept = {key: value for key, value in older.settings.items() if key in known}
    asked = kept.pop("rescored", None) or kept.pop("date")
    changes: dict[str, Any] = {"rescored": asked, "date": "", "byline": ""}
    return Settings(**kept | changes | ({"suite": suite} if suite else {}))


def _suite_of(older: Run) -> Path:
    """The file of the suite that was run, for its thresholds, wherever it is now."""
    try:
        return find_suite(str(older.settings["suite"]))
    except EvalError:
        return Path(str(older.settings["suite"]))


def _check_asked(asked: Sequence[Case], now: Mapping[str, Case], path: Path) -> None:
    """An answer can be scored against other facts, but not as the answer to another question."""
    for case in asked:
        if case.id not in now:
            raise EvalError(f"Expected {path} to have the case {case.id!r} of the run, got none.")
        if (now[case.id].question, now[case.id].history) != (case.question, case.history):
            raise EvalError(
                f"Expected case {case.id!r} to ask in {path} what it asked in the run, got "
                "another question. Run the suite again."
            )


def _finish(
    report: Report,
    baseline: Run | None,
    json_file: Path | None,
    html_file: Path | None,
    junit_file: Path | None,
    everything: bool,
) -> None:
    """Shows the report, writes it where it was asked for, and exits as its code says."""
    if baseline is not None:
        now = Run.from_dict(report.to_dict())
        before = baseline.only(now.rows) if report.settings.filtered else baseline
        report = replace(report, baseline=compare_runs(before, now))
    print_report(report, console(), everything=everything)
    files: list[tuple[Path | None, Callable[[], Any]]] = [
        (json_file, report.to_json),
        (html_file, lambda: to_html(report)),
        (junit_file, lambda: to_junit(report)),
    ]
    for file, text in files:
        write(file, text)
    raise typer.Exit(report.exit_code)
