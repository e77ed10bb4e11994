"""Fits the weights that rank sentences and calibrate confidence: ``python -m assistant.fit DATA``.

DATA is a folder of three sets; with the news stories that come with the reader they make four.
The reader has learnt from none of the questions:

- SelQA's ``selqa-ass-dev.json`` (Jurczyk, Zhai and Choi 2016, arXiv:1606.08513), questions with the
  sentences that answer them. Its sections become a library; each question is asked of it as it
  stands, with one name or number exchanged, of the same library without the sentences that
  answer (both near misses), and of one that lacks its section (off topic).
- The articles of SQuAD 2.0 (``dev-v2.0.json``) that the reader is reported on: its unanswerable
  questions are near misses that people wrote.
- CLAPNQ's ``clapnq_dev_{answerable,unanswerable}.jsonl`` (Rosenthal et al. 2024, arXiv:2404.02103):
  questions of people who had not seen a passage, half of them beside one that does not answer.
- The stories of ``assistant/reader/stories`` that are there to be fitted on, and reported.

A logistic regression on the features of the best sentence of each question then gives
``weights.json``, by which sentences are ranked too; which sentence is the best while fitting, a
linear ranking says. Questions are split by article: a third (of CLAPNQ and SQuAD 2.0, half) is
held out and reported; stories as their folders say.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.progress import track
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.assistant import Assistant
from assistant.evidence import candidates
from assistant.features import FEATURES
from assistant.reader.curriculum import is_held_out
from assistant.reader.data import Example, load_squad
from assistant.reader.negatives import exchange_maker, negatives
from assistant.reader.stories import load_stories
from index.library import Library
from index.sentences import sentences

_SEED = 20250602
_RANKED = 12  # candidates of a question that the ranking learns from
_MISSED = 0.1  # share of answerable questions that the threshold may refuse, as the aim does


@dataclass(frozen=True, slots=True)
class Asked:
    """A question asked: its candidates' features, best first, and which of them are right."""

    features: np.ndarray[Any, Any]  # (candidates, len(FEATURES))
    right: np.ndarray[Any, Any]  # (candidates,)
    kind: str  # answerable, or why it is not
    held_out: bool
    collection: str


def main(
    data: Annotated[Path, typer.Argument(help="Folder of the three sets")],
    out: Annotated[Path, typer.Option()] = Path(__file__).parent / "weights.json",
    limit: Annotated[int, typer.Option(help="Questions of SelQA to use")] = 260,
) -> None:
    """Fits the weights and prints how they do on the held-out third."""
    selqa = json.loads((data / "selqa-ass-dev.json").read_text("utf-8"))
    rows = [r for r in selqa if r["answers"]][:limit]
    squad = [e for e in load_squad(data / "dev-v2.0.json", titled=True) if is_held_out(e)]
    with tempfile.TemporaryDirectory() as folder:
        asked = [
            *_ask_squad(squad, Path(folder)),
            *_ask_clapnq(data, Path(folder)),
            *_ask_selqa(rows, Path(folder)),
            *_ask_stories(Path(folder)),
        ]
    learnt = [a for a in asked if not a.held_out]
    first = _fit_ranking(learnt)
    answers, bias = _fit_confidence([_reranked(a, first) for a in learnt])
    asked = [_reranked(a, answers) for a in asked]
    threshold = _threshold([a for a in asked if not a.held_out], answers, bias)
    _report([a for a in asked if a.held_out], answers, bias, threshold)
    weights = {
        "answers": dict(zip(FEATURES, np.round(answers, 4).tolist(), strict=True)),
        "bias": round(bias, 4),
        "threshold": round(threshold, 4),
    }
    out.write_text(json.dumps(weights, indent=2) + "\n", "utf-8")


def _ask_clapnq(data: Path, folder: Path) -> Iterable[Asked]:
    """Questions of a search engine, asked of a library of the passages that come with them."""
    rows = [
        (json.loads(line), kind)
        for name, kind in (("answerable", "answerable"), ("unanswerable", "not in the passage"))
        for line in (data / f"clapnq_dev_{name}.jsonl").read_text("utf-8").splitlines()
    ]
    passages = [(r["passages"][0]["title"], r["passages"][0]["text"]) for r, _ in rows]
    assistant = Assistant(_written(passages, folder / "clapnq"))
    reported = set(sorted({title for title, _ in passages})[::2])
    for row, kind in track(rows, description="Asking CLAPNQ"):
        passage = row["passages"][0]
        right = {s.strip() for o in row["output"] for s in o.get("selected_sentences") or []}
        right = right if kind == "answerable" else set()
        yield _asked("CLAPNQ", assistant, row["input"], right, kind, passage["title"] in reported)


def _ask_squad(examples: Sequence[Example], folder: Path) -> Iterable[Asked]:
    """Every question of some articles, asked of a library of their paragraphs."""
    paragraphs = dict.fromkeys((e.title, e.context) for e in examples)
    assistant = Assistant(_written(list(paragraphs), folder / "squad"))
    reported = sorted({e.group for e in examples})[-1]
    for e in track(examples, description="Asking SQuAD"):
        inside = [
            e.context[s.start : s.end]
            for s in sentences(e.context)
            if e.start is not None and s.start <= e.start < s.end
        ]
        kind = "answerable" if e.answer else "written by people"
        yield _asked("SQuAD 2.0", assistant, e.question, set(inside), kind, e.group == reported)


def _ask_stories(folder: Path) -> Iterable[Asked]:
    """Questions on invented news, asked of a library of the reports of all these stories."""
    parts = [(story, part) for part in ("fitted", "reported") for story in load_stories(part)]
    reports = [(a["title"], a["text"]) for story, _ in parts for a in story.articles]
    assistant = Assistant(_written(reports, folder / "stories"))
    asked = [(question, part) for story, part in parts for question in story.questions]
    for question, part in track(asked, description="Asking stories"):
        right = {answer["quote"] for answer in question["answers"]}
        kind = "answerable" if right else "near miss"
        yield _asked("stories", assistant, question["question"], right, kind, part == "reported")


def _ask_selqa(rows: Sequence[dict[str, Any]], folder: Path) -> Iterable[Asked]:
    """Libraries of the sections of half the articles each, whole and without the answers."""
    articles = sorted({r["article"] for r in rows})
    random.Random(_SEED).shuffle(articles)
    half = {a: i % 2 for i, a in enumerate(articles)}
    held = set(articles[::3])
    whole, bare = (
        [
            Assistant(_library([r for r in rows if half[r["article"]] == side], folder, side, bare))
            for side in (0, 1)
        ]
        for bare in (False, True)
    )
    examples = [Example(r["question"], _section(r), 0, 1, r["article"]) for r in rows]
    exchange = exchange_maker(examples, words=False)
    made = negatives(exchange, examples, len(rows), random.Random(_SEED))
    changed = {e.context: e.question for e in made}
    for row in track(rows, description="Asking SelQA"):
        side, question, out = half[row["article"]], row["question"], row["article"] in held
        right = {row["candidates"][i].strip() for i in row["answers"]}
        yield _asked("SelQA", whole[side], question, right, "answerable", out)
        yield _asked("SelQA", bare[side], question, set(), "answer removed", out)
        yield _asked("SelQA", whole[1 - side], question, set(), "off topic", out)
        if _section(row) in changed:
            yield _asked("SelQA", whole[side], changed[_section(row)], set(), "name exchanged", out)


def _section(row: dict[str, Any], bare: bool = False) -> str:
    kept = [
        s.strip() for i, s in enumerate(row["candidates"]) if not (bare and i in row["answers"])
    ]
    return " ".join(s for s in kept if s)


def _library(rows: Sequence[dict[str, Any]], folder: Path, side: int, bare: bool) -> Library:
    """Of several questions on one section, the answers of all are taken out of the bare one."""
    sections: dict[tuple[str, str], set[int]] = {}
    for row in rows:
        sections.setdefault((row["article"], _section(row)), set()).update(row["answers"])
    by_section = {(r["article"], _section(r)): r["candidates"] for r in rows}
    texts = [
        (title, _section({"candidates": by_section[title, text], "answers": answers}, bare))
        for (title, text), answers in sorted(sections.items(), key=lambda p: p[0])
    ]
    return _written(texts, folder / f"{side}-{bare}")


def _written(texts: Sequence[tuple[str, str]], folder: Path) -> Library:
    """A library of (title, text)s."""
    source = folder / "articles"
    source.mkdir(parents=True)
    for number, (title, text) in enumerate(texts):
        front = json.dumps({"title": title}, ensure_ascii=False)
        (source / f"{number}.md").write_text(f"---\n{front}\n---\n{text}\n", "utf-8")
    library = Library.open(folder / "library", create=True)
    library.add([source])
    return library


def _asked(
    collection: str, assistant: Assistant, question: str, right: set[str], kind: str, out: bool
) -> Asked:
    found = assistant.find(question)
    ranked = candidates(*found, assistant.library)
    return Asked(
        np.array([c.features for c in ranked]),
        np.array([any(c.text in r or r in c.text for r in right) for c in ranked]),
        kind,
        out,
        collection,
    )


def _fit_ranking(asked: Sequence[Asked]) -> np.ndarray[Any, Any]:
    """Right against wrong sentences of a question, as differences (a linear RankSVM's pairs).

    Every question counts once, however many pairs it has.
    """
    differences, counts = [], []
    for a in asked:
        if a.kind == "answerable" and a.right.any():
            good, bad = a.features[a.right], a.features[~a.right][:_RANKED]
            pairs = [g - b for g in good for b in bad]
            differences += pairs
            counts += [1 / len(pairs)] * len(pairs)
    x = np.array(differences)
    signs = np.where(np.arange(len(x)) % 2, 1.0, -1.0)
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=1000)
    model.fit(x * signs[:, None], signs, sample_weight=np.array(counts) * _RANKED)
    weights: np.ndarray[Any, Any] = model.coef_[0]
    return weights


def _reranked(asked: Asked, select: np.ndarray[Any, Any]) -> Asked:
    order = np.argsort(-(asked.features @ select), kind="stable")
    return replace(asked, features=asked.features[order], right=asked.right[order])


def _fit_confidence(asked: Sequence[Asked]) -> tuple[np.ndarray[Any, Any], float]:
    """Answerable against not, on the best sentence of each question; the sets count alike.

    What is known of a sentence may only speak for it: near misses have the words of what they
    miss, and a weight that held these against a sentence would put those first that have few.
    A feature whose weight would be negative is left out, the lowest first.
    """
    x = np.array([a.features[0] for a in asked])
    y = np.array([a.kind == "answerable" for a in asked])
    kept = list(range(x.shape[1]))
    model = LogisticRegression(C=1.0, max_iter=1000)
    while model.fit(x[:, kept], y, sample_weight=_alike(asked) * len(asked)).coef_.min() < 0:
        del kept[int(np.argmin(model.coef_[0]))]
    answers = np.zeros(x.shape[1])
    answers[kept] = model.coef_[0]
    return answers, float(model.intercept_[0])


def _alike(asked: Sequence[Asked]) -> np.ndarray[Any, Any]:
    """Weights by which every set counts alike, and in it the answerable and the others."""
    cells = [(a.collection, a.kind == "answerable") for a in asked]
    shares = Counter(cells)
    return np.array([1 / (shares[cell] * len(shares)) for cell in cells])


def _probabilities(
    asked: Sequence[Asked], answers: np.ndarray[Any, Any], bias: float
) -> np.ndarray[Any, Any]:
    scores = np.array([a.features[0] for a in asked]) @ answers + bias
    result: np.ndarray[Any, Any] = 1 / (1 + np.exp(-scores))
    return result


def _threshold(asked: Sequence[Asked], answers: np.ndarray[Any, Any], bias: float) -> float:
    """The confidence that a share of ``_MISSED`` of the answerable questions do not reach."""
    own = [a for a in asked if a.kind == "answerable"]
    p = _probabilities(own, answers, bias)
    order = np.argsort(p)
    below = np.cumsum(_alike(own)[order])
    return float(p[order][int(np.searchsorted(below / below[-1], _MISSED))])


def _report(
    asked: Sequence[Asked], answers: np.ndarray[Any, Any], bias: float, threshold: float
) -> None:
    for collection in sorted({a.collection for a in asked}):
        mine = [a for a in asked if a.collection == collection]
        own = [a for a in mine if a.kind == "answerable"]
        first, three = (np.mean([a.right[:top].any() for a in own]) for top in (1, 3))
        p = _probabilities(own, answers, bias)
        print(
            f"{collection} (n = {len(own)}): right sentence first {first:.3f}, in the first three "
            f"{three:.3f}, refused though answerable {np.mean(p < threshold):.3f}"
        )
        for kind in sorted({a.kind for a in mine} - {"answerable"}):
            q = _probabilities([a for a in mine if a.kind == kind], answers, bias)
            auroc = roc_auc_score([1] * len(p) + [0] * len(q), [*p, *q])
            declined = np.mean(q < threshold)
            print(f"  {kind} (n = {len(q)}): AUROC {auroc:.3f}, declined {declined:.3f}")


if __name__ == "__main__":
    typer.run(main)
