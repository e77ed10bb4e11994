"""What a process hands out after a removal holds nothing of what it held before."""

from __future__ import annotations

import ctypes
import sys

import pytest

from index.memory import _PERTURB, hand_out_clean

_SIZE = 100_000  # below what glibc takes from the system anew
_OLD = b"Zyxwvut" * 8


def _held_on_to(libc: ctypes.CDLL) -> bool:
    """Whether a block that was filled and freed comes back as it was."""
    first = libc.malloc(_SIZE)
    ctypes.memmove(first, _OLD * (_SIZE // len(_OLD)), _SIZE // len(_OLD) * len(_OLD))
    libc.free(first)
    second = libc.malloc(_SIZE)
    found = _OLD in ctypes.string_at(second, _SIZE)
    libc.free(second)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="needs glibc")
def test_memory_is_overwritten_before_it_is_handed_out() -> None:
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "mallopt"):
        pytest.skip("needs glibc")
    libc.malloc.restype = ctypes.c_void_p
    libc.free.argtypes = [ctypes.c_void_p]
    hand_out_clean()
    try:
        assert not any(_held_on_to(libc) for _ in range(50))
    finally:
        libc.mallopt(_PERTURB, 0)
    assert any(_held_on_to(libc) for _ in range(50)), "it would have come back"
