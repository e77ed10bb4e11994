"""Memory that was used and is free again, given back to the machine."""

from __future__ import annotations

import ctypes
import sys

_PERTURB = -6  # glibc's M_PERTURB


def hand_out_clean() -> None:
    """From now on memory is overwritten before it is handed out.

    Chroma writes its vectors with the room for more behind them, as that memory happens to be:
    vectors that were read before would come along, those of a removed article too, whenever this
    process writes again. A question takes a fifth longer from then on, so only a process that
    removed something does this. Does nothing without glibc.
    """
    _of_glibc("mallopt", _PERTURB, 255)


def give_back() -> None:
    """Returns what ``free`` keeps for later; after each batch, so that it does not grow.

    Encoding takes blocks of ever new sizes, and glibc keeps them: without this, embedding
    1,000 passages adds some 300 MB that nobody uses. Does nothing where there is no glibc.
    """
    _of_glibc("malloc_trim", 0)


def _of_glibc(name: str, *values: int) -> None:
    """Calls a function that only glibc has, where there is one."""
    if sys.platform == "linux":
        function = getattr(ctypes.CDLL(None), name, None)
        if function is not None:
            function(*values)
