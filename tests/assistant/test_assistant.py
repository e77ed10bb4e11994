"""The assistant over the bundled reports, with the real models: what holds for every answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from assistant.answer import Answer
from index.errors import BylineError, UnknownNameError
from index.library import Library

CHILDREN = "How many children are on the list that Ukraine handed over?"
LEADER = "Who led the Ukrainian delegation?"
QUESTIONS = [
    CHILDREN,
    LEADER,
    "Where did the second round of talks take place?",
    "How do the accounts of the closing time differ?",
    "When did the first round take place?",
    "What is the price of bread in Oslo?",
]


@pytest.fixture(scope="module")
def answers(assistant: Assistant) -> dict[str, Answer]:
    return {question: assistant.ask(question) for question in QUESTIONS}


def plain(answer: Answer) -> dict[str, Any]:
    """The JSON of an answer without the time that it took."""
    return {key: value for key, value in answer.to_dict().items() if key != "seconds"}


# What Byline is for


def test_how_many_children(answers: dict[str, Answer]) -> None:
    answer = answers[CHILDREN]
    assert answer.status == "answered"
    assert answer.short is not None
    assert "339" in answer.short
    assert "339" in answer.statements[0].text
    said_by = {answer.citation(n).article_id for n in answer.statements[0].citations}
    assert len(said_by) >= 2, "one statement, several outlets side by side"


def test_what_nobody_reported_is_less_likely_than_what_all_did(
    answers: dict[str, Answer],
) -> None:
    assert answers[QUESTIONS[-1]].confidence < answers[CHILDREN].confidence


# What holds for every answer


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quote_is_the_text_of_its_article(
    answers: dict[str, Answer], sample_library: Library, question: str
) -> None:
    for citation in answers[question].citations:
        article = sample_library.article(citation.article_id)
        assert article.text[citation.start : citation.end] == citation.quote
        assert citation.quote.strip()
        assert (citation.title, citation.source) == (article.title, article.source)
        assert (citation.date, citation.url) == (article.date, article.url)


@pytest.mark.parametrize("question", QUESTIONS)
def test_numbers_count_from_one_and_all_are_used(answers: dict[str, Answer], question: str) -> None:
    answer = answers[question]
    numbers = [c.number for c in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    cited = [n for s in answer.statements for n in s.citations]
    assert sorted(set(cited)) == numbers
    assert all(s.citations for s in answer.statements)
    sides = [side for d in answer.differences for side in d.sides]
    assert all(side.citations and set(side.citations) <= set(numbers) for side in sides)
    assert all(len(d.sides) >= 2 for d in answer.differences)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_parts_of_an_answer_agree(answers: dict[str, Answer], question: str) -> None:
    answer = answers[question]
    assert answer.question == answer.standalone == question
    assert 0 <= answer.confidence <= 1
    assert answer.seconds > 0
    if answer.status == "not_found":
        assert answer.statements == answer.citations == answer.differences == ()
        assert answer.short is None
    else:
        assert answer.statements
        assert answer.short is None or answer.short in answer.statements[0].text


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_closest_passages_are_always_shown(answers: dict[str, Answer], question: str) -> None:
    evidence = answers[question].evidence
    assert len(evidence) >= 10
    assert [e.score for e in evidence] == sorted((e.score for e in evidence), reverse=True)
    assert len({e.passage.id for e in evidence}) == len(evidence)
    for e in evidence:
        assert e.article.text[e.passage.start : e.passage.end] == e.text


def test_the_same_question_gets_the_same_answer(
    assistant: Assistant, answers: dict[str, Answer]
) -> None:
    for question in (CHILDREN, LEADER):
        again = json.dumps(plain(assistant.ask(question)))
        assert again == json.dumps(plain(answers[question]))


def test_several_threads_may_ask_at_once(assistant: Assistant, answers: dict[str, Answer]) -> None:
    asked = QUESTIONS[:4]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(assistant.ask, asked))
    assert [plain(a) for a in together] == [plain(answers[q]) for q in asked]


# Questions


def test_white_space_in_a_question_does_not_matter(
    assistant: Assistant, answers: dict[str, Answer]
) -> None:
    assert plain(assistant.ask(f"  {CHILDREN}\n".replace(" ", "  "))) == plain(answers[CHILDREN])


def test_the_id_comes_back(assistant: Assistant) -> None:
    assert assistant.ask(CHILDREN, id="q-17").to_dict()["id"] == "q-17"


@pytest.mark.parametrize("question", ["", "   ", "\n\t"])
def test_an_empty_question_is_refused(assistant: Assistant, question: str) -> None:
    with pytest.raises(BylineError, match="question is empty"):
        assistant.ask(question)


def test_a_question_that_is_too_long_is_refused(assistant: Assistant) -> None:
    with pytest.raises(BylineError, match="has 1001 characters; at most 1000"):
        assistant.ask("x" * 1001)


def test_a_follow_up_is_completed_from_the_turn_before(assistant: Assistant) -> None:
    history = [{"question": LEADER, "answer": "Rustem Umerov led it. [1]"}]
    answer = assistant.ask("What did he propose for June?", history)
    assert answer.question == "What did he propose for June?"
    assert "Umerov" in answer.standalone


# Filters


def test_an_outlet_narrows_what_is_searched(assistant: Assistant) -> None:
    answer = assistant.ask(CHILDREN, sources=["Orda.kz"])
    assert {e.article.source for e in answer.evidence} == {"Orda.kz"}
    assert {c.source for c in answer.citations} <= {"Orda.kz"}


def test_a_part_of_an_outlets_name_is_enough(assistant: Assistant) -> None:
    answer = assistant.ask(CHILDREN, sources=["orda", "NOVYNY"])
    assert {e.article.source for e in answer.evidence} == {"Orda.kz", "Novyny.LIVE"}


def test_days_narrow_what_is_searched(assistant: Assistant) -> None:
    may = assistant.ask(LEADER, until="2025-05-31")
    assert {e.article.date for e in may.evidence} == {"2025-05-16"}
    june = assistant.ask(LEADER, since="2025-06-01", until="2025-06-30")
    assert {e.article.date for e in june.evidence} == {"2025-06-02"}


def test_articles_narrow_what_is_searched(assistant: Assistant) -> None:
    ids = [a.id for a in assistant.library.articles()][:2]
    for chosen in (ids[:1], ids):
        answer = assistant.ask(CHILDREN, articles=chosen)
        assert {e.article.id for e in answer.evidence} == set(chosen)
        assert {c.article_id for c in answer.citations} <= set(chosen)


def test_an_unknown_article_is_refused(assistant: Assistant) -> None:
    with pytest.raises(UnknownNameError, match=r"No article 'nobody'.*`byline articles` lists"):
        assistant.ask(CHILDREN, articles=["nobody"])


def test_the_id_of_a_copy_names_its_article(library: Library, write: Callable[..., Path]) -> None:
    words = "Seventeen herons waited by the lock on Monday."
    library.add([write("orda.md", words, source="Orda.kz"), write("other.md", "Nine herons came.")])
    library.add([write("echo.md", words, source="Echo")])
    assert [s.id for s in library.sightings("orda")] == ["orda", "echo"]
    found = Assistant(library).find("How many herons?", articles=["echo", "orda"])[2]
    assert {e.article.id for e in found} == {"orda"}


def test_where_a_filter_leaves_nothing_the_articles_do_not_say(assistant: Assistant) -> None:
    answer = assistant.ask(CHILDREN, since="2030-01-01")
    assert (answer.status, answer.evidence, answer.confidence) == ("not_found", (), 0)


def test_an_unknown_outlet_is_refused_with_those_there_are(assistant: Assistant) -> None:
    with pytest.raises(UnknownNameError, match=r"'Nobody Today'.*no such outlet.*Orda\.kz"):
        assistant.ask(CHILDREN, sources=["Nobody Today"])


def test_an_ambiguous_outlet_is_refused(assistant: Assistant) -> None:
    with pytest.raises(UnknownNameError, match="3 outlets have it in their names"):
        assistant.ask(CHILDREN, sources=["unsigned"])


@pytest.mark.parametrize("day", ["2025-02-31", "June 2", "", "02.06.2025"])
def test_what_is_no_day_is_refused(assistant: Assistant, day: str) -> None:
    for given in ({"since": day}, {"until": day}):
        with pytest.raises(BylineError, match="is not a day; expected YYYY-MM-DD"):
            assistant.ask(CHILDREN, **given)


def test_days_the_wrong_way_round_are_refused(assistant: Assistant) -> None:
    with pytest.raises(BylineError, match="holds no day"):
        assistant.ask(CHILDREN, since="2025-06-02", until="2025-05-16")


# Libraries


def test_it_opens_a_library_by_its_folder(sample_folder: Path, sample_library: Library) -> None:
    for library in (sample_folder, str(sample_folder), sample_library):
        assert len(Assistant.open(library).library.articles()) == 5


def test_without_a_library_named_the_environment_names_it(
    sample_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BYLINE_LIBRARY", str(sample_folder))
    assert Assistant.open().library.folder == sample_folder


def test_a_folder_without_a_library_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BylineError, match="no library in"):
        Assistant.open(tmp_path)


def test_an_empty_library_says_nothing(library: Library) -> None:
    answer = Assistant(library).ask(CHILDREN)
    assert (answer.status, answer.evidence) == ("not_found", ())


def test_what_comes_and_goes_between_questions_is_seen(
    library: Library, write: Callable[..., Path]
) -> None:
    asking = Assistant(Library.open(library.folder))
    library.add([write("herons.md", "Seventeen herons waited by the lock.")])
    assert [e.article.id for e in asking.ask("How many herons?").evidence] == ["herons"]
    library.remove("herons")
    assert asking.ask("How many herons?").evidence == ()
    asking.library.close()
