"""``python -m evals lint``: each rule finds what it is for, and leaves alone what it is not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from evals_builders import line, make_case, write_suite
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from evals.__main__ import app
from evals.articles import articles_folder, read_articles
from evals.cases import Case, Turn, bundled_suites, read_suite
from evals.errors import EvalError
from evals.lint import findings
from evals.lint_rules import (
    Finding,
    duplicates,
    evidence,
    leaks,
    small_types,
    splits,
    unanswerable,
)
from evals.near import near_pairs
from index.library import Library
from index.records import Article

HISTORY = (Turn("Who met?", "Two delegations."),)


def numbered(*cases: Case) -> list[tuple[int, Case]]:
    return list(enumerate(cases, start=1))


def found(findings: Sequence[Finding]) -> list[tuple[int, str]]:
    return [(f.line, f.rule) for f in findings]


def lint(*arguments: object) -> Result:
    result = CliRunner().invoke(app, ["lint", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def articles(**texts: str) -> dict[str, Article]:
    return {id: Article(id=id, title=id, text=text) for id, text in texts.items()}


# Duplicates


def test_the_same_question_twice_is_a_duplicate() -> None:
    one = make_case(question="How long did the talks last?")
    two = make_case(id="c2", question="how LONG did the  talks last?", facts=(("x",),))
    (finding,) = duplicates(numbered(one, two))
    assert (finding.line, finding.id, finding.rule) == (2, "c2", "duplicate")
    assert "c1" in finding.what


def test_the_same_question_after_other_turns_is_another_question() -> None:
    one = make_case(question="And Ukraine?", history=HISTORY)
    two = make_case(id="c2", question="And Ukraine?", history=(Turn("Who left?", "All."),))
    assert list(duplicates(numbered(one, two))) == []
    assert len(list(duplicates(numbered(one, make_case(question="And Ukraine?", history=HISTORY)))))


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"question": "How long did the first talks last?"}, ["near-duplicate"]),
        ({"question": "How long did the first talks last?", "facts": (("one",),)}, []),
        ({"question": "How long did the first talks last?", "answerable": False}, []),
        ({"question": "For how many hours did they sit?"}, []),
    ],
)
def test_nearly_the_same_words_for_the_same_answer(
    changes: dict[str, Any], rules: list[str]
) -> None:
    pair = numbered(make_case(), make_case(id="c2", **changes))
    assert [f.rule for f in duplicates(pair)] == rules


sets = st.lists(st.frozensets(st.sampled_from("abcdefgh"), min_size=1), max_size=12)


@given(sets=sets, least=st.sampled_from([0.3, 0.5, 0.75, 0.8, 1.0]))
def test_the_prefix_filter_misses_no_pair(sets: list[frozenset[str]], least: float) -> None:
    expected = {
        (i, j)
        for (i, a), (j, b) in combinations(enumerate(sets), 2)
        if len(a & b) / len(a | b) >= least
    }
    assert {(i, j) for i, j, _ in near_pairs(sets, least)} == expected


# Leaks


@pytest.mark.parametrize(
    ("changes", "given_away"),
    [
        ({"question": "Did the talks last two hours?"}, True),
        ({"question": "Two hours?", "facts": (("two hours", "120 minutes"),)}, False),
        ({"question": "Two hours?", "facts": (("two hours",), ("they left",))}, True),
        ({"question": "Really?", "history": (Turn("How long?", "2 hours."),)}, True),
        ({"question": "Did the talks take 22 hours?"}, False),
        ({"question": "Did it take two hours?", "short": "two hours"}, True),
        ({"question": "How long?", "short": "two hours"}, False),
    ],
)
def test_a_question_that_gives_its_answer_away(changes: dict[str, Any], given_away: bool) -> None:
    assert bool(list(leaks(numbered(make_case(**changes))))) is given_away


# Cases that are not answerable, types, splits


def test_an_unanswerable_case_expects_nothing() -> None:
    clean = make_case(answerable=False, facts=(), articles=())
    wrong = make_case(id="c2", answerable=False, short="two hours")
    (finding,) = unanswerable(numbered(clean, wrong))
    assert (finding.line, finding.rule) == (2, "unanswerable")
    assert finding.what == "not answerable, but has facts, short"


def test_a_type_with_too_few_cases() -> None:
    cases = numbered(*[make_case()] * 3, make_case(type="date"))
    (finding,) = small_types(cases, 2)
    assert "'date' has 1 cases" in finding.what
    assert list(small_types(cases, 0)) == []


def test_a_family_stands_on_one_side() -> None:
    one = make_case(family="f", split="dev")
    two = make_case(id="c2", family="f", split="test")
    assert found(list(splits(numbered(one, two)))) == [(2, "split")]
    other = make_case(id="c2", family="g", split="test")
    assert list(splits(numbered(one, other))) == []


def test_a_case_on_neither_side_among_cases_that_are_split() -> None:
    cases = numbered(make_case(split="dev"), make_case(id="c2"))
    assert found(list(splits(cases))) == [(2, "split")]
    assert list(splits(numbered(make_case(), make_case(id="c2")))) == []


@pytest.mark.parametrize(("dev", "wrong"), [(10, False), (7, False), (6, True), (20, True)])
def test_the_sides_are_about_half_each(dev: int, wrong: bool) -> None:
    cases = [make_case(id=str(n), split="dev" if n < dev else "test") for n in range(20)]
    assert bool(list(splits(numbered(*cases)))) is wrong


# Held against the articles


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({}, []),
        ({"articles": ("a1", "a9")}, ["no article 'a9'"]),
        ({"articles": ("a9",)}, ["no article 'a9'"]),
        ({"articles": ()}, ["names no article that answers it"]),
        (
            {"articles": ("a2",)},
            [
                "no article it names has the fact 'two hours' or '2 hours'",
                "article 'a2' has none of its facts",
            ],
        ),
        ({"articles": ("a1", "a2")}, ["article 'a2' has none of its facts"]),
        ({"facts": (("three hours", "two hours"),)}, []),
        ({"facts": (("two",), ("three",))}, ["no article it names has the fact 'three'"]),
        ({"short": "2 days"}, ["no article it names has the short answer '2 days'"]),
        ({"speaker": "Tykhyi"}, ["no article it names has the speaker 'Tykhyi'"]),
        ({"differences": (("1",),)}, ["no article it names has the difference '1'"]),
        ({"answerable": False, "facts": (("nothing",),)}, []),
        ({"type": "retrieval", "facts": ()}, []),
        ({"type": "retrieval", "facts": (), "articles": ("a9",)}, ["no article 'a9'"]),
    ],
)
def test_what_the_articles_do_not_carry(changes: dict[str, Any], what: list[str]) -> None:
    library = articles(a1="Talks lasted two hours. Then all left.", a2="Nobody said more.")
    assert [f.what for f in evidence(numbered(make_case(**changes)), library)] == what


# The command


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A suite with its article beside it, and nothing wrong."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "a1.md").write_text("---\ntitle: Talks\n---\n\nTalks lasted two hours.\n", "utf-8")
    return write_suite(tmp_path, line())


def test_exit_0_where_nothing_is_found(suite: Path) -> None:
    result = lint(suite, "--least", 1)
    assert (result.exit_code, result.stdout) == (0, "Cases checked: 1; findings: 0.\n")


def test_exit_1_and_a_line_for_each_finding(suite: Path) -> None:
    lines = [line(), "{", line(id="c2", question="Two hours?", articles=["a9"])]
    suite.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = lint(suite, "--least", 1)
    assert result.exit_code == 1
    heads = [row.split()[:3] for row in result.stdout.splitlines()[1:-1]]
    assert [(head[0], head[-1]) for head in heads] == [
        ("2", "expected"), ("3", "leak"), ("3", "unknown-article"),
    ]  # fmt: skip
    assert result.stdout.endswith("Cases checked: 2; findings: 3.\n")


def test_without_articles_it_says_what_was_not_checked(tmp_path: Path) -> None:
    result = lint(write_suite(tmp_path, line(articles=["nowhere"])), "--least", 1)
    assert result.exit_code == 0
    assert "Not held against articles" in result.stdout


def test_facts_are_held_against_a_library(suite: Path, library: Library) -> None:
    library.add([suite.with_suffix("")])
    assert lint(suite, "--library", library.folder, "--least", 1).exit_code == 0
    library.remove("a1")
    result = lint(suite, "--library", library.folder, "--least", 1)
    assert result.exit_code == 1
    assert "no article 'a1'" in result.stdout


def test_exit_2_on_wrong_usage(suite: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for arguments, message in (
        (["nowhere"], "Expected a bundled suite"),
        ([suite, "--library", tmp_path / "no"], "Expected the folder of a library"),
        ([suite, "--library", tmp_path / "empty"], "holds neither"),
        ([suite, "--least", "-1"], "--least"),
    ):
        result = lint(*arguments)
        assert result.exit_code == 2, arguments
        assert message in result.stderr


def test_an_empty_suite_is_a_finding(tmp_path: Path) -> None:
    empty = read_suite(write_suite(tmp_path, ""))
    assert found(findings(empty, None)) == [(0, "schema")]


@pytest.mark.parametrize("name", bundled_suites())
def test_nothing_is_wrong_with_a_bundled_suite(name: str) -> None:
    path = bundled_suites()[name]
    folder = articles_folder(path)
    assert folder is not None
    assert findings(read_suite(path), read_articles(folder)) == []


def test_articles_are_read_from_files_of_any_kind(tmp_path: Path) -> None:
    rows = [{"id": f"r{n}", "title": "T", "text": f"Talks lasted {n} hours."} for n in (1, 2)]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "a.md").write_text("Talks lasted two hours.\n", encoding="utf-8")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    assert sorted(read_articles(tmp_path)) == ["a", "r1", "r2"]
    with pytest.raises(EvalError, match="Expected the folder"):
        read_articles(tmp_path / "a.md")
