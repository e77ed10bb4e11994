"""A Python function as a system: ``module:function``."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from evals.errors import EvalError
from evals.systems.base import Answering


def function_system(name: str, version: str | None = None) -> Answering:
    """The function ``name`` ("package.module:function") as a system.

    It is called with the question and the turns before it, a list of ``{"question",
    "answer"}``, and returns an answer as a dict, or its text alone. Modules are looked for in
    the working folder too. Raises ``EvalError`` where there is no such function.
    """
    module_name, _, attribute = name.partition(":")
    sys.path.insert(0, str(Path.cwd()))
    try:
        function = getattr(importlib.import_module(module_name), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise EvalError(
            f"Expected --system to name a function as module:function, got {name!r}: {error}."
        ) from None
    finally:
        sys.path.remove(str(Path.cwd()))
    if not callable(function):
        raise EvalError(f"Expected --system {name!r} to be a function, got {function!r}.")
    return Answering(name, function, None if version is None else f"{name} {version}")
