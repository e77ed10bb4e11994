"""What the reader learns from: questions beside passages, with the spans that answer them.

Every loader reads one public set as its authors publish it and gives ``Example``s; ``group`` is
the article a question is on, by which questions are held out.
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

_CLOSING = re.compile(r" (?=[,.;:!?%)\]]|n't|'s\b|'')")
_OPENING = re.compile(r"(?<=[(\[$#]) ")
_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]"}
_CHARACTERS = 900  # of a passage
_PER_SENTENCE = 14  # questions of QAMR, which has some forty on each sentence
_NEIGHBOURS = 4  # other sentences beside a sentence of QAMR, at most


@dataclass(frozen=True, slots=True)
class Example:
    """A question beside a passage; the answer is ``context[start:end]``, ``None`` for none.

    ``loose`` where the answer lies inside that span and is not marked more closely. ``title``
    is what stands above the passage, where that is known.
    """

    question: str
    context: str
    start: int | None
    end: int | None
    group: str
    title: str = ""
    loose: bool = False

    @property
    def answer(self) -> str:
        return "" if self.start is None else self.context[self.start : self.end]


def cropped(example: Example, rng: random.Random) -> Example:
    """A long passage cut to some sentences around its answer, as short as Byline's passages."""
    if len(example.context) <= _CHARACTERS or example.start is None or example.end is None:
        return example
    room = max(0, _CHARACTERS - (example.end - example.start))
    begin = max(0, example.start - rng.randint(0, room))
    if begin:
        begin = example.context.rfind(" ", 0, begin + 1) + 1
    context = example.context[begin : max(example.end, begin + _CHARACTERS)]
    return replace(example, context=context, start=example.start - begin, end=example.end - begin)


def load_squad(path: Path, titled: bool = False, loose: bool = False) -> list[Example]:
    """Examples of a file in SQuAD 1.1 or 2.0 format (Rajpurkar et al. 2018, arXiv:1806.03822)."""
    found = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        name = article.get("title", "")
        title = name.replace("_", " ") if titled else ""
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                answers = qa["answers"] if not qa.get("is_impossible") else []
                start = answers[0]["answer_start"] if answers else None
                end = start + len(answers[0]["text"]) if start is not None else None
                found.append(
                    Example(
                        " ".join(qa["question"].split()), paragraph["context"], start, end,
                        f"{path.stem}/{name}", title, loose,
                    )
                )  # fmt: skip
    return found


def load_qed(paths: Iterable[Path], without: Collection[str] = ()) -> list[Example]:
    """Natural Questions with paragraphs and short answers (Lamm et al. 2021, arXiv:2009.06354).

    Reads both forms that its authors published; articles titled as in ``without`` are left out.
    """
    found = []
    for line in (line for path in paths for line in path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        given = row.get("original_nq_answers")  # several annotators; in the older form, one
        spans = (
            [(a[0]["start"], a[0]["end"]) for a in given if len(a) == 1]
            if given is not None
            else row["answer_spans"][:1]
        )
        title = row["title_text"]
        if not spans or title in without:
            continue
        first, last = min(spans, key=lambda s: s[1] - s[0])
        text = row["paragraph_text"]
        before, through = text[:first].split(), text[:last].split()
        start = len(_readable(before, bool(before)))
        end = len(_readable(through))
        context = _readable(text.split())
        start += len(context[start:end]) - len(context[start:end].lstrip())
        if start < end:
            found.append(Example(row["question_text"], context, start, end, f"qed/{title}", title))
    return found


def load_onestop(path: Path) -> list[Example]:
    """Questions on news at three levels of difficulty (Berzak et al. 2020, arXiv:2004.14797).

    The answer is put in other words than the passage; what is marked is where it is said.
    """
    found = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            for level in ("Adv", "Int", "Ele"):
                context = paragraph[level]["context"]
                words = list(re.finditer(r"\S+", context))
                spans = paragraph[level]["a_spans"]  # of words; the last counts
                for qa, span in zip(paragraph["qas"], spans, strict=True):
                    found.append(
                        Example(
                            qa["question"], context, words[span[0]].start(), words[span[-1]].end(),
                            f"onestop/{article['title']}", article["title"], loose=True,
                        )
                    )  # fmt: skip
    return found


def load_qamr(folder: Path, rng: random.Random) -> list[Example]:
    """Questions on single sentences of Wikinews and Wikipedia (Michael et al. 2018, N18-2089).

    Each sentence is set among others of its article, as it would stand in a passage.
    """
    lines = (folder / "wiki-sentences.tsv").read_text(encoding="utf-8").splitlines()
    tokens = {key: text.split() for key, text in (line.split("\t") for line in lines)}
    articles = defaultdict(list)
    for key in tokens:
        articles[_article(key)].append(key)
    asked = defaultdict(list)
    for part in ("dev", "test"):
        with (folder / f"{part}.tsv").open(encoding="utf-8") as rows:
            for row in csv.reader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
                answers = [set(map(int, a.split(":")[-1].split())) for a in row[6:9]]
                if answers[0] & answers[1] & answers[2]:  # writer and both validators agree
                    asked[row[0]].append((row[5], answers[0]))
    found = []
    for key, questions in sorted(asked.items()):
        for question, answer in rng.sample(questions, min(_PER_SENTENCE, len(questions))):
            others = [k for k in articles[_article(key)] if k != key]
            beside = rng.sample(others, min(rng.randint(0, _NEIGHBOURS), len(others)))
            found.append(_beside(question, key, answer, beside, tokens))
    return found


def _article(key: str) -> str:
    return ":".join(key.split(":")[:3])


def _beside(
    question: str, key: str, answer: set[int], beside: Sequence[str], tokens: dict[str, list[str]]
) -> Example:
    """One question on a sentence, the sentences beside it in the order of the article."""
    context, start, end = "", 0, 0
    for other in sorted([key, *beside], key=lambda k: [int(n) for n in k.split(":")[3:]]):
        if other == key:
            words = tokens[key]
            start = len(context + _readable(words[: min(answer)], bool(min(answer))))
            end = len(context + _readable(words[: max(answer) + 1]))
        context += _readable(tokens[other]) + " "
    start += len(context[start:end]) - len(context[start:end].lstrip())
    return Example(question, context.rstrip(), start, end, f"qamr/{_article(key)}")


def _readable(words: Iterable[str], more: bool = False) -> str:
    """Tokens of the Penn Treebank as text; ``more`` where another word follows."""
    text = " ".join(_BRACKETS.get(w, w) for w in words) + (" " if more else "")
    return _OPENING.sub("", _CLOSING.sub("", text)).replace("`` ", '"').replace("''", '"')
