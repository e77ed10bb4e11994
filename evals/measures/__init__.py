"""The measures: one module a family, and ``MEASURES``, the list of them all by name.

A measure maps one case and one answer to a number from 0 to 1, or to ``None`` where it does
not apply; the report prints how many cases each mean stands on. ``answer`` is the dict of
``assistant.Answer.to_dict``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from evals.cases import Case
from evals.measures import abstention, facts, quotes, retrieval, short
from evals.measures.quotes import ArticleText

__all__ = ["BY_NAME", "MEASURES", "ArticleText", "Measure", "measure", "missed"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure by name. ``label`` heads its column in a terminal, in lines of 8 characters at
    most; ``about`` says what its mean is, over which cases. ``paired`` is false where the
    answer decides which cases count and the case alone what they score: two runs can then not
    be compared case by case."""

    name: str
    label: str
    about: str
    compute: Callable[[Case, Mapping[str, Any], ArticleText], float | None]
    higher_is_better: bool = True
    paired: bool = True


MEASURES: tuple[Measure, ...] = (
    Measure(
        "facts_strict",
        "facts\nstrict",
        "share of answerable cases whose facts are all in the answer",
        lambda case, answer, _: facts.strict(case, answer),
    ),
    Measure(
        "facts_lenient",
        "facts\nlenient",
        "mean share of the facts in the answer, answerable cases",
        lambda case, answer, _: facts.lenient(case, answer),
    ),
    Measure(
        "short_exact",
        "short\nexact",
        "share of short answers equal to the expected span, cases that expect one",
        lambda case, answer, _: short.exact(case, answer),
    ),
    Measure(
        "short_f1",
        "short\nF1",
        "mean overlap in words of short answer and expected span, cases that expect one",
        lambda case, answer, _: short.f1(case, answer),
    ),
    Measure(
        "declined",
        "declined",
        "share of unanswerable cases declined (recall of declining)",
        lambda case, answer, _: abstention.declined(case, answer),
    ),
    Measure(
        "decline_precision",
        "decline\nprec.",
        "share of declined cases that are unanswerable",
        lambda case, answer, _: abstention.precision(case, answer),
        paired=False,
    ),
    Measure(
        "false_refusals",
        "false\nrefus.",
        "share of answerable cases declined; lower is better",
        lambda case, answer, _: abstention.false_refusal(case, answer),
        higher_is_better=False,
    ),
    Measure(
        "quotes_valid",
        "quotes\nvalid",
        "mean share of citations that are the exact text of their article, answered cases",
        lambda _, answer, article_text: quotes.valid(answer, article_text),
    ),
    Measure(
        "success_at_10",
        "success\nat 10",
        "share of answerable cases with an expected article in the first 10 passages",
        lambda case, answer, _: retrieval.success_at_10(case, answer),
    ),
    Measure(
        "reciprocal_rank",
        "recip.\nrank",
        "mean of 1 / rank of the first passage from an expected article, answerable cases",
        lambda case, answer, _: retrieval.reciprocal_rank(case, answer),
    ),
)
BY_NAME: Mapping[str, Measure] = {m.name: m for m in MEASURES}


def measure(
    case: Case, answer: Mapping[str, Any], article_text: ArticleText
) -> dict[str, float | None]:
    """Every measure of one answer, by name in the order of ``MEASURES``."""
    return {m.name: m.compute(case, answer, article_text) for m in MEASURES}


def missed(case: Case, answer: Mapping[str, Any], article_text: ArticleText) -> tuple[str, ...]:
    """What is wrong with an answer, one sentence each; empty where nothing is."""
    wrong: list[str] = []
    declines = answer["status"] == "not_found"
    if case.answerable and declines:
        wrong.append("declined, though the articles say")
    if not case.answerable and not declines:
        wrong.append("answered, though the articles do not say")
    if case.answerable:
        wrong += ["fact not found: " + " | ".join(f) for f in facts.missing(case, answer)]
    if short.exact(case, answer) == 0:
        given = "nothing" if answer["short"] is None else repr(answer["short"])
        wrong.append(f"short answer: expected {case.short!r}, got {given}")
    wrong += quotes.broken(answer, article_text)
    if not declines and not answer["citations"]:
        wrong.append("answered without a citation")
    if retrieval.success_at_10(case, answer) == 0:
        wrong.append("none of the first 10 passages is from " + ", ".join(case.articles))
    return tuple(wrong)
