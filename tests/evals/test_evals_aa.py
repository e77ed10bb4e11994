"""Two noisy copies of one system are told apart about as seldom as they should be."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

from evals_systems import good, report

from evals.measures import MEASURES
from evals.pairing import corrected, pair_measure
from evals.runs import Run

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import aa


def test_a_system_is_called_no_different_from_itself_in_95_of_100_resamplings() -> None:
    run = Run.from_dict(report(good).to_dict())
    random, quiet, changed = Random(20250602), 0, 0
    measures = [m for m in MEASURES if m.paired and m.headline]
    for _ in range(100):
        a, b = (aa.noisy(run, 1.0, random) for _ in range(2))
        changed += any(dict(a.rows[i]["values"]) != dict(b.rows[i]["values"]) for i in a.rows)
        pairings = corrected([pair_measure(m, a.rows, b.rows) for m in measures])
        quiet += all(p.verdict == "no difference shown" for p in pairings)
    assert changed == 100  # the copies do differ
    assert quiet >= 95
