"""``python -m evals``: run a suite, compare two runs, list the bundled suites.

Exit codes: 0 all thresholds hold, 1 one is missed, 2 wrong usage, 3 a case could not be run.
"""

from __future__ import annotations

import sys
import traceback

import typer

from evals.adapters.convert import convert
from evals.authoring import new
from evals.commands.compare import compare, suites
from evals.commands.run import rescore, run
from evals.commands.sweep import sweep
from evals.from_feedback import from_feedback
from evals.lint import lint
from evals.splits import split

app = typer.Typer(
    help="Measure Byline, or any other system, with suites of hand-written questions and answers.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for command in (run, rescore, compare, sweep, suites, new, lint, split, convert, from_feedback):
    app.command()(command)


def main() -> None:
    """The command. A fault of the program itself exits 3: 1 would read as a missed threshold."""
    try:
        app(prog_name="python -m evals")
    except Exception:
        traceback.print_exc()
        sys.exit(3)


if __name__ == "__main__":
    main()
