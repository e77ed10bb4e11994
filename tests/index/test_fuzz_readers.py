"""Readers on input that nobody wrote: an article or a reason, soon, and nothing on the disk."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from reader_fuzz import broken_files, check, random_files


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Both where relative names lead and where temporary files go."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


_FUZZ = settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@_FUZZ
@given(broken_files())
def test_broken_files_are_read_or_refused(empty_folder: Path, file: tuple[str, bytes]) -> None:
    check(*file)
    assert list(empty_folder.iterdir()) == []


@_FUZZ
@given(random_files())
def test_random_bytes_are_read_or_refused(empty_folder: Path, file: tuple[str, bytes]) -> None:
    check(*file)
    assert list(empty_folder.iterdir()) == []
