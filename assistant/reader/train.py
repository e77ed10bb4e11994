"""Trains the reader: ``python -m assistant.reader.train DATA_FOLDER``.

DATA_FOLDER holds the public sets that ``curriculum.load`` names, as their authors publish them;
the model card says where they come from. The reader is reported on articles that it does not
learn from. Some three hours on two cores with AVX-512 BF16.

The last stage is run twice from the same weights, and the mean of what these learn is what is kept
(model soups, Wortsman et al. 2022, arXiv:2203.05482).
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from assistant.reader.curriculum import STAGES, is_held_out, load, one_pass
from assistant.reader.data import Example
from assistant.reader.model import WEIGHTS, SpanModel, headed
from assistant.reader.negatives import exchange_maker, negatives, without_answer
from assistant.reader.stories import load_stories, story_examples
from index.encoder import bundled_folder

_TOKENS = 256
_BATCH = 32
_SEED = 20250602
_REPORTED = 700  # held-out questions of SQuAD 2.0


def encode(tokenizer: Any, examples: Sequence[Example]) -> list[dict[str, Any]]:
    """One row of tokens per example, with the positions where its answer may start and end."""
    texts = [headed(e.title, e.context) for e in examples]
    tokens = tokenizer(
        [e.question for e in examples], [text for text, _ in texts], truncation="only_second",
        max_length=_TOKENS, stride=64, return_overflowing_tokens=True, return_offsets_mapping=True,
    )  # fmt: skip
    rows = []
    for at, source in enumerate(tokens["overflow_to_sample_mapping"]):
        example, begin = examples[source], texts[source][1]
        starts: tuple[int, ...] = (0,)
        ends = starts
        if example.start is not None:
            inside = _positions(tokens, at, begin + example.start, begin + (example.end or 0))
            if not inside and at % 3:
                continue  # windows that lack the answer would outnumber the rest
            if inside:
                starts, ends = (inside, inside) if example.loose else (inside[:1], inside[-1:])
        rows.append(
            {
                "input_ids": tokens["input_ids"][at],
                "token_type_ids": tokens["token_type_ids"][at],
                "starts": starts,
                "ends": ends,
            }
        )
    return rows


def _positions(tokens: Any, at: int, start: int, end: int) -> tuple[int, ...]:
    """The tokens of a span, or none where this window cuts it."""
    second = tokens.sequence_ids(at)
    offsets = tokens["offset_mapping"][at]
    inside = [i for i, (a, b) in enumerate(offsets) if second[i] == 1 and a < end and b > start]
    whole = inside and offsets[inside[0]][0] <= start and offsets[inside[-1]][1] >= end
    return tuple(inside) if whole else ()


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
    """Padded tokens; then where answers may start, and end: 1 or 0, each (batch, tokens)."""
    width = max(len(r["input_ids"]) for r in batch)
    width += -width % 16  # few widths: oneDNN prepares each of them anew

    def padded(key: str) -> Tensor:
        return torch.tensor([r[key] + [0] * (width - len(r[key])) for r in batch])

    def marked(key: str) -> Tensor:
        marks = torch.zeros(len(batch), width)
        for i, row in enumerate(batch):
            marks[i, list(row[key])] = 1.0
        return marks

    mask = [[1] * len(r["input_ids"]) + [0] * (width - len(r["input_ids"])) for r in batch]
    tokens = {
        "input_ids": padded("input_ids"),
        "token_type_ids": padded("token_type_ids"),
        "attention_mask": torch.tensor(mask),
    }
    return tokens, marked("starts"), marked("ends")


@torch.inference_mode()
def evaluate(model: SpanModel, rows: list[dict[str, Any]]) -> dict[str, float]:
    """Share of exact spans among the answered, and AUROC of answered against not."""
    from sklearn.metrics import roc_auc_score

    model.eval()
    exact, answered, margins = 0, [], []
    for at in range(0, len(rows), 32):
        tokens, starts, ends = collate(rows[at : at + 32])
        start, end = model(**tokens)
        null = start[:, 0] + end[:, 0]
        best_start, best_end = start[:, 1:].max(1), end[:, 1:].max(1)
        margins += (best_start.values + best_end.values - null).tolist()
        answered += (starts[:, 0] == 0).tolist()
        right = starts.gather(1, best_start.indices[:, None] + 1)
        right *= ends.gather(1, best_end.indices[:, None] + 1)
        exact += int(right.sum())
    model.train()
    return {"exact": exact / sum(answered), "auroc": float(roc_auc_score(answered, margins))}


def main(
    data: Annotated[Path, typer.Argument(help="Folder with the data sets")],
    out: Annotated[Path, typer.Option(help="Where the weights go")] = WEIGHTS,
    share: Annotated[float, typer.Option(help="Share of the data to learn from")] = 1.0,
    start: Annotated[Path | None, typer.Option(help="Weights of the stages before")] = None,
    stage: Annotated[int, typer.Option(help="Where to begin with these; the first is 1")] = 1,
    seed: Annotated[int, typer.Option(help="Of the order and the choice of examples")] = _SEED,
) -> None:
    """Trains the reader, reports it on held-out articles, and writes its weights."""
    from transformers import AutoTokenizer

    torch.manual_seed(seed)
    tokenizer = AutoTokenizer.from_pretrained(bundled_folder(), local_files_only=True)
    sets = load(data, random.Random(seed))
    held = {name: [e for e in sets[name] if is_held_out(e)] for name in ("xquad", "squad2")}
    learnt = {name: [e for e in found if not is_held_out(e)] for name, found in sets.items()}
    reported = held_out(held, tokenizer)
    model = SpanModel.from_bundled(bundled_folder(), "eager")
    if start is not None:
        model.load(start)
    for number, now in enumerate(STAGES[stage - 1 :], stage - 1):
        begun, mean = deepcopy(model.state_dict()), AveragedModel(model.float())
        for member in range(now.members):
            # A stage is the same whenever it is begun.
            rng = random.Random(seed + number + len(STAGES) * member)
            work = []
            for _ in range(now.passes):
                work += batches(encode(tokenizer, one_pass(learnt, now, share, rng)), rng)
            print(f"{sum(map(len, work))} examples in {len(work)} steps", flush=True)
            model.load_state_dict(begun)
            fit(model, work, now.rate, reported, out)
            mean.update_parameters(model.float())
        model.load_state_dict(mean.module.state_dict())
    model.save(out)
    model.to(torch.bfloat16)
    print({name: evaluate(model, rows) for name, rows in reported.items()}, flush=True)


def held_out(held: dict[str, list[Example]], tokenizer: Any) -> dict[str, list[dict[str, Any]]]:
    """Questions that were not trained on, beside each kind of no-answer example of them."""
    rng = random.Random(1)
    own = held["xquad"]
    written = rng.sample(held["squad2"], min(_REPORTED, len(held["squad2"])))
    return {
        "exchanged": encode(tokenizer, own + negatives(exchange_maker(own), own, len(own), rng)),
        "without answer": encode(tokenizer, own + negatives(without_answer, own, len(own), rng)),
        "written by people": encode(tokenizer, written),
        "news stories": encode(
            tokenizer,
            [e for s in load_stories("reported") for e in story_examples(s, rng)],
        ),
    }


def fit(
    model: SpanModel,
    work: list[list[dict[str, Any]]],
    rate: float,
    reported: dict[str, list[dict[str, Any]]],
    out: Path,
) -> None:
    """Learns from the batches with a linear warm-up and decay; saves at every third of them.

    The network computes in bfloat16; the optimizer adds its small steps up in float32
    (mixed precision after Micikevicius et al. 2018, arXiv:1710.03740).
    """
    model.to(torch.bfloat16).train()
    parameters = [p for p in model.parameters() if p.requires_grad]
    masters = [p.detach().float().clone() for p in parameters]
    optimizer = torch.optim.AdamW(masters, lr=rate, weight_decay=0.01)
    warm = max(1, len(work) // 25)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, (len(work) - s) / (len(work) - warm + 1))
    )
    began, losses = time.monotonic(), []
    for step, batch in enumerate(work, start=1):
        losses.append(_gradients(model, batch))
        for parameter, master in zip(parameters, masters, strict=True):
            master.grad = None if parameter.grad is None else parameter.grad.float()
            parameter.grad = None
        nn.utils.clip_grad_norm_(masters, 1.0)
        optimizer.step()
        schedule.step()
        with torch.no_grad():
            for parameter, master in zip(parameters, masters, strict=True):
                parameter.copy_(master)
        if step % 50 == 0:
            mean, seconds = sum(losses[-50:]) / 50, time.monotonic() - began
            print(f"{step}/{len(work)} loss {mean:.3f} {seconds:.0f} s", flush=True)
        if step % max(1, len(work) // 3) == 0:
            print({name: evaluate(model, rows) for name, rows in reported.items()}, flush=True)
            model.save(out)


def _gradients(model: SpanModel, batch: list[dict[str, Any]]) -> float:
    """Those of the mean cross-entropy of the start and end positions; returns the loss."""
    tokens, starts, ends = collate(batch)
    start, end = model(**tokens)
    loss = (_marginal(start, starts) + _marginal(end, ends)) / 2
    loss.backward()  # type: ignore[no-untyped-call]
    return loss.item()


def _marginal(scores: Tensor, allowed: Tensor) -> Tensor:
    """Minus the log of the probability that falls on the allowed positions, mean over a batch."""
    right = (scores + allowed.log().clamp(min=-1e4)).logsumexp(1)
    return (scores.logsumexp(1) - right).mean()


if __name__ == "__main__":
    typer.run(main)
