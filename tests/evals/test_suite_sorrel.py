"""The bundled suite "sorrel": a ferry accident and its inquiry, invented, with its articles."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from difflib import SequenceMatcher

import pytest

from evals.articles import articles_folder, read_articles
from evals.cases import Case, find_suite, load_suite
from evals.measures.facts import any_holds
from evals.splits import split_of
from index.records import Article

WIRE = "cpa-2024-10-04-ferry-sinks"
VERBATIM = "tarrow-post-2024-10-04-loss-of-the-sorrel"
EDITED = (WIRE, "evening-beacon-2024-10-04-captain-under-fire")
EDITED_LATER = ("cpa-2024-10-21-last-missing", "tarrow-post-2024-10-22-joss-pellow")


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return load_suite("sorrel")


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    folder = articles_folder(find_suite("sorrel"))
    assert folder is not None
    assert folder.name == "sorrel"
    return read_articles(folder)


def test_there_are_enough_cases_of_every_kind(cases: tuple[Case, ...]) -> None:
    assert len(cases) >= 170
    types = Counter(case.type for case in cases)
    assert len(types) >= 12
    assert min(types.values()) >= 5
    near = [c for c in cases if not c.answerable and not c.group.startswith("other-")]
    assert len(near) >= 55
    assert sum(bool(case.history) for case in cases) >= 25


def test_the_articles_span_outlets_and_weeks(articles: dict[str, Article]) -> None:
    assert len(articles) >= 14
    assert len({a.source for a in articles.values()}) >= 8
    days = []
    for id, article in articles.items():
        assert article.source, id
        assert article.date and article.date in id, id
        days.append(date.fromisoformat(article.date))
        assert 230 <= len(article.text.split()) <= 600, id
    assert (max(days) - min(days)).days >= 35


def test_every_article_is_asked_about(
    cases: tuple[Case, ...], articles: dict[str, Article]
) -> None:
    assert {id for case in cases for id in case.articles} == set(articles)


def test_facts_and_differences_stand_in_the_articles_named(
    cases: tuple[Case, ...], articles: dict[str, Article]
) -> None:
    for case in cases:
        texts = tuple(articles[id].text for id in case.articles)
        for wanted in case.facts + case.differences:
            for alternative in wanted:
                assert any_holds((alternative,), texts), (case.id, alternative)
        for text in texts:
            assert any(any_holds(fact, (text,)) for fact in case.facts), case.id


def test_short_answers_and_speakers_are_literal(
    cases: tuple[Case, ...], articles: dict[str, Article]
) -> None:
    for case in cases:
        texts = [articles[id].text for id in case.articles]
        for span in filter(None, (case.short, *case.short_also)):
            assert any(span in text for text in texts), (case.id, span)
        if case.speaker is not None:
            assert any_holds((case.speaker,), tuple(texts)), (case.id, case.speaker)


def test_no_question_gives_its_facts_away(cases: tuple[Case, ...]) -> None:
    for case in cases:
        asked = (case.question, *(t for turn in case.history for t in (turn.question, turn.answer)))
        for fact in case.facts:
            assert not any_holds(fact, (case.question,)), (case.id, fact)
            assert not all(any_holds((alternative,), asked) for alternative in fact), case.id


def test_an_unanswerable_case_expects_nothing_and_says_why(cases: tuple[Case, ...]) -> None:
    for case in cases:
        expected = case.facts, case.articles, case.short, case.speaker, case.differences
        if not case.answerable:
            assert not any(expected), case.id
            assert case.why, case.id


def test_families_stay_on_one_side_and_types_are_on_both(cases: tuple[Case, ...]) -> None:
    types: dict[str, Counter[str | None]] = defaultdict(Counter)
    for case in cases:
        assert case.split == split_of(case.group), case.id
        types[case.type][case.split] += 1
    assert all(count["dev"] and count["test"] for count in types.values())
    sides = Counter(case.split for case in cases)
    assert 0.4 <= sides["dev"] / len(cases) <= 0.6


def test_copies_are_copies_under_other_headlines(articles: dict[str, Article]) -> None:
    wire, verbatim = articles[WIRE], articles[VERBATIM]
    assert verbatim.text == wire.text
    for original, edited in (EDITED, EDITED_LATER):
        one, other = articles[original], articles[edited]
        assert one.text != other.text
        assert SequenceMatcher(None, one.text, other.text, autojunk=False).ratio() > 0.9
    copies = {WIRE, VERBATIM, *EDITED, *EDITED_LATER}
    assert len({(articles[id].title, articles[id].source) for id in copies}) == len(copies)
