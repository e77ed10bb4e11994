from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from evals_builders import line, make_case, write_suite

from evals.cases import Turn, bundled_suites, load_suite
from evals.errors import SuiteError
from evals.measures.facts import normalise


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
