"""The commands that keep a library: what each prints, where, and how it exits."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_runner import Byline, refused
from fake_encoder import faked

from index.adding import AddInterrupted
from index.library import Library
from index.records import AddReport

Write = Callable[..., Path]
WIRE = " ".join(f"Paragraph {n} says that {n * 7} herons waited at gate {n}." for n in range(40))


# add, articles, remove


def test_add_makes_a_library_and_says_what_became_of_the_files(
    byline: Byline, folder: Path, write: Write
) -> None:
    good, bad = write("good.md", "They met."), write("bad.md", "---\n- a\n---\nThey met.")
    ran = byline("--library", folder, "add", good, bad)
    assert ran.code == 0
    assert ran.out == ("1 added, 0 replaced, 0 unchanged, 0 copies, 0 linked, 1 rejected\n")
    assert f"rejected: {bad}: its front matter is a list" in ran.err

    write("good.md", "They met again.")
    assert byline("--library", folder, "add", good).out.startswith("0 added, 1 replaced")
    assert byline("--library", folder, "add", good.parent).out.startswith(
        "0 added, 0 replaced, 1 unchanged"
    )


def test_add_fails_where_nothing_could_be_added(
    byline: Byline, folder: Path, tmp_path: Path
) -> None:
    ran = byline("--library", folder, "add", tmp_path / "missing.md")
    assert ran.code == 1
    assert "does not exist" in ran.err
    assert "Traceback" not in ran.err


def test_articles_are_listed(byline: Byline, folder: Path, write: Write) -> None:
    one = write("one.md", "They met.", title="The talks", source="Orda.kz", date="2025-06-02")
    two = write("two.md", "They left.")
    byline("--library", folder, "add", one, two)

    assert byline("--library", folder, "articles").out == (
        "one\t2025-06-02\tOrda.kz\tThe talks\ntwo\t\t\tThey left.\n"
    )
    one_row, two_row = byline("--library", folder, "articles", "--json").rows
    said = {"id": "one", "source": "Orda.kz", "date": "2025-06-02", "title": "The talks"}
    assert one_row == said | {
        "url": None,
        "date_from": "front matter",
        "language": None,
        "versions": 1,
        "sightings": [said | {"url": None}],
    }
    assert (two_row["id"], two_row["date"], two_row["source"]) == ("two", None, None)


def test_a_line_for_every_copy_and_near_copy(byline: Byline, folder: Path, write: Write) -> None:
    wire, copy = write("wire.md", WIRE, source="Wire"), write("copy.md", WIRE, source="Echo")
    near = write("near.md", f"{WIRE} That was all.")
    ran = byline("--library", folder, "add", wire, copy, near)
    assert ran.out == "2 added, 0 replaced, 0 unchanged, 1 copies, 1 linked, 0 rejected\n"
    assert ran.err.splitlines() == [
        "copy: copy: the same words as wire",
        "linked: near: nearly a copy of wire",
    ]
    # A copy alone is a success too.
    again = write("again.md", WIRE)
    assert byline("--library", folder, "add", again).code == 0
    row = next(
        row for row in byline("--library", folder, "articles", "--json").rows if row["id"] == "wire"
    )
    assert [s["source"] for s in row["sightings"]] == ["Wire", None, "Echo"]


def test_fields_of_json_can_be_named(byline: Byline, folder: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text(json.dumps({"kopf": "Talks", "inhalt": "They met in the harbour."}))
    ran = byline("--library", folder, "add", lines)
    assert ran.code == 1
    assert "rejected: " in ran.err

    named = ("--field", "text=inhalt", "--field", "title=kopf")
    assert byline("--library", folder, "add", *named, lines).out.startswith("1 added")
    [row] = byline("--library", folder, "articles", "--json").rows
    assert row["title"] == "Talks"
    assert refused(byline("--library", folder, "add", "--field", "text", lines), "OURS=THEIRS")


def test_an_address_is_fetched_only_where_it_is_allowed(byline: Byline, folder: Path) -> None:
    ran = byline("--library", folder, "add", "http://127.0.0.1:9/talks.html")
    assert ran.code == 1
    assert "rejected: http://127.0.0.1:9/talks.html: " in ran.err
    assert "private" in ran.err
    ran = byline("--library", folder, "add", "--allow-private", "http://127.0.0.1:9/talks.html")
    assert ran.code == 1
    assert "cannot be fetched" in ran.err


def test_versions_show_what_changed(byline: Byline, folder: Path, write: Write) -> None:
    path = write("talks.md", "They met. Nine came. They left.", title="Talks", source="Orda.kz")
    byline("--library", folder, "add", path)
    ran = byline("--library", folder, "versions", "talks")
    assert (ran.code, ran.out) == (0, "talks has one version: it never changed.\n")

    write("talks.md", "They met. Ten came. They left.", title="Talks end", source="Orda.kz")
    byline("--library", folder, "add", path)
    assert byline("--library", folder, "versions", "talks").out.splitlines() == [
        "--- Orda.kz, date not given: Talks",
        "+++ Orda.kz, date not given: Talks end",
        "  They met.",
        "- Nine came.",
        "+ Ten came.",
        "  They left.",
    ]
    [row] = byline("--library", folder, "articles", "--json").rows
    assert row["versions"] == 2
    assert refused(byline("--library", folder, "versions", "nobody"), "'nobody'")


def test_remove_takes_several_out_or_none(byline: Byline, folder: Path, write: Write) -> None:
    paths = [write(f"{n}.md", f"They met {n} times.") for n in range(3)]
    byline("--library", folder, "add", *paths)
    assert refused(byline("--library", folder, "remove", "0", "nobody"), "'nobody'")
    ran = byline("--library", folder, "remove", "0", "2")
    assert ran.out.splitlines() == [
        "Removed 0: They met 0 times.",
        "Removed 2: They met 2 times.",
    ]
    assert [row["id"] for row in byline("--library", folder, "articles", "--json").rows] == ["1"]


def test_remove_takes_an_article_out(byline: Byline, folder: Path, write: Write) -> None:
    byline("--library", folder, "add", write("one.md", "They met."), write("two.md", "They left."))
    ran = byline("--library", folder, "remove", "one")
    assert (ran.code, ran.out) == (0, "Removed one: They met.\n")
    assert [row["id"] for row in byline("--library", folder, "articles", "--json").rows] == ["two"]
    assert refused(byline("--library", folder, "remove", "one"), "'one'", "byline articles")


# check


def test_check_and_repair(byline: Byline, folder: Path, write: Write) -> None:
    byline("--library", folder, "add", write("one.md", "They met."))
    ran = byline("--library", folder, "check")
    assert ran.code == 0
    assert ran.out.startswith("1 articles, 1 passages in ")
    assert ran.out.endswith("All is well.\n")

    library = Library.open(folder)
    library.postings.update([], sorted(library.postings.ids()))
    library.close()
    ran = byline("--library", folder, "check")
    assert ran.code == 1
    assert "problem: the full-text index lacks 1 passages" in ran.out
    assert "check --repair" in ran.err

    assert byline("--library", folder, "check", "--repair").code == 0
    assert byline("--library", folder, "check").out.endswith("All is well.\n")


def test_repair_with_another_model(byline: Byline, folder: Path, write: Write) -> None:
    byline("--library", folder, "add", write("one.md", "They met."))
    ran = byline("--library", folder, "--model", "other-model", "articles")
    assert refused(ran, "'other-model'", "check --repair")
    assert byline("--library", folder, "--model", "other-model", "check", "--repair").code == 0
    assert byline("--library", folder, "--model", "other-model", "articles").code == 0


# export, import


def test_a_library_goes_out_and_comes_back(
    byline: Byline, folder: Path, write: Write, tmp_path: Path
) -> None:
    byline("--library", folder, "add", write("one.md", "They met."), write("two.md", "They left."))
    file, other = tmp_path / "library.zip", tmp_path / "other"
    ran = byline("--library", folder, "export", file)
    assert (ran.code, ran.out) == (0, f"2 articles in {file}\n")

    ran = byline("--library", other, "import", file)
    assert ran.out.startswith("2 added, 0 replaced, 0 unchanged")
    rows = [byline("--library", where, "articles", "--json").rows for where in (folder, other)]
    assert rows[0] == rows[1]
    assert byline("--library", other, "import", file).out.startswith("0 added, 0 replaced, 2 unch")
    assert refused(byline("--library", other, "import", tmp_path / "no.zip"), "no.zip", "opened")
    assert refused(byline("--library", folder, "export", tmp_path / "x.txt"), ".zip")


# Interrupted


def test_what_waits_is_said_where_it_is_missed(byline: Byline, folder: Path, write: Write) -> None:
    byline("--library", folder, "add", write("one.md", "They met in the harbour."))
    library = Library.open(folder)
    library._store.database.touch(["one"])
    library.close()
    for command in (["articles"], ["ask", "Where did they meet?"]):
        ran = byline("--library", folder, *command)
        assert ran.code == 0
        assert ran.err.startswith("1 article cannot be found yet")
        assert "byline add" in ran.err
        assert "byline check --repair" in ran.err
    assert byline("--library", folder, "check", "--repair").code == 0
    assert byline("--library", folder, "articles").err == ""


def test_ctrl_c_says_what_was_added_and_how_to_go_on(
    byline: Byline, folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> AddReport:
        raise AddInterrupted(AddReport(added=["one", "two"]))

    monkeypatch.setattr(Library, "add", interrupted)
    ran = byline("--library", folder, "add", write("one.md", "They met."))
    assert ran.code == 130
    assert ran.out.startswith("2 added")
    assert "run the command again to add the rest" in ran.err


@pytest.mark.usefixtures("fake_encoder")
def test_ctrl_c_at_a_terminal(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    for n in range(300):
        (articles / f"{n}.md").write_text(f"Report {n} counts {n * 3} ships.")
    runs = (
        "from assistant import cli, terminal\n"
        "import contextlib, signal\n"
        # In the background a shell has its children ignore the signal.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "@contextlib.contextmanager\n"
        "def progress(label):\n"
        "    yield lambda done, total: print(done, flush=True)\n"
        "terminal.progress = progress\n"
        "cli.main()\n"
    )
    library = tmp_path / "library"
    process = subprocess.Popen(
        [sys.executable, "-c", faked(runs), "--library", str(library), "add", str(articles)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert "Interrupted." in err
    opened = Library.open(library)
    added = len(opened.articles())
    assert 0 < added < 300
    assert f"{added} added" in out
    assert opened.check().problems == ()
    opened.close()
