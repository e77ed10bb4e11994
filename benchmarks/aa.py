"""Does ``evals compare`` keep quiet where there is nothing to say? (an A/A test)

    python benchmarks/aa.py RUN.json [--times 100] [--noise 0.3]

Makes two noisy copies of one run, as if a system that is not deterministic had been asked twice,
and compares them; again and again. In each copy the families of the suite change their outcomes
with probability ``noise`` for those of another family, drawn at random, of the same answerability:
both copies come from one distribution, so that every difference that is shown is a false alarm.
Prints in how many of the comparisons none was shown; beside it, how many a test would have passed
that takes every case for a witness of its own and corrects for nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from evals.compare import compare_runs
from evals.measures import MEASURES
from evals.pairing import LEVEL
from evals.resampling import paired_p
from evals.runs import Run, load_run

Rows = list[Mapping[str, Any]]


def families(run: Run) -> list[Rows]:
    """The rows of the run by family; what could not be run is left out."""
    found: dict[str, Rows] = {}
    for key, row in run.rows.items():
        if not row["error"]:
            found.setdefault(row["case"].get("family") or key, []).append(row)
    return list(found.values())


def noisy(run: Run, noise: float, random: Random) -> Run:
    """A copy of a run in which some families have the outcomes of another one."""
    every, rows = families(run), {}
    for family in every:
        kind = family[0]["case"]["answerable"]
        alike = [f for f in every if f[0]["case"]["answerable"] == kind]
        donor = random.choice(alike) if random.random() < noise else family
        for at, row in enumerate(family):
            rows[row["id"]] = {**donor[at % len(donor)], "id": row["id"], "case": row["case"]}
    return Run(run.settings, rows, run.articles)


def naive_alarm(a: Run, b: Run) -> bool:
    """Whether any measure differs for a test that knows no families and no correction."""
    for measure in MEASURES:
        pairs = [(a.rows[i]["values"].get(measure.name), b.rows[i]["values"].get(measure.name))
                 for i in a.rows]  # fmt: skip
        differences = [y - x for x, y in pairs if x is not None and y is not None]
        names = [str(n) for n in range(len(differences))]
        if differences and paired_p(differences, names) < LEVEL:
            return True
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--noise", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    run, random = load_run(given.run), Random(given.seed)
    quiet = naive = 0
    for _ in range(given.times):
        a, b = noisy(run, given.noise, random), noisy(run, given.noise, random)
        comparison = compare_runs(a, b)
        quiet += not comparison.better and not comparison.worse
        naive += not naive_alarm(a, b)
    print(f"no difference shown in {quiet} of {given.times} A/A comparisons (noise {given.noise})")
    print(f"by case and uncorrected it would have been {naive} of {given.times}")


if __name__ == "__main__":
    main()
