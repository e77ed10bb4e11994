from __future__ import annotations

import io
import json
import re
from typing import Any

from evals_builders import article_text, cite, declining, make_answer, make_case
from rich.console import Console

from evals.html import to_html
from evals.means import Mean
from evals.report import Report, Settings, build_report
from evals.run import Outcome, Score, score
from evals.terminal import print_report
from evals.thresholds import Threshold

SETTINGS = Settings("mine", generation=4, date="2025-06-02T12:00:00+00:00", byline="0.1.0")


def scored(given: dict[str, Any] | None, seconds: float = 1.0, **changes: Any) -> Score:
    error = None if given is not None else "RuntimeError: gone"
    return score(Outcome(make_case(**changes), given, error, seconds), article_text)


def sample(*thresholds: Threshold, settings: Settings = SETTINGS) -> Report:
    scores = [
        scored(make_answer(), 1.0, id="1"),
        scored(make_answer(answer="No idea. [1]", short=None), 2.0, id="2"),
        scored(None, 99.0, id="3"),
        scored(declining(), 4.0, id="4", type="unanswerable", answerable=False, facts=()),
    ]
    return build_report(scores, settings, thresholds)


def shown(report: Report, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    print_report(report, console)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_a_mean_stands_beside_the_number_of_its_cases_and_failures_are_counted() -> None:
    report = sample()
    assert [(r.name, r.n, r.failed) for r in report.types] == [
        ("duration", 3, 1),
        ("unanswerable", 1, 0),
    ]
    assert (report.total.n, report.total.failed, report.total.seconds) == (4, 1, 2.0)
    facts = report.total.means["facts_strict"]
    assert (facts.value, facts.n, facts.unscored) == (0.5, 2, 1)
    assert (facts.low, facts.high) == (0.0, 1.0)
    assert report.total.means["declined"] == Mean(1.0, 1, 2)  # one case has no interval
    assert report.total.means["short_exact"] == Mean(None, 0, 3)
    assert report.types[0].means["declined"] == Mean(None, 0, 2)


def test_summaries_of_the_set_stand_beside_the_means() -> None:
    answers = [make_answer(confidence=0.1 * n) for n in range(10)]
    right = [scored(a, id=str(n)) for n, a in enumerate(answers)]
    wrong = [
        scored(declining() | {"confidence": 0.01 * n}, id=f"u{n}", answerable=False, facts=())
        for n in range(10)
    ]
    means = build_report([*right, *wrong], SETTINGS).total.means
    area = means["auroc_answerable"]
    assert area.value is not None and area.low is not None and area.high is not None
    assert area.low <= area.value <= area.high
    assert means["ece"].n == 10  # the answered ones


def test_the_interval_widens_where_cases_are_of_one_family() -> None:
    def width(families: int) -> float:
        scores = [
            scored(make_answer() if n % 2 else declining(), id=str(n), family=str(n % families))
            for n in range(40)
        ]
        mean = build_report(scores, SETTINGS).total.means["facts_strict"]
        assert mean.low is not None and mean.high is not None
        return mean.high - mean.low

    assert width(8) > 1.5 * width(40)


def test_exit_code_of_a_report() -> None:
    low, high = Threshold("facts_strict", "at_least", 0.5), Threshold("declined", "at_least", 1)
    missing = Threshold("facts_strict", "at_least", 0.51)
    assert sample(low, high).exit_code == 3  # a failed case
    assert sample(missing).exit_code == 3  # wins over the missed threshold
    ran = [scored(make_answer(), id="1"), scored(make_answer(answer="", short=None), id="2")]
    assert build_report(ran, SETTINGS, [low]).exit_code == 0
    assert build_report(ran, SETTINGS, [low, missing]).exit_code == 1
    assert build_report(ran, SETTINGS).exit_code == 0


def test_a_threshold_that_nothing_measures_is_missed_unless_a_filter_left_it_out() -> None:
    ran = [scored(make_answer())]
    threshold = Threshold("declined", "at_least", 0.8)
    assert build_report(ran, SETTINGS, [threshold]).exit_code == 1
    assert build_report(ran, Settings("mine", type="duration"), [threshold]).exit_code == 0
    assert build_report(ran, Settings("mine", limit=1), [threshold]).exit_code == 0


def test_date_and_version_are_filled_in() -> None:
    settings = build_report([scored(make_answer())], Settings("mine")).settings
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", settings.date)
    assert settings.byline


def test_the_json_has_everything_in_a_stable_order() -> None:
    report = sample(Threshold("declined", "at_least", 0.8))
    content = json.loads(report.to_json())
    assert list(content) == [
        "schema",
        "settings",
        "aggregate",
        "thresholds",
        "baseline",
        "cached",
        "unstable",
        "cases",
        "articles",
    ]
    assert content["settings"]["generation"] == 4
    assert content["aggregate"]["total"]["means"]["facts_strict"] == {
        "value": 0.5,
        "n": 2,
        "unscored": 1,
        "low": 0.0,
        "high": 1.0,
    }
    assert content["thresholds"] == [
        {
            "measure": "declined",
            "bound": "at_least",
            "target": 0.8,
            "value": 1.0,
            "verdict": "held",
        }
    ]
    assert [c["id"] for c in content["cases"]] == ["1", "2", "3", "4"]
    assert content["cases"][0]["answer"] == make_answer()
    assert "fact not found: two hours | 2 hours" in content["cases"][1]["missed"]
    assert content["cases"][2]["error"] == "RuntimeError: gone"
    assert content["cases"][2]["answer"] is None
    assert report.to_json() == sample(Threshold("declined", "at_least", 0.8)).to_json()


def test_the_terminal_report_fits_100_columns_and_cuts_nothing() -> None:
    text = shown(sample(Threshold("facts_strict", "at_least", 0.6)))
    assert max(map(len, text.splitlines())) <= 100
    assert "…" not in text
    for part in ("duration", "unanswerable", "all", "0.500", "n 2", "unscored", "2.00 s"):
        assert part in text
    assert "threshold facts_strict at least 0.6: 0.5 missed" in text
    assert "failed 3: RuntimeError: gone" in text


def test_a_threshold_just_missed_does_not_read_as_held() -> None:
    ran = [scored(make_answer(citations=[cite("Talks", 0, 5)] * 9999 + [cite("x", 0, 5)]))]
    text = shown(build_report(ran, SETTINGS, [Threshold("quotes_valid", "at_least", 1.0)]))
    assert "threshold quotes_valid at least 1: 0.9999 missed" in text


def test_what_was_cached_and_what_was_unstable_is_said() -> None:
    outcome = Outcome(make_case(id="1"), make_answer(), None, 1.0, cached=True)
    other = Outcome(make_case(id="2"), make_answer(), None, 1.0, answers=2)
    scores = [score(o, article_text) for o in (outcome, other)]
    report = build_report(scores, Settings("mine", repeat=3))
    text = shown(report)
    assert "1 of 2 answers from the cache" in text
    assert "asked 3 times each, 1 case(s) were answered differently: 2" in text
    page = to_html(report)
    assert "1 of 2 answers from the cache" in page
    assert "answered differently when asked again: 2" in page
    assert json.loads(report.to_json())["unstable"] == ["2"]


def test_no_thresholds_is_said() -> None:
    assert "No thresholds for this suite" in shown(sample())
    assert "No thresholds for this suite" in to_html(sample())


def test_markup_in_a_name_is_shown_as_it_stands() -> None:
    settings = Settings("[red]x[/]")
    case = scored(None, id="[bold]", type="[dim]t[/dim]")
    text = shown(build_report([case], settings))
    for part in ("[red]x[/]", "[bold]", "[dim]t[/dim]"):
        assert part in text
