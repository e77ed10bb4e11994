"""Byline as a system under test, and the digest of all that its answers depend on."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import assistant
import index
from evals.cache import digest
from evals.systems.base import Turns
from index.library import Library

if TYPE_CHECKING:
    from assistant import Assistant

# Whose new release may change an answer.
_LIBRARIES = ("torch", "transformers", "sentence-transformers", "chromadb", "tantivy", "nltk")


class BylineSystem:
    """The assistant of this installation over one library."""

    name = "byline"
    # Measured on two cores: 40 questions in 19 s one at a time, 13 to 15 s two at a time.
    jobs = min(4, os.cpu_count() or 1)

    def __init__(self, assistant: Assistant, settings: str = "") -> None:
        """``settings``: what differs from the defaults, for the version."""
        self._assistant = assistant
        parts = (settings, code_digest(), library_digest(assistant.library), *_versions())
        self.version: str | None = digest("\n".join(parts))

    @classmethod
    def over(cls, library: Library) -> BylineSystem:
        from assistant import Assistant

        return cls(Assistant.open(library))

    def ask(self, question: str, history: Turns) -> dict[str, Any]:
        answer: dict[str, Any] = self._assistant.ask(question, history=history).to_dict()
        return answer


def code_digest(packages: Sequence[Any] = (assistant, index)) -> str:
    """The digest of the code, weights and data files of packages, by their content."""
    hashed = hashlib.sha256()
    for package in packages:
        root = Path(package.__file__).parent
        for path in sorted(root.rglob("*")):
            if path.suffix in (".py", ".json", ".safetensors"):
                hashed.update(f"{path.relative_to(root)}\n".encode())
                hashed.update(hashlib.sha256(path.read_bytes()).digest())
    return hashed.hexdigest()


def library_digest(library: Library) -> str:
    """The digest of the articles of a library and of the model that embeds them."""
    articles = sorted((a.id, a.digest) for a in library.articles())
    return digest(f"{_model(library.encoder.name)}\n{articles}")


def _model(name: str) -> str:
    """A model by name, and a model in a folder by the state of its files."""
    folder = Path(name)
    if not folder.is_dir():
        return name
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return f"{name} {[(str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in files]}"


def _versions() -> list[str]:
    found = []
    for name in _LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} none")
    return found
