"""Answered questions asked otherwise, as people do: for a yes or no, and in keywords."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from assistant.reader.data import Example
from index.sentences import sentences

_WH = r"(?:what|which|who|whom|when|where|how (?:many|much|long|often|old|far))"
_AUXILIARY = r"(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could)"
_QUESTION = re.compile(
    rf"^{_WH}\b(?P<noun>(?: [\w-]+){{0,3}}?) (?P<auxiliary>{_AUXILIARY}) (?P<rest>.{{8,}}?)\s*\?$",
    re.IGNORECASE,
)
_ASKING = re.compile(
    rf"^(?:{_WH}|why|how)\b|\b(?:is|are|was|were|did|does|do|the|an?)\b|[?.,]+$", re.IGNORECASE
)
_NOUN = re.compile(r"(?:the|an?|his|her|its|their|this|he|she|it|they|you)\b|[A-Z]")
_YES_NO_WORDS = 8  # of an answer that is put into the question
_KEYWORDS = 3  # that must be left
_YES_NO_SHARE = 0.1
_KEYWORDS_SHARE = 0.07


def yes_no(example: Example, rng: random.Random) -> Example | None:
    """``What did she buy?`` -> ``Did she buy a boat?``; answered by the whole sentence."""
    match = _QUESTION.match(example.question)
    answer = " ".join(example.answer.split())
    if match is None or not 0 < len(answer.split()) <= _YES_NO_WORDS or example.loose:
        return None
    spans = sentences(example.context)
    holding = [s for s in spans if s.start <= (example.start or 0) < s.end]
    if not holding:
        return None
    rest, noun = match["rest"], match["noun"].strip()
    asked = example.question.lower()
    if asked.startswith(("how many", "how much")):
        put = f"{rest} {answer} {noun}" if _NOUN.match(rest) else f"{answer} {noun} {rest}"
    elif asked.startswith("who ") and not _NOUN.match(rest):
        put = f"{answer} {rest}"
    else:
        put = f"{rest} {answer}"
    question = f"{match['auxiliary'].capitalize()} {' '.join(put.split())}?"
    return replace(
        example, question=question, start=holding[0].start, end=holding[0].end, loose=True
    )


def keywords(example: Example, rng: random.Random) -> Example | None:
    """``When was the second round held?`` -> ``second round held``, at times with the asking word.

    Which kind of answer is wanted is then left to the passage.
    """
    kept = " ".join(_ASKING.sub(" ", example.question).split())
    if len(kept.split()) < _KEYWORDS:
        return None
    asking = re.match(rf"{_WH}\b", example.question, re.IGNORECASE)
    if asking and rng.random() < 0.5:
        kept = f"{kept} {asking[0].lower()}" if rng.random() < 0.5 else f"{asking[0]} {kept}"
    return replace(example, question=kept)


def asked_otherwise(example: Example, rng: random.Random) -> Example:
    """Some examples of each variant, most unchanged."""
    drawn = rng.random()
    variant = None
    if example.start is not None and drawn < _YES_NO_SHARE:
        variant = yes_no(example, rng)
    elif drawn > 1 - _KEYWORDS_SHARE:
        variant = keywords(example, rng)
    return variant or example
