"""Public sets as suites; the samples are written here in the forms that the sets have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from public_sets import SAMPLES, lines, squad
from typer.testing import CliRunner, Result

from evals.__main__ import app
from evals.adapters import ADAPTERS, Converted
from evals.adapters.base import Collector, day, slug
from evals.adapters.convert import write_articles
from evals.articles import read_articles
from evals.cases import Case, load_suite, read_suite
from evals.errors import EvalError
from evals.lint import findings
from index.records import Article


def read(form: str, folder: Path, split: str | None = None) -> Converted:
    return ADAPTERS[form](SAMPLES[form](folder), split)


def texts(converted: Converted) -> dict[str, str]:
    return {article.id: article.text for article in converted.articles}


def test_squad(tmp_path: Path) -> None:
    converted = read("squad", tmp_path)
    assert list(texts(converted)) == ["Orr_Bridge-001", "Orr_Bridge-002"]
    first, second, third = converted.cases
    assert first == Case(
        id="q1", question="Who opened the bridge?", answer="Quill",
        facts=(("Quill", "Ada Quill"),), articles=("Orr_Bridge-001",), type="span",
        answerable=True, family="Orr_Bridge-001", short="Quill", short_also=("Ada Quill",),
    )  # fmt: skip
    assert (second.answerable, second.facts, second.type) == (False, (), "unanswerable")
    assert second.articles == ("Orr_Bridge-001",)
    assert (third.family, third.short_also) == ("Orr_Bridge-002", ())  # SQuAD 1.1 has no flag


def test_clapnq(tmp_path: Path) -> None:
    converted = read("clapnq", tmp_path, "dev")
    assert list(texts(converted)) == ["clapnq-1-1", "clapnq-2-1"]
    answered, declined = converted.cases
    assert answered.answer == "A long river."
    assert answered.facts == (("The Orr is a river .",),)  # what both annotators chose
    assert answered.short is None
    assert (declined.answerable, declined.facts, declined.articles) == (False, (), ("clapnq-2-1",))


def test_ramdocs(tmp_path: Path) -> None:
    converted = read("ramdocs", tmp_path)
    town, founder = converted.cases
    assert town.facts == (("412",), ("95",))
    assert town.articles == ("ramdocs-0001-1", "ramdocs-0001-3")
    assert (town.type, town.short, town.why) == (
        "misinformation", None, "Wrong in the documents: 7.",
    )  # fmt: skip
    assert (founder.type, founder.short) == ("noise", "Ada")
    assert converted.left_out == {"no document is marked correct": 1}
    # The noise of all three questions is one text: one article.
    assert list(texts(converted).values()).count("Nothing is known of Mill Town.") == 1


def test_realtimeqa(tmp_path: Path) -> None:
    converted = read("realtimeqa", tmp_path, "2023")
    pages = {article.url: article for article in converted.articles}
    assert list(pages) == ["https://www.example.org/a", "c://d"]  # short and broken pages are out
    page = pages["https://www.example.org/a"]
    assert (page.source, page.date) == ("example.org", "2023-01-05")
    (case,) = converted.cases
    assert (case.id, case.short, case.facts) == ("20230106_0", "Ada Quill", (("Ada Quill",),))
    assert case.articles == (page.id,)
    assert converted.left_out == {
        "no page that was found holds the answer": 1,
        "the answer is a verdict, which a page does not word": 1,
    }
    with pytest.raises(EvalError, match="of dates that begin with 2024, got none"):
        ADAPTERS["realtimeqa"](tmp_path, "2024")


def test_multihop_rag(tmp_path: Path) -> None:
    converted = read("multihop-rag", tmp_path)
    articles = list(converted.articles)
    assert [(a.id, a.source, a.date) for a in articles] == [
        ("multihop-0001", "The Orr", "2023-11-27"), ("multihop-0002", None, "2023-12-01"),
    ]  # fmt: skip
    name, verdict, nothing = converted.cases
    assert (name.type, name.facts, name.short) == ("inference", (("Ada",),), "Ada")
    assert verdict.facts == (("Ada opened the bridge.",), ("Bo denies it.",))
    assert (verdict.answer, verdict.short) == ("No", None)
    assert verdict.articles == ("multihop-0001", "multihop-0002")
    assert (nothing.answerable, nothing.facts, nothing.articles) == (False, (), ())
    with pytest.raises(EvalError, match="expected no --split, got 'dev'"):
        ADAPTERS["multihop-rag"](tmp_path, "dev")


def test_beir(tmp_path: Path) -> None:
    converted = read("beir", tmp_path)
    assert texts(converted) == {
        "d-1": "The Orr is a river.", "d-1-2": "Only a title", "d3": "Noise.",
    }  # fmt: skip
    (case,) = converted.cases
    assert case.retrieval_only
    assert case.articles == ("d-1-2", "d-1")  # the better judged first
    assert converted.left_out == {"none of its relevant documents is in the corpus": 1}


@pytest.mark.parametrize("form", ADAPTERS)
def test_what_is_written_is_a_suite_without_findings(tmp_path: Path, form: str) -> None:
    source = SAMPLES[form](tmp_path / "in")
    result = convert(form, source, tmp_path / "out")
    assert result.exit_code == 0, result.output
    suite = tmp_path / "out" / f"{form}.jsonl"
    assert f"and {len(load_suite(suite))} cases" in result.stdout
    articles = read_articles(tmp_path / "out" / form)
    assert findings(read_suite(suite), articles, least=0) == []
    # The library reads the very texts that the adapter meant, under the same ids.
    assert {i: a.text for i, a in articles.items()} == texts(ADAPTERS[form](source, None))


# The command


def convert(*arguments: object) -> Result:
    result = CliRunner().invoke(app, ["convert", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_a_limit_keeps_all_articles(tmp_path: Path) -> None:
    result = convert("squad", squad(tmp_path), tmp_path / "out", "--limit", 1)
    assert "2 articles and 1 cases, 1 of them answerable" in result.stdout
    assert len(load_suite(tmp_path / "out" / "squad.jsonl")) == 1


def test_a_question_that_makes_no_case_is_left_out_and_counted(tmp_path: Path) -> None:
    data = json.loads(squad(tmp_path).read_text("utf-8"))
    questions = data["data"][0]["paragraphs"][0]["qas"]
    questions += [{"id": "q4", "question": " ", "answers": []}, questions[0]]
    source = lines(tmp_path / "more.json", data)
    result = convert("squad", source, tmp_path / "out")
    assert "2 articles and 3 cases" in result.stdout
    assert "Left out: 1 (field 'question': expected a text that is not empty" in result.stdout
    assert "Left out: 1 (an id used twice)." in result.stdout


def test_exit_2_on_wrong_usage(tmp_path: Path) -> None:
    source, out = squad(tmp_path / "in"), tmp_path / "out"
    lines(tmp_path / "in" / "train-v2.0.json", {"data": []})
    lines(tmp_path / "other" / "x.json", {"rows": []})
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    full = tmp_path / "in"
    wrong: list[tuple[list[object], str]] = [
        (["sqaud", source, out], "Expected FORMAT to be one of squad, clapnq"),
        (["squad", source, full], "Expected a new or empty folder"),
        (["squad", tmp_path / "no", out], "which does not exist"),
        (["squad", full, out], "Choose with --split"),
        (["squad", full, out, "--split", "test"], "'test' in the name"),
        (["squad", full, out, "--split", "train"], "got none that makes a case"),
        (["squad", tmp_path / "other", out], "expected SQuAD's form"),
        (["squad", tmp_path / "bad.json", out], "does not parse"),
        (["clapnq", tmp_path / "other", out], "Expected *answerable.jsonl"),
        (["clapnq", source, out], "expected CLAPNQ's id"),
        (["ramdocs", source, out], "expected RAMDocs' question"),
        (["realtimeqa", tmp_path / "other", out], "Expected *_qa.jsonl"),
        (["multihop-rag", tmp_path / "other", out], "Expected MultiHopRAG.json"),
        (["beir", tmp_path / "other", out], "Expected corpus.jsonl"),
    ]
    for arguments, message in wrong:
        result = convert(*arguments)
        assert result.exit_code == 2, arguments
        assert message in result.stderr, arguments
        assert not out.exists()


# What they share


def test_an_article_comes_back_as_it_was_written(tmp_path: Path) -> None:
    article = Article(
        id="a", title='Talks: "two" hours — #1', text="---\nkey: value\n---\n\nTalks lasted.",
        source="The Orr & Vale", date="2024-01-31", url="https://example.org/a?b=1", author="A: B",
    )  # fmt: skip
    write_articles(tmp_path, [article])
    back = read_articles(tmp_path)["a"]
    for name in ("id", "title", "text", "source", "date", "url", "author"):
        assert getattr(back, name) == getattr(article, name)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2023/01/05", "2023-01-05"),
        ("2023-11-27T08:45:59+00:00", "2023-11-27"),
        ("January 5", None),
        ("", None),
        (None, None),
    ],
)
def test_a_day_is_read_year_first(value: object, expected: str | None) -> None:
    assert day(value) == expected


def test_a_slug_is_an_id_that_a_library_keeps() -> None:
    assert slug("São Paulo / 2024.") == "São-Paulo-2024"
    assert slug("///") == "article"


def test_the_same_text_is_one_article() -> None:
    collector = Collector()
    ids = [collector.add(id, "T", text) for id, text in (("a", "x"), ("b", "y"), ("c", " x\n"))]
    assert ids == ["a", "b", "a"]
    assert [article.id for article in collector.articles] == ["a", "b"]
