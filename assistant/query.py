"""What a question asks for: its terms and their spellings, the kind of answer, the outlets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.answer_type import AnswerType, answer_type, matter
from assistant.names import spellings
from index.lexical import folded, terms
from index.library import Library
from index.passages import count_tokens
from index.records import Filter
from index.sentences import static_folder

# Words that ask, and words that any report uses of anything: neither tells passages apart.
_ASKING = frozenset(
    "many much say said says tell told report reports reported according article articles "
    "outlet outlets mention mentioned exactly please kind sort whose us ok "
    "happen happened let else something account accounts version versions differ differs "
    "difference differences disagree compare compared".split()
)
# The same of words that compare.
_COMPARING = frozenset(
    "agree agrees same alike way written write writes spell spelled spelling name names appear "
    "appears seem various different each".split()
)
_ORDINALS = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth last".split()
)


@dataclass(frozen=True, slots=True)
class Term:
    """One content word of a question, the index terms any of which covers it, its weight (idf).

    ``name`` for capitalised words, numbers and ordinals: what a passage must hold to be on the
    subject.
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

    @property
    def sought(self) -> AnswerType:
        """The kind of span that answers: of a comparison, the kind of what is compared."""
        return answer_type(self.searched) if self.kind is AnswerType.COMPARISON else self.kind

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
    kind = answer_type(question)
    compares = kind is AnswerType.COMPARISON
    searched = matter(question) if compares else question
    passed_over = stopwords() | said | (_COMPARING if compares else frozenset())
    found: list[Term] = []
    for word in _words(searched):
        plain = folded(word)
        if not plain or plain[0] in passed_over:
            continue
        term, respelt = _term(word, library, opens=_opens_sentence(question, word))
        if respelt:
            searched = re.sub(rf"\b{re.escape(word)}\b", respelt, searched)
        if term.alternatives not in [t.alternatives for t in found]:
            found.append(term)
    return Query(question, searched, kind, tuple(found), narrowed)


def outlets_named(question: str, sources: Sequence[str]) -> list[str]:
    """The outlets that a question names in full (``Orda.kz``, in any case)."""
    asked = f" {' '.join(folded(question))} "
    return [s for s in sources if (words := folded(s)) and f" {' '.join(words)} " in asked]


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
    # A third round is not on a matter of two: what is counted is as particular as a name.
    name = capital or word[0].isdigit() or folded(word)[0] in _ORDINALS
    # A lower-case word that the articles use is no misspelt name, nor is an ordinary one, which
    # a vocabulary of word pieces has whole.
    foreign = not common and count_tokens(f" {word}") > 1
    others = spellings(folded(word)[0], postings, common) if name or foreign else []
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
