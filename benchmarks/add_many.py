"""How fast articles are added, and in how much memory.

    python benchmarks/add_many.py --articles 10000 --fake      memory: an encoder without a model
    python benchmarks/add_many.py FOLDER                       articles of your own, the real one

Prints the rate, the most memory that this process had (resident), what became of the articles,
and how long it takes to take one of them out again.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]
sys.path.append(str(ROOT / "tests"))

import index.library  # noqa: E402
from index.library import Library  # noqa: E402

_WORDS = 6000  # of an invented vocabulary, used as often as words are: by Zipf's law
_LENGTH = 600  # words of an article


def synthetic(file: Path, count: int) -> Path:
    """JSON Lines of invented articles; one in a hundred is an edited copy of an earlier one."""
    rng = random.Random(339)
    letters = "abcdefghijklmnoprstuvw"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(_WORDS)]
    weights = [1 / (rank + 1) for rank in range(_WORDS)]
    kept: list[str] = []
    with file.open("w") as out:
        for number in range(count):
            chosen = rng.choices(words, weights, k=_LENGTH)
            text = " ".join(
                " ".join(chosen[at : at + 15]).capitalize() + "." for at in range(0, _LENGTH, 15)
            )
            if number % 100 == 99:
                text = f"{rng.choice(kept)} Added in edition {number}."
            kept = [*kept[-99:], text]
            row = {"title": f"Report {number}", "text": text, "source": f"Outlet {number % 40}",
                   "date": f"2024-{1 + number % 12:02}-{1 + number % 28:02}",
                   "url": f"https://outlet{number % 40}.example/{number}"}  # fmt: skip
            out.write(json.dumps(row) + "\n")
    return file


def resident() -> str:
    """The memory that this process has, where the machine tells it, and the most it has had."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    now, status = "", Path("/proc/self/statm")
    if status.exists():
        now = f"{int(status.read_text().split()[1]) * resource.getpagesize() / 2**20:.0f} MB now, "
    return f"{now}{peak / (2**20 if sys.platform == 'darwin' else 2**10):.0f} MB at most"


def main() -> None:
    """Adds what the command line names to a library that is thrown away."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, help="articles; left out, invented ones")
    parser.add_argument("--articles", type=int, default=600, help="how many are invented")
    parser.add_argument("--fake", action="store_true", help="an encoder without a model")
    options = parser.parse_args()
    if options.fake:
        from fake_encoder import FakeEncoder

        FakeEncoder.dimension = 384  # as many as the bundled model: the index is as large
        index.library.load_encoder = FakeEncoder
    with tempfile.TemporaryDirectory() as folder:
        source = options.folder or synthetic(Path(folder) / "articles.jsonl", options.articles)
        library = Library.open(Path(folder) / "library", create=True)
        library.encoder.encode(["loaded before the clock starts"])
        print(f"before: {resident()}")
        run(library, source)
        library.close()


def run(library: Library, source: Path) -> None:
    """Adds, adds again, and removes; a line for each."""
    shown = time.perf_counter()

    def progress(done: int, total: int) -> None:
        nonlocal shown
        if time.perf_counter() - shown > 10:
            shown = time.perf_counter()
            print(f"  {done} of {total}: {resident()}", flush=True)

    for label in ("add", "add again"):
        began = time.perf_counter()
        report = library.add([source], progress)
        seconds = time.perf_counter() - began
        said = {name: len(getattr(report, name)) for name in report.__slots__}
        print(f"{label}: {seconds:.1f} s, {report.seen / seconds:.1f} articles/s, {said}")
        print(f"  {resident()}")
    checked = library.check()
    print(f"check: {checked.articles} articles, {checked.passages} passages, {checked.problems}")
    began = time.perf_counter()
    library.remove(library.articles()[0].id)
    print(f"remove one: {time.perf_counter() - began:.1f} s, {resident()}")


if __name__ == "__main__":
    main()
