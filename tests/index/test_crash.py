"""A process that is killed while it adds or removes articles: nothing lost, nothing doubled.

``benchmarks/crash.py`` does the same at length.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fake_encoder import faked

from index.library import Library

FILES, KILLS = 60, 3
IDS = sorted(f"report-{n}" for n in range(FILES))
ADDS = """
from index.library import Library
library = Library.open(sys.argv[1], create=True)
print("begun", flush=True)
library.add([sys.argv[2]], lambda done, total: print(done, flush=True))
"""

REMOVES = """
from index.library import Library
library = Library.open(sys.argv[1])
ids = sorted(a.id for a in library.articles())
print("begun", flush=True)
for at in range(0, len(ids), 5):
    library.remove_all(ids[at : at + 5], lambda done, total: print(done, flush=True))
"""


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder of files that are several batches of several passages each."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for n in range(FILES):
        sentences = " ".join(f"Report {n} counts {i} ships in the harbour." for i in range(40))
        (folder / f"report-{n}.md").write_text(f"---\ntitle: Report {n}\n---\n{sentences}\n")
    return folder


def run_and_kill(script: str, library: Path, articles: Path, rng: random.Random) -> int:
    """Runs a process that is killed after a random batch and a moment; its exit code."""
    process = subprocess.Popen(
        [sys.executable, "-c", faked(script), str(library), str(articles)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for _ in range(1 + rng.randrange(4)):
        process.stdout.readline()
    time.sleep(rng.uniform(0, 0.3))
    process.kill()
    process.stdout.close()
    return process.wait(timeout=30)


@pytest.mark.usefixtures("fake_encoder")
def test_a_killed_add_loses_and_doubles_nothing(tmp_path: Path, articles: Path) -> None:
    rng = random.Random(339)
    codes = []
    for number in range(KILLS):
        folder = tmp_path / f"library-{number}"
        codes.append(run_and_kill(ADDS, folder, articles, rng))
        is_whole_after_adding_again(folder, articles)
    assert all(code <= 0 for code in codes), "a process ended with an error of its own"
    assert any(code < 0 for code in codes), "no process was killed before it was done"


def is_whole_after_adding_again(folder: Path, articles: Path) -> None:
    library = Library.open(folder)
    report = library.add([articles])
    assert sorted(report.added + report.unchanged) == IDS
    assert report.replaced == report.rejected == []
    assert library.add([articles]).unchanged == IDS, "all is there now"

    assert sorted(a.id for a in library.articles()) == IDS
    checked = library.check()
    assert (checked.articles, checked.problems) == (FILES, ())
    assert len(library.vectors.ids()) == len(library.postings.ids()) == checked.passages
    library.close()


@pytest.mark.usefixtures("fake_encoder")
def test_a_killed_removal_is_finished(tmp_path: Path, articles: Path) -> None:
    rng = random.Random(412)
    folder = tmp_path / "library"
    library = Library.open(folder, create=True)
    library.add([articles])
    library.close()
    for _ in range(3):
        assert run_and_kill(REMOVES, folder, articles, rng) <= 0
        repaired = Library.repair(folder)
        checked = repaired.check()
        assert checked.problems == ()
        texts = {a.id: a.text for a in repaired.articles()}
        files = b"".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())
        for number in range(FILES):
            sentence = f"Report {number} counts 39 ships in the harbour."
            assert (sentence.encode() in files) == (f"report-{number}" in texts)
        repaired.close()
    assert 0 < len(texts) < FILES
    is_whole_after_adding_again(folder, articles)
