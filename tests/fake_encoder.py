"""An encoder without a model: fast, the same everywhere, alike for texts that share words."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.encoder import Vectors
from index.library import Library
from index.records import Filter

_TESTS = Path(__file__).parent


class FakeEncoder:
    """Implements ``index.encoder.Encoder``: each word is hashed into one of 64 places."""

    dimension = 64
    max_tokens = 256

    def __init__(self, name: str = "fake") -> None:
        self.name = name

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            # A text without words gets a vector too: Chroma wants a length to divide by.
            for word in re.findall(r"\w+", text.casefold()) or [""]:
                row[zlib.crc32(word.encode()) % self.dimension] += 1
            row /= np.linalg.norm(row)
        return vectors

    def count(self, text: str) -> int:
        return 2 + len(re.findall(r"\w+|[^\w\s]", text))


def faked(script: str) -> str:
    """A Python program for ``python -c`` that runs ``script`` with this encoder in place."""
    return (
        f"import sys; sys.path[:0] = [{str(_TESTS.parent)!r}]; sys.path.append({str(_TESTS)!r})\n"
        "import index.library; from fake_encoder import FakeEncoder\n"
        "index.library.load_encoder = FakeEncoder\n"
        f"{script}"
    )


def found(library: Library, word: str) -> list[str]:
    """The ids of the articles that either index finds for a word, in alphabetical order."""
    vector = FakeEncoder().encode([word])[0]
    ids = [i for i, _ in library.postings.search({word: 1.0}, 50, Filter())]
    ids += [i for i, _ in library.vectors.nearest(vector, 50, Filter())]
    return sorted({a.id for a, p in library.passages(ids).values() if word in a.text})
