"""``byline ask``, one question and many: what it prints, where, and how it exits."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from cli_runner import CHILDREN, Byline, refused

from index.library import Library

Write = Callable[..., Path]


# ask


def test_ask_prints_the_answer_for_reading(byline: Byline, sample_folder: Path) -> None:
    ran = byline("--library", sample_folder, "ask", CHILDREN)
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert "339" in lines[0], "the short answer first"
    assert "Sources" in lines
    assert "[1] " in ran.out
    assert "2025-06-02" in ran.out


def test_ask_json_is_the_answer_as_a_program_wants_it(byline: Byline, sample_folder: Path) -> None:
    ran = byline("--library", sample_folder, "ask", "--json", CHILDREN)
    assert ran.code == 0
    answer = json.loads(ran.out)
    assert answer["question"] == CHILDREN
    assert answer["status"] == "answered"
    assert "339" in answer["short"]
    assert len({c["article_id"] for c in answer["citations"]}) >= 2
    library = Library.open(sample_folder)
    for c in answer["citations"]:
        assert library.article(c["article_id"]).text[c["start"] : c["end"]] == c["quote"]
    library.close()


def test_ask_narrowed_by_outlet_and_day(byline: Byline, sample_folder: Path) -> None:
    narrowed = ("--source", "orda", "--from", "2025-06-01", "--to", "2025-06-30")
    answer = json.loads(
        byline("--library", sample_folder, "ask", "--json", CHILDREN, *narrowed).out
    )
    assert {e["source"] for e in answer["evidence"]} == {"Orda.kz"}


def test_ask_narrowed_to_articles_one_question_and_many(
    byline: Byline, sample_folder: Path, tmp_path: Path
) -> None:
    here = ("--library", sample_folder)
    ids = [row["id"] for row in byline(*here, "articles", "--json").rows][1:3]
    chosen = [word for i in ids for word in ("--article", i)]
    answer = json.loads(byline(*here, "ask", "--json", CHILDREN, *chosen).out)
    assert {e["article_id"] for e in answer["evidence"]} == set(ids)
    batch = tmp_path / "batch.jsonl"
    batch.write_text(json.dumps({"id": "q", "question": CHILDREN}))
    [row] = byline(*here, "ask", "--batch", batch, *chosen[:2]).rows
    assert {e["article_id"] for e in row["evidence"]} == set(ids[:1])


def test_what_cannot_be_asked_is_refused(byline: Byline, sample_folder: Path) -> None:
    here = ("--library", sample_folder, "ask")
    assert refused(byline(*here, " "), "question is empty")
    assert refused(byline(*here), "one of QUESTION and --batch")
    assert refused(byline(*here, "Who?", "--batch", "x.jsonl"), "one of QUESTION and --batch")
    assert refused(byline(*here, "Who?", "--source", "Nobody"), "'Nobody'", "Orda.kz")
    assert refused(byline(*here, "Who?", "--from", "yesterday"), "YYYY-MM-DD")
    assert refused(byline(*here, "Who?", "--article", "x"), "No article 'x'", "byline articles")
    assert refused(byline(*here, "--batch", "no-such-file.jsonl"), "cannot be read")


# ask --batch


def test_a_batch_is_answered_line_by_line_in_order(
    byline: Byline, sample_folder: Path, tmp_path: Path
) -> None:
    turn = {"question": "Who led the Ukrainian delegation?", "answer": "Rustem Umerov led it."}
    batch = tmp_path / "batch.jsonl"
    batch.write_text(
        "\n".join(
            json.dumps(row)
            for row in (
                {"id": "b", "question": CHILDREN},
                {"id": "a", "question": "What did he propose for June?", "history": [turn]},
                {"question": "Where did they meet?"},
            )
        ),
        encoding="utf-8",
    )
    ran = byline("--library", sample_folder, "ask", "--batch", batch)
    assert ran.code == 0
    assert [row["id"] for row in ran.rows] == ["b", "a", None]
    assert "339" in ran.rows[0]["short"]
    assert "Umerov" in ran.rows[1]["standalone"]
    assert ran.rows[2]["question"] == "Where did they meet?"


def test_a_line_that_cannot_be_asked_stops_no_other(
    byline: Byline, sample_folder: Path, tmp_path: Path
) -> None:
    batch = tmp_path / "batch.jsonl"
    lines = [
        json.dumps({"id": 1, "question": CHILDREN}),
        "{no json",
        json.dumps({"id": 3}),
        json.dumps(["a list"]),
        json.dumps({"id": 5, "question": "Who?", "history": "Umerov"}),
        json.dumps({"id": 6, "question": "Who?", "history": [7]}),
        json.dumps({"id": 7, "question": ""}),
        json.dumps({"id": 8, "question": CHILDREN}),
        json.dumps({"id": 9, "question": "Who \ud800?"}),
        "[" * 100_000,
    ]
    # With a byte order mark, as some editors write.
    batch.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    ran = byline("--library", sample_folder, "ask", "--batch", batch)

    assert ran.code == 1
    assert [row["id"] for row in ran.rows] == [1, None, 3, None, 5, 6, 7, 8, 9, None]
    assert ["error" in row for row in ran.rows] == [False, *[True] * 6, False, True, True]
    for number, row in enumerate(ran.rows, start=1):
        assert "error" not in row or row["error"].startswith(f"line {number}: ")
    assert ran.err.startswith("byline: 8 of 10 lines could not be asked")
    assert "Traceback" not in ran.err
