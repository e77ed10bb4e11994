from __future__ import annotations

import pytest
from evals_builders import article_text, declining, make_answer, make_case

from evals.measures import cost, facts, short

SIDES = (("two hours", "2 hours"), ("three hours",))


def test_difference_recall_reads_sides_and_statements() -> None:
    case = make_case(differences=SIDES)
    side = {"text": "BBC News: talks lasted 2 hours.", "citations": [1]}
    answer = make_answer(differences=[{"about": "duration", "sides": [side]}])
    assert facts.differences(case, answer, article_text) == 0.5
    stated = {"text": "Talks lasted three hours.", "speaker": None, "citations": [1]}
    whole = answer | {"statements": [stated]}
    assert facts.differences(case, whole, article_text) == 1.0
    assert facts.differences(case, declining(), article_text) == 0.0


def test_a_side_is_not_pieced_together() -> None:
    answer = make_answer(statements=[{"text": "three", "citations": []},
                                     {"text": "hours", "citations": []}])  # fmt: skip
    assert facts.differences(make_case(differences=SIDES), answer, article_text) == 0.0


@pytest.mark.parametrize("changes", [{}, {"differences": SIDES, "answerable": False}])
def test_difference_recall_does_not_apply(changes: dict[str, object]) -> None:
    assert facts.differences(make_case(**changes), make_answer(), article_text) is None


def test_the_best_of_several_right_spans_counts() -> None:
    case = make_case(short="two hours", short_also=("120 minutes", "the"))
    answer = make_answer(short="120 minutes")
    assert short.exact(case, answer, article_text) == 1.0
    assert short.f1(case, answer | {"short": "about 120 minutes"}, article_text) == 0.8
    assert short.f1(case, answer | {"short": "a"}, article_text) == 0.0  # "the" is no span


def test_the_length_of_an_answer() -> None:
    answer = make_answer(answer="Some 1,000 troops keep the cease-fire.[1][2] It’s so. [12]")
    assert cost.words(make_case(), answer, article_text) == 8
    assert cost.citations(make_case(), answer, article_text) == 1
    assert cost.tokens(make_case(), make_answer(answer="two hours"), article_text) == 2
    assert cost.tokens(make_case(), make_answer(answer="<|endoftext|>"), article_text) == 7


def test_declining_costs_nothing() -> None:
    for measure in cost.MEASURES:
        assert measure.compute(make_case(), declining(), article_text) is None
