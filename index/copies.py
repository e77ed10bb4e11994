"""When two texts are one, or nearly one: fingerprints, shingles, MinHash bands, differences.

Shingles and containment: Broder 1997, "On the resemblance and containment of documents".
Bands: Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3.4.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from itertools import islice

import numpy as np
from datasketch import MinHash

from index.sentences import sentences

_SHINGLE = 5  # words
_SHORTEST = 20  # shingles: what is shorter is alike by chance
SAME = 0.8  # Jaccard, or containment of the shorter text: near-copies of one story
_SHORTER = 2 / 3  # of the longer text, at least: two stories in one round-up are not one story
# Two texts with the least Jaccard that ``SAME`` and ``_SHORTER`` let pass, 0.47, share one of
# these bands in 99 of 100 cases: 1 - (1 - 0.47 ** _ROWS) ** _BANDS.
_BANDS, _ROWS = 42, 3
_ALIKE = str.maketrans("‘’‚‛“”„‟«»‐‑‒–—−", "''''" + '""""""' + "------")
# Scripts without spaces between words: a character counts as a word.
_IDEOGRAPH = "\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_IDEOGRAPH}]|[^\W{_IDEOGRAPH}]+")


def fingerprint(text: str) -> str:
    """SHA-256 of a text in which white space, quotation marks and dashes are all alike."""
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(_ALIKE).split())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def shingles(text: str) -> frozenset[str]:
    """Every run of five words, folded; empty where the text is too short to be compared."""
    words = _WORD.findall(text.casefold())
    found = frozenset(" ".join(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1))
    return found if len(found) >= _SHORTEST else frozenset()


def bands(found: frozenset[str]) -> list[int]:
    """What near-copies have in common: hashes of which two of them share at least one.

    Signed 64-bit numbers, the same on every machine; none for no shingles.
    """
    if not found:
        return []
    sketch = MinHash(num_perm=_BANDS * _ROWS, seed=1, scheme="affine32")
    sketch.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in found])
    rows = np.asarray(sketch.hashvalues, dtype="<u4").reshape(_BANDS, _ROWS)
    return [
        int.from_bytes(
            hashlib.blake2b(row.tobytes(), digest_size=8, salt=bytes([number])).digest(),
            "little",
            signed=True,
        )
        for number, row in enumerate(rows)
    ]


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard similarity, or the containment of the shorter text where it is nearly as long."""
    common = len(one & other)
    shorter, longer = sorted((len(one), len(other)))
    if not common:
        return 0.0
    if shorter >= _SHORTER * longer:
        return common / shorter
    return common / (shorter + longer - common)


def differences(old: str, new: str) -> list[str]:
    """The sentences that went (``- ``) and came (``+ ``), in order, with one around each."""
    before, after = (
        [" ".join(text[s.start : s.end].split()) for s in sentences(text)] for text in (old, new)
    )
    changes = islice(difflib.unified_diff(before, after, n=1, lineterm=""), 2, None)
    return [f"{line[0]} {line[1:]}" for line in changes if not line.startswith("@@")]
