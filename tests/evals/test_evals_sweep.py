"""A sweep: what may be set, that it is what is run, and that it is held against Byline as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from evals_builders import make_case
from fake_encoder import FakeEncoder

from assistant.answer import Answer
from assistant.assistant import Assistant
from evals.errors import EvalError
from evals.html import sweep_to_html
from evals.library import built
from evals.report import Settings
from evals.sweep import AS_IT_IS, Tuning, sweep, to_dict, tunings
from index.library import Library

PARAGRAPH = "The herons came at noon. They stood by the water. Nobody had seen them before. "


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "suite"
    folder.mkdir()
    (folder / "herons.md").write_text(PARAGRAPH * 12, encoding="utf-8")
    (folder / "NOTICE").write_text("not an article", encoding="utf-8")
    return folder


def test_every_combination_is_made_after_byline_as_it_is() -> None:
    found = tunings(["passage_tokens=80,160", "dense=0.5,2"])
    assert [t.name for t in found] == [
        AS_IT_IS,
        "passage_tokens=80, dense=0.5",
        "passage_tokens=80, dense=2.0",
        "passage_tokens=160, dense=0.5",
        "passage_tokens=160, dense=2.0",
    ]
    assert found[1].splitter.max_tokens == 80
    assert found[1].fusion.dense == 0.5
    assert tunings(["model=a,b"])[2].model == "b"
    assert [t.name for t in tunings(["reader=on,off"])] == [AS_IT_IS, "reader=on", "reader=off"]


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        (["size=3"], "Expected --set NAME=VALUE,... with one of passage_tokens, .*, got 'size=3'"),
        (["depth"], "got 'depth'"),
        (["depth=ten"], "values of depth that are each int, got 'ten'"),
        (["depth=0"], "values of depth from 1"),
        (["reader=no"], "values of reader that are each on or off, got 'no'"),
        (["dense=nan"], "values of dense from 0"),
        (["overlap=-1"], "values of overlap from 0"),
        (["depth=5", "depth=6"], "each --set to be another setting"),
        (["depth=" + ",".join("123456789"), "rrf_k=" + ",".join("1234567")], "at most 60"),
    ],
)
def test_a_setting_that_cannot_be_is_a_mistake(sets: list[str], message: str) -> None:
    with pytest.raises(EvalError, match=message):
        tunings(sets)


def test_the_library_is_cut_as_it_was_set(
    tmp_path: Path, articles: Path, fake_encoder: FakeEncoder
) -> None:
    def passages(name: str, tuning: Tuning) -> list[Any]:
        library = built(tmp_path / name, articles, None, tuning.splitter)
        found = library.check().passages
        library.close()
        return [found]

    (as_it_is,) = passages("a", Tuning())
    (small,) = passages("b", Tuning(passage_tokens=40))
    (overlapping,) = passages("c", Tuning(passage_tokens=40, overlap=20))
    assert as_it_is < small < overlapping


def test_a_search_with_one_side_alone_is_that_sides_ranking(library: Library, write: Any) -> None:
    library.add([write(f"{n}.md", f"Heron {n}. " * n) for n in range(1, 6)])
    found = {}
    for name, tuning in {
        "both": Tuning(),
        "dense": Tuning(lexical=0.0, passages=3),
        "lexical": Tuning(dense=0.0, passages=3),
    }.items():
        *_, evidence = Assistant(library, tuning.search).find("Heron 4")
        found[name] = [e.article.id for e in evidence]
    assert len(found["both"]) == 5
    assert len(found["dense"]) == len(found["lexical"]) == 3
    assert found["dense"] != found["lexical"]


def test_without_the_reader_its_model_is_not_loaded(
    library: Library, write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def loaded() -> None:
        raise AssertionError("the reader was loaded")

    monkeypatch.setattr("assistant.evidence.load_reader", loaded)
    library.add([write("herons.md", "The herons came at noon on 3 June 2025.")])
    answer = Assistant(library, Tuning(reader=False).search).ask("When did the herons come?")
    assert [e.article.text for e in answer.evidence] == ["The herons came at noon on 3 June 2025."]
    with pytest.raises(AssertionError, match="was loaded"):
        Assistant(library, Tuning(reader=True).search).ask("When did the herons come?")


def test_a_sweep_runs_each_and_compares_it_to_the_first(
    articles: Path, fake_encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(self: Assistant, question: str, history: Any = ()) -> Answer:
        _, _, evidence = self.find(question)
        return Answer(question, question, "not_found", 0.1, evidence=tuple(evidence))

    monkeypatch.setattr(Assistant, "ask", ask)
    cases = [make_case(id=str(n), question="When came the herons?", articles=("herons",))
             for n in range(3)]  # fmt: skip
    variants = list(
        sweep(cases, articles, tunings(["passages=1,2"]), Settings("mine"), caching=False)
    )
    assert [v.name for v in variants] == [AS_IT_IS, "passages=1", "passages=2"]
    assert variants[0].comparison is None
    assert variants[2].comparison is not None
    lengths = [len(v.report.scores[0].outcome.answer["evidence"]) for v in variants]  # type: ignore[index]
    assert lengths[1:] == [1, 2]
    assert variants[1].report.settings.system == "byline, passages=1"
    plain = json.loads(json.dumps(to_dict(variants)))
    assert [v["setting"] for v in plain] == [v.name for v in variants]
    page = sweep_to_html("<mine>", variants, ["facts_strict", "success_at_10"])
    assert "&lt;mine&gt;" in page and "<mine>" not in page
    assert page.count('<svg role="img"') == 1
    assert "passages=2" in page
