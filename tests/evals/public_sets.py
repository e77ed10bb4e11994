"""Small samples in the forms of the public sets that are converted, written for the tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

LONG = "The hall was cold that day. " * 20  # pages shorter than a paragraph are left out


def lines(path: Path, *rows: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def squad(folder: Path) -> Path:
    first = {
        "context": "Ada Quill opened the bridge in 1911. It spans the Orr.",
        "qas": [
            {
                "id": "q1", "question": "Who opened the bridge? ", "is_impossible": False,
                "answers": [{"text": t} for t in ("Quill", "Ada Quill", "Quill")],
            },
            {"id": "q2", "question": "Who painted it?", "is_impossible": True, "answers": []},
        ],
    }  # fmt: skip
    second = {"context": "The Orr is a river.", "qas": [
        {"id": "q3", "question": "What is the Orr?", "answers": [{"text": "a river"}]}
    ]}  # fmt: skip
    data = [{"title": "Orr_Bridge", "paragraphs": [first, second]}]
    return lines(folder / "dev-v2.0.json", {"version": "v2.0", "data": data})


def clapnq(folder: Path) -> Path:
    sentences = ["The Orr is a river .", "It is long .", "It has a bridge ."]
    passage = {"title": "Orr", "text": " ".join(sentences), "sentences": sentences}

    def output(answer: str, *chosen: str, skip: bool = False) -> dict[str, Any]:
        return {"answer": answer, "selected_sentences": [*chosen], "meta": {"skip": skip}}

    rows = [
        {"id": "1", "input": "what is the orr", "passages": [passage], "output": [
            output("", skip=True), output("A long river.", *sentences[:2]),
            output("A river.", sentences[0]),
        ]},
    ]  # fmt: skip
    lines(folder / "clapnq_dev_answerable.jsonl", *rows)
    other = {"title": "Orr", "text": "Boats are rare .", "sentences": ["Boats are rare ."]}
    none = {"id": "2", "input": "how deep is the orr", "passages": [other], "output": [output("")]}
    lines(folder / "clapnq_dev_unanswerable.jsonl", none)
    return folder


def ramdocs(folder: Path) -> Path:
    def document(text: str, kind: str) -> dict[str, str]:
        return {"text": text, "type": kind, "answer": "unknown"}

    noise = document("Nothing is known of Mill Town.", "noise")
    rows = [
        {"question": "How many live in Mill Town?", "gold_answers": ["412", "95"],
         "wrong_answers": ["7", "7"], "documents": [
            document("Mill Town, Orrshire, has 412 people.", "correct"), noise,
            document("Mill Town, Vale, has 95 people.", "correct"),
            document("Mill Town has 7 people.", "misinfo")]},
        {"question": "Who founded it?", "gold_answers": ["Ada"], "wrong_answers": [],
         "documents": [document("Ada founded it.", "correct"), noise]},
        {"question": "Who left it?", "gold_answers": ["Bo"], "wrong_answers": [],
         "documents": [noise]},
    ]  # fmt: skip
    return lines(folder / "RAMDocs_test.jsonl", *rows)


def realtimeqa(folder: Path) -> Path:
    def page(url: str, text: str) -> dict[str, str]:
        return {"url": url, "title": "Bridge", "text": text, "publish_date": "2023/01/05"}

    def quiz(id: str, question: str, *choices: str) -> dict[str, Any]:
        return {"question_id": id, "question_sentence": question, "question_date": "2023/01/06",
                "choices": [*choices], "answer": ["1"]}  # fmt: skip

    year = folder / "past" / "2023"
    good = page("https://www.example.org/a", LONG + "Ada Quill opened it.")
    lines(year / "20230106_qa.jsonl", quiz("20230106_0", "Who opened it?", "Bo", "Ada Quill"),
          quiz("20230106_1", "How deep?", "5 m", "9 m"),
          quiz("20230106_2", "The Orr is deep.", "FALSE", "TRUE"))  # fmt: skip
    lines(year / "20230106_gcs.jsonl",
          {"question_id": "20230106_0", "search_result": [good, "broken", page("b", "short")]},
          {"question_id": "20230106_1", "search_result": [good, page("c://d", LONG)]})  # fmt: skip
    lines(year / "20230113_qa.jsonl", quiz("20230113_0", "Without pages?", "Bo", "Ada Quill"))
    return folder


def multihop(folder: Path) -> Path:
    def evidence(url: str, fact: str) -> dict[str, str]:
        return {"url": url, "fact": fact, "title": "T"}

    body = "Ada opened the bridge. It was cold."
    lines(folder / "corpus.json", [
        {"url": "u1", "title": "Bridge", "body": body, "source": "The Orr", "author": None,
         "category": "news", "published_at": "2023-11-27T08:45:59+00:00"},
        {"url": "u2", "title": "Deny", "body": "Bo denies it.", "published_at": "2023-12-01"},
    ])  # fmt: skip
    found = [evidence("u1", "Ada opened the bridge."), evidence("u2", "Bo denies it.")]
    lines(folder / "MultiHopRAG.json", [
        {"query": "Who opened it?", "answer": "Ada", "question_type": "inference_query",
         "evidence_list": found[:1]},
        {"query": "Do both agree?", "answer": "No", "question_type": "comparison_query",
         "evidence_list": found},
        {"query": "Who closed it?", "answer": "Insufficient information.",
         "question_type": "null_query", "evidence_list": []},
    ])  # fmt: skip
    return folder


def beir(folder: Path) -> Path:
    lines(folder / "corpus.jsonl", {"_id": "d/1", "title": "Orr", "text": "The Orr is a river."},
          {"_id": "d 1", "title": "Only a title", "text": ""},
          {"_id": "d3", "text": "Noise."})  # fmt: skip
    questions = {"q1": "what is the orr", "q2": "not judged", "q3": "judged elsewhere"}
    lines(folder / "queries.jsonl", *({"_id": id, "text": q} for id, q in questions.items()))
    (folder / "qrels").mkdir()
    rows = ["query-id\tcorpus-id\tscore", "q1\td/1\t1", "q1\td 1\t2", "q1\td3\t0", "q3\td9\t1"]
    (folder / "qrels" / "test.tsv").write_text("\n".join(rows), encoding="utf-8")
    return folder


SAMPLES: dict[str, Callable[[Path], Path]] = {
    "squad": squad, "clapnq": clapnq, "ramdocs": ramdocs, "realtimeqa": realtimeqa,
    "multihop-rag": multihop, "beir": beir,
}  # fmt: skip
