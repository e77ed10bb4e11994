"""An encoder without a model: fast, the same everywhere, alike for texts that share words."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.encoder import Vectors

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
