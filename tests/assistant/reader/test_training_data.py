"""What the reader learns from: answers lie where they are marked, made questions have none."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from assistant.reader.data import (
    Example,
    cropped,
    load_onestop,
    load_qamr,
    load_qed,
    load_squad,
)
from assistant.reader.negatives import (
    Maker,
    bm25_maker,
    exchange_maker,
    negatives,
    opposite,
    turned,
    without_answer,
)
from assistant.reader.variants import keywords, yes_no

HARBOUR = (
    "The old harbour of Brask opened in 1911. Mayor Ilse Toral sold it to a bank for nine million "
    "crowns. Fishermen protested for weeks. The bank closed it in the winter."
)


def example(question: str, answer: str, context: str = HARBOUR) -> Example:
    start = context.index(answer)
    return Example(question, context, start, start + len(answer), "harbour")


SALE = example("Who sold the harbour of Brask?", "Ilse Toral")
YEAR = example("When did the harbour open?", "1911")


@pytest.fixture
def rng() -> random.Random:
    return random.Random(1)


def test_squad_files_are_read_with_their_unanswerable_questions(tmp_path: Path) -> None:
    answers = [{"text": "1911", "answer_start": HARBOUR.index("1911")}]
    qas = [
        {"question": "When  did it open?", "id": "1", "answers": answers},
        {"question": "Who built it?", "id": "2", "answers": [], "is_impossible": True},
    ]
    data = [{"title": "Old_harbour", "paragraphs": [{"context": HARBOUR, "qas": qas}]}]
    path = tmp_path / "dev.json"
    path.write_text(json.dumps({"data": data}), encoding="utf-8")
    opened, built = load_squad(path, titled=True)
    assert (opened.question, opened.answer, opened.title) == (
        "When did it open?", "1911", "Old harbour",
    )  # fmt: skip
    assert (built.start, built.answer) == (None, "")


def test_natural_questions_are_read_with_their_shortest_answer(tmp_path: Path) -> None:
    text = "Toral , the mayor of Brask , sold it ."
    answers = [
        [{"start": 0, "end": 26, "string": text[:26]}],
        [{"start": 0, "end": 5, "string": "Toral"}],
    ]
    row = {"question_text": "who sold it", "paragraph_text": text, "title_text": "Brask",
           "original_nq_answers": answers}  # fmt: skip
    path = tmp_path / "qed.jsonlines"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    (read,) = load_qed([path])
    assert (read.answer, read.title) == ("Toral", "Brask")
    assert read.context == "Toral, the mayor of Brask, sold it."
    assert load_qed([path], without={"Brask"}) == []


def test_the_older_form_of_natural_questions_is_read_too(tmp_path: Path) -> None:
    text = "The harbour ( the old one ) opened . 1911 was a cold year ."
    row = {"question_text": "when did it open", "paragraph_text": text, "title_text": "Brask",
           "answer_spans": [[35, 41]], "answer_text": [". 1911"]}  # fmt: skip
    path = tmp_path / "nq-train-00-qed.jsonlines"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    (read,) = load_qed([path])
    assert read.answer == "1911"
    assert read.context == "The harbour (the old one) opened. 1911 was a cold year."


def test_questions_on_news_at_three_levels_mark_where_the_answer_is_said(tmp_path: Path) -> None:
    levels = {
        "Adv": {"context": "Mayor Toral disposed of it. Nobody wept.", "a_spans": [[0, 4]]},
        "Int": {"context": "Mayor Toral sold it. Nobody cried.", "a_spans": [[0, 1, 3, 3]]},
        "Ele": {"context": "Toral sold it. Nobody was sad.", "a_spans": [[0, 2]]},
    }
    paragraph = levels | {"qas": [{"question": "Who sold it?", "answers": ["The mayor"]}]}
    data = [{"title": "The harbour", "paragraphs": [paragraph]}]
    path = tmp_path / "onestop_qa.json"
    path.write_text(json.dumps({"data": data}), encoding="utf-8")
    assert [(e.answer, e.loose, e.title) for e in load_onestop(path)] == [
        ("Mayor Toral disposed of it.", True, "The harbour"),
        ("Mayor Toral sold it.", True, "The harbour"),
        ("Toral sold it.", True, "The harbour"),
    ]


def test_questions_on_a_sentence_are_set_among_its_neighbours(
    tmp_path: Path, rng: random.Random
) -> None:
    sentences = [
        "Wiki1k:wikinews:7:1:0\tThe mayor -LRB- Ilse Toral -RRB- sold the harbour , she said .",
        "Wiki1k:wikinews:7:2:0\tFishermen did n't agree .",
    ]
    (tmp_path / "wiki-sentences.tsv").write_text("\n".join(sentences), encoding="utf-8")
    agreed = ["Wiki1k:wikinews:7:1:0", "3", "9", "0", "3", "Who sold it?", "3 4", "1:3 4", "2:4"]
    disputed = [*agreed[:5], "Who agreed?", "1", "1:3", "2:4"]
    rows = "\n".join("\t".join(row) for row in (agreed, disputed))
    (tmp_path / "dev.tsv").write_text(rows, encoding="utf-8")
    (tmp_path / "test.tsv").write_text("", encoding="utf-8")
    (read,) = load_qamr(tmp_path, rng)
    assert read.answer == "Ilse Toral"
    assert "The mayor (Ilse Toral) sold the harbour, she said." in read.context


def test_a_long_passage_is_cut_around_its_answer(rng: random.Random) -> None:
    long = example("Who sold it?", "Ilse Toral", "word " * 900 + HARBOUR + " word" * 900)
    for _ in range(20):
        short = cropped(long, rng)
        assert short.answer == "Ilse Toral"
        assert len(short.context) < 1000
    assert cropped(SALE, rng) is SALE


@pytest.mark.parametrize("maker", [without_answer, opposite, exchange_maker([SALE, YEAR])])
def test_what_is_made_has_no_answer(maker: Maker, rng: random.Random) -> None:
    other = example("Which bank closed the harbour in Brask?", "bank")
    for one in negatives(maker, [SALE, YEAR, other], 3, rng):
        assert (one.start, one.end, one.answer) == (None, None, "")
        assert (one.question, one.context) not in {(e.question, e.context) for e in (SALE, YEAR)}


def test_the_sentences_that_answer_are_taken_out(rng: random.Random) -> None:
    bare = without_answer(SALE, rng)
    assert bare is not None
    assert "Toral" not in bare.context
    assert "Fishermen protested" in bare.context


def test_a_word_is_exchanged_for_one_that_the_passage_lacks(rng: random.Random) -> None:
    others = [example("Who sold the harbour of Velden?", "Ilse Toral")]
    made = exchange_maker([SALE, *others])(SALE, rng)
    assert made is not None
    assert made.question == "Who sold the harbour of Velden?"


def test_a_word_is_turned_to_its_opposite(rng: random.Random) -> None:
    made = opposite(example("Who sold it?", "Ilse Toral"), rng)
    assert made is not None
    assert made.question == "Who bought it?"
    assert opposite(SALE, rng) is not None
    assert opposite(example("Who was mayor?", "Ilse Toral"), rng) is None


def test_a_question_is_turned_only_to_what_its_passage_does_not_give(rng: random.Random) -> None:
    made = [turned(YEAR, rng) for _ in range(40)]
    openers = {one.question.split(" did")[0] for one in made if one}
    assert openers == {"At what time"}, "it gives a date, a duration and a purpose"


def test_another_passage_takes_the_place_of_the_answering_one(rng: random.Random) -> None:
    bridge = example("Who opened the bridge?", "Anna Holt", "Anna Holt opened the bridge of Brask.")
    made = bm25_maker([SALE, bridge])(SALE, rng)
    assert made is not None
    assert made.context == bridge.context


@pytest.mark.parametrize(
    ("question", "answer", "asked"),
    [
        ("What did Toral sell to the bank?", "harbour", "Did Toral sell to the bank harbour?"),
        ("Who was paid for the harbour?", "Ilse Toral", "Was Ilse Toral paid for the harbour?"),
        ("How many crowns were paid for it?", "nine million",
         "Were nine million crowns paid for it?"),
    ],
)  # fmt: skip
def test_a_question_for_yes_or_no_is_answered_by_a_sentence(
    rng: random.Random, question: str, answer: str, asked: str
) -> None:
    made = yes_no(example(question, answer), rng)
    assert made is not None
    assert (made.question, made.loose) == (asked, True)
    assert answer in made.answer
    assert made.answer.endswith(".")


def test_a_question_without_an_auxiliary_is_not_turned_to_yes_or_no(rng: random.Random) -> None:
    assert yes_no(SALE, rng) is None


def test_keywords_leave_out_what_asks(rng: random.Random) -> None:
    made = keywords(SALE, rng)
    assert made is not None
    assert set(made.question.lower().split()) - {"who"} == {"sold", "harbour", "of", "brask"}
    assert made.answer == "Ilse Toral"
    assert keywords(example("Who sold it?", "Ilse Toral"), rng) is None
