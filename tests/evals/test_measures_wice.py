from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from evals.errors import EvalError
from evals.measures.support import MIN_RECALL
from evals.measures.wice import Claim, balanced_accuracy, best_threshold, read_claims, report


def write(folder: Path, name: str, *rows: tuple[str, str, str, list[str]]) -> Path:
    path = folder / name
    keys = ("label", "claim", "evidence")
    lines = [json.dumps({"meta": {"id": i}} | dict(zip(keys, row, strict=True)))
             for i, *row in rows]  # fmt: skip
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


ROWS = (
    ("c1", "supported", "Talks ended on Monday.", ["It rained.", "Nobody came."]),
    ("c1", "supported", "Talks ended on Monday.", ["Talks ended late on Monday."]),
    ("c2", "partially_supported", "Talks ended on Monday.", ["Talks ended on Tuesday."]),
    ("c3", "not_supported", "Talks went well and ended early.", ["Talks are hard."]),
)


def test_a_claim_scores_as_its_best_chunk(tmp_path: Path) -> None:
    claims = read_claims(write(tmp_path, "dev.jsonl", *ROWS))
    assert [c.supported for c in claims] == [True, False, False]
    assert claims[0].strength == 1.0
    assert claims[1].strength == 0.0
    assert 0 < claims[2].strength < 0.5


def test_the_threshold_is_the_one_of_best_balanced_accuracy() -> None:
    claims = [Claim(True, 0.9), Claim(True, 0.6), Claim(False, 0.7), Claim(False, 0.5),
              Claim(False, 0.1)]  # fmt: skip
    assert balanced_accuracy(claims, 0.6) == pytest.approx((1 + 2 / 3) / 2)
    assert best_threshold(claims) == 0.6
    brute = max(balanced_accuracy(claims, t / 1000) for t in range(1, 1001))
    assert balanced_accuracy(claims, 0.6) == brute


def test_the_command_reports_both_parts(tmp_path: Path) -> None:
    write(tmp_path, "dev.jsonl", *ROWS)
    write(tmp_path, "test.jsonl", *ROWS[1:])
    text = report(tmp_path)
    assert "dev:  3 claims, 1 supported" in text
    assert "balanced accuracy 1.000, 95 % 1.000..1.000" in text
    assert "of those called supported, 1 of 1 are" in text
    assert text.endswith(f"in use: {MIN_RECALL}")


def test_a_folder_without_the_data_is_a_mistake_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"dev\.jsonl.*FileNotFoundError.*Give the folder"):
        report(tmp_path)
    (tmp_path / "dev.jsonl").write_text('{"label": 1}\n')
    with pytest.raises(EvalError, match="KeyError"):
        read_claims(tmp_path / "dev.jsonl")
    write(tmp_path, "dev.jsonl", *ROWS[2:])
    with pytest.raises(EvalError, match="got one kind"):
        read_claims(tmp_path / "dev.jsonl")


def test_the_command_says_a_mistake_in_one_sentence_and_exits_2(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "evals.measures.wice", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: Expected ") and "Traceback" not in done.stderr
