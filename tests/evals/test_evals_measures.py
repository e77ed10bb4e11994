from __future__ import annotations

from typing import Any

import pytest
from evals_builders import article_text, cite, declining, make_answer, make_case

from evals.measures import (
    BY_NAME,
    GROUPS,
    MEASURES,
    abstention,
    facts,
    measure,
    missed,
    quotes,
    short,
)
from index.errors import UnknownNameError


@pytest.mark.parametrize(
    ("alternative", "text"),
    [
        ("20", "on May 20."),
        ("20", "20, then 30"),
        ("20", "(20)"),
        ("339", "exactly 339 prisoners"),
        ("1,000", "a 1,000-for-1,000 exchange"),
        ("1,000-for-1,000", "a 1,000‑for‑1,000 exchange"),
        ("ceasefire", "A CEASEFIRE began"),
        ("STRASSE", "die Straße"),
        ("two hours", "two\u00a0\n hours"),
        ("don't", "they don’t know"),
        ('"root causes"', "the “root causes” of"),
        ("Kyiv-Moscow", "the Kyiv–Moscow line"),
        ("fi", "ﬁ"),
        ("Umerov", "Umerov's team"),
        ("$5", "for $5 each"),
        ("5%", "up 5%."),
        ("6,000", "six thousand bodies"),
        ("6,000", "6000 bodies"),
        ("6,000", "6\u202f000 bodies"),
        ("6,000 for 6,000", "6,000-for-6,000"),
        ("25", "twenty-five"),
        ("21", "twenty-one years"),
        ("two hours", "2 hours"),
        ("20 percent", "20 per cent"),
        ("20 percent", "20%"),
        ("June 2", "on June 2nd"),
        ("US", "the U.S. envoy"),
        ("4 pm", "at 4 p.m."),
        ("Çırağan", "the Ciragan Palace"),
        ("St. Petersburg", "in St Petersburg"),
        ("25 km", "25km away"),
        ("10:30", "at 10:30."),
        ("!", "Stop!"),
    ],
)
def test_an_alternative_holds(alternative: str, text: str) -> None:
    assert facts.holds(alternative, text)


@pytest.mark.parametrize(
    ("alternative", "text"),
    [
        ("20", "in 2025"),
        ("20", "a 120 km front"),
        ("339", "all 1339"),
        ("339", "all 1,339"),
        ("20", "20,000 men"),
        ("20", "20.5 km"),
        ("war", "the warning"),
        ("war", "postwar"),
        ("two hours", "two long hours"),
        ("1", "one of them"),
        ("30", "at 10:30"),
        ("1.000", "1,000 men"),
        ("000", "6,000 men"),
        ("6", "six thousand men"),
        ("hours", "hour"),
        ("a.c", "abc"),
        ("İzmir", "Ankara"),
    ],
)
def test_an_alternative_does_not_hold(alternative: str, text: str) -> None:
    assert not facts.holds(alternative, text)


def test_facts_are_counted_strictly_and_leniently() -> None:
    case = make_case(facts=(("two hours", "2 hours"), ("Istanbul",), ("Friday",)))
    answer = make_answer(answer="On Friday. [1]", short="2 hours")
    assert facts.missing(case, answer) == (("Istanbul",),)
    assert facts.strict(case, answer, article_text) == 0.0
    assert facts.lenient(case, answer, article_text) == pytest.approx(2 / 3)
    whole = make_answer(answer="2 hours, Istanbul, Friday", short=None)
    assert (facts.strict(case, whole, article_text), facts.lenient(case, whole, article_text)) == (
        1.0,
        1.0,
    )


def test_a_fact_does_not_hold_in_a_citation_marker() -> None:
    case = make_case(facts=(("2",),))
    assert facts.strict(case, make_answer(answer="It did.[2]", short=None), article_text) == 0.0
    assert facts.strict(case, make_answer(answer="It was 2[1].", short=None), article_text) == 1.0


def test_a_fact_does_not_hold_across_answer_and_short_answer() -> None:
    case = make_case(facts=(("two hours",),))
    assert (
        facts.strict(case, make_answer(answer="it took two", short="hours later"), article_text)
        == 0.0
    )


def test_declining_states_no_fact() -> None:
    case = make_case(facts=(("articles",),))
    assert facts.lenient(case, declining(), article_text) == 0.0


@pytest.mark.parametrize(
    ("expected", "given", "exact", "f1"),
    [
        ("two hours", "two hours", 1.0, 1.0),
        ("The two hours", "Two hours.", 1.0, 1.0),
        ("1,000", "1000", 1.0, 1.0),
        ("Putin’s aide", "putins aide", 1.0, 1.0),
        ("two hours", "about two hours", 0.0, 0.8),  # P 2/3, R 1
        ("two two hours", "two", 0.0, 0.5),  # one shared: P 1, R 1/3
        ("two hours", "hours two", 0.0, 1.0),
        ("two hours", "Friday", 0.0, 0.0),
        ("two hours", "the", 0.0, 0.0),
        ("A", "the", 1.0, 1.0),  # nothing is left of either
        ("A", None, 0.0, 0.0),
        ("two hours", None, 0.0, 0.0),
    ],
)
def test_short_answers(expected: str, given: str | None, exact: float, f1: float) -> None:
    case, answer = make_case(short=expected), make_answer(short=given)
    assert short.exact(case, answer, article_text) == exact
    assert short.f1(case, answer, article_text) == pytest.approx(f1)


@pytest.mark.parametrize(
    ("answerable", "declines", "declined", "precision", "false_refusal"),
    [
        (True, True, None, 0.0, 1.0),
        (True, False, None, None, 0.0),
        (False, True, 1.0, 1.0, None),
        (False, False, 0.0, None, None),
    ],
)
def test_abstention(
    answerable: bool,
    declines: bool,
    declined: float | None,
    precision: float | None,
    false_refusal: float | None,
) -> None:
    case = make_case(answerable=answerable)
    answer = declining() if declines else make_answer()
    assert abstention.declined(case, answer, article_text) == declined
    assert abstention.precision(case, answer, article_text) == precision
    assert abstention.false_refusal(case, answer, article_text) == false_refusal


def test_half_of_the_quotes_valid() -> None:
    off_by_one = cite("Talks lasted two hours.", 1, 24)
    answer = make_answer(citations=[cite("Then all left.", 24, 38), off_by_one])
    assert quotes.valid(make_case(), answer, article_text) == 0.5
    (sentence,) = quotes.broken(answer, article_text)
    assert "1:24 is 'alks lasted two hours. '" in sentence


@pytest.mark.parametrize(
    "citation",
    [
        cite("Talks lasted two hours.", 0, 23, article="a2"),
        cite("Talks lasted two hours.", 0, 23, article="nowhere"),
        cite("talks lasted two hours.", 0, 23),
        cite("", 5, 5),
        cite("left", -5, -1),  # the same characters, but no offset of the article
    ],
)
def test_a_citation_that_is_not_valid(citation: dict[str, Any]) -> None:
    assert quotes.valid(make_case(), make_answer(citations=[citation]), article_text) == 0.0


def test_an_article_the_library_does_not_know_breaks_the_quote() -> None:
    def unknown(article_id: str) -> str:
        raise UnknownNameError(article_id)

    assert quotes.valid(make_case(), make_answer(), unknown) == 0.0


def test_an_answer_without_citations_is_not_valid_and_declining_does_not_apply() -> None:
    assert quotes.valid(make_case(), make_answer(citations=[]), article_text) == 0.0
    assert quotes.valid(make_case(), declining(), article_text) is None


def test_what_does_not_apply_is_none() -> None:
    unanswerable = measure(make_case(answerable=False, short="x"), declining(), article_text)
    assert {k for k, v in unanswerable.items() if v is not None} == {
        "declined",
        "decline_precision",
    }
    plain = measure(make_case(articles=()), make_answer(), article_text)
    assert {k for k, v in plain.items() if v is not None} == {
        "facts_strict",
        "facts_lenient",
        "citation_recall",
        "citation_precision",
        "quotes_valid",
        "false_refusals",
        "answer_words",
        "answer_tokens",
        "citation_count",
    }


def test_a_case_of_retrieval_alone_asks_for_no_answer() -> None:
    case = make_case(type="retrieval", facts=(), answer="")
    values = measure(case, declining(), article_text)
    assert {k for k, v in values.items() if v is not None} == {
        m.name for m in MEASURES if m.group == "retrieval" and not m.name.startswith("passage_")
    }


def test_every_measure_has_its_own_name_and_says_what_it_is() -> None:
    assert len(BY_NAME) == len(MEASURES)
    assert all(m.about for m in MEASURES)
    assert {m.name for m in MEASURES if not m.higher_is_better} == {
        "false_refusals",
        "answer_words",
        "answer_tokens",
        "citation_count",
    }


def test_the_measures_stand_by_group_and_few_are_headlines() -> None:
    groups = [m.group for m in MEASURES]
    assert groups == sorted(groups, key=GROUPS.index)
    assert 8 <= sum(m.headline for m in MEASURES) <= 10
    assert all(len(line) <= 8 for m in MEASURES for line in m.label.split("\n"))


def test_a_right_answer_misses_nothing() -> None:
    assert missed(make_case(short="two hours"), make_answer(), article_text) == ()
    assert missed(make_case(answerable=False), declining(), article_text) == ()


def test_what_was_missed_is_said() -> None:
    case = make_case(facts=(("three", "3"),), short="three")
    answer = make_answer(citations=[], evidence=[])
    assert missed(case, answer, article_text) == (
        "fact not found: three | 3",
        "short answer: expected 'three', got 'two hours'",
        "answered without a citation",
        "none of the first 10 passages is from a1",
    )
    assert missed(make_case(), declining(), article_text)[0].startswith("declined, though")
    (wrong,) = missed(make_case(answerable=False), make_answer(), article_text)
    assert wrong == "answered, though the articles do not say"
