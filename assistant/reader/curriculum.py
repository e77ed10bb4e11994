"""What the reader learns from in which order: the sets, the stages, what is held out."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.reader.closeup import close_ups
from assistant.reader.data import Example, cropped, load_onestop, load_qamr, load_qed, load_squad
from assistant.reader.negatives import (
    bm25_maker,
    exchange_maker,
    negatives,
    opposite,
    turned,
    without_answer,
)
from assistant.reader.stories import load_stories, story_examples
from assistant.reader.variants import asked_otherwise

_HELD_OUT = (
    "University_of_Chicago Victoria_(Australia) Victoria_and_Albert_Museum Warsaw Yuan_dynasty"
).split()


@dataclass(frozen=True, slots=True)
class Stage:
    """``passes`` over ``parts`` of the sets (shares of each, 2.0 for twice), with so many made
    no-answer examples of each kind, at a learning rate that rises to ``rate`` and falls to
    nothing.

    ``members`` networks begin with the same weights and learn from other examples in another
    order; the mean of their weights goes on. Of its examples a share of ``close`` are single
    sentences with little around them, as the likeliest are read the second time.
    """

    rate: float
    passes: int
    parts: Mapping[str, float]
    made: Mapping[str, int]
    members: int = 1
    close: float = 0.0


# The first two stages learn to read from all there is. Their exchanged words may teach that a
# question in other words than its passage has no answer; the third leaves them out, and is closer
# to what people ask of news.
STAGES = (
    Stage(
        1.5e-4, 2,
        {
            "shifts": 0.5, "squad2": 1.0, "squad": 1.0, "xquad": 1.0, "qed": 1.0, "onestop": 1.0,
            "covid": 1.0, "qamr": 0.6,
        },
        {"bm25": 5000, "exchanged": 8500, "without": 8000, "opposite": 1500, "turned": 1500},
    ),
    Stage(
        1e-4, 1,
        {"squad1": 0.85, "squad2": 1.0, "squad": 0.5},
        {
            "bm25": 7000, "exchanged": 5000, "renamed": 4000, "without": 8000, "opposite": 2000,
            "turned": 2000,
        },
    ),
    Stage(
        6e-5, 1,
        {
            "shifts": 0.05, "squad1": 0.2, "squad2": 1.0, "squad": 1.0, "xquad": 1.0, "qed": 0.4,
            "onestop": 1.0, "covid": 0.5, "qamr": 0.2, "stories": 1.3,
        },
        {"bm25": 1000, "renamed": 1000, "without": 2000, "opposite": 500, "turned": 500},
        members=2,
        close=0.5,
    ),
)  # fmt: skip


def load(folder: Path, rng: random.Random) -> dict[str, list[Example]]:
    """The sets of a data folder, by name; the files have the names their authors gave them.

    Of QAMR, ``wiki-sentences.tsv`` and the ``dev.tsv`` and ``test.tsv`` of ``filtered`` are in a
    folder ``qamr``. ``train-v2.0.json`` may hold any part of SQuAD 2.0's training set.
    """
    shifts = [
        e
        for name in ("new_wiki", "reddit", "amazon_reviews")
        for e in load_squad(folder / f"{name}_v1.0.json", titled=name == "new_wiki")
    ]
    return {
        "shifts": shifts,
        "squad2": load_squad(folder / "dev-v2.0.json", titled=True),
        "xquad": load_squad(folder / "xquad.en.json", titled=True),
        "squad": load_squad(folder / "train-v2.0.json", titled=True),
        "squad1": load_squad(folder / "train-v1.1.json", titled=True),
        "qed": load_qed(sorted(folder.glob("*qed*.jsonlines")), without=_clapnq_titles(folder)),
        "onestop": load_onestop(folder / "onestop_qa.json"),
        "covid": load_squad(folder / "200421_covidQA.json", loose=True),
        "qamr": load_qamr(folder / "qamr", rng),
        "stories": [e for s in load_stories("learnt") for e in story_examples(s, rng)],
    }


def _clapnq_titles(folder: Path) -> set[str]:
    """Articles of CLAPNQ, which has questions of Natural Questions as QED has, and is fitted and
    measured on (``assistant.fit``)."""
    return {
        passage["title"]
        for path in sorted(folder.glob("clapnq_dev_*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        for passage in json.loads(line)["passages"]
    }


def one_pass(
    sets: dict[str, list[Example]], stage: Stage, share: float, rng: random.Random
) -> list[Example]:
    """What one pass learns from: answered questions, and as many kinds without an answer."""
    given = [
        asked_otherwise(cropped(e, rng), rng)
        for name, part in stage.parts.items()
        for e in _share(sets[name], part * share, rng)
    ]
    answered = [e for e in given if e.start is not None]
    makers = {
        "bm25": bm25_maker(answered),
        "exchanged": exchange_maker(answered),
        "renamed": exchange_maker(answered, words=False),
        "without": without_answer,
        "opposite": opposite,
        "turned": turned,
    }
    for name, count in stage.made.items():
        given += negatives(makers[name], answered, int(count * share), rng)
    given = [
        near for e in given for near in (close_ups(e, rng) if rng.random() < stage.close else [e])
    ]
    # Half of the passages stand without their title, as half of the world's do.
    return [replace(e, title="") if rng.random() < 0.5 else e for e in given]


def _share(examples: list[Example], share: float, rng: random.Random) -> list[Example]:
    whole, rest = divmod(share, 1)
    return examples * int(whole) + rng.sample(examples, int(len(examples) * rest))


def is_held_out(example: Example) -> bool:
    """Whether an example is on one of the articles that the reader does not learn from."""
    return example.group.split("/")[-1] in _HELD_OUT
