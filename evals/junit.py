"""The report as JUnit XML, which continuous integration shows: one test case a case.

A case on which anything was missed is a failure, one that could not be run an error; the
thresholds and the measures held against a baseline are test cases of a second suite.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from evals.report import Report
from evals.run import Score
from evals.terminal import number

# What XML 1.0 has no way to write, escaped or not (section 2.2).
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(report: Report) -> str:
    """The whole document."""
    root = ElementTree.Element("testsuites", name=_safe(f"Byline {report.settings.suite}"))
    cases = _suite(root, report.settings.suite)
    for score in report.scores:
        _case(cases, score)
    gates = _suite(root, "thresholds")
    for check in report.checks:
        name = f"{check.threshold.measure} {check.threshold.wording}"
        missed = check in report.missed
        _gate(gates, name, f"got {number(check.value)}" if missed else None)
    for worse in report.regressions:
        change = f"{number(worse.mean_a)} -> {number(worse.mean_b)}"
        _gate(gates, f"{worse.measure} no worse than the baseline", change)
    for suite in (cases, gates):
        for kind in ("failure", "error"):
            count = len(suite.findall(f"testcase/{kind}"))
            suite.set({"failure": "failures", "error": "errors"}[kind], str(count))
        suite.set("tests", str(len(suite)))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(root: ElementTree.Element, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(root, "testsuite", name=_safe(name))


def _case(suite: ElementTree.Element, score: Score) -> None:
    outcome = score.outcome
    element = ElementTree.SubElement(
        suite,
        "testcase",
        classname=_safe(outcome.case.type),
        name=_safe(f"{outcome.case.id}: {outcome.case.question}"),
        time=f"{outcome.seconds:.3f}",
    )
    if score.failed:
        _problem(element, "error", str(outcome.error), "")
    elif score.missed:
        answer = (outcome.answer or {}).get("answer", "")
        text = "\n".join([*score.missed, "", f"answer: {answer}"])
        _problem(element, "failure", score.missed[0], text)


def _gate(suite: ElementTree.Element, name: str, problem: str | None) -> None:
    element = ElementTree.SubElement(suite, "testcase", classname="thresholds", name=_safe(name))
    if problem is not None:
        _problem(element, "failure", problem, "")


def _problem(element: ElementTree.Element, kind: str, message: str, text: str) -> None:
    ElementTree.SubElement(element, kind, message=_safe(message)).text = _safe(text)


def _safe(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
