"""What many tests need: the bundled reports as a library, an assistant, an encoder that is fast.

``sample_library`` and ``assistant`` are shared by all tests and use the real model, which takes
seconds to load: a test that changes a library, or only needs some library, makes its own under
``fake_encoder``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

# Before anything is imported that reads them: tests stay on this machine, and do not find the
# library of whoever runs them.
os.environ.update(
    HF_HUB_OFFLINE="1",
    TRANSFORMERS_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    ANONYMIZED_TELEMETRY="False",
    GRADIO_ANALYTICS_ENABLED="False",
    TOKENIZERS_PARALLELISM="false",
)
# One thread: on a busy machine, threads that wait for each other make a question take twenty times
# as long.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.pop("BYLINE_LIBRARY", None)
os.environ.pop("BYLINE_MODEL", None)

# pytest puts tests/ on the path, whose folders have the names of our packages: the packages
# must be found first, also where pytest is started without ``python -m``.
sys.path.insert(0, str(Path(__file__).parents[1]))

import pytest
from cli_runner import Byline, Ran
from fake_encoder import FakeEncoder
from hypothesis import settings

from assistant import Assistant, cli
from index.library import Library

# The same examples in every run: a red test means a change, not luck. The first example loads
# vocabularies, so no deadline.
settings.register_profile("byline", deadline=None, derandomize=True)
settings.load_profile("byline")

Write = Callable[..., Path]


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library of the bundled reports; copy it before changing anything."""
    folder = tmp_path_factory.mktemp("sample") / "library"
    Library.create_sample(folder).close()
    return folder


@pytest.fixture(scope="session")
def sample_library(sample_folder: Path) -> Iterator[Library]:
    library = Library.open(sample_folder)
    yield library
    library.close()


@pytest.fixture(scope="session")
def assistant(sample_library: Library) -> Assistant:
    return Assistant.open(sample_library)


@pytest.fixture
def fake_encoder(monkeypatch: pytest.MonkeyPatch) -> FakeEncoder:
    """Libraries embed with ``FakeEncoder``, under whatever model name they are opened."""
    monkeypatch.setattr("index.library.load_encoder", FakeEncoder)
    return FakeEncoder()


@pytest.fixture
def library(tmp_path: Path, fake_encoder: FakeEncoder) -> Iterator[Library]:
    """An empty library in ``tmp_path / "library"``, with the fake encoder."""
    library = Library.open(tmp_path / "library", create=True)
    yield library
    library.close()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a Markdown article: ``write("a.md", "Its text.", source="Orda.kz")`` -> its path."""

    def write(name: str, text: str, **meta: str) -> Path:
        path = tmp_path / "articles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        head = "".join(f"{key}: {value}\n" for key, value in meta.items())
        path.write_text(f"---\n{head}---\n\n{text}\n" if meta else text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def byline(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Byline:
    """``byline("ask", "Who?")`` runs the command; the user's data folder is an empty one."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["byline", *map(str, arguments)])
        capsys.readouterr()
        try:
            cli.main()
            code = 0
        except SystemExit as exit:
            code = exit.code if isinstance(exit.code, int) else int(bool(exit.code))
        out, err = capsys.readouterr()
        return Ran(code, out, err.strip())

    return run


@pytest.fixture
def folder(tmp_path: Path, fake_encoder: FakeEncoder) -> Path:
    """Where a library of the test's own is to be, with the fake encoder."""
    return tmp_path / "mine"
