"""Fits the weights that rank sentences and calibrate confidence: ``python -m assistant.fit FILE``.

FILE is SelQA's ``selqa-ass-dev.json`` (Jurczyk, Zhai and Choi 2016, arXiv:1606.08513): questions
with the sentences that answer them, none of which the reader was trained on. Its sections become
a library; each question is asked of it as it stands, with one word exchanged, of the same library
without the sentences that answer (both near misses), and of one that lacks its section (off
topic). Logistic regressions on the features then give
``weights.json``. Questions are split by article: a third is held out and reported.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.progress import track
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.assistant import Assistant
from assistant.evidence import FEATURES, candidates
from assistant.reader.data import Example, near_misses
from index.library import Library

_SEED = 20250602
_RANKED = 12  # candidates of a question that the ranking learns from
_MISSED = 0.03  # share of answerable questions that the threshold may refuse


@dataclass(frozen=True, slots=True)
class Asked:
    """A question asked: its candidates' features, best first, and which of them are right."""

    features: np.ndarray[Any, Any]  # (candidates, len(FEATURES))
    right: np.ndarray[Any, Any]  # (candidates,)
    kind: str  # answerable, answer removed, word exchanged, off topic
    held_out: bool


def main(
    path: Annotated[Path, typer.Argument(help="selqa-ass-dev.json")],
    out: Annotated[Path, typer.Option()] = Path(__file__).parent / "weights.json",
    limit: Annotated[int, typer.Option(help="Questions to use")] = 785,
) -> None:
    """Fits the weights and prints how they do on the held-out third."""
    rows = [r for r in json.loads(path.read_text("utf-8")) if r["answers"]][:limit]
    with tempfile.TemporaryDirectory() as folder:
        asked = list(_ask_all(rows, Path(folder)))
    select = _fit_ranking([a for a in asked if not a.held_out])
    asked = [_reranked(a, select) for a in asked]
    answers, bias = _fit_confidence([a for a in asked if not a.held_out])
    threshold = _threshold([a for a in asked if not a.held_out], answers, bias)
    _report([a for a in asked if a.held_out], answers, bias, threshold)
    weights = {
        "select": dict(zip(FEATURES, np.round(select, 4).tolist(), strict=True)),
        "answers": dict(zip(FEATURES, np.round(answers, 4).tolist(), strict=True)),
        "bias": round(bias, 4),
        "threshold": round(threshold, 4),
    }
    out.write_text(json.dumps(weights, indent=2) + "\n", "utf-8")


def _ask_all(rows: Sequence[dict[str, Any]], folder: Path) -> Iterable[Asked]:
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
    changed = {
        e.context: e.question for e in near_misses(examples, len(rows), random.Random(_SEED))
    }
    for row in track(rows, description="Asking"):
        side, question, out = half[row["article"]], row["question"], row["article"] in held
        right = {row["candidates"][i].strip() for i in row["answers"]}
        yield _asked(whole[side], question, right, "answerable", out)
        yield _asked(bare[side], question, set(), "answer removed", out)
        yield _asked(whole[1 - side], question, set(), "off topic", out)
        if _section(row) in changed:
            yield _asked(whole[side], changed[_section(row)], set(), "word exchanged", out)


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
    folder = folder / f"{side}-{bare}"
    source = folder / "sections"
    source.mkdir(parents=True)
    for number, (key, answers) in enumerate(sorted(sections.items(), key=lambda p: p[0])):
        text = _section({"candidates": by_section[key], "answers": answers}, bare)
        front = json.dumps({"title": key[0]}, ensure_ascii=False)
        (source / f"{number}.md").write_text(f"---\n{front}\n---\n{text}\n", "utf-8")
    library = Library.open(folder / "library", create=True)
    library.add([source])
    return library


def _asked(assistant: Assistant, question: str, right: set[str], kind: str, out: bool) -> Asked:
    found = assistant.find(question)
    ranked = candidates(*found, assistant.library)
    return Asked(
        np.array([c.features for c in ranked]),
        np.array([any(c.text in r or r in c.text for r in right) for c in ranked]),
        kind,
        out,
    )


def _fit_ranking(asked: Sequence[Asked]) -> np.ndarray[Any, Any]:
    """Right against wrong sentences of a question, as differences (a linear RankSVM's pairs)."""
    differences = []
    for a in asked:
        if a.kind == "answerable" and a.right.any():
            good, bad = a.features[a.right], a.features[~a.right][:_RANKED]
            differences += [g - b for g in good for b in bad]
    x = np.array(differences)
    signs = np.where(np.arange(len(x)) % 2, 1.0, -1.0)
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=1000)
    weights: np.ndarray[Any, Any] = model.fit(x * signs[:, None], signs).coef_[0]
    return weights


def _reranked(asked: Asked, select: np.ndarray[Any, Any]) -> Asked:
    order = np.argsort(-(asked.features @ select), kind="stable")
    return Asked(asked.features[order], asked.right[order], asked.kind, asked.held_out)


def _fit_confidence(asked: Sequence[Asked]) -> tuple[np.ndarray[Any, Any], float]:
    """Answerable against not, on the best sentence of each question."""
    x = np.array([a.features[0] for a in asked])
    y = np.array([a.kind == "answerable" for a in asked])
    model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=1000).fit(x, y)
    return model.coef_[0], float(model.intercept_[0])


def _probabilities(
    asked: Sequence[Asked], answers: np.ndarray[Any, Any], bias: float
) -> np.ndarray[Any, Any]:
    scores = np.array([a.features[0] for a in asked]) @ answers + bias
    result: np.ndarray[Any, Any] = 1 / (1 + np.exp(-scores))
    return result


def _threshold(asked: Sequence[Asked], answers: np.ndarray[Any, Any], bias: float) -> float:
    own = [a for a in asked if a.kind == "answerable"]
    return float(np.quantile(_probabilities(own, answers, bias), _MISSED))


def _report(
    asked: Sequence[Asked], answers: np.ndarray[Any, Any], bias: float, threshold: float
) -> None:
    own = [a for a in asked if a.kind == "answerable"]
    for top in (1, 3):
        right = np.mean([a.right[:top].any() for a in own])
        print(f"right sentence in the first {top}: {right:.3f} (n = {len(own)})")
    p = _probabilities(own, answers, bias)
    print(f"refused though answerable: {np.mean(p < threshold):.3f}")
    for kind in ("answer removed", "word exchanged", "off topic"):
        others = [a for a in asked if a.kind == kind]
        q = _probabilities(others, answers, bias)
        auroc = roc_auc_score([1] * len(p) + [0] * len(q), [*p, *q])
        print(f"{kind}: AUROC {auroc:.3f}, declined {np.mean(q < threshold):.3f} (n = {len(q)})")


if __name__ == "__main__":
    typer.run(main)
