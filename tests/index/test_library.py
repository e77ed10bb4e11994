"""The library: what adding, changing and removing do to the articles and to both indexes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder, found

from index.errors import (
    BylineError,
    IndexMismatchError,
    UnknownNameError,
)
from index.library import Library

Write = Callable[..., Path]
PHRASE = "seventeen grey herons waited by the lock gates"


def holding(folder: Path, phrase: str) -> list[str]:
    """The files under a folder in which a phrase stands."""
    files = (p for p in sorted(folder.rglob("*")) if p.is_file())
    return [str(p.relative_to(folder)) for p in files if phrase.encode() in p.read_bytes()]


def whole(library: Library) -> bool:
    """Both indexes hold exactly the passages of the articles."""
    passages = library.check().passages
    return (
        library.check().problems == ()
        and len(library.vectors.ids()) == len(library.postings.ids()) == passages
    )


# Adding


def test_an_article_is_added_once(library: Library, write: Write) -> None:
    path = write("talks.md", "They met.", title="The talks", source="Orda.kz", date="2025-06-02")
    assert library.add([path]).added == ["talks"]
    assert library.add([path]).unchanged == ["talks"]

    article = library.article("talks")
    assert (article.title, article.text, article.source) == ("The talks", "They met.", "Orda.kz")
    assert (article.origin, article.date_from) == (str(path), "front matter")
    assert library.articles() == [article]
    assert whole(library)


def test_the_same_content_from_another_file_is_a_copy(library: Library, write: Write) -> None:
    library.add([write("one/talks.md", "They met.")])
    report = library.add([write("two/other.md", "They met.")])
    assert (report.added, report.copies) == ([], [("other", "talks")])
    assert len(library.articles()) == 1


def test_an_edited_file_replaces_what_it_was(library: Library, write: Write) -> None:
    path = write("talks.md", "The herons waited.")
    library.add([path, write("other.md", "The storm passed.")])
    before = library.vectors.ids()

    write("talks.md", "The storks waited.")
    report = library.add([path])

    assert (report.added, report.replaced) == ([], ["talks"])
    assert library.article("talks").text == "The storks waited."
    assert (found(library, "herons"), found(library, "storks")) == ([], ["talks"])
    assert len(library.vectors.ids() & before) == 1, "only the other article's passage is kept"
    assert whole(library)


def test_a_changed_byline_alone_replaces_too(library: Library, write: Write) -> None:
    path = write("talks.md", "They met.", source="Orda.kz")
    library.add([path])
    write("talks.md", "They met.", source="Echo")
    assert library.add([path]).replaced == ["talks"]
    assert library.sources() == ["Echo"]


def test_two_files_of_one_name_are_two_articles(library: Library, write: Write) -> None:
    one, two = write("one/talks.md", "They met."), write("two/talks.md", "They left.")
    first, second = library.add([one, two]).added
    assert first == "talks"
    assert second.startswith("talks-")
    assert library.article(second).text == "They left."
    # Added again, or edited, each keeps its own id.
    assert library.add([two, one]).unchanged == [second, first]
    write("two/talks.md", "They left early.")
    assert library.add([two]).replaced == [second]


def test_ids_are_safe_in_a_shell_and_an_address(library: Library, write: Write) -> None:
    [added] = library.add([write("Переговоры & more (2).md", "They met.")]).added
    assert not set(added) & set(" &()/?#'\"")


def test_a_file_that_cannot_be_read_stops_nothing(library: Library, write: Write) -> None:
    good, bad = write("good.md", "They met."), write("bad.md", "---\n[\n---\nThey met.")
    missing = good.with_name("missing.md")
    report = library.add([bad, missing, good])
    assert report.added == ["good"]
    reasons = dict(report.rejected)
    assert "not YAML" in reasons[str(bad)]
    assert "does not exist" in reasons[str(missing)]
    assert report.accepted == 1


def test_a_folder_is_walked_and_its_hidden_files_passed_over(
    library: Library, write: Write
) -> None:
    folder = write("b.md", "They met.").parent
    for name in ("a.md", "deep/er/c.txt", ".hidden.md", ".git/d.md", "__pycache__/e.md"):
        write(name, f"They met at {name}.")
    picture = write("picture.png", "no article")
    report = library.add([folder])
    assert report.added == ["a", "b", "c"]
    assert [path for path, _ in report.rejected] == [str(picture)]
    assert "format .png is not read" in report.rejected[0][1]


def test_progress_counts_files_to_the_end(library: Library, write: Write) -> None:
    paths = [write(f"{n}.md", f"They met {n} times.") for n in range(20)]
    seen: list[tuple[int, int]] = []
    library.add(paths, lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})
    assert seen[-1] == (20, 20)


def test_a_long_article_is_indexed_in_several_passages(library: Library, write: Write) -> None:
    text = " ".join(f"Sentence {n} of the report is about herons." for n in range(100))
    library.add([write("long.md", text, title="A title of words " * 50)])
    rows = library.passages(sorted(library.vectors.ids()))
    assert len(rows) > 5
    # What is embedded is title and passage: cut so that the encoder reads all of it.
    assert all(FakeEncoder().count(a.text[p.start : p.end]) < 256 for a, p in rows.values())
    assert whole(library)


# Reading


def test_articles_are_listed_newest_first_and_undated_last(library: Library, write: Write) -> None:
    library.add(
        [
            write("old.md", "They met.", date="2025-05-16"),
            write("undated.md", "They left."),
            write("new.md", "They spoke.", date="2025-06-02"),
        ]
    )
    assert [a.id for a in library.articles()] == ["new", "old", "undated"]


def test_sources_are_each_named_once_in_order(library: Library, write: Write) -> None:
    for n, source in enumerate(["Orda.kz", "Echo", "Orda.kz"]):
        library.add([write(f"{n}.md", f"They met {n} times.", source=source)])
    library.add([write("unsigned.md", "They left.")])
    assert library.sources() == ["Echo", "Orda.kz"]


def test_an_unknown_id_says_where_the_ids_are(library: Library) -> None:
    for act in (library.article, library.remove):
        with pytest.raises(UnknownNameError, match=r"'nobody'.*byline articles"):
            act("nobody")


# Removing


def test_a_removed_article_leaves_everything(library: Library, write: Write) -> None:
    library.add([write("talks.md", PHRASE, source="Orda.kz"), write("other.md", "The storm.")])
    assert library.remove("talks").text == PHRASE
    assert [a.id for a in library.articles()] == ["other"]
    assert library.sources() == []
    assert found(library, "herons") == []
    assert whole(library)

    library.close()
    assert holding(library.folder, PHRASE) == [], "nor does it stand in a file any more"


def test_a_removed_article_can_come_back(library: Library, write: Write) -> None:
    path = write("talks.md", "The herons waited.")
    library.add([path])
    library.remove("talks")
    assert library.add([path]).added == ["talks"]
    assert found(library, "herons") == ["talks"]
    assert whole(library)


def test_no_text_of_an_article_stands_in_the_indexes(library: Library, write: Write) -> None:
    library.add([write("talks.md", f"Then {PHRASE}.", title=f"Of how {PHRASE}")])
    library.close()
    assert holding(library.folder, PHRASE) == ["articles.sqlite"]
    assert any((library.folder / "index-1" / "vectors").iterdir())


# The model that built the index


def test_another_model_is_refused_with_the_command_that_rebuilds(
    library: Library, write: Write
) -> None:
    library.add([write("talks.md", "They met.")])
    library.close()
    with pytest.raises(IndexMismatchError) as error:
        Library.open(library.folder, model="other-model")
    said = str(error.value)
    assert "'all-MiniLM-L6-v2'" in said
    assert "'other-model'" in said
    assert f"byline --library {library.folder} --model other-model check --repair" in said


def test_a_rebuild_with_another_model_replaces_the_index(library: Library, write: Write) -> None:
    paths = [write(f"{n}.md", f"They met {n} times.") for n in range(3)]
    library.add(paths)
    library.close()

    rebuilt = Library.repair(library.folder, model="other-model")
    assert whole(rebuilt)
    assert rebuilt.encoder.name == "other-model"
    assert len(list(library.folder.glob("index-*"))) == 1, "the old index is gone"
    rebuilt.close()

    # From now on that model is the library's own.
    again = Library.open(library.folder)
    assert again.encoder.name == "other-model"
    assert again.add(paths).unchanged == ["0", "1", "2"]
    again.close()


def test_repair_keeps_the_model_that_built_the_index(library: Library, write: Write) -> None:
    library.add([write("talks.md", "They met.")])
    library.close()
    Library.repair(library.folder, model="other-model").close()
    repaired = Library.repair(library.folder)
    assert repaired.encoder.name == "other-model"
    assert whole(repaired)
    repaired.close()


def test_check_names_what_an_index_lacks_and_repair_mends_it(
    library: Library, write: Write
) -> None:
    library.add([write(f"{n}.md", f"The herons came {n} times.") for n in range(4)])
    lost = sorted(library.vectors.ids())[0]
    library.vectors.drop([lost])
    library.postings.update([], [lost])
    assert len(library.check().problems) == 2
    assert "vector index lacks 1 passages" in library.check().problems[0]
    assert "full-text index lacks 1 passages" in library.check().problems[1]

    repaired = Library.repair(library.folder)
    assert whole(repaired)
    assert found(repaired, "herons") == ["0", "1", "2", "3"]
    repaired.close()


def test_a_folder_without_a_library_says_how_to_make_one(tmp_path: Path) -> None:
    for act in (Library.open, Library.repair):
        with pytest.raises(BylineError, match=rf"no library in {tmp_path}.*add PATH"):
            act(tmp_path)


def test_a_file_that_is_no_library_is_refused(tmp_path: Path) -> None:
    (tmp_path / "articles.sqlite").write_bytes(b"no database at all, " * 100)
    with pytest.raises(BylineError, match="cannot be used as a library"):
        Library.open(tmp_path)
    with pytest.raises(BylineError, match="cannot be made"):
        Library.open(tmp_path / "articles.sqlite" / "inside", create=True)


# The bundled reports


def test_the_sample_is_added_once(tmp_path: Path, fake_encoder: FakeEncoder) -> None:
    library = Library.create_sample(tmp_path / "sample")
    assert len(library.articles()) == 5
    assert whole(library)
    # What the user takes out of it stays out.
    library.remove("orda-2025-06-02-round-two")
    library.close()
    again = Library.create_sample(tmp_path / "sample")
    assert len(again.articles()) == 4
    again.close()
