from __future__ import annotations

from pathlib import Path

import pytest

from evals.cases import SUITES, bundled_suites
from evals.errors import ThresholdError
from evals.means import Mean
from evals.thresholds import Check, Threshold, check, load_thresholds


def write(folder: Path, text: str) -> Path:
    (folder / "thresholds.yaml").write_text(text, encoding="utf-8")
    return folder / "mine.jsonl"


def test_the_thresholds_of_the_suite_are_read(tmp_path: Path) -> None:
    suite = write(
        tmp_path,
        "other:\n  declined: {at_least: 1}\n"
        "mine:\n  facts_strict: {at_least: 0.85}\n  false_refusals: {at_most: 0.1}\n",
    )
    assert load_thresholds(suite) == (
        Threshold("facts_strict", "at_least", 0.85),
        Threshold("false_refusals", "at_most", 0.1),
    )


def test_a_suite_may_have_none(tmp_path: Path) -> None:
    assert load_thresholds(tmp_path / "mine.jsonl") == ()
    assert load_thresholds(write(tmp_path, "")) == ()
    assert load_thresholds(write(tmp_path, "other:\n  declined: {at_least: 1}")) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mine:\n  fact_strict: {at_least: 1}", "suite 'mine': .*measures facts_strict,.*got 'fa"),
        ("other:\n  fact_strict: {at_least: 1}", "suite 'other': .*got 'fact_strict'"),
        ("mine:\n  declined: 0.8", "measure 'declined': expected a mapping.*got 0.8"),
        ("mine:\n  declined: {}", "expected one of at_least, at_most, lower, upper, got \\[\\]"),
        ("mine:\n  declined: {above: 1}", "expected one of .*got \\['above'\\]"),
        ("mine:\n  declined: {at_least: 0, over: 1}", "expected one of"),
        ("mine:\n  latency_p95: {at_most: -1}", "expected a number from 0, got -1"),
        ("mine:\n  latency_p95: {at_most: .inf}", "expected a number from 0, got inf"),
        ("mine:\n  declined: {at_least: 80}", "expected a number from 0 to 1, got 80"),
        ("mine:\n  declined: {at_least: true}", "expected a number from 0 to 1, got True"),
        ("mine:\n  declined: {at_least: .nan}", "expected a number from 0 to 1, got nan"),
        ("mine:\n  declined: {at_least: high}", "expected a number from 0 to 1, got 'high'"),
        ("mine: 0.8", "suite 'mine': expected a mapping"),
        ("- mine", "expected a mapping of suite names"),
        ("mine: {", "expected YAML"),
    ],
)
def test_a_wrong_file_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ThresholdError, match=message) as caught:
        load_thresholds(write(tmp_path, text))
    assert "thresholds.yaml" in str(caught.value)


@pytest.mark.parametrize(
    ("bound", "value", "verdict"),
    [
        ("at_least", 0.85, "held"),
        ("at_least", 0.9, "held"),
        ("at_least", 0.85 - 1e-12, "held"),
        ("at_least", 0.849, "missed"),
        ("at_most", 0.85, "held"),
        ("at_most", 0.851, "missed"),
        ("at_least", None, "not measured"),
    ],
)
def test_a_threshold_is_held_or_missed(bound: str, value: float | None, verdict: str) -> None:
    threshold = Threshold("declined", bound, 0.85)  # type: ignore[arg-type]
    means = {"declined": Mean(value, 9), "facts_strict": Mean(0.0, 9)}
    (result,) = check([threshold], means)
    assert result == Check(threshold, value)
    assert result.verdict == verdict


def test_an_end_of_the_interval_can_be_held(tmp_path: Path) -> None:
    suite = write(
        tmp_path,
        "mine:\n  declined: {at_least: 0.8, lower: 0.7}\n"
        "  false_refusals: {at_most: 0.2, upper: 0.3}\n  latency_p95: {at_most: 12}",
    )
    held = load_thresholds(suite)
    assert [(t.measure, t.bound) for t in held] == [
        ("declined", "at_least"),
        ("declined", "lower"),
        ("false_refusals", "at_most"),
        ("false_refusals", "upper"),
        ("latency_p95", "at_most"),
    ]
    assert held[1].wording == "lower end at least 0.7"
    means = {
        "declined": Mean(0.85, 9, 0, 0.69, 0.95),
        "false_refusals": Mean(0.1, 9, 0, 0.0, 0.3),
        "latency_p95": Mean(3.0, 9),
    }
    assert [(c.value, c.verdict) for c in check(held, means)] == [
        (0.85, "held"),
        (0.69, "missed"),
        (0.1, "held"),
        (0.3, "held"),
        (3.0, "held"),
    ]
    (nothing,) = check(held[1:2], {"declined": Mean(0.85, 1)})
    assert nothing.verdict == "not measured"


def test_another_file_can_be_named(tmp_path: Path) -> None:
    suite = tmp_path / "mine.jsonl"
    file = tmp_path / "strict.yaml"
    with pytest.raises(ThresholdError, match="Expected a file of thresholds"):
        load_thresholds(suite, file)
    file.write_text("other:\n  declined: {at_least: 1}", encoding="utf-8")
    with pytest.raises(ThresholdError, match="thresholds for the suite 'mine', got some for other"):
        load_thresholds(suite, file)
    file.write_text("mine:\n  declined: {at_least: 1}", encoding="utf-8")
    assert load_thresholds(suite, file) == (Threshold("declined", "at_least", 1.0),)


def test_the_bundled_thresholds_are_about_bundled_suites() -> None:
    text = (SUITES / "thresholds.yaml").read_text(encoding="utf-8")
    assert all(load_thresholds(path) for name, path in bundled_suites().items() if name in text)
    assert load_thresholds(SUITES / "istanbul.jsonl") == (
        Threshold("facts_strict", "at_least", 0.85),
        Threshold("declined", "at_least", 0.80),
        Threshold("quotes_valid", "at_least", 1.0),
    )
