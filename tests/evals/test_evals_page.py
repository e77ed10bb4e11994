"""The report as HTML and as JUnit XML: whole, escaped, of a size, and loading nothing."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

from evals_builders import article_text, cite, make_answer, make_case
from test_evals_report import SETTINGS, sample, scored

from evals.compare import compare_runs
from evals.html import comparison_to_html, to_html
from evals.junit import to_junit
from evals.report import Settings, build_report
from evals.run import Outcome, score
from evals.runs import Run
from evals.thresholds import Threshold

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
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))


def test_the_page_loads_nothing_and_shows_each_case() -> None:
    page = to_html(sample(Threshold("facts_strict", "at_least", 0.6)))
    assert not re.search(r"src=|href=[^#\"]|href=\"[^#]|url\([^#]|@import|https?:", page)
    assert "default-src 'none'" in page
    assert "prefers-color-scheme: dark" in page
    fates = re.findall(r'<details class="case" data-type="[^"]*" data-fate="([^"]*)"', page)
    assert fates == ["right", "wrong", "failed", "right declined"]
    assert "✗ two hours | 2 hours" in page and "✓ two hours | 2 hours" in page
    assert "a1: first at rank 1" in page
    assert page.count('<svg role="img"') == 2  # nothing is judged by confidence here
    assert "BBC News, 2025-05-16: <q>Talks lasted two hours.</q>" in page
    assert "could not be run: RuntimeError: gone" in page
    assert '<span class="bad">missed</span>' in page
    assert 'type="search"' in page and page.count("<select") == 2


def test_an_unsigned_undated_citation_is_shown() -> None:
    citation = cite("Talks", 0, 5) | {"source": None, "date": None}
    page = to_html(build_report([scored(make_answer(citations=[citation]))], SETTINGS))
    assert "unsigned, undated: <q>Talks</q>" in page


def test_the_evidence_that_was_missed_is_named() -> None:
    late = [{"article_id": "a2"}] * 10 + [{"article_id": "a1"}]
    pages = [to_html(build_report([scored(make_answer(evidence=e))], SETTINGS)) for e in ([], late)]
    assert '<li class="bad">a1: not found</li>' in pages[0]
    assert '<li class="bad">a1: first at rank 11</li>' in pages[1]


def test_five_hundred_long_answers_stay_under_5_mb() -> None:
    quote = TEXT * 20
    answer = make_answer(answer=f"{quote} [1]", citations=[cite(quote, 0, len(quote))])
    page = to_html(build_report([scored(answer, id=str(n)) for n in range(500)], SETTINGS))
    assert len(page.encode()) < 5_000_000
    assert "more characters, in the JSON report" in page


TEXT = "Talks lasted two hours, and then everybody left the palace by the gate. " * 5


def test_a_comparison_shows_both_answers_escaped() -> None:
    def run(answer: dict[str, Any]) -> Run:
        case = make_case(question=HOSTILE, type=HOSTILE)
        scores = [score(Outcome(case, answer, None, 1.0), article_text)]
        return Run.from_dict(build_report(scores, Settings(HOSTILE)).to_dict())

    wrong = make_answer(answer=f"No {HOSTILE} [1]", short=HOSTILE)
    page = comparison_to_html(compare_runs(run(make_answer()), run(wrong)))
    assert "<img" not in page
    assert page.count("</script>") == page.count("<script>") == 1
    assert 'data-fate="loss"' in page
    assert "two hours — Talks lasted two hours. [1]" in page
    assert "No &lt;/script&gt;" in page


def test_junit_has_a_case_for_each_case_and_each_threshold() -> None:
    held, missed = (Threshold("facts_strict", "at_least", t) for t in (0.5, 0.6))
    root = ElementTree.fromstring(to_junit(sample(held, missed)))
    cases, gates = root.findall("testsuite")
    assert (cases.get("tests"), cases.get("failures"), cases.get("errors")) == ("4", "1", "1")
    assert (gates.get("tests"), gates.get("failures")) == ("2", "1")
    failure = cases.find("testcase/failure")
    assert failure is not None and failure.text is not None
    assert "fact not found: two hours | 2 hours" in failure.text
    error = cases.find("testcase/error")
    assert error is not None and error.get("message") == "RuntimeError: gone"
    gate = gates.find("testcase/failure")
    assert gate is not None and gate.get("message") == "got 0.500"


def test_junit_is_xml_whatever_the_texts_hold() -> None:
    odd = "\x00\x0b\ud800\uffff <&> ]]> é 🜁"
    answer = make_answer(answer=odd, short=odd)
    report = build_report([scored(answer, question=odd, type=odd)], Settings(odd))
    text = to_junit(report)
    case = ElementTree.fromstring(text.encode()).find("testsuite/testcase")
    assert case is not None
    assert str(case.get("name")).endswith(" <&> ]]> é 🜁")
