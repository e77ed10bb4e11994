"""Reads many generated inputs with every reader and prints what became of them.

    python benchmarks/fuzz_readers.py [EXAMPLES] [SEED]

EXAMPLES is 10,000 unless told. Exits 1 at the first input that raises anything but a reason,
takes longer than ten seconds, or leaves a file in the working or the temporary folder; the
input is printed as hypothesis found it, made small.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "index")]

from hypothesis import HealthCheck, given, seed, settings  # noqa: E402
from reader_fuzz import check, files  # noqa: E402


def main(examples: int, number: int) -> None:
    outcomes: Counter[str] = Counter()
    slowest = 0.0

    @seed(number)
    @settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(files())
    def fuzz(file: tuple[str, bytes]) -> None:
        nonlocal slowest
        started = time.monotonic()
        outcomes[check(*file)] += 1
        slowest = max(slowest, time.monotonic() - started)
        assert not list(Path().iterdir()), "a file was written"

    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        tempfile.tempdir = folder
        fuzz()
        os.chdir(ROOT)
    seconds = time.monotonic() - started
    print(f"{outcomes.total()} inputs in {seconds:.0f} s, the slowest {slowest:.2f} s")
    for outcome, count in outcomes.most_common():
        print(f"  {outcome:10} {count}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, int(sys.argv[2]) if sys.argv[2:] else 1)
