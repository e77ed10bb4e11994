"""What was read before: the same file, the same page, a newer or an older state of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from index.library import Library

Write = Callable[..., Path]
PAGE = "https://orda.example/talks"


def lines(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_a_changed_article_keeps_its_earlier_wordings(library: Library, write: Write) -> None:
    path = write("talks.md", "They met.", title="Talks")
    library.add([path, write("other.md", "It rained.")])
    assert library.changed(["talks", "other"]) == set()
    assert library.versions("talks") == [library.article("talks")]

    write("talks.md", "They met and left.", title="Talks")
    library.add([path])
    write("talks.md", "They met and left.", title="Talks end")
    library.add([path])

    assert [(v.text, v.title) for v in library.versions("talks")] == [
        ("They met and left.", "Talks end"),
        ("They met and left.", "Talks"),
        ("They met.", "Talks"),
    ]
    assert library.changed(["talks", "other"]) == {"talks"}
    assert library.check().problems == ()


def test_another_byline_or_spacing_is_no_version(library: Library, write: Write) -> None:
    path = write("talks.md", "They met.", title="Talks", source="Orda.kz")
    library.add([path])
    write("talks.md", "They  met.", title="Talks", source="Echo")
    assert library.add([path]).replaced == ["talks"]
    assert library.article("talks").source == "Echo"
    assert library.changed(["talks"]) == set()


def test_a_page_is_known_by_its_address(library: Library, write: Write) -> None:
    monday = write("monday.md", "Nine ships.", url=PAGE, date="2025-06-02")
    tuesday = write("tuesday.md", "Ten ships.", url=PAGE, date="2025-06-03")
    library.add([monday])
    assert library.add([tuesday]).replaced == ["monday"]
    assert [v.text for v in library.versions("monday")] == ["Ten ships.", "Nine ships."]
    # Neither file changes it back.
    assert library.add([monday, tuesday]).unchanged == ["monday", "monday"]
    assert library.article("monday").text == "Ten ships."


def test_an_older_state_of_a_page_is_an_earlier_version(library: Library, write: Write) -> None:
    library.add([write("tuesday.md", "Ten ships.", url=PAGE, date="2025-06-03")])
    monday = write("monday.md", "Nine ships.", url=PAGE, date="2025-06-02")
    for _ in range(2):
        assert library.add([monday]).unchanged == ["tuesday"]
        assert [v.text for v in library.versions("tuesday")] == ["Ten ships.", "Nine ships."]


def test_the_address_of_a_whole_site_names_no_article(library: Library, write: Write) -> None:
    one = write("one.md", "They met.", url="https://orda.example/")
    two = write("two.md", "They left.", url="https://orda.example/")
    assert library.add([one, two]).added == ["one", "two"]


def test_lines_that_move_are_the_same_articles(library: Library, tmp_path: Path) -> None:
    old = [{"text": f"Report {n} on the ships."} for n in range(3)]
    file = lines(tmp_path / "reports.jsonl", *old)
    assert library.add([file]).added == ["reports-1", "reports-2", "reports-3"]

    lines(file, {"text": "A new report."}, *old)
    report = library.add([file])
    assert report.unchanged == ["reports-1", "reports-2", "reports-3"]
    assert (len(report.added), report.replaced) == (1, [])
    assert library.changed([a.id for a in library.articles()]) == set()


def test_a_line_with_an_address_is_updated_wherever_it_stands(
    library: Library, tmp_path: Path
) -> None:
    rows = [{"text": f"Report {n}.", "url": f"{PAGE}/{n}"} for n in range(2)]
    file = lines(tmp_path / "reports.jsonl", *rows)
    first, second = library.add([file]).added
    lines(file, rows[1] | {"text": "Report 1, corrected."}, rows[0])
    report = library.add([file])
    assert (report.replaced, report.unchanged) == ([second], [first])
    assert library.article(second).text == "Report 1, corrected."
