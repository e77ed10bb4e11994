"""How long a warm question takes: ``python benchmarks/ask.py LIBRARY [QUESTIONS.jsonl]``.

The questions are those of a file of ``{"question"}`` objects, else the first of the bundled
suite ``istanbul``, which any library can be asked. Prints the size of the library and, over all
questions after a first one that loads the models, the median, the 95th percentile and the
slowest, in milliseconds: for finding passages alone, and for the whole answer, finding included.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np

from assistant import Assistant
from evals.cases import find_suite

_QUESTIONS = 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("questions", type=Path, nargs="?")
    options = parser.parse_args()
    source = options.questions or find_suite("istanbul")
    lines = source.read_text("utf-8").splitlines()[:_QUESTIONS]
    questions = [json.loads(line)["question"] for line in lines if line.strip()]
    assistant = Assistant.open(options.library)
    report = assistant.library.check()
    assistant.ask(questions[0])
    seconds = np.array([_timed(assistant, question) for question in questions])
    print(f"{report.articles} articles, {report.passages} passages; {len(questions)} questions")
    for name, column in zip(("find", "answer"), seconds.T, strict=True):
        middle, high, most = np.percentile(column * 1000, [50, 95, 100])
        print(f"{name}: median {middle:.0f} ms, 95 % within {high:.0f} ms, slowest {most:.0f} ms")


def _timed(assistant: Assistant, question: str) -> tuple[float, float]:
    began = time.perf_counter()
    assistant.find(question)
    return time.perf_counter() - began, assistant.ask(question).seconds


if __name__ == "__main__":
    main()
