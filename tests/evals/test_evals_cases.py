from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from evals_builders import line, make_case, write_suite
from typer.testing import CliRunner

from evals.__main__ import app
from evals.cases import Turn, append_case, bundled_suites, case_line, load_suite, read_suite
from evals.errors import SuiteError
from evals.measures.wording import normalise
from evals.splits import split_of, with_split


def test_a_line_becomes_a_case(tmp_path: Path) -> None:
    history = [{"question": "Who met?", "answer": "Two delegations."}]
    path = write_suite(tmp_path, line(history=history, short="two hours", family="f", why="w"))
    (case,) = load_suite(path)
    assert case == make_case(
        history=(Turn("Who met?", "Two delegations."),), short="two hours", family="f", why="w"
    )


def test_optional_fields_may_be_missing_or_null(tmp_path: Path) -> None:
    missing = line(id="1", history=..., family=..., short=..., why=...)
    null = line(id="2", history=None, family=None, short=None, why=None)
    one, two = load_suite(write_suite(tmp_path, missing, null))
    assert (one.history, one.short) == (two.history, two.short) == ((), None)


def test_blank_lines_byte_order_mark_and_windows_ends_are_allowed(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_bytes(f"\r\n{line(id='1')}\r\n  \r\n{line(id='2')}".encode("utf-8-sig"))
    assert [c.id for c in load_suite(path)] == ["1", "2"]


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    (case,) = load_suite(write_suite(tmp_path, line(question="One\u2028two?")))
    assert case.question == "One\u2028two?"


def test_an_unanswerable_case_needs_no_fact_and_no_answer(tmp_path: Path) -> None:
    (case,) = load_suite(write_suite(tmp_path, line(answerable=False, facts=[], answer="")))
    assert case.facts == ()


@pytest.mark.parametrize(
    ("changes", "field", "expected", "got"),
    [
        ({"id": ""}, "'id'", "a text that is not empty", '""'),
        ({"id": 7}, "'id'", "a text that is not empty", "7"),
        ({"question": " "}, "'question'", "a text that is not empty", '" "'),
        ({"question": ...}, "'question'", "a value", "nothing"),
        ({"answer": None}, "'answer'", "a text", "null"),
        ({"type": []}, "'type'", "a text that is not empty", "[]"),
        ({"answerable": "yes"}, "'answerable'", "true or false", '"yes"'),
        ({"answerable": 1}, "'answerable'", "true or false", "1"),
        ({"facts": []}, "'facts'", "at least one fact", "[]"),
        ({"facts": "20"}, "'facts'", "a list", '"20"'),
        ({"facts": ["20"]}, "'facts, entry 1'", "a list", '"20"'),
        ({"facts": [["a"], []]}, "'facts, entry 2'", "at least one alternative", "[]"),
        ({"facts": [[20]]}, "'facts, entry 1'", "a text", "20"),
        ({"facts": [[" "]]}, "'facts, entry 1'", "a text that is not empty", '" "'),
        ({"articles": "a1"}, "'articles'", "a list", '"a1"'),
        ({"articles": ["a1", 2]}, "'articles, entry 2'", "a text", "2"),
        ({"history": {}}, "'history'", "a list", "{}"),
        ({"history": ["Who?"]}, "'history, entry 1'", "an object", '"Who?"'),
        ({"history": [{"question": "Q"}]}, "'history, entry 1'", "an object", "Q"),
        ({"history": [{"question": "", "answer": ""}]}, "entry 1, question'", "a text", '""'),
        ({"history": [{"question": "Q", "answer": 1}]}, "entry 1, answer'", "a text", "1"),
        ({"short": ""}, "'short'", "a text that is not empty", '""'),
        ({"family": 3}, "'family'", "a text", "3"),
        ({"why": ["x"]}, "'why'", "a text", '["x"]'),
        ({"fact": []}, "'fact'", "one of id, question", "'fact'"),
    ],
)
def test_a_wrong_field_names_file_line_and_field(
    tmp_path: Path, changes: dict[str, Any], field: str, expected: str, got: str
) -> None:
    path = write_suite(tmp_path, line(id="first"), "", line(**changes))
    with pytest.raises(SuiteError) as caught:
        load_suite(path)
    message = str(caught.value)
    assert f"{path}, line 3, field" in message
    assert field in message
    assert f"expected {expected}" in message
    assert got in message.split("got", 1)[1]


@pytest.mark.parametrize("text", ["{", "[1]", "null", '"case"', '{"id": "1"} {"id": "2"}'])
def test_a_line_that_is_no_object_is_an_error_with_its_number(tmp_path: Path, text: str) -> None:
    with pytest.raises(SuiteError, match=r"line 1: expected (one|a) JSON object"):
        load_suite(write_suite(tmp_path, text))


def test_an_id_used_twice_names_both_lines(tmp_path: Path) -> None:
    path = write_suite(tmp_path, line(id="x"), line(id="y"), line(id="x"))
    with pytest.raises(SuiteError, match=r"line 3, field 'id'.*'x', which line 1 has"):
        load_suite(path)


def test_a_suite_without_a_case_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="expected at least one case, got none"):
        load_suite(write_suite(tmp_path, ""))


def test_a_suite_in_another_encoding_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "latin.jsonl"
    path.write_bytes(line(answer="Çırağan").encode("iso-8859-9"))
    with pytest.raises(SuiteError, match="expected UTF-8"):
        load_suite(path)


@pytest.mark.parametrize("name", ["nowhere", "nowhere.jsonl", "."])
def test_an_unknown_suite_is_an_error_that_names_the_known_ones(name: str) -> None:
    with pytest.raises(SuiteError, match=r"bundled suite \(.*istanbul.*\).*which is neither"):
        load_suite(name)


def test_a_case_goes_to_json_and_back(tmp_path: Path) -> None:
    case = make_case(history=(Turn("Q", "A"),), short="two hours")
    assert load_suite(write_suite(tmp_path, json.dumps(case.to_dict()))) == (case,)


@pytest.mark.parametrize("name", bundled_suites())
def test_a_bundled_suite_loads_and_its_wordings_differ_after_normalising(name: str) -> None:
    cases = load_suite(name)
    assert {c.answerable for c in cases} == {True, False}
    for case in cases:
        for fact in case.facts:
            assert all(normalise(alternative) for alternative in fact), case.id


# More than the contract


def test_the_further_fields_of_a_case_go_to_its_line_and_back(tmp_path: Path) -> None:
    case = make_case(
        history=(Turn("Q", "A"),), family="f", short="two hours", short_also=("2 hours",),
        speaker="Tykhyi", differences=(("two hours",), ("an hour", "one hour")), split="dev",
        why="w",
    )  # fmt: skip
    assert load_suite(write_suite(tmp_path, case_line(case))) == (case,)


def test_a_line_leaves_out_what_is_not_said() -> None:
    row = json.loads(case_line(make_case()))
    assert list(row) == ["id", "type", "question", "answer", "facts", "articles", "answerable"]
    empty = make_case(answerable=False, facts=(), articles=(), answer="")
    assert json.loads(case_line(empty)) == {
        "id": "c1", "type": "duration", "question": "How long did the talks last?", "answer": "",
        "facts": [], "articles": [], "answerable": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"split": "train"}, "'split'", 'expected "dev" or "test", got "train"'),
        ({"speaker": 3}, "'speaker'", "expected a text that is not empty, got 3"),
        ({"differences": ["x"]}, "'differences, entry 1'", 'expected a list, got "x"'),
        ({"differences": [[]]}, "'differences, entry 1'", "at least one alternative, got []"),
        ({"short_also": "two"}, "'short_also'", 'expected a list, got "two"'),
        ({"short_also": ["two"]}, "'short_also'", "expected 'short' beside it"),
        ({"type": "retrieval", "facts": [], "articles": []}, "'articles'", "at least one article"),
        ({"anwser": "x"}, "'anwser'", "Did you mean 'answer'?"),
        ({"artikel": "x"}, "'artikel'", "got 'artikel'"),
    ],
)
def test_a_wrong_further_field_is_an_error(
    tmp_path: Path, changes: dict[str, Any], field: str, expected: str
) -> None:
    with pytest.raises(SuiteError) as caught:
        load_suite(write_suite(tmp_path, line(**changes)))
    assert field in str(caught.value)
    assert expected in str(caught.value)


def test_every_mistake_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    path = write_suite(
        tmp_path, line(id="1", question="", facts=[["a"], []]), "{", line(id="2"),
        line(id="2", answerable="no", famly="f"),
    )  # fmt: skip
    with pytest.raises(SuiteError) as caught:
        load_suite(path)
    head, *mistakes = str(caught.value).split("\n")
    assert head == "5 mistakes."
    assert [m.removeprefix(f"{path}, ").split(": expected")[0] for m in mistakes] == [
        "line 1, field 'question'",
        "line 1, field 'facts, entry 2'",
        "line 2",
        "line 4, field 'famly'",
        "line 4, field 'answerable'",
    ]
    suite = read_suite(path)
    assert [(number, case.id) for number, case in suite.cases] == [(3, "2")]
    assert [m.line for m in suite.mistakes] == [1, 1, 2, 4, 4]


def test_one_mistake_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SuiteError) as caught:
        load_suite(write_suite(tmp_path, line(id="")))
    assert "\n" not in str(caught.value)


def test_a_case_under_review_is_refused_with_its_reason_and_no_other(tmp_path: Path) -> None:
    waiting = line(id="2", review="a user called the answer wrong: it was 102", facts=[])
    with pytest.raises(SuiteError) as caught:
        load_suite(write_suite(tmp_path, line(), waiting))
    message = str(caught.value)
    assert "line 2, field 'review'" in message
    assert "it was 102" in message
    assert "take the field 'review' out" in message
    assert load_suite(write_suite(tmp_path, line(review=None)))


def test_a_retrieval_case_needs_articles_and_no_facts(tmp_path: Path) -> None:
    (case,) = load_suite(write_suite(tmp_path, line(type="retrieval", facts=[], answer="")))
    assert case.retrieval_only
    assert not make_case().retrieval_only
    assert not make_case(answerable=False, facts=()).retrieval_only


def test_a_case_without_a_family_is_its_own_group() -> None:
    assert (make_case().group, make_case(family="f").group) == ("c1", "f")


def test_a_case_is_appended_to_what_stands_there(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    append_case(path, make_case(id="1"))
    path.write_text(path.read_text("utf-8").rstrip("\n"), encoding="utf-8")
    append_case(path, make_case(id="2", question="Wo war Çırağan?\ud800"))
    assert [c.id for c in load_suite(path)] == ["1", "2"]
    assert load_suite(path)[1].question == "Wo war Çırağan?\ud800"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="cannot be written"):
        append_case(tmp_path / "no" / "s.jsonl", make_case())


# The split


def test_the_side_of_a_family_never_changes() -> None:
    # Written down: another hash would move cases between dev and test.
    names = ("children-list", "palace", "jeddah", "vilnius")
    assert [split_of(name) for name in names] == ["test", "test", "dev", "test"]
    assert with_split(make_case(family="palace")).split == split_of("palace")


def test_about_half_of_the_families_fall_on_each_side() -> None:
    sides = Counter(split_of(f"family {n}") for n in range(1000))
    assert 450 <= sides["dev"] <= 550


@pytest.mark.parametrize("name", bundled_suites())
def test_a_bundled_suite_is_split_by_family(name: str) -> None:
    assert all(case.split == split_of(case.group) for case in load_suite(name))


def test_the_split_command_writes_the_side_into_each_row(tmp_path: Path) -> None:
    path = write_suite(tmp_path, line(id="1", family="palace"), line(id="2", family="jeddah"))
    before = load_suite(path)
    result = CliRunner().invoke(app, ["split", str(path)])
    assert result.exit_code == 0
    assert [c.split for c in load_suite(path)] == [split_of("palace"), split_of("jeddah")]
    assert tuple(replace(c, split=None) for c in load_suite(path)) == before


# The suite of the bundled reports


def test_istanbul_holds_what_it_promises() -> None:
    cases = load_suite("istanbul")
    near = [c for c in cases if not c.answerable and not c.group.startswith("other-")]
    assert len(cases) >= 200
    assert len(near) >= 60
    assert all(c.why for c in cases if not c.answerable)
    assert sum(bool(c.history) for c in cases) >= 25
    assert len({c.type for c in cases}) >= 12
    assert all(c.differences for c in cases if c.type == "difference")
