"""Memory that was used and is free again, given back to the machine."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Returns what ``free`` keeps for later; after each batch, so that it does not grow.

    Encoding takes blocks of ever new sizes, and glibc keeps them: without this, embedding
    1,000 passages adds some 300 MB that nobody uses. Does nothing where there is no glibc.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
