"""Byline's evaluation: a suite of questions, asked, measured and reported.

``Case`` -> ``Outcome`` -> ``Score`` -> ``Report``; ``python -m evals`` is the command.
"""

from evals.cases import Case, Turn, bundled_suites, find_suite, load_suite
from evals.compare import Comparison, compare_runs
from evals.errors import EvalError, SuiteError, ThresholdError
from evals.html import to_html
from evals.measures import MEASURES, Measure
from evals.pairing import Pairing
from evals.report import Mean, Report, Row, Settings, build_report
from evals.run import Ask, Outcome, Score, ask_case, run_suite, score
from evals.runs import Run, load_run
from evals.terminal import print_comparison, print_report
from evals.thresholds import Check, Threshold, load_thresholds

__all__ = [
    "MEASURES",
    "Ask",
    "Case",
    "Check",
    "Comparison",
    "EvalError",
    "Mean",
    "Measure",
    "Outcome",
    "Pairing",
    "Report",
    "Row",
    "Run",
    "Score",
    "Settings",
    "SuiteError",
    "Threshold",
    "ThresholdError",
    "Turn",
    "ask_case",
    "build_report",
    "bundled_suites",
    "compare_runs",
    "find_suite",
    "load_run",
    "load_suite",
    "load_thresholds",
    "print_comparison",
    "print_report",
    "run_suite",
    "score",
    "to_html",
]
