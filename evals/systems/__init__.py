"""Any system that answers questions, asked and scored like Byline itself.

``--system`` names one: nothing or ``byline`` for Byline, ``llama-index`` for the baseline,
``module:function``, ``http://...`` or ``answers.jsonl`` for your own. ``docs/evals.md`` has the
JSON that they answer with.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evals.cases import Case
from evals.errors import EvalError
from evals.systems.base import Answering, System, completed
from index.library import Library

__all__ = ["Answering", "System", "completed", "open_system"]


def open_system(
    name: str, library: Library, cases: Sequence[Case], version: str | None = None
) -> System:
    """The system that ``--system`` names, about the articles of a library.

    ``version`` is what the user says of a system whose code is not here: its answers are kept
    under it. Raises ``EvalError`` where there is no such system.
    """
    if name == "byline":
        from evals.systems.byline import BylineSystem

        return BylineSystem.over(library)
    if name in ("llama-index", "llama-index:context"):
        from evals.systems.llama_index import LlamaIndexSystem

        return LlamaIndexSystem(library, whole_context=name.endswith(":context"))
    if name.startswith(("http://", "https://")):
        from evals.systems.http import http_system

        return http_system(name, version)
    if name.endswith(".jsonl"):
        from evals.systems.recorded import recorded_system

        return recorded_system(Path(name), cases)
    if ":" in name:
        from evals.systems.function import function_system

        return function_system(name, version)
    raise EvalError(
        "Expected --system to be byline, llama-index, llama-index:context, module:function, an "
        f"http address or a .jsonl file of answers, got {name!r}."
    )
