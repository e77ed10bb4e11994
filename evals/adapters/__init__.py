"""Public question sets as suites: one module a format, each with ``read``, an ``Adapter``."""

from __future__ import annotations

from collections.abc import Mapping

from evals.adapters import beir, clapnq, multihop_rag, ramdocs, realtimeqa, squad
from evals.adapters.base import Adapter, Converted

__all__ = ["ADAPTERS", "Adapter", "Converted"]

ADAPTERS: Mapping[str, Adapter] = {
    "squad": squad.read,
    "clapnq": clapnq.read,
    "ramdocs": ramdocs.read,
    "realtimeqa": realtimeqa.read,
    "multihop-rag": multihop_rag.read,
    "beir": beir.read,
}
