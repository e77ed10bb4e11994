"""What was read before: the same file, the same page, a newer or an older state of it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index.library import Library

Write = Callable[..., Path]
PAGE = "https://orda.example/talks"


def lines(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def table(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def array(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text(json.dumps(rows))
    return path


Store = Callable[..., Path]
FORMATS = pytest.mark.parametrize(
    ("store", "name"), [(lines, "reports.jsonl"), (table, "reports.csv"), (array, "reports.json")]
)


def texts(library: Library) -> list[str]:
    return sorted(article.text for article in library.articles())


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


ROWS = [
    {"id": "7", "title": "Ships", "source": "Echo", "date": "2025-06-02", "text": "Nine ships."},
    {"id": "8", "title": "Rain", "source": "Echo", "date": "2025-06-02", "text": "It rained."},
    {"id": "9", "title": "Ships", "source": "Echo", "date": "2025-06-03", "text": "Ten ships."},
]


def without_id(row: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in row.items() if key != "id"}


@FORMATS
@pytest.mark.parametrize("strip", [dict, without_id])
def test_an_edited_row_replaces_what_it_was(
    library: Library, tmp_path: Path, store: Store, name: str, strip: Callable[..., dict[str, str]]
) -> None:
    rows = [strip(row) for row in ROWS]
    file = store(tmp_path / name, *rows)
    ships, rain, later = library.add([file]).added

    edited = rows[0] | {"text": "Twelve ships."}
    report = library.add([store(file, rows[2], rows[1], edited)])
    assert (report.replaced, report.unchanged) == ([ships], [later, rain])
    assert [v.text for v in library.versions(ships)] == ["Twelve ships.", "Nine ships."]
    assert texts(library) == ["It rained.", "Ten ships.", "Twelve ships."]
    assert library.check().problems == ()


@FORMATS
def test_an_id_names_a_row_whatever_else_changes(
    library: Library, tmp_path: Path, store: Store, name: str
) -> None:
    file = store(tmp_path / name, *ROWS)
    [first, *_] = library.add([file]).added
    corrected = ROWS[0] | {"title": "Twelve ships", "date": "2025-06-01", "text": "Twelve ships."}
    assert library.add([store(file, *ROWS[1:], corrected)]).replaced == [first]
    assert library.article(first).title == "Twelve ships"


@FORMATS
def test_rows_of_one_title_stay_apart(
    library: Library, tmp_path: Path, store: Store, name: str
) -> None:
    live = [{"title": "Live", "text": f"Update {n} on the ships."} for n in range(3)]
    file = store(tmp_path / name, *live)
    assert len(library.add([file]).added) == 3
    # Which of them was edited cannot be told: the new wording stands beside the old ones.
    report = library.add([store(file, live[0] | {"text": "Update of the rain."}, *live[1:])])
    assert (len(report.added), report.replaced) == (1, [])
    # A second row of a title is no new wording of the first.
    other = store(tmp_path / f"other-{name}", {"title": "Dead", "text": "One."})
    [one] = library.add([other]).added
    rows = [{"title": "Dead", "text": "Two."}, {"title": "Dead", "text": "One."}]
    report = library.add([store(other, *rows)])
    assert (len(report.added), report.unchanged, report.replaced) == (1, [one], [])


@FORMATS
def test_an_id_that_several_rows_have_names_none(
    library: Library, tmp_path: Path, store: Store, name: str
) -> None:
    rows = [row | {"id": "1"} for row in ROWS]
    file = store(tmp_path / name, *rows)
    added = library.add([file]).added
    assert len(added) == 3
    # Their titles do, with the outlet and the day.
    report = library.add([store(file, *rows[:2], rows[2] | {"text": "Eleven ships."})])
    assert report.replaced == added[2:]


def test_rows_that_were_known_by_their_numbers_are_known_by_name(
    library: Library, tmp_path: Path
) -> None:
    file = lines(tmp_path / "reports.jsonl", *map(without_id, ROWS))
    first, *_ = library.add([file]).added
    # As a library has them that an earlier Byline made.
    for kept in ("article", "sighting"):
        rows = library._store.database.rows("SELECT rowid, id FROM article ORDER BY rowid")
        for number, id in rows:
            library._store.database.rows(
                f"UPDATE {kept} SET origin = ? WHERE id = ?", (f"{file}#{number}", id)
            )
    assert len(library.add([file]).unchanged) == 3
    edited = without_id(ROWS[0]) | {"text": "Twelve ships."}
    assert library.add([lines(file, edited)]).replaced == [first]
    assert library.article(first).text == "Twelve ships."


def test_an_entry_is_updated_by_a_feed_that_numbers_its_entries(
    library: Library, tmp_path: Path
) -> None:
    file = tmp_path / "feed.rss"

    def feed(*entries: tuple[int, str]) -> Path:
        items = "".join(
            f"<item><title>T</title><guid>{n}</guid><description>{text}</description></item>"
            for n, text in entries
        )
        file.write_text(f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>')
        return file

    [first] = library.add([feed((17, "Nine ships."))]).added
    report = library.add([feed((18, "It rained."), (17, "Ten ships."))])
    assert (report.replaced, len(report.added)) == ([first], 1)
