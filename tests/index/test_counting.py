"""How many articles a file seems to hold: the bar must not stand still while one is read."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from reader_samples import archive, atom, feed, json_list, pdf

from index.counting import expected, expected_in
from index.library import Library

TABLE = b'title,text\nOne,"It is\nlong, and ""quoted"".\n"\nTwo,Short.\n'


@pytest.mark.parametrize(
    ("name", "data", "count"),
    [
        ("a.md", b"One.\n\nTwo.\n", 1),
        ("a.pdf", pdf(), 1),
        ("a.jsonl", b'{"text": "One."}\n{"text": "Two."}\n', 2),
        ("a.jsonl", b'{"text": "One."}\n{"text": "Two."}', 2),
        ("a.json", json_list(), 2),
        ("a.JSON", b'[{"articleBody": "One."}, {"articleBody": "Two."}]', 2),
        ("a.csv", TABLE, 2),
        ("a.rss", feed(30), 30),
        ("a.atom", atom(), 1),
        ("a.zip", archive(), 4),
        ("a.zip", archive({"a.rss": feed(9), "b/c.csv": TABLE, "d.txt": b"One."}), 12),
        ("a.zip", b"PK\x03\x04 and no more", 1),
        ("a.csv", b"", 1),
    ],
)
def test_a_glance_tells_how_many_articles_there_are(name: str, data: bytes, count: int) -> None:
    assert expected_in(name, io.BytesIO(data)) == count


def test_what_cannot_be_opened_is_one_file(tmp_path: Path) -> None:
    assert expected(tmp_path / "missing.jsonl") == 1
    assert expected("https://orda.example/feed.rss") == 1


def test_a_damaged_member_is_one_article() -> None:
    data = archive({"a.jsonl": b'{"text": "One."}\n' * 50, "b.txt": b"Two."})
    damaged = data.replace(data[40:60], bytes(20))
    assert expected_in("a.zip", io.BytesIO(damaged)) == 2


@pytest.mark.parametrize("name", ["reports.rss", "reports.zip"])
def test_progress_goes_on_inside_one_file(library: Library, name: str) -> None:
    data = feed(40) if name.endswith("rss") else archive({"x.rss": feed(40)})
    seen: list[tuple[int, int]] = []
    library.add_bytes(name, data, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(16, 40), (32, 40), (40, 40)]
