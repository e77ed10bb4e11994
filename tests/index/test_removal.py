"""Removal is removal: no file of the library holds anything of an article that was taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from fake_encoder import FakeEncoder, found

from index.errors import UnknownNameError
from index.library import Library
from index.records import Filter
from index.store import Store

Write = Callable[..., Path]
SECRET = "Zyxwvut Qwertzui said that seventeen vermilion herons waited by the lock gates. "
WORDS = ("Zyxwvut", "Qwertzui", "vermilion")
TEXT = SECRET + " ".join(f"Then {n} more came to gate {n * 7} of the locks." for n in range(20))
OLDER = "Plokijuh said that sixteen herons waited. "


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        yield str(file.relative_to(folder)), file.read_bytes()


def holding(folder: Path, *needles: bytes) -> list[str]:
    return [name for name, data in contents(folder) if any(n in data for n in needles)]


def spellings(word: str) -> list[bytes]:
    """A word as a file may hold it: in any encoding, and folded as a term is."""
    return [
        spelt.encode(encoding)
        for spelt in (word, word.lower())
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    ]


@pytest.fixture
def secret(library: Library, write: Write) -> list[bytes]:
    """Adds an article among others; the bytes that are its own: text, terms, names, vectors."""
    paths = [write(f"{n}.md", f"Report {n} counts {n * 3} ships.") for n in range(40)]
    library.add(paths)
    path = write("secret.md", OLDER, title="Nbvcxyas", source="Mnbvcx")
    library.add([path])
    write("secret.md", TEXT, title="Nbvcxyas", source="Mnbvcx")
    copy = write("uvbnrtz.md", TEXT, title="Hgfdsapo", source="Lkjhgf")
    near = write("near.md", f"{TEXT} More of it.", title="Another")
    assert library.add([path, copy, near]).copies == [("uvbnrtz", "secret")]
    assert library.stories(["secret"]) == {"secret": "near"}
    library.remove("near")
    rows = library.passages(sorted(library.vectors.ids())).values()
    own = [(a, p) for a, p in rows if a.id == "secret"]
    vectors = library.vectors.get([p.id for _, p in own])[1]
    words = (*WORDS, "Plokijuh", "Nbvcxyas", "Mnbvcx", "Hgfdsapo", "Lkjhgf", "uvbnrtz")
    return [b for word in words for b in spellings(word)] + [v.tobytes() for v in vectors]


def test_nothing_of_a_removed_article_is_in_any_file(library: Library, secret: list[bytes]) -> None:
    folder = library.folder
    before = {needle: holding(folder, needle) for needle in secret}
    vectors = [needle for needle in secret if len(needle) == 4 * FakeEncoder.dimension]
    assert vectors
    assert all(before[needle] for needle in vectors), "its vectors are in the files"
    assert all(any(before[n] for n in spellings(word)) for word in WORDS)
    # A dictionary of terms is a transducer: a word does not stand in its file letter by letter.
    assert library.postings.frequency("vermilion") > 0
    assert library.postings.names_from("zyxwvut") != []

    library.remove("uvbnrtz")  # any of its ids

    assert holding(folder, *secret) == [], "while the library is open"
    # Where a passage is only marked as deleted, its terms are still counted.
    assert library.postings.frequency("vermilion") == 0
    assert library.postings.names_from("zyxwvut") == []
    library.close()
    assert holding(folder, *secret) == [], "and when it is closed"


def test_what_stays_is_whole_and_was_not_encoded_again(
    library: Library, secret: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = library.vectors.ids()
    kept = [i for i, (a, _) in library.passages(sorted(before)).items() if a.id != "secret"]
    vectors = library.vectors.get(kept)[1]
    monkeypatch.delattr(FakeEncoder, "encode")
    library.remove("secret")
    monkeypatch.undo()

    assert library.vectors.ids() == library.postings.ids() == set(kept)
    assert np.allclose(library.vectors.get(kept)[1], vectors, atol=1e-6)
    assert library.check().problems == ()
    assert found(library, "counts") == sorted(str(n) for n in range(40))
    assert found(library, "herons") == []


def test_many_are_removed_in_one_go(
    library: Library, secret: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    builds = len(list(library.folder.glob("index-*")))
    seen: list[tuple[int, int]] = []
    removed = library.remove_all(
        ["3", "secret", "uvbnrtz", "5"], lambda done, total: seen.append((done, total))
    )
    assert [a.id for a in removed] == ["3", "secret", "5"], "a copy is its article"
    assert len(library.articles()) == 38
    assert seen == [(38, 38)], "the others' passages were copied once"
    assert len(list(library.folder.glob("index-*"))) == builds == 1
    assert library.check().problems == ()


def test_an_unknown_id_removes_nothing(library: Library, secret: list[bytes]) -> None:
    with pytest.raises(UnknownNameError, match="'nobody'"):
        library.remove_all(["3", "nobody"])
    assert library.article("3").text == "Report 3 counts 9 ships."


def test_the_last_article_can_be_removed(library: Library, write: Write) -> None:
    library.add([write("a.md", SECRET)])
    library.remove("a")
    assert library.articles() == []
    assert library.vectors.nearest(FakeEncoder().encode(["herons"])[0], 5, Filter()) == []
    assert library.check().problems == ()
    assert library.add([write("a.md", SECRET)]).added == ["a"]


def test_a_removal_that_was_killed_is_finished_by_the_next_who_writes(
    library: Library, secret: list[bytes], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(store: Store, progress: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(Store, "_purge", killed)
        with pytest.raises(SystemExit):
            library.remove("secret")
    assert [a.id for a in library.articles() if a.id == "secret"] == [], "no answer has it"
    assert any("in the files still" in problem for problem in library.check().problems)
    assert holding(library.folder, *secret)

    library.add([write("new.md", "They met.")])
    assert holding(library.folder, *secret) == []
    assert library.check().problems == ()


def test_other_handles_answer_from_what_is_left(
    library: Library, secret: list[bytes], write: Write
) -> None:
    reader = Library.open(library.folder)
    assert found(reader, "herons") == ["secret"]
    old = reader.vectors
    for article_id in ("secret", "3", "5"):
        library.remove(article_id)
        reader.refresh()
        assert reader.vectors.ids() == library.vectors.ids()
        assert article_id not in found(reader, "counts")
        if article_id == "secret":  # a search that had begun can end
            assert old.nearest(FakeEncoder().encode(["herons"])[0], 5, Filter())
    assert found(reader, "herons") == []
    library.add([write("new.md", "The herons came back.")])
    reader.refresh()
    assert found(reader, "herons") == ["new"]
    reader.close()
