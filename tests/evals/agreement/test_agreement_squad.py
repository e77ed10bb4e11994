"""Exact match and F1 against the rules of the official SQuAD script, written out anew.

Source of the rules: evaluate-v2.0.py of rajpurkar/SQuAD-explorer. Its steps, in its order:
lower case; every character of ASCII punctuation out; the words a, an, the to a space; runs of
white space to one space. Golds that are empty after that do not count, and where none is left
the only gold is the empty string. The score is the best over the golds.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.cases import Case
from evals.measures import short
from evals.measures.wording import PLAIN

PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


def official_tokens(text: str) -> list[str]:
    kept = "".join("" if character in PUNCTUATION else character for character in text.lower())
    for article in ("a", "an", "the"):
        kept = re.sub(rf"(?<!\w){article}(?!\w)", " ", kept)
    return kept.split()


def official_golds(golds: list[str]) -> list[list[str]]:
    return [t for t in map(official_tokens, golds) if t] or [[]]


def official_exact(golds: list[str], given_: str) -> int:
    return max(int(" ".join(g) == " ".join(official_tokens(given_))) for g in official_golds(golds))


def official_f1(golds: list[str], given_: str) -> float:
    best = 0.0
    for gold in official_golds(golds):
        pred = official_tokens(given_)
        if not gold or not pred:
            best = max(best, float(gold == pred))
            continue
        left, shared = list(gold), 0
        for token in pred:
            if token in left:
                left.remove(token)
                shared += 1
        if shared:
            precision, recall = shared / len(pred), shared / len(gold)
            best = max(best, 2 * precision * recall / (precision + recall))
    return best


def ours(golds: list[str], given_: str) -> tuple[float | None, float | None]:
    case = Case("c", "?", "", (("x",),), (), "number", True, short=golds[0],
                short_also=tuple(golds[1:]))  # fmt: skip
    answer = {"short": given_}
    return short.exact(case, answer, str), short.f1(case, answer, str)


WORDS = st.sampled_from(
    "a an the A The An two Two hours hours, 1,000 1000 U.S. us don't dont café CAFÉ — (a) a-b ab "
    "_the_ the_ an. İzmir straße".split()
) | st.text(max_size=4)
SPANS = st.lists(WORDS, max_size=6).map(" ".join).map(lambda s: s.translate(PLAIN))


@settings(max_examples=500, deadline=None)
@given(st.lists(SPANS, min_size=1, max_size=4), SPANS)
def test_short_answers_score_as_in_the_official_script(golds: list[str], given_: str) -> None:
    exact, f1 = ours(golds, given_)
    assert exact == official_exact(golds, given_)
    assert f1 == pytest.approx(official_f1(golds, given_))


@settings(max_examples=200, deadline=None)
@given(SPANS, st.sampled_from("‘’“”–—―−«»"), SPANS)
def test_typographic_signs_score_as_their_plain_ones(gold: str, sign: str, given_: str) -> None:
    plain = sign.translate(PLAIN)
    assert ours([gold + sign], given_ + sign) == ours([gold + plain], given_ + plain)


def test_the_rules_on_known_pairs() -> None:
    assert official_tokens("The U.S.'s  An-noyed, a cat") == ["uss", "annoyed", "cat"]
    assert official_exact(["two hours", "2 hours"], "2 Hours.") == 1
    assert official_f1(["two long hours"], "two hours") == pytest.approx(0.8)
    assert official_f1(["the"], "an") == 1.0
