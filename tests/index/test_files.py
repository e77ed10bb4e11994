"""Which files are meant: folders walked once, addresses passed on, the rest said in words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.files import article_files
from index.records import AddReport


def walk(*paths: Path | str) -> tuple[list[str], dict[str, str]]:
    """The names of the files found, and the reasons for the others by their names."""
    report = AddReport()
    found = [str(path) for path in article_files(paths, report)]
    return found, {Path(path).name: reason for path, reason in report.rejected}


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("They met.")


def test_folders_are_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    make(tmp_path, "b/x.md", "a.pdf", ".hidden/a.md", "b/.c.md", "__MACOSX/a.md", "c.PNG", "d")
    found, rejected = walk(tmp_path)
    assert found == [str(tmp_path / "a.pdf"), str(tmp_path / "b/x.md")]
    assert "format .PNG is not read; expected .txt" in rejected["c.PNG"]
    assert "(no suffix)" in rejected["d"]


def test_addresses_come_out_as_they_are() -> None:
    assert walk("https://orda.kz//a?b=1", "HTTP://x.org")[0] == [
        "https://orda.kz//a?b=1",
        "HTTP://x.org",
    ]


def test_links_in_a_circle_are_followed_once(tmp_path: Path) -> None:
    make(tmp_path, "in/a.md", "out/b.md")
    (tmp_path / "in/up").symlink_to(tmp_path)
    (tmp_path / "in/other").symlink_to(tmp_path / "out")
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    (tmp_path / "gone.md").symlink_to(tmp_path / "nothing.md")
    found, rejected = walk(tmp_path)
    assert sorted(Path(path).name for path in found) == ["a.md", "b.md"]
    assert set(rejected) == {"loop.md", "gone.md"}
    assert all("broken link" in reason for reason in rejected.values())


def test_what_cannot_be_opened_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "shut/a.md", "b.md")
    scan = os.scandir

    def refusing(folder: Path) -> object:
        if Path(folder).name == "shut":
            raise PermissionError(13, "Permission denied")
        return scan(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    found, rejected = walk(tmp_path, tmp_path / "none", "nul\0.md")
    assert found == [str(tmp_path / "b.md")]
    assert rejected["shut"] == "cannot be opened: Permission denied"
    assert "does not exist" in rejected["none"]
    assert len(rejected) == 3


def test_a_pipe_in_a_folder_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    found, rejected = walk(tmp_path)
    assert found == []
    assert "no regular file" in rejected["pipe.md"]
