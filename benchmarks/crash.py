"""Kills a process that adds, replaces, removes and imports, again and again, at random moments.

    python benchmarks/crash.py --kills 50

After every kill the library must be whole, or must repair itself, and hold nothing that was not
put there; at the end it must hold exactly what was asked for. Exit code 1 where it does not. The
encoder is one without a model, so most of the time goes into writing, where a kill could hurt.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]
sys.path.append(str(ROOT / "tests"))

from fake_encoder import FakeEncoder, faked  # noqa: E402

import index.library  # noqa: E402
from index.library import Library  # noqa: E402

FILES, LINES = 24, 40
WORKS = """
import json, random
from pathlib import Path
from index.library import Library
folder, articles = Path(sys.argv[1]), Path(sys.argv[2])
rng = random.Random(int(sys.argv[3]))
library = Library.open(folder, create=True)
library.add([articles / "report-0.md"])  # what is loaded at first use must not take up the time
print("begun", flush=True)
while True:
    act = rng.choice(["add", "replace", "replace", "remove"])
    if act == "replace":
        for path in rng.sample(sorted(articles.glob("*.md")), 5):
            number = int(path.stem.split("-")[1])
            path.write_text(sys.argv[4].format(number=number, edition=rng.randrange(10**6)))
        library.add([articles])
    elif act == "remove":
        ids = [a.id for a in library.articles()]
        library.remove_all(rng.sample(ids, len(ids) // 5))
    else:
        library.add([articles, articles.parent / "lines.jsonl"])
    print(act, flush=True)
"""
TEXT = "Report {number} in edition {edition}. " + " ".join(
    f"Gate {n} of harbour {{number}} counted {n * 7} ships." for n in range(30)
)


def main() -> None:
    """Runs as many kills as the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=339)
    options = parser.parse_args()
    index.library.load_encoder = FakeEncoder
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(crash(Path(folder), options.kills, random.Random(options.seed)))


def crash(root: Path, kills: int, rng: random.Random) -> int:
    """The number of kills after which something was wrong that repairing did not mend."""
    articles, library = root / "articles", root / "library"
    articles.mkdir()
    for number in range(FILES):
        path = articles / f"report-{number}.md"
        path.write_text(TEXT.format(number=number, edition=0))
    rows = [{"text": f"Line {n} of the list.", "title": f"Line {n}"} for n in range(LINES)]
    (root / "lines.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    Library.open(library, create=True).close()
    states: Counter[str] = Counter()
    for number in range(kills):
        acts = killed(library, articles, rng)
        state, problems = examined(library)
        states[state] += 1
        print(f"{number + 1}: {acts} acts, then killed: {state} {problems}", flush=True)
    print(dict(states))
    return states["broken"] + ended(library, articles, root / "lines.jsonl")


def killed(library: Path, articles: Path, rng: random.Random) -> int:
    """Lets a process work for a random while, kills it, and says how many acts it ended."""
    process = subprocess.Popen(
        [sys.executable, "-c", faked(WORKS), library, articles, str(rng.randrange(10**6)), TEXT],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(rng.uniform(0, 3))
    process.kill()
    said = process.stdout.read().split()
    process.stdout.close()
    if process.wait() != -9:
        raise SystemExit(f"it ended by itself: {process.returncode}")
    return len(said)


def examined(folder: Path) -> tuple[str, tuple[str, ...]]:
    """``whole``, ``repaired`` or ``broken``, and what ``check`` had found."""
    try:
        library = Library.open(folder)
        problems = library.check().problems
        library.close()
    except index.errors.DamagedIndexError as error:
        problems = (str(error),)
    if not problems:
        return "whole", ()
    library = Library.repair(folder)
    left = library.check().problems
    library.close()
    return ("broken", left) if left else ("repaired", problems)


def ended(folder: Path, articles: Path, lines: Path) -> int:
    """1 where the library, told once more to add everything, does not hold it once."""
    library = Library.open(folder)
    library.add([articles, lines])
    held = {a.id: a.text for a in library.articles()}
    expected = {p.stem: p.read_text().strip() for p in articles.glob("*.md")}
    wrong = [i for i, text in expected.items() if held.get(i) != text]
    lines_held = sum(i.startswith("lines-") for i in held)
    checked = library.check()
    counts = (len(library.vectors.ids()), len(library.postings.ids()))
    library.close()
    print(f"at the end: {checked}, indexes {counts}, {len(wrong)} wrong, {lines_held} lines")
    right = (FILES + LINES, (checked.passages,) * 2, (), [])
    return int((len(held), counts, checked.problems, wrong) != right)


if __name__ == "__main__":
    main()
