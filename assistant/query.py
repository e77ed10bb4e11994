"""What a question asks for: its terms and their spellings, the kind of answer, the outlets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from assistant.names import spellings
from index.lexical import folded, terms
from index.library import Library
from index.records import Filter
from index.sentences import static_folder

# Words that ask, and words that any report uses of anything: neither tells passages apart.
_ASKING = frozenset(
    "many much say said says tell told report reports reported according article articles "
    "outlet outlets mention mentioned exactly please kind sort whose us ok "
    "happen happened let else something account accounts version versions differ differs "
    "difference differences disagree compare compared".split()
)


class AnswerType(StrEnum):
    """The kind of span that answers a question."""

    PERSON = "person"
    PLACE = "place"
    DATE = "date"
    TIME = "time of day"
    DURATION = "duration"
    NUMBER = "number"
    PERCENTAGE = "percentage"
    MONEY = "money"
    REASON = "reason"
    DEFINITION = "definition"
    LIST = "list"
    YES_NO = "yes/no"
    COMPARISON = "comparison"
    OTHER = "other"


_AUXILIARY = "is|are|was|were|did|does|do|has|have|had|will|would|can|could|should|may|might|must"
_OPENING = r"^\W*(?:and |so |but )?"
# The first pattern found in the question decides.
_PATTERNS = {
    AnswerType.COMPARISON: r"\b(differ|differences?|disagree|contradict|discrepanc\w+|compared?"
    r"|conflicting|accounts? part)\b",
    AnswerType.PERCENTAGE: r"\b(what|which) (percent|share|proportion)|how many percent",
    AnswerType.MONEY: r"\bhow much (money|(did|does|do|will) .* (cost|pay|earn|spend))\b"
    r"|\bwhat (price|salary|sum)\b",
    AnswerType.DURATION: r"\bhow long\b|\bduration\b"
    r"|\bhow many (seconds|minutes|hours|days|weeks|months|years)\b",
    AnswerType.NUMBER: r"\bhow (many|much|old|far|high|big|large|often)\b|\bnumber of\b"
    r"|\bwhat (number|age|ages|figure|count)\b",
    AnswerType.TIME: r"\bwhat (time|hour)\b|\bwhich hour\b|\bo'?clock\b",
    AnswerType.DATE: rf"{_OPENING}when\b|\bwhen ({_AUXILIARY})\b"
    r"|\b(what|which) (date|day|month|year)\b",
    AnswerType.REASON: r"\bwhy\b|\bfor what reason\b|\bhow come\b|\bwhat (made|caused)\b",
    AnswerType.PLACE: rf"{_OPENING}where\b|\bwhere ({_AUXILIARY})\b"
    r"|\b(what|which) (city|country|place|venue|building|palace|town|hotel)\b",
    AnswerType.LIST: r"\b(what|which|name|list) (are |were )?(the |all )*(two|three|four|five"
    r"|several|categories|groups|points|subjects|topics|results|steps)\b",
    AnswerType.PERSON: rf"({_OPENING}|, )who(m|se)?\b|\b(by|to|from|with) whom\b"
    r"|\b(what|which) (minister|president|official|spokes\w+|politician|person)\b",
    AnswerType.DEFINITION: r"^\W*(what|who) (is|are|was|were) (an? |the )?[\w\"“ -]+\?*$"
    r"|\bwhat does .* mean\b",
    AnswerType.YES_NO: rf"{_OPENING}({_AUXILIARY})\b",
}
_TYPES = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _PATTERNS.items()}


@dataclass(frozen=True, slots=True)
class Term:
    """One content word of a question, the index terms any of which covers it, its weight (idf).

    ``name`` for capitalised words and numbers: what a passage must hold to be on the subject.
    """

    alternatives: tuple[str, ...]
    weight: float
    name: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A question understood. ``searched`` has the library's spelling of the names."""

    question: str
    searched: str
    kind: AnswerType
    terms: tuple[Term, ...]
    narrowed: Filter

    def weights(self) -> dict[str, float]:
        """Index terms for the full-text search, each with its boost."""
        found: dict[str, float] = {}
        for term in self.terms:
            for rank, alternative in enumerate(term.alternatives):
                found[alternative] = max(found.get(alternative, 0.0), 1.0 if rank == 0 else 0.9)
        return found


def understand(question: str, library: Library, narrowed: Filter) -> Query:
    """Reads a standalone question against the names and outlets of a library."""
    named = outlets_named(question, library.sources())
    if named and not narrowed.sources:
        narrowed = Filter(tuple(named), narrowed.since, narrowed.until)
    said = {word for source in named for word in folded(source)}
    found: list[Term] = []
    searched = question
    for word in _words(question):
        plain = folded(word)
        if not plain or plain[0] in stopwords() or plain[0] in said:
            continue
        term, respelt = _term(word, library, opens=_opens_sentence(question, word))
        if respelt:
            searched = re.sub(rf"\b{re.escape(word)}\b", respelt, searched)
        if term.alternatives not in [t.alternatives for t in found]:
            found.append(term)
    return Query(question, searched, _kind(question), tuple(found), narrowed)


def outlets_named(question: str, sources: Sequence[str]) -> list[str]:
    """The outlets that a question names in full (``Orda.kz``, in any case)."""
    asked = f" {' '.join(folded(question))} "
    return [s for s in sources if (words := folded(s)) and f" {' '.join(words)} " in asked]


def _kind(question: str) -> AnswerType:
    for kind, pattern in _TYPES.items():
        if pattern.search(question):
            return kind
    return AnswerType.OTHER


def _words(question: str) -> list[str]:
    words = re.findall(r"\d+(?:[.,:]\d+)*|[^\W_]+(?:[’'][^\W\d_]+)?", question)
    return [re.sub(r"[’']s?$", "", word) for word in words]


def _opens_sentence(question: str, word: str) -> bool:
    """Whether a word owes its capital to where it stands."""
    return re.search(rf"(?:^|[.?!:])\W*{re.escape(word)}\b", question) is not None


def _term(word: str, library: Library, opens: bool) -> tuple[Term, str | None]:
    """The term for a word, and the library's spelling where it has only another one."""
    postings = library.postings
    own = terms(word)
    common = any(postings.frequency(t) for t in own)
    capital = word[0].isupper() and (not opens or _is_name(word, library))
    name = capital or word[0].isdigit()
    # A lower-case word that the articles use is no misspelt name.
    others = spellings(folded(word)[0], postings) if name or not common else []
    alternatives = tuple(dict.fromkeys([*own, *(t for o in others for t in terms(o))]))
    weight = min((postings.idf(t) for t in alternatives), default=0.0)
    respelt = others[0].capitalize() if others and not common else None
    return Term(alternatives, weight, name or bool(respelt)), respelt


def _is_name(word: str, library: Library) -> bool:
    plain = folded(word)[0]
    return any(name == plain for name, _ in library.postings.names_from(plain))


@cache
def stopwords() -> frozenset[str]:
    """NLTK's English function words, as llama-index-core ships them."""
    listed = (static_folder("nltk_cache") / "corpora" / "stopwords" / "english").read_text("utf-8")
    words = {part for line in listed.split() for part in folded(line)}
    return frozenset(words | _ASKING)
