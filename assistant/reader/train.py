"""Trains the reader: ``python -m assistant.reader.train DATA_FOLDER``.

DATA_FOLDER holds SQuAD-format JSON files: SQuAD-shifts (``new_wiki_v1.0.json``,
``reddit_v1.0.json``, ``amazon_reviews_v1.0.json``) and ``xquad.en.json``. The last tenth of the
XQuAD articles is held out and reported. Some 70 minutes on two cores with AVX-512 BF16.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from torch import Tensor, nn

from assistant.reader.data import (
    Example,
    bm25_negatives,
    load_squad,
    near_misses,
    turned,
    without_answer,
)
from assistant.reader.model import WEIGHTS, SpanModel
from index.encoder import bundled_folder

_TOKENS = 256
_BATCH = 24
_SEED = 20250602
_TRAINING = ("new_wiki_v1.0.json", "reddit_v1.0.json", "amazon_reviews_v1.0.json", "xquad.en.json")


def encode(tokenizer: Any, examples: Sequence[Example]) -> list[dict[str, Any]]:
    """One row of tokens per window of an example, with the token positions of its answer."""
    tokens = tokenizer(
        [e.question for e in examples], [e.context for e in examples], truncation="only_second",
        max_length=_TOKENS, stride=64, return_overflowing_tokens=True, return_offsets_mapping=True,
    )  # fmt: skip
    rows = []
    for at, source in enumerate(tokens["overflow_to_sample_mapping"]):
        example = examples[source]
        start = end = 0
        if example.start is not None:
            start, end = _positions(tokens, at, example.start, example.end or 0)
            if (start, end) == (0, 0) and at % 3:
                continue  # windows that lack the answer would outnumber the rest
        rows.append(
            {
                "input_ids": tokens["input_ids"][at],
                "token_type_ids": tokens["token_type_ids"][at],
                "start": start,
                "end": end,
            }
        )
    return rows


def _positions(tokens: Any, at: int, start: int, end: int) -> tuple[int, int]:
    inside = [
        i
        for i, (a, b) in enumerate(tokens["offset_mapping"][at])
        if tokens.sequence_ids(at)[i] == 1 and a < end and b > start
    ]
    whole = inside and tokens["offset_mapping"][at][inside[0]][0] <= start
    whole = whole and tokens["offset_mapping"][at][inside[-1]][1] >= end
    return (inside[0], inside[-1]) if whole else (0, 0)


def batches(rows: list[dict[str, Any]], rng: random.Random) -> list[list[dict[str, Any]]]:
    """Shuffled batches of rows of like length, so that little is padding."""
    rng.shuffle(rows)
    pools = [rows[i : i + 50 * _BATCH] for i in range(0, len(rows), 50 * _BATCH)]
    found = []
    for pool in pools:
        pool.sort(key=lambda r: len(r["input_ids"]))
        found += [pool[i : i + _BATCH] for i in range(0, len(pool), _BATCH)]
    rng.shuffle(found)
    return found


def collate(batch: list[dict[str, Any]]) -> tuple[dict[str, Tensor], Tensor, Tensor]:
    """Padded token tensors of shape (batch, tokens), then start and end positions (batch,)."""
    width = max(len(r["input_ids"]) for r in batch)

    def padded(key: str) -> Tensor:
        return torch.tensor([r[key] + [0] * (width - len(r[key])) for r in batch])

    mask = [[1] * len(r["input_ids"]) + [0] * (width - len(r["input_ids"])) for r in batch]
    tokens = {
        "input_ids": padded("input_ids"),
        "token_type_ids": padded("token_type_ids"),
        "attention_mask": torch.tensor(mask),
    }
    return (
        tokens,
        torch.tensor([r["start"] for r in batch]),
        torch.tensor([r["end"] for r in batch]),
    )


@torch.inference_mode()
def evaluate(model: SpanModel, rows: list[dict[str, Any]]) -> dict[str, float]:
    """Share of exact spans among the answered, and AUROC of answered against not."""
    from sklearn.metrics import roc_auc_score

    model.eval()
    exact, answered, margins = 0, [], []
    for at in range(0, len(rows), 32):
        tokens, starts, ends = collate(rows[at : at + 32])
        with torch.autocast("cpu", torch.bfloat16):
            start, end = model(**tokens)
        null = start[:, 0] + end[:, 0]
        best_start, best_end = start[:, 1:].max(1), end[:, 1:].max(1)
        margins += (best_start.values + best_end.values - null).tolist()
        answered += (starts > 0).tolist()
        right = (best_start.indices + 1 == starts) & (best_end.indices + 1 == ends)
        exact += int(right.sum())
    model.train()
    return {"exact": exact / sum(answered), "auroc": float(roc_auc_score(answered, margins))}


def main(
    data: Annotated[Path, typer.Argument(help="Folder with the SQuAD-format files")],
    out: Annotated[Path, typer.Option(help="Where the weights go")] = WEIGHTS,
    share: Annotated[float, typer.Option(help="Share of the data to learn from")] = 1.0,
    start: Annotated[Path | None, typer.Option(help="Skip the first stage: begin here")] = None,
    seed: Annotated[int, typer.Option(help="Of the order and the choice of examples")] = _SEED,
) -> None:
    """Trains the reader and writes its weights."""
    from transformers import AutoTokenizer

    torch.manual_seed(seed)
    rng = random.Random(seed)
    tokenizer = AutoTokenizer.from_pretrained(bundled_folder(), local_files_only=True)
    examples = [e for name in _TRAINING for e in load_squad(data / name) if e.start is not None]
    held = sorted({e.group for e in examples if e.group.startswith("xquad")})[-5:]
    train = [e for e in examples if e.group not in held]
    dev = held_out([e for e in examples if e.group in held], tokenizer)
    model = SpanModel.from_bundled(bundled_folder())

    def count(n: int) -> int:
        return min(int(n * share), len(train))

    if start is None:
        mixed = rng.sample(train, count(21000)) + bm25_negatives(train, count(5000), rng)
        mixed += near_misses(train, count(9000), rng)
        # The rate is still high where the second stage takes over.
        fit(model, batches(encode(tokenizer, mixed), rng), (1.2e-4, 0.4), dev, out)
    else:
        model.load(start)
    mixed = rng.sample(train, count(10000)) + without_answer(train, count(8000), rng)
    mixed += near_misses(train, count(3500), rng) + turned(train, count(1500), rng)
    fit(model, batches(encode(tokenizer, mixed), rng), (8e-5, 1.0), dev, out)


def held_out(dev: Sequence[Example], tokenizer: Any) -> dict[str, list[dict[str, Any]]]:
    """Questions that were not trained on, beside each kind of no-answer example of them."""
    rng = random.Random(1)
    return {
        "exchanged": encode(tokenizer, [*dev, *near_misses(dev, len(dev), rng)]),
        "without answer": encode(tokenizer, [*dev, *without_answer(dev, len(dev), rng)]),
    }


def fit(
    model: SpanModel,
    work: list[list[dict[str, Any]]],
    rate: tuple[float, float],
    dev: dict[str, list[dict[str, Any]]],
    out: Path,
) -> None:
    """One pass over batches with a linear warm-up and decay; saves at every fifth of it.

    ``rate`` is the peak learning rate, and the share of the pass after which to stop.
    """
    optimizer = torch.optim.AdamW(
        [p for p in model.parameters() if p.requires_grad], lr=rate[0], weight_decay=0.01
    )
    warm = max(1, len(work) // 25)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, (len(work) - s) / (len(work) - warm + 1))
    )
    began, losses = time.monotonic(), []
    model.train()
    for step, batch in enumerate(work[: int(len(work) * rate[1])], start=1):
        losses.append(_step(model, batch))
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
        if step % 50 == 0:
            mean, seconds = sum(losses[-50:]) / 50, time.monotonic() - began
            print(f"{step}/{len(work)} loss {mean:.3f} {seconds:.0f} s", flush=True)
        if step % max(1, len(work) // 5) == 0:
            print({name: evaluate(model, rows) for name, rows in dev.items()}, flush=True)
            model.save(out)
    model.save(out)


def _step(model: SpanModel, batch: list[dict[str, Any]]) -> float:
    """Gradients of the mean cross-entropy of the start and end positions; returns the loss."""
    tokens, starts, ends = collate(batch)
    with torch.autocast("cpu", torch.bfloat16):
        start, end = model(**tokens)
    entropy = nn.functional.cross_entropy
    loss = (entropy(start, starts) + entropy(end, ends)) / 2
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    return loss.item()


if __name__ == "__main__":
    typer.run(main)
