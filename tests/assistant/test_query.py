"""A question understood: what kind of answer it wants, its terms, the outlets it names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answer_type import AnswerType, asked_speaker, happened
from assistant.query import Query, outlets_named, understand
from index.library import Library
from index.records import Filter

SOURCES = ["BBC News", "Novyny.LIVE", "Orda.kz", "RIA Novosti"]


@pytest.fixture
def reports(library: Library, write: Callable[..., Path]) -> Library:
    library.add(
        [
            write("a.md", "Rustem Umerov counted 6,000 bodies in Kyiv.", source="Orda.kz"),
            write("b.md", "The Çırağan Palace was full of reporters.", source="BBC News"),
        ]
    )
    return library


def asked(question: str, library: Library, narrowed: Filter | None = None) -> Query:
    return understand(question, library, narrowed or Filter())


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who led the Ukrainian delegation?", AnswerType.PERSON),
        ("How many children are on the list?", AnswerType.NUMBER),
        ("When did the talks begin?", AnswerType.DATE),
        ("What time did the talks begin?", AnswerType.TIME),
        ("How long did the meeting last?", AnswerType.DURATION),
        ("How many days will Kyiv take?", AnswerType.DURATION),
        ("Where did they meet?", AnswerType.PLACE),
        ("Why did Russia refuse?", AnswerType.REASON),
        ("What percentage of voters agreed?", AnswerType.PERCENTAGE),
        ("How do the accounts differ?", AnswerType.COMPARISON),
        ("Did Russia accept the ceasefire?", AnswerType.YES_NO),
        ("Do the reports agree on the time?", AnswerType.COMPARISON),
        ("What does each outlet say of the bodies?", AnswerType.COMPARISON),
        ("Which outlets report the handover?", AnswerType.OUTLETS),
        ("Who said that the talks were over?", AnswerType.SPEAKER),
        ("Which minister announced the exchange?", AnswerType.SPEAKER),
        ("Which prisoners are exchanged?", AnswerType.LIST),
        ("Name all the groups.", AnswerType.LIST),
        ("Ukraine's chief negotiator in Istanbul?", AnswerType.PERSON),
        ("next meeting proposed by Ukraine dates", AnswerType.DATE),
        ("planned starting hour of the talks", AnswerType.TIME),
    ],
)
def test_the_kind_of_answer_that_is_wanted(
    reports: Library, question: str, kind: AnswerType
) -> None:
    assert asked(question, reports).kind is kind
    assert asked(question.upper(), reports).kind is kind, "in capitals too"


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("Do sources differ on when the meeting ended?", "when the meeting ended"),
        ("Do the reports give the same starting time?", "What is the starting time"),
        ("How do the articles spell the palace's name?", "What is the palace's name"),
        ("Is the capital written the same way in all the reports?", "What is the capital"),
        ("How do Kyiv and Moscow differ?", "How do Kyiv and Moscow differ"),
        ("How do the accounts differ on Umerov?", "What is Umerov"),
        ("Compare the reports on the bodies", "What is the bodies"),
        ("What do the reports call the palace?", "What is the palace"),
        ("Do the reports contradict each other?", "Do the reports contradict each other"),
        ("Where do the accounts part?", "Where do the accounts part"),
    ],
)
def test_a_comparison_is_searched_by_its_matter(
    reports: Library, question: str, about: str
) -> None:
    assert asked(question, reports).searched.strip("?") == about


def test_what_is_compared_has_a_kind_of_its_own(reports: Library) -> None:
    query = asked("Do the reports agree on when the talks ended?", reports)
    assert (query.kind, query.sought) == (AnswerType.COMPARISON, AnswerType.DATE)
    assert asked("When did they end?", reports).sought is AnswerType.DATE


def test_accounts_of_a_topic_are_told_from_those_of_a_question(reports: Library) -> None:
    assert asked("How do the accounts differ on the bodies?", reports).topic
    assert not asked("Do the reports agree on when the talks ended?", reports).topic
    assert not asked("Do the reports give the same start time?", reports).topic
    assert not asked("What is Umerov?", reports).topic


def test_function_words_are_no_terms(reports: Library) -> None:
    query = asked("Who was it that counted the bodies there?", reports)
    assert [t.alternatives[0] for t in query.terms] == ["count", "bodi"]
    assert asked("Who was it?", reports).terms == ()


def test_names_and_numbers_are_marked(reports: Library) -> None:
    terms = {t.alternatives[0]: t for t in asked("did Umerov count 6000 bodies", reports).terms}
    assert terms["umerov"].name
    assert terms["6000"].name
    assert not terms["bodi"].name
    (counted,) = (t for t in asked("the third round", reports).terms if t.name)
    assert counted.alternatives[0] == "third"


def test_another_spelling_is_searched_as_the_library_writes_it(reports: Library) -> None:
    query = asked("Was Umyerov in Kiev?", reports)
    assert query.question == "Was Umyerov in Kiev?"
    assert query.searched == "Was Umerov in Kyiv?"
    assert {"umerov", "kyiv"} <= set(query.weights())


def test_an_ordinary_word_is_no_misspelt_name(reports: Library) -> None:
    # "give" has the consonants of "Kyiv"
    assert asked("what will they give back", reports).searched == "what will they give back"
    assert asked("what will they do in kiev", reports).searched == "what will they do in Kyiv"


def test_every_term_searches_with_a_positive_boost(reports: Library) -> None:
    weights = asked("Was Umyerov in the Ciragan Palace of Kiev?", reports).weights()
    assert weights
    assert all(0 < boost <= 1 for boost in weights.values())
    assert weights["ciragan"] == 1


def test_the_same_question_is_understood_the_same(reports: Library) -> None:
    question = "Was Umyerov in the Ciragan Palace in Kiev on June 2?"
    assert asked(question, reports) == asked(question, reports)


@pytest.mark.parametrize("question", ["???", "…", "Кто это сказал?", "🙂", "a" * 500, "''' '"])
def test_any_text_is_understood_somehow(reports: Library, question: str) -> None:
    assert asked(question, reports).question == question


# Outlets


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did Orda.kz say?", ["Orda.kz"]),
        ("what did ORDA.KZ and bbc news say", ["BBC News", "Orda.kz"]),
        ("According to RIA Novosti, who left?", ["RIA Novosti"]),
        ("Is there any news?", []),
        ("Who read the news at the BBC?", []),
    ],
)
def test_outlets_are_named_in_full(question: str, named: list[str]) -> None:
    assert outlets_named(question, SOURCES) == named


def test_an_outlet_in_the_question_narrows_the_search(reports: Library) -> None:
    query = asked("What did Orda.kz say of Umerov?", reports)
    assert query.narrowed == Filter(sources=("Orda.kz",))
    assert "orda" not in " ".join(query.weights()), "the outlet's name is not looked for in texts"


def test_an_explicit_filter_wins(reports: Library) -> None:
    given = Filter(sources=("BBC News",), since="2025-01-01")
    assert asked("What did Orda.kz say?", reports, given).narrowed == given


def test_a_rare_word_weighs_more(reports: Library) -> None:
    terms = {t.alternatives[0]: t for t in asked("Did Umerov sell grain?", reports).terms}
    assert terms["grain"].weight > terms["umerov"].weight > 0


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("What did Medinsky say about the children?", "Medinsky"),
        ("What did the Kremlin spokesman say?", "Kremlin spokesman"),
        ("What has Umerov told about the memorandum?", "Umerov"),
        ("What did Umerov say Moscow turned down?", ""),
        ("What did Medinsky hand over?", ""),
    ],
)
def test_whose_words_are_asked_for(question: str, who: str) -> None:
    assert asked_speaker(question) == who


def test_whether_all_is_asked_for_that_happened() -> None:
    assert happened("What happened on May 19?")
    assert happened("What else took place in Istanbul?")
    assert not happened("What was signed on May 19?")


@pytest.mark.parametrize(
    ("question", "read", "kind"),
    [
        (
            "What did Russia hand over? When is it due?",
            "When is it due? What did Russia hand over?",
            AnswerType.DATE,
        ),
        (
            "How many did it rescue? And the trawler?",
            "How many did it rescue? And the trawler?",
            AnswerType.NUMBER,
        ),
        ("Is it true? No idea. Who led?", "Is it true? No idea. Who led?", AnswerType.YES_NO),
        ("Who led the team?", "Who led the team?", AnswerType.PERSON),
    ],
)
def test_a_follow_up_is_read_before_what_it_follows(
    question: str, read: str, kind: AnswerType, reports: Library
) -> None:
    query = asked(question, reports)
    assert (query.read, query.kind) == (read, kind)
