"""Mistakes of the person who runs the evaluation; ``python -m evals`` shows them and exits 2."""

from __future__ import annotations

from index.errors import BylineError


class EvalError(BylineError):
    """A suite, threshold or report file, or an option, that cannot be used as it stands."""


class SuiteError(EvalError):
    """A suite that cannot be found or read; the message names file, line and field."""


class ThresholdError(EvalError):
    """A threshold file that cannot be used; the message names file, suite and measure."""
