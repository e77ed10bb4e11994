from __future__ import annotations

import io
import json
import re
from typing import Any

from evals_builders import article_text, cite, declining, make_answer, make_case
from rich.console import Console

from evals.html import to_html
from evals.report import Mean, Report, Settings, build_report, print_report
from evals.run import Outcome, Score, score
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
    assert report.total.means["facts_strict"] == Mean(0.5, 2)
    assert report.total.means["declined"] == Mean(1.0, 1)
    assert report.total.means["short_exact"] == Mean(None, 0)
    assert report.types[0].means["declined"] == Mean(None, 0)


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
    assert list(content) == ["settings", "aggregate", "thresholds", "cases"]
    assert content["settings"]["generation"] == 4
    assert content["aggregate"]["total"]["means"]["facts_strict"] == {"value": 0.5, "n": 2}
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
    assert content["cases"][1]["missed"] == ["fact not found: two hours | 2 hours"]
    assert content["cases"][2]["error"] == "RuntimeError: gone"
    assert content["cases"][2]["answer"] is None
    assert report.to_json() == sample(Threshold("declined", "at_least", 0.8)).to_json()


def test_the_terminal_report_fits_100_columns_and_cuts_nothing() -> None:
    text = shown(sample(Threshold("facts_strict", "at_least", 0.6)))
    assert max(map(len, text.splitlines())) <= 100
    assert "…" not in text
    for part in ("duration", "unanswerable", "all", "0.500", "n 2", "recip.", "2.00 s"):
        assert part in text
    assert "threshold facts_strict at least 0.6: 0.5 missed" in text
    assert "failed 3: RuntimeError: gone" in text


def test_a_threshold_just_missed_does_not_read_as_held() -> None:
    ran = [scored(make_answer(citations=[cite("Talks", 0, 5)] * 9999 + [cite("x", 0, 5)]))]
    text = shown(build_report(ran, SETTINGS, [Threshold("quotes_valid", "at_least", 1.0)]))
    assert "threshold quotes_valid at least 1: 0.9999 missed" in text


def test_no_thresholds_is_said() -> None:
    assert "No thresholds for this suite" in shown(sample())
    assert "No thresholds for this suite" in to_html(sample())


def test_markup_in_a_name_is_shown_as_it_stands() -> None:
    settings = Settings("[red]x[/]")
    case = scored(None, id="[bold]", type="[dim]t[/dim]")
    text = shown(build_report([case], settings))
    for part in ("[red]x[/]", "[bold]", "[dim]t[/dim]"):
        assert part in text


HOSTILE = "</script><img src=x onerror=alert(1)>\"'&${7*7}{{x}}"


def test_hostile_text_is_escaped_everywhere_in_the_page() -> None:
    citation = cite(HOSTILE, 0, 5, article=HOSTILE) | {"source": HOSTILE, "date": HOSTILE}
    answer = make_answer(answer=HOSTILE, short=HOSTILE, citations=[citation | {"number": HOSTILE}])
    texts: dict[str, Any] = {"question": HOSTILE, "answer": HOSTILE, "type": HOSTILE, "id": HOSTILE}
    more: dict[str, Any] = {
        "facts": ((HOSTILE + "2",),),
        "articles": (HOSTILE,),
        "short": "x",
        "why": HOSTILE,
    }
    broken = score(Outcome(make_case(id="e"), None, HOSTILE, 1.0), article_text)
    settings = Settings(HOSTILE, library=HOSTILE, type=HOSTILE)
    page = to_html(build_report([scored(answer, **texts, **more), broken], settings))
    assert "<img" not in page
    assert page.count("</script>") == page.count("<script>") == 1
    assert page.count("&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;&amp;") >= 14


def test_the_page_loads_nothing_and_shows_each_case() -> None:
    page = to_html(sample(Threshold("facts_strict", "at_least", 0.6)))
    assert not re.search(r"src=|href=|url\(|@import|https?:", page)
    assert "default-src 'none'" in page
    assert "prefers-color-scheme:dark" in page
    assert page.count("<details") == 4
    assert page.count("<details class=wrong>") == 2  # the fact missed and the failed case
    assert "BBC News, 2025-05-16: <q>Talks lasted two hours.</q>" in page
    assert "could not be run: RuntimeError: gone" in page
    assert '<td class="bad">missed</td>' in page
    assert 'type="search"' in page and 'type="checkbox"' in page


def test_an_unsigned_undated_citation_is_shown() -> None:
    citation = cite("Talks", 0, 5) | {"source": None, "date": None}
    page = to_html(build_report([scored(make_answer(citations=[citation]))], SETTINGS))
    assert "unsigned, undated: <q>Talks</q>" in page
