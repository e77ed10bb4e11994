"""Export and import: everything that was read goes out and comes back; nothing foreign comes in."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_encoder import found

from index.errors import ArchiveError
from index.library import Library
from index.records import Article

Write = Callable[..., Path]
WIRE = " ".join(f"Paragraph {n} says that {n * 7} herons waited at gate {n}." for n in range(40))


@pytest.fixture
def exported(library: Library, write: Write, tmp_path: Path) -> Path:
    """An export of a library with versions, a copy, a near-copy and a line of JSON."""
    talks = write("talks.md", "They met.", title="Talks", source="Orda.kz", date="2025-06-01")
    library.add([talks])
    for text in ("They met twice.", "They met three times."):
        write("talks.md", text, title="Talks", source="Orda.kz", date="2025-06-01")
        library.add([talks])
    lines = tmp_path / "lines.jsonl"
    lines.write_text(json.dumps({"text": "A line “of” text, ünïcode and all.", "author": "A. B."}))
    near = write("near.md", f"{WIRE} That was all.", source="Near")
    wire = write("wire.md", WIRE, source="Wire", url="https://wire.example/1")
    library.add([wire, write("copy.md", WIRE, source="Echo"), near, lines])
    file = tmp_path / "library.zip"
    assert library.export(file) == 4
    return file


@pytest.fixture
def other(tmp_path: Path, library: Library) -> Library:
    return Library.open(tmp_path / "other", create=True)


def whole(library: Library) -> dict[str, Any]:
    return {
        article.id: (
            library.versions(article.id),
            library.sightings(article.id),
            library.stories([article.id]),
        )
        for article in library.articles()
    }


def test_everything_comes_back(library: Library, exported: Path, other: Library) -> None:
    report = other.import_(exported)
    assert sorted(report.added) == sorted(a.id for a in library.articles())
    assert whole(other) == whole(library)
    assert len(other.versions("talks")) == 3
    assert other.article("copy").id == "wire"
    assert other.stories(["wire"]) == library.stories(["wire"]) == {"wire": "near"}
    assert other.check().problems == ()
    assert found(other, "herons") == ["near", "wire"]


def test_importing_again_changes_nothing(
    library: Library, exported: Path, other: Library, write: Write
) -> None:
    other.import_(exported)
    before, passages = whole(other), other.vectors.ids()
    assert len(other.import_(exported).unchanged) == 4
    assert whole(other) == before
    assert other.vectors.ids() == passages
    # The files it was made from are known there too.
    folder = write("wire.md", WIRE, source="Wire", url="https://wire.example/1").parent
    report = other.add([folder])
    assert (report.added, report.replaced) == ([], [])


def test_what_is_there_already_is_kept(exported: Path, other: Library, write: Write) -> None:
    other.add([write("mine/talks.md", "Something else."), write("mine/own.md", WIRE, source="Own")])
    report = other.import_(exported)
    assert other.article("talks").text == "Something else."
    [renamed] = [i for i in report.added if i.startswith("talks-")]
    assert [v.text for v in other.versions(renamed)] == [
        "They met three times.", "They met twice.", "They met."]  # fmt: skip
    assert report.copies == [("wire", "own")]
    assert {s.source for s in other.sightings("own")} == {"Own", "Wire", "Echo"}
    assert other.check().problems == ()


def test_an_export_says_what_it_is_and_holds_no_index(exported: Path) -> None:
    with zipfile.ZipFile(exported) as archive:
        assert archive.namelist() == ["manifest.json", "articles.jsonl"]
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["format"] == "byline-library"
    assert (manifest["articles"], manifest["model"]) == (4, "all-MiniLM-L6-v2")


def test_an_export_is_there_whole_or_not_at_all(
    library: Library, exported: Path, tmp_path: Path
) -> None:
    before = exported.read_bytes()

    def fails(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.export(exported, fails)
    assert exported.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))
    with pytest.raises(ArchiveError, match="expected one that ends in"):
        library.export(tmp_path / "library.md")
    with pytest.raises(ArchiveError, match="cannot be written: No such file"):
        library.export(tmp_path / "nowhere" / "library.zip")


# What is no export


def zipped(file: Path, **members: bytes | str) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return file


MANIFEST = {"format": "byline-library", "version": 1, "articles": 1}


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (
            {"a_md": "They met."},
            "no export of a library: expected manifest.json and articles.jsonl",
        ),
        ({"manifest_json": "{}", "articles_jsonl": ""}, "manifest has 'format'"),
        ({"manifest_json": "[", "articles_jsonl": ""}, "no export of a library"),
        ({"manifest_json": "[]", "articles_jsonl": ""}, "no export of a library"),
        (
            {"manifest_json": json.dumps(MANIFEST | {"format": "x"}), "articles_jsonl": ""},
            "manifest has format 'x'",
        ),
        (
            {"manifest_json": json.dumps(MANIFEST | {"version": 2}), "articles_jsonl": ""},
            "format 2; this Byline reads up to 1. Install a newer",
        ),
        (
            {"manifest_json": json.dumps(MANIFEST), "articles_jsonl": b" " * 50_000_000},
            "unpacks to",
        ),
        ({"manifest_json": " " * 70_000, "articles_jsonl": ""}, "no export of a library"),
    ],
)
def test_what_is_no_export_is_refused(
    other: Library, tmp_path: Path, members: dict[str, bytes | str], said: str
) -> None:
    with pytest.raises(ArchiveError, match=said):
        other.import_(zipped(tmp_path / "x.zip", **members))
    assert other.articles() == []


def test_what_is_no_zip_is_refused(other: Library, exported: Path, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot be opened: No such file"):
        other.import_(tmp_path / "missing.zip")
    cut = tmp_path / "cut.zip"
    cut.write_bytes(exported.read_bytes()[:500])
    with pytest.raises(ArchiveError, match="no whole ZIP file"):
        other.import_(cut)
    data = bytearray(exported.read_bytes())
    data[data.index(b"articles.jsonl") + 200] ^= 0xFF
    cut.write_bytes(data)
    with pytest.raises(ArchiveError, match=r"damaged|no whole ZIP file"):
        other.import_(cut)
    assert other.articles() == []


def test_a_line_that_is_no_article_stops_no_other(other: Library, tmp_path: Path) -> None:
    good: dict[str, Any] = dict.fromkeys(Article.__dataclass_fields__)
    good |= {"id": "good", "title": "Good", "text": "They met.", "origin": "x"}
    good |= {"pages": [], "sightings": [], "versions": []}
    bad: list[Any] = [
        "{",
        json.dumps([]),
        json.dumps({"id": "a"}),
        json.dumps(good | {"id": "../../etc"}),
        json.dumps(good | {"text": 7}),
        json.dumps(good | {"text": " "}),
        json.dumps(good | {"date": "31 June"}),
        json.dumps(good | {"versions": [{}]}),
        json.dumps(good | {"sightings": [{"id": "x"}]}),
        "[" * 100_000,
    ]
    file = zipped(
        tmp_path / "x.zip",
        manifest_json=json.dumps(MANIFEST),
        articles_jsonl="\n".join([*bad, json.dumps(good | {"url": "javascript:alert(1)"})]),
    )
    report = other.import_(file)
    assert report.added == ["good"]
    assert [origin for origin, _ in report.rejected] == [f"line {n}" for n in range(1, 11)]
    assert other.article("good").url is None
