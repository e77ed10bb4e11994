"""Citations against the statements they stand behind, as in ALCE, without a model.

A statement is a sentence of the answer with the citations it names; where an answer lists no
statements, its sentences with their ``[n]`` markers are taken. What ALCE asks of a language
model, whether a source entails a statement, ``support`` decides by words. As in ALCE, the
source speaks with its title; here also with its outlet and date, so that a statement may name
them. Several quotes behind one statement count together. A name that the statement inserts in
square brackets ("he [Umerov] said") is marked as not of the quote: it counts as supported where
it stands in a cited article before the quote's end.

Source: T. Gao, H. Yen, J. Yu, D. Chen, "Enabling Large Language Models to Generate Text with
Citations" (EMNLP 2023).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.cases import Case
from evals.measures.abstention import declines
from evals.measures.base import ArticleText, Measure
from evals.measures.facts import any_holds, holds
from evals.measures.support import supports
from evals.measures.wording import canonical
from index.errors import UnknownNameError
from index.sentences import sentences

_MARKER = re.compile(r"\s*\[(\d+)\]")
_INSERTED = re.compile(r"\s*\[(?!\d+\])([^\[\]]+?)(?:[’']s)?\]")
_BEHIND_THE_STOP = re.compile(r"([.!?…][\"'”’)]*)((?:\s*\[\d+\])+)")


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement, the sources it cites, and the speaker it names.

    ``to_support`` is ``text`` without the insertions that the cited articles bear out.
    """

    text: str
    to_support: str
    sources: tuple[str, ...]
    speaker: str | None = None

    @property
    def supported(self) -> bool:
        """Whether its sources together support it; never where it cites none."""
        return bool(self.sources) and supports("\n".join(self.sources), self.to_support)

    def needed(self) -> int:
        """How many of its sources are not irrelevant; 0 where the statement is not supported.

        A source is irrelevant where it does not support the statement and the others do
        without it.
        """
        if not self.supported:
            return 0
        return sum(
            supports(source, self.to_support) or not self._supported_without(at)
            for at, source in enumerate(self.sources)
        )

    def _supported_without(self, at: int) -> bool:
        others = self.sources[:at] + self.sources[at + 1 :]
        return bool(others) and supports("\n".join(others), self.to_support)


def stated(answer: Mapping[str, Any], article_text: ArticleText) -> tuple[Stated, ...]:
    """The statements of an answer, in order; a number that no citation has is no source."""
    cited = {c["number"]: c for c in answer["citations"]}
    listed: Sequence[Mapping[str, Any]] = answer.get("statements") or _sentences(answer["answer"])
    found = []
    for s in listed:
        behind = [cited[n] for n in dict.fromkeys(s["citations"]) if n in cited]
        sources = tuple(_source(c) for c in behind)
        text = _without_insertions(s["text"], behind, article_text)
        found.append(Stated(s["text"], text, sources, s.get("speaker")))
    return tuple(found)


def _without_insertions(
    text: str, behind: Sequence[Mapping[str, Any]], article_text: ArticleText
) -> str:
    """The statement without the bracketed names that the cited articles bear out."""

    def checked(inserted: re.Match[str]) -> str:
        for c in behind:
            try:
                before = article_text(c["article_id"])[: c["end"]]
            except (LookupError, UnknownNameError):
                continue
            if holds(inserted[1], before):
                return ""
        return inserted[0]

    return _INSERTED.sub(checked, text)


def _source(citation: Mapping[str, Any]) -> str:
    """A quote under its title, outlet and date."""
    above = (citation.get("title"), citation.get("source"), citation.get("date"))
    return "\n".join([*(str(part) for part in above if part), citation["quote"]])


def _sentences(text: str) -> list[dict[str, Any]]:
    """The sentences of a text, each with the markers in it or right behind its full stop."""
    inside = _BEHIND_THE_STOP.sub(r"\2\1", text)
    found = []
    for span in sentences(inside):
        sentence = inside[span.start : span.end]
        plain = " ".join(_MARKER.sub("", sentence).split())
        if canonical(plain).strip():
            numbers = [int(n) for n in _MARKER.findall(sentence)]
            found.append({"text": plain, "citations": numbers})
    return found


def unsupported(answer: Mapping[str, Any], article_text: ArticleText) -> tuple[str, ...]:
    """The statements whose citations do not support them, in order."""
    return tuple(s.text for s in stated(answer, article_text) if s.sources and not s.supported)


def recall(_: Case, answer: Mapping[str, Any], article_text: ArticleText) -> float | None:
    """Do the citations of each statement together support it?

    Formula: statements that their sources together support / statements; a statement without
    a citation is not supported. 0 where the answer states nothing.
    Applies: cases that are answered.
    Source: citation recall, Gao et al. (2023), with the support check of this suite in place
    of an entailment model.
    """
    if declines(answer):
        return None
    every = stated(answer, article_text)
    return sum(s.supported for s in every) / len(every) if every else 0.0


def precision(_: Case, answer: Mapping[str, Any], article_text: ArticleText) -> float | None:
    """Is each citation of use for the statement that it stands behind?

    Formula: citations of use / citations, counted once for each statement that names them. A
    citation is of use where the statement is supported, and it supports the statement alone or
    the others would not without it. 0 where nothing is cited.
    Applies: cases that are answered.
    Source: citation precision, Gao et al. (2023), as for recall.
    """
    if declines(answer):
        return None
    every = stated(answer, article_text)
    cited = sum(len(s.sources) for s in every)
    return sum(s.needed() for s in every) / cited if cited else 0.0


def speaker(case: Case, answer: Mapping[str, Any], article_text: ArticleText) -> float | None:
    """Are the words given to whom they belong?

    Formula: 1 where a statement that carries a fact of the case names the expected speaker,
    else 0; 0 where the answer declines. Two names are one where all words of the shorter stand
    in the longer, its last word last: "Medinsky" is "Vladimir Medinsky".
    Applies: answerable cases that expect a speaker.
    Source: a definition of this suite.
    """
    if not case.answerable or case.speaker is None:
        return None
    carrying = [
        s for s in stated(answer, article_text) if any(any_holds(f, (s.text,)) for f in case.facts)
    ]
    return float(any(_same_name(case.speaker, s.speaker) for s in carrying))


def _same_name(expected: str, given: str | None) -> bool:
    one, other = sorted((canonical(expected).split(), canonical(given or "").split()), key=len)
    return bool(one) and set(one) <= set(other) and one[-1] == other[-1]


MEASURES = (
    Measure(
        "citation_recall",
        "cite\nrecall",
        "mean share of statements that their citations support, answered cases",
        recall,
        group="citation",
        headline=True,
    ),
    Measure(
        "citation_precision",
        "cite\nprec.",
        "mean share of citations that their statement needs, answered cases",
        precision,
        group="citation",
        headline=True,
    ),
    Measure(
        "speaker",
        "speaker",
        "share of cases whose fact is attributed to the expected speaker, cases that expect one",
        speaker,
        group="citation",
    ),
)
