"""The rules of ``lint``: each looks at all cases of a suite and yields what is wrong.

A rule gets the cases with their line numbers; those that need the articles get them too. Facts
are matched by the function that the measures use, so that a fact that lint finds in an article
holds in an answer that quotes it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evals.cases import Case
from evals.measures.facts import holds
from evals.measures.wording import normalise
from evals.near import near_pairs, word_set
from index.records import Article

Numbered = tuple[int, Case]
NEAR = 0.8
"""Jaccard similarity of the words from which two questions count as nearly the same."""
_BALANCE = (0.35, 0.65)
_BALANCE_CASES = 20  # fewer may well fall to one side


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What is wrong on a line, under the name of the rule; line 0 stands for the whole suite."""

    line: int
    id: str
    rule: str
    what: str


def duplicates(cases: Sequence[Numbered]) -> Iterator[Finding]:
    """Questions asked twice after the same turns, or asked in nearly the same words.

    Near is a finding only where the same is expected: a question that differs in one word and
    in its answer is a good pair.
    """
    threads: dict[tuple[str, ...], list[Numbered]] = defaultdict(list)
    for line, case in cases:
        before = [text for turn in case.history for text in (turn.question, turn.answer)]
        threads[tuple(map(normalise, before))].append((line, case))
    for thread in threads.values():
        words = [word_set(case.question) for _, case in thread]
        for earlier, later, similarity in near_pairs(words, NEAR):
            (_, one), (line, other) = thread[earlier], thread[later]
            same = normalise(one.question) == normalise(other.question)
            if same or _expects_the_same(one, other):
                rule = "duplicate" if same else "near-duplicate"
                said = "same question as" if same else f"{similarity:.0%} of the words of"
                yield Finding(line, other.id, rule, f"{said} {one.id}: {one.question!r}")


def _expects_the_same(one: Case, other: Case) -> bool:
    return one.answerable == other.answerable and set(one.facts) == set(other.facts)


def leaks(cases: Sequence[Numbered]) -> Iterator[Finding]:
    """Facts and short answers that already stand in the question or in the turns before it."""
    for line, case in cases:
        asked = [case.question]
        asked += [text for turn in case.history for text in (turn.question, turn.answer)]
        for fact in case.facts:
            if all(any(holds(alternative, text) for text in asked) for alternative in fact):
                yield Finding(line, case.id, "leak", f"the question gives away {_any(fact)}")
        if case.short and any(holds(case.short, text) for text in asked):
            yield Finding(line, case.id, "leak", f"the question gives away {case.short!r}")


def unanswerable(cases: Sequence[Numbered]) -> Iterator[Finding]:
    """Cases that the articles do not answer, with an answer all the same."""
    for line, case in cases:
        expected = {
            "facts": case.facts, "short": case.short, "short_also": case.short_also,
            "speaker": case.speaker, "differences": case.differences,
        }  # fmt: skip
        given = [name for name, value in expected.items() if value]
        if not case.answerable and given:
            what = f"not answerable, but has {', '.join(given)}"
            yield Finding(line, case.id, "unanswerable", what)


def splits(cases: Sequence[Numbered]) -> Iterator[Finding]:
    """Families on both sides, cases on none, one side much larger than the other."""
    sides: dict[str, set[str]] = defaultdict(set)
    for line, case in cases:
        sides[case.group].add(case.split or "")
        if len(sides[case.group] - {""}) > 1:
            yield Finding(line, case.id, "split", f"family {case.group!r} is in dev and in test")
    count = Counter(case.split for _, case in cases)
    if not count["dev"] + count["test"]:
        return
    for line, case in cases:
        if case.split is None:
            yield Finding(line, case.id, "split", "neither in dev nor in test, as others are")
    share = count["dev"] / (count["dev"] + count["test"])
    if len(cases) >= _BALANCE_CASES and not _BALANCE[0] <= share <= _BALANCE[1]:
        yield Finding(0, "", "split", f"{share:.0%} of the cases are in dev; expected about half")


def small_types(cases: Sequence[Numbered], least: int) -> Iterator[Finding]:
    """Types with too few cases for a mean of their own to say anything."""
    for type_, number in Counter(case.type for _, case in cases).items():
        if number < least:
            what = f"type {type_!r} has {number} cases; expected at least {least}"
            yield Finding(0, "", "small-type", what)


def evidence(cases: Sequence[Numbered], articles: Mapping[str, Article]) -> Iterator[Finding]:
    """Articles that are not there, or say nothing of it; facts that no article named carries.

    What only unknown articles could carry is not said twice.
    """
    for line, case in cases:
        for id in case.articles:
            if id not in articles:
                yield Finding(line, case.id, "unknown-article", f"no article {id!r}")
        texts = {id: articles[id].text for id in case.articles if id in articles}
        if case.answerable and not case.retrieval_only and (texts or not case.articles):
            for what in _unsupported(case, texts):
                yield Finding(line, case.id, "unsupported", what)


def _unsupported(case: Case, texts: Mapping[str, str]) -> Iterator[str]:
    if not case.articles:
        yield "names no article that answers it"
        return
    for name, wanted in (("fact", case.facts), ("difference", case.differences)):
        for alternatives in wanted:
            if not _carried(alternatives, texts.values()):
                yield f"no article it names has the {name} {_any(alternatives)}"
    for name, span in (("short answer", case.short), ("speaker", case.speaker)):
        if span and not _carried((span,), texts.values()):
            yield f"no article it names has the {name} {span!r}"
    for id, text in texts.items():
        if not any(_carried(fact, (text,)) for fact in case.facts):
            yield f"article {id!r} has none of its facts"


def _carried(alternatives: Sequence[str], texts: Iterable[str]) -> bool:
    return any(holds(alternative, text) for text in texts for alternative in alternatives)


def _any(alternatives: Sequence[str]) -> str:
    return " or ".join(map(repr, alternatives))
