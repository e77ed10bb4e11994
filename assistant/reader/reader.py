"""The reader at work: for each sentence of each passage, its best spans and how sure they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import (
    LOADING,
    WIDTHS,
    bundled_folder,
    computes_bfloat16,
    quiet_transformers,
)

_TOKENS = 384  # question and passage together
_SPAN_TOKENS = 24  # a short answer is at most this long
_BATCH = 4  # more at once run no faster, and are filled up further

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Page:
    """A passage to read for a question: its sentences, the spans of the kind asked for, its title.

    All offsets are code points into ``text``.
    """

    question: str
    text: str
    sentences: tuple[tuple[int, int], ...]
    typed: tuple[tuple[int, int], ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A span of a passage, offsets in code points into that passage.

    ``margin`` is the span's start and end score less those of "no answer": above 0 the reader
    takes it for an answer. It is minus infinity where there is no such span to read.
    """

    start: int
    end: int
    margin: float


class Reader:
    """Reads passages for questions. Use ``load_reader``: one is enough for a process."""

    def __init__(self) -> None:
        import torch
        from transformers import AutoTokenizer

        from assistant.reader.model import WEIGHTS, SpanModel

        quiet_transformers()
        folder = bundled_folder()
        self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self._model = SpanModel.from_bundled(folder)
        self._model.load(WEIGHTS)
        self._model.eval()
        if computes_bfloat16():
            self._model.to(torch.bfloat16)

    def read(self, pages: Sequence[Page]) -> list[list[tuple[Reading, Reading]]]:
        """For each page and sentence: the best span, and the best that holds a typed one."""
        order = sorted(range(len(pages)), key=lambda i: len(pages[i].text))
        found: list[list[tuple[Reading, Reading]]] = [[] for _ in pages]
        for at in range(0, len(order), _BATCH):
            batch = order[at : at + _BATCH]
            read = self._read_batch([pages[i] for i in batch])
            for i, readings in zip(batch, read, strict=True):
                found[i] = readings
        return found

    def _read_batch(self, pages: Sequence[Page]) -> list[list[tuple[Reading, Reading]]]:
        import torch

        from assistant.reader.model import headed

        texts = [headed(p.title, p.text) for p in pages]
        tokens = self._tokenizer(
            [p.question for p in pages], [text for text, _ in texts], truncation="only_second",
            max_length=_TOKENS, padding=True, pad_to_multiple_of=WIDTHS,
            return_offsets_mapping=True, return_tensors="pt",
        )  # fmt: skip
        offsets = tokens.pop("offset_mapping").numpy()
        with torch.inference_mode():
            start, end = self._model(**tokens)
        starts, ends = start.numpy(), end.numpy()
        found = []
        for i, page in enumerate(pages):
            inside = np.array([s == 1 for s in tokens.sequence_ids(i)])
            offsets[i] -= texts[i][1]  # tokens of the title come before the text: below zero
            null = float(starts[i, 0] + ends[i, 0])
            found.append(
                [
                    _read_sentence(starts[i], ends[i], offsets[i], inside, span, page.typed, null)
                    for span in page.sentences
                ]
            )
        return found


def _read_sentence(
    starts: Scores,
    ends: Scores,
    offsets: NDArray[np.int64],
    inside: NDArray[np.bool_],
    sentence: tuple[int, int],
    typed: Sequence[tuple[int, int]],
    null: float,
) -> tuple[Reading, Reading]:
    """The spans with the highest start + end score whose tokens lie in one sentence."""
    where = np.flatnonzero(inside & (offsets[:, 0] >= sentence[0]) & (offsets[:, 1] <= sentence[1]))
    if not len(where):
        nothing = Reading(*sentence, float("-inf"))
        return nothing, nothing
    begins, stops = offsets[where, 0], offsets[where, 1]
    scores = starts[where][:, None] + ends[where][None, :] - null
    length = np.arange(len(where))[None, :] - np.arange(len(where))[:, None]
    scores = np.where((length >= 0) & (length < _SPAN_TOKENS), scores, -np.inf)
    holds = np.zeros_like(scores, dtype=bool)
    for a, b in typed:
        holds |= (begins[:, None] <= a) & (stops[None, :] >= b)
    return _best(scores, begins, stops), _best(np.where(holds, scores, -np.inf), begins, stops)


def _best(scores: Scores, begins: NDArray[np.int64], stops: NDArray[np.int64]) -> Reading:
    first, last = np.unravel_index(int(np.argmax(scores)), scores.shape)
    return Reading(int(begins[first]), int(stops[last]), float(scores[first, last]))


def unread(pages: Sequence[Page]) -> list[list[tuple[Reading, Reading]]]:
    """In place of ``Reader.read``: whole sentences and the first typed span in each, undecided."""
    return [
        [(Reading(*span, 0.0), _first_typed(span, page.typed)) for span in page.sentences]
        for page in pages
    ]


def _first_typed(sentence: tuple[int, int], typed: Sequence[tuple[int, int]]) -> Reading:
    inside = [span for span in typed if sentence[0] <= span[0] and span[1] <= sentence[1]]
    return Reading(*inside[0], 0.0) if inside else Reading(*sentence, float("-inf"))


def load_reader() -> Reader:
    """The reader with its shipped weights, loaded once for the process."""
    with LOADING:
        return _reader()


@cache
def _reader() -> Reader:
    return Reader()
