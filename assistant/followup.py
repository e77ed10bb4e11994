"""Follow-ups: a question that leans on the turns before it, completed to stand alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from index.errors import BylineError

_PERSON = re.compile(r"\b(he|she|him|his|her|hers)\b", re.IGNORECASE)
_THING = re.compile(r"\b(it|its|they|them|their|theirs|this|that|these|those|there|so)\b", re.I)
_CONTINUES = re.compile(r"^\W*(and|but|so|also|what about|how about|why so|why\?|or)\b", re.I)
_NEW_TOPIC = re.compile(r"\b(something else|another (topic|question|subject)|let'?s)\b", re.I)
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
    if not turns or _NEW_TOPIC.search(question):
        return question
    asked, answered = turns[-1]
    if _refers_back(_PERSON, question):
        person = _person(answered, asked)
        if person:
            return _PERSON.sub(lambda m: _as(m[0], person), question, count=1)
    words = question.split()
    short = len(words) < _SHORT_QUESTION
    if short or _CONTINUES.search(question) or _refers_back(_THING, question):
        return f"{asked.rstrip()} {question[:1].upper()}{question[1:]}"
    return question


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
