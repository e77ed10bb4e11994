"""Adding many: in order, in batches, in processes; interrupted, on a full disk, from memory."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_encoder import FakeEncoder, faked, found

import index.store
from index import reading
from index.errors import DamagedIndexError, StorageError
from index.library import AddInterrupted, Library
from index.records import Article, Rejected

Write = Callable[..., Path]


def reports(folder: Path, count: int) -> Path:
    folder.mkdir()
    for n in range(count):
        (folder / f"{n:03}.md").write_text(f"Report {n} counts {n * 3} ships.")
    return folder


# Reading in processes


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[str]]:
    """The processes that were started to read, as they are for many files; here for 32."""
    monkeypatch.setattr(reading, "_MANY", 32)
    started: list[subprocess.Popen[str]] = []
    start = subprocess.Popen

    def record(*arguments: Any, **options: Any) -> subprocess.Popen[str]:
        started.append(start(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(reading.subprocess, "Popen", record)
    return started


def test_many_files_are_read_in_order_in_other_processes(
    tmp_path: Path, readers: list[subprocess.Popen[str]]
) -> None:
    files = sorted(reports(tmp_path / "many", 60).iterdir())
    broken = tmp_path / "many" / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 no more")
    several = tmp_path / "several.jsonl"
    several.write_text("".join(json.dumps({"text": f"Line {n}."}) + "\n" for n in range(99)))
    names = [*files[:20], broken, several, *files[20:]]
    read = list(reading.read_all(names))

    assert [number for number, _ in read] == sorted(number for number, _ in read)
    articles = [item for _, item in read if isinstance(item, Article)]
    assert [a.id for a in articles[:20]] == [f.stem for f in files[:20]]
    assert [a.text for a in articles[20:119]] == [f"Line {n}." for n in range(99)]
    assert [a.id for a in articles[119:]] == [f.stem for f in files[20:]]
    [rejected] = [item for _, item in read if isinstance(item, Rejected)]
    assert rejected.origin == str(broken)
    assert readers
    # The same as where they are read here.
    assert read[:5] == list(reading.read_all(names[:5]))


def test_a_reader_that_dies_takes_one_file_with_it(
    tmp_path: Path, readers: list[subprocess.Popen[str]]
) -> None:
    files = sorted(reports(tmp_path / "many", 60).iterdir())
    found = reading.read_all(files)
    first = next(found)[1]
    for process in readers[:]:
        process.kill()
    items = [first, *(item for _, item in found)]
    lost = [item for item in items if isinstance(item, Rejected)]
    assert all("crashed" in item.reason for item in lost)
    assert len(lost) <= len(readers)
    assert {item.origin for item in items} == {str(f) for f in files}
    assert all(process.poll() is not None for process in readers)


def test_a_reader_that_hangs_is_ended(
    tmp_path: Path, readers: list[subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = sorted(reports(tmp_path / "many", 40).iterdir())
    found = reading.read_all(files)
    next(found)
    for process in readers[:]:
        process.send_signal(signal.SIGSTOP)
    monkeypatch.setattr(reading, "_SECONDS", 0.5)
    item = next(i for _, i in found if isinstance(i, Rejected))
    assert "more than 0.5 seconds" in item.reason
    found.close()
    assert all(process.poll() is not None for process in readers)


def test_where_no_process_starts_files_are_read_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = sorted(reports(tmp_path / "many", 40).iterdir())
    monkeypatch.setattr(reading, "_MANY", 32)
    monkeypatch.setattr(sys, "executable", shutil.which("true"))
    assert [i.id for _, i in reading.read_all(files) if isinstance(i, Article)] == [
        f.stem for f in files
    ]


def test_a_long_file_is_not_read_at_once(library: Library, tmp_path: Path) -> None:
    def lines() -> Iterator[str]:
        for n in range(40):
            yield json.dumps({"headline": f"Day {n}", "story": f"Report {n} counts {n} ships."})

    file = tmp_path / "reports.jsonl"
    file.write_text("\n".join(lines()))
    seen: list[tuple[int, int, int]] = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total, len(library.articles())))

    report = library.add([file], progress, fields={"title": "headline", "text": "story"})
    assert len(report.added) == 40
    assert seen == [(16, 40, 16), (32, 40, 32), (40, 40, 40)], "written and indexed as it is read"
    assert library.article("reports-7").title == "Day 6"


# From memory


def test_what_was_uploaded_is_known_by_its_bytes(library: Library) -> None:
    first = library.add_bytes("talks.md", b"---\ntitle: Talks\n---\nThey met.")
    assert first.added == ["talks"]
    assert library.article("talks").title == "Talks"
    assert library.add_bytes("talks.md", b"---\ntitle: Talks\n---\nThey met.").unchanged == [
        "talks"
    ]
    [other] = library.add_bytes("talks.md", b"They left.").added
    assert other != "talks", "another file that happens to have its name"
    changed = library.add_bytes("talks.md", b"They left early.", origin="the editor")
    assert library.add_bytes("x.md", b"They stayed.", origin="the editor").replaced == changed.added


def test_what_cannot_be_read_is_rejected_under_its_name(library: Library) -> None:
    assert library.add_bytes("talks.xyz", b"They met.").rejected[0][0] == "talks.xyz"
    assert library.add_bytes("talks.md", b"").rejected[0][1] == "holds no text; expected an article"


# Interrupted


def test_an_interrupted_add_finishes_what_it_has_begun(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = reports(tmp_path / "many", 40)
    encode, calls = FakeEncoder.encode, 0

    def interrupted(self: FakeEncoder, texts: list[str]) -> object:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt
        return encode(self, texts)

    monkeypatch.setattr(FakeEncoder, "encode", interrupted)
    with pytest.raises(AddInterrupted) as stopped:
        library.add([folder])
    assert len(stopped.value.report.added) == len(library.articles()) == 32
    assert library.check().problems == ()
    report = library.add([folder])
    assert (len(report.added), len(report.unchanged)) == (8, 32)


ADDS = """
from index.library import AddInterrupted, Library
library = Library.open(sys.argv[1], create=True)
try:
    library.add([sys.argv[2]], lambda done, total: print(done, flush=True))
except AddInterrupted as stopped:
    print("stopped", len(stopped.report.added), library.check().problems)
"""


def test_ctrl_c_leaves_a_whole_library(tmp_path: Path, fake_encoder: FakeEncoder) -> None:
    articles = reports(tmp_path / "many", 100)
    for pause in (0.05, 0.15):
        folder = tmp_path / f"library-{pause}"
        process = subprocess.Popen(
            [sys.executable, "-c", faked(ADDS), str(folder), str(articles)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(pause)
        process.send_signal(signal.SIGINT)
        said = process.stdout.read().splitlines()[-1]
        process.stdout.close()
        code = process.wait()
        library = Library.open(folder)
        if said.startswith("stopped"):
            assert (code, said) == (0, f"stopped {len(library.articles())} ()")
        else:  # all were added before the signal came, which may meet a process that is ending
            assert (code in (0, -signal.SIGINT), said) == (True, "100")
        assert library.check().problems == ()
        library.close()


# A disk that is full, a folder that cannot be written, an index that is broken


def test_a_disk_without_room_is_said_before_it_is_full(
    library: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add([write("a.md", "They met.")])
    with monkeypatch.context() as patch:
        patch.setattr(index.store, "_ROOM", 10**18)
        with pytest.raises(StorageError, match=rf"{library.folder} cannot be written.*MB are free"):
            library.add([write("b.md", "They left.")])
    assert [a.id for a in library.articles()] == ["a"]
    assert library.check().problems == ()


def test_a_full_disk_leaves_the_library_as_it_was(library: Library, write: Write) -> None:
    library.add([write("a.md", "They met.")])
    pages = library._store.database.rows("PRAGMA page_count")[0][0]
    library._store.database.rows(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageError, match=r"disk is full.*Make room there"):
        library.add([write(f"{n}.md", f"Report {n}. " * 500) for n in range(9)])
    assert [a.id for a in library.articles()] == ["a"]
    assert found(library, "met") == ["a"]
    library._store.database.rows(f"PRAGMA max_page_count = {pages * 100}")
    assert len(library.add([write("b.md", "They left.")]).added) == 1
    assert library.check().problems == ()


def test_a_folder_that_cannot_be_written_is_said(library: Library, write: Write) -> None:
    library.add([write("a.md", "They met.")])
    library._store.database.rows("PRAGMA query_only = ON")
    with pytest.raises(StorageError, match="readonly"):
        library.add([write("b.md", "They left.")])
    library._store.database.rows("PRAGMA query_only = OFF")
    assert library.check().problems == ()


@pytest.mark.parametrize("broken", ["vectors/chroma.sqlite3", "postings/meta.json"])
def test_a_broken_index_is_made_anew_from_the_articles(
    library: Library, write: Write, broken: str
) -> None:
    library.add([write(f"{n}.md", f"The herons came {n} times.") for n in range(4)])
    library.close()
    (library.folder / "index-1" / broken).write_bytes(b"\x00no index at all" * 99)
    with pytest.raises(DamagedIndexError, match=r"articles are safe.*check --repair"):
        Library.open(library.folder)
    repaired = Library.repair(library.folder)
    assert repaired.check().problems == ()
    assert found(repaired, "herons") == ["0", "1", "2", "3"]
    repaired.close()
