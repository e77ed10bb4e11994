"""Follow-ups: a question that leans on the turns before it, completed to stand alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.days_asked import ORDINALS
from assistant.vocabulary import MONTHS, WEEKDAYS
from index.errors import BylineError

_PERSON = re.compile(r"\b(he|she|him|his|her|hers)\b", re.IGNORECASE)
_THING = re.compile(r"\b(it|its|they|them|their|theirs|this|that|these|those|there|so)\b", re.I)
_CONTINUES = re.compile(r"^\W*(and|but|so|also|what about|how about|why so|why\?|or)\b", re.I)
_NEW_TOPIC = re.compile(r"\b(something else|another (topic|question|subject)|let'?s)\b", re.I)
_ANNOUNCES = re.compile(
    r"^.*?\b(?:something else|another (?:topic|question|subject))\s*[:,.—-]\s*", re.IGNORECASE
)
_FRAGMENT = re.compile(
    r"^\W*(?:and|but|what about|how about|and what about)\s+(?:(?:in|on|at|for|by|of)\s+)?"
    r"(?P<what>(?!when\b|where\b|why\b|who\b|what\b|how\b|which\b)[\w’'-]+(?:\s[\w’'-]+){0,3})\W*$",
    re.IGNORECASE,
)
_CALENDAR = re.compile(rf"(?:{MONTHS}|{WEEKDAYS})$")
_DATED = re.compile(rf"(?<=\s)(?:{MONTHS}|{WEEKDAYS})\b")
_CAPITAL = rf"(?!(?:{MONTHS}|{WEEKDAYS})\b)[^\W\d_a-z][\w’'-]+"
_NAMED = re.compile(rf"(?<=\s){_CAPITAL}(?:\s+{_CAPITAL})*")
_THE_NAMED = re.compile(rf"(?<=\s)the\s+{_CAPITAL}")
_THE_FULL_NAME = re.compile(rf"(?<=\s)the\s+{_CAPITAL}(?:\s+{_CAPITAL})+")
_THE_NUMBERED = re.compile(rf"\bthe\s+(?:{'|'.join(ORDINALS)})\b", re.IGNORECASE)
_ONE = re.compile(r"\s+ones?$", re.IGNORECASE)
_FULL_NAME = re.compile(r"\b[^\W\d_a-z][\w’'-]+(?:\s+[^\W\d_a-z][\w’'-]+)+")
_NAME_BEFORE = re.compile(r"(?<=\s)[^\W\d_a-z]")
_SHORT_QUESTION = 4  # words: fewer can hardly stand alone
_OPENERS = frozenset("who what when where why how which and the in on at according".split())


def completed(question: str, history: Sequence[Any]) -> str:
    """The question as it would be asked alone; unchanged where it already stands alone.

    ``history`` holds the earlier turns, oldest first: ``{"question", "answer"}`` objects,
    ``{"role", "content"}`` messages, or plain strings (questions). Raises ``BylineError``.
    """
    turns = normalised(history)
    if _NEW_TOPIC.search(question):
        return _ANNOUNCES.sub("", question)
    if not turns:
        return question
    asked, answered = turns[-1]
    if _refers_back(_PERSON, question):
        person = _person(answered, asked)
        if person:
            return _PERSON.sub(lambda m: _as(m[0], person), question, count=1)
    fragment = _FRAGMENT.match(question)
    replaced = _replaced(asked, fragment["what"]) if fragment else None
    if replaced:
        return replaced
    words = question.split()
    short = len(words) < _SHORT_QUESTION
    if short or _CONTINUES.search(question) or _refers_back(_THING, question):
        return f"{asked.rstrip()} {question[:1].upper()}{question[1:]}"
    return question


def _replaced(asked: str, fragment: str) -> str | None:
    """The question before with what a fragment names in the place of its like.

    ``When was the second round held?`` and ``the first round`` or ``the first one`` -> ``When was
    the first round held?``; ``How many did Russia return?`` and ``Ukraine`` -> ``How many did
    Ukraine return?``; ``Who led the Ukrainian team?`` and ``the Russian one`` -> ``Who led the
    Russian team?``; ``How many did the Good Intent save?`` and ``the tug`` -> ``How many did the
    tug save?``
    """
    if fragment.lower() in asked.lower():
        return None
    found = next(filter(None, (like.search(asked) for like in _likes(fragment.split()))), None)
    named = _ONE.sub("", fragment)
    return asked[: found.start()] + named + asked[found.end() :] if found else None


def _likes(words: Sequence[str]) -> list[re.Pattern[str]]:
    """What the words of a fragment may take the place of, likeliest first."""
    if _ONE.search(" ".join(words)):
        return [_THE_NUMBERED if words[-2].lower() in ORDINALS else _THE_NAMED]
    likes = []
    if len(words) > 1:
        head = re.escape(words[-1])
        like = rf"\b(?:the|an?|his|her|its|their)\s+(?:[\w’'-]+\s+)?{head}\b"
        likes.append(re.compile(like, re.IGNORECASE))
    if words[0].lower() == "the":
        likes.append(_THE_FULL_NAME)
    elif _CALENDAR.match(words[0]):
        likes += [_DATED] if len(words) == 1 else []
    elif words[0][0].isupper():
        likes.append(_NAMED)
    return likes


def _refers_back(pronoun: re.Pattern[str], question: str) -> bool:
    """A pronoun after a name in the same question means that name, not an earlier turn."""
    match = pronoun.search(question)
    return match is not None and not _NAME_BEFORE.search(question[: match.start()])


def normalised(history: Sequence[Any]) -> list[tuple[str, str]]:
    """(question, answer) pairs from any of the shapes that callers send."""
    turns: list[tuple[str, str]] = []
    for entry in history:
        if isinstance(entry, str):
            turns.append((entry, ""))
        elif isinstance(entry, Mapping) and isinstance(entry.get("question"), str):
            turns.append((entry["question"], str(entry.get("answer") or "")))
        elif isinstance(entry, Mapping) and isinstance(entry.get("content"), str):
            if entry.get("role") == "user":
                turns.append((entry["content"], ""))
            elif turns:
                turns[-1] = (turns[-1][0], entry["content"])
        else:
            raise BylineError(
                f"history holds {entry!r}; expected objects with 'question' and 'answer', "
                "messages with 'role' and 'content', or strings."
            )
    return turns


def _person(answered: str, asked: str) -> str | None:
    """The first full name in what was answered, else in what was asked."""
    for text in (answered, asked):
        for match in _FULL_NAME.finditer(text):
            words = [w for w in match[0].split() if w.lower() not in _OPENERS]
            if len(words) > 1:
                return " ".join(words[:3])
    single = re.findall(r"(?<=\s)[^\W\d_a-z][\w’-]+", asked)
    return single[0] if single else None


def _as(pronoun: str, person: str) -> str:
    return f"{person}'s" if pronoun.lower() in {"his", "hers"} else person
