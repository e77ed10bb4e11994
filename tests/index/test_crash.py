"""A process that is killed while it adds articles: nothing lost, nothing doubled."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fake_encoder import faked

from index.library import Library

FILES, KILLS = 60, 5
IDS = sorted(f"report-{n}" for n in range(FILES))
ADDS = """
from index.library import Library
library = Library.open(sys.argv[1], create=True)
print("begun", flush=True)
library.add([sys.argv[2]], lambda done, total: print(done, flush=True))
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


def add_and_kill(library: Path, articles: Path, rng: random.Random) -> int:
    """Adds in a process of its own, killed after a random batch and a moment; its exit code."""
    process = subprocess.Popen(
        [sys.executable, "-c", faked(ADDS), str(library), str(articles)],
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
        codes.append(add_and_kill(folder, articles, rng))
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
