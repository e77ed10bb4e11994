"""Candidates: passages are read whole, and what looks best once more with little around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.evidence import candidates
from assistant.reader.reader import Page, Reading
from index.library import Library

TOLD = [f"The tug number {n} left the harbour at noon." for n in range(8)]
MARGINS = {"number 3": (4.0, 2.0), "number 5": (3.0, 9.0)}  # read in its passage, read again


class FakeReader:
    """Margins by the words of a sentence, others for a page of few; keeps what it has read."""

    def __init__(self) -> None:
        self.batches: list[Sequence[Page]] = []

    def read(self, pages: Sequence[Page]) -> list[list[tuple[Reading, Reading]]]:
        self.batches.append(pages)
        again = len(self.batches) == 2
        return [[self._reading(page, *s, again) for s in page.sentences] for page in pages]

    def _reading(self, page: Page, start: int, end: int, again: bool) -> tuple[Reading, Reading]:
        text = page.text[start:end]
        margin = next((m[again] for told, m in MARGINS.items() if told in text), -9.0)
        at = start + text.index("number ")
        return Reading(at, at + 8, margin), Reading(start, end, float("-inf"))


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> FakeReader:
    fake = FakeReader()
    monkeypatch.setattr("assistant.evidence.load_reader", lambda: fake)
    return fake


def test_the_likeliest_are_read_again_and_the_mean_counts(
    library: Library, write: Callable[..., Path], reader: FakeReader
) -> None:
    library.add([write("a.md", " ".join(TOLD), title="Tugs")])
    found = candidates(*Assistant(library).find("Which tug left the harbour?"), library)
    margins = {c.span: c.margin for c in found}
    assert margins["number 3"] == pytest.approx(3.0)
    assert margins["number 5"] == pytest.approx(6.0)
    assert found[0].text == TOLD[5]
    whole, closely = reader.batches
    assert [page.text for page in whole] == [" ".join(TOLD)]
    assert len(closely) == 4
    assert {page.text for page in closely} >= {" ".join(TOLD[1:5]), " ".join(TOLD[3:7])}


def test_without_the_reader_nothing_is_read(
    library: Library, write: Callable[..., Path], reader: FakeReader
) -> None:
    library.add([write("a.md", " ".join(TOLD), title="Tugs")])
    assert candidates(*Assistant(library).find("Which tug left?"), library, reader=False)
    assert reader.batches == []
