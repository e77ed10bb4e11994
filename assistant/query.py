"""What a question asks for: its terms and their spellings, the kind of answer, the outlets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from assistant.answer_type import AnswerType, answer_type, last_question, matter
from assistant.days import Days, moved
from assistant.days_asked import ORDINALS, event_days
from assistant.names import spellings
from assistant.published import latest, newest_day, partly_named, published
from assistant.recency import of_the_present
from index.lexical import folded, terms
from index.library import Library
from index.passages import count_tokens
from index.records import Evidence, Filter
from index.sentences import sentences, static_folder

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
    "appears seem various different each part".split()
)
_ORDINALS = frozenset([*ORDINALS, "last"])
_NEWEST = 50  # passages among which the newest is looked for at a time


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
    """A question understood. ``searched`` has the library's spelling of the names.

    Days of publication that are asked for are written out in ``question``, narrow the search, and
    are left out of what is ``searched``. ``days`` are those of events that the question names
    without their day, as far as the passages tell them. ``now`` is the day of the newest article
    that is searched, where the question asks about the present.
    """

    question: str
    searched: str
    kind: AnswerType
    terms: tuple[Term, ...]
    narrowed: Filter
    days: tuple[Days, ...] = ()
    now: date | None = None

    @property
    def asked(self) -> str:
        """What is to be answered: of a follow-up, without the question that it follows up."""
        return last_question(self.searched)

    @property
    def read(self) -> str:
        """What the reader reads. Of two questions it answers the first: a follow-up goes before
        the one that it follows up."""
        before = self.searched.removesuffix(self.asked).rstrip()
        return f"{self.asked} {before}".rstrip()

    @property
    def sought(self) -> AnswerType:
        """The kind of span that answers: of a comparison, the kind of what is compared."""
        return answer_type(self.asked) if self.kind is AnswerType.COMPARISON else self.kind

    @property
    def topic(self) -> bool:
        """Whether accounts of a topic are compared, and no question of it: ``the summit``."""
        return self.kind is AnswerType.COMPARISON and self.sought is AnswerType.DEFINITION

    def weights(self) -> dict[str, float]:
        """Index terms for the full-text search, each with its boost."""
        found: dict[str, float] = {}
        for term in self.terms:
            for rank, alternative in enumerate(term.alternatives):
                found[alternative] = max(found.get(alternative, 0.0), 1.0 if rank == 0 else 0.9)
        return found


def understand(question: str, library: Library, narrowed: Filter) -> Query:
    """Reads a standalone question against the names, outlets and days of a library.

    Raises ``BylineError`` where it asks for days of publication that ``narrowed`` leaves out.
    """
    sources = library.sources()
    named = outlets_named(question, sources)
    partly = {} if named else dict(partly_named(question, sources))
    # Of articles chosen one by one, "yesterday" is a day of theirs: of what came out later, the
    # one who asks has chosen none. An outlet or a range of days does not move it.
    chosen = Filter(articles=narrowed.articles)
    asked = published(question, (*named, *partly), lambda: newest_day(library, chosen))
    # "What did NATO write?" need not mean the NATO Review; what it wrote on June 2 may.
    named += partly.values() if asked is not None else ()
    if named and not narrowed.sources:
        narrowed = replace(narrowed, sources=tuple(named))
    said = {word for source in named for word in folded(source)}
    newest = latest(question) if asked is None else None
    told = rest = question
    if asked is not None:
        told, rest, narrowed = asked.told, asked.rest, asked.narrowing(narrowed)
    elif newest is not None:
        rest = newest.rest
    searched, kind, found = _read(rest, library, said)
    if newest is not None:
        since = _newest_on(found, newest.subject, library, narrowed)
        narrowed = replace(narrowed, since=max(filter(None, (since, narrowed.since)), default=None))
        told = newest.told(since) if since else told
    # Accounts are compared whatever their age.
    present = kind is not AnswerType.COMPARISON and of_the_present(last_question(rest))
    now = newest_day(library, narrowed) if present else None
    return Query(told, searched, kind, found, narrowed, now=now)


def settled(query: Query, evidence: Sequence[Evidence]) -> Query:
    """The query with the days of an event that it names, where the passages found tell them."""
    told = (
        (e.text[s.start : s.end], date.fromisoformat(e.article.date) if e.article.date else None)
        for e in evidence
        for s in sentences(e.text)
    )
    return replace(query, days=event_days(query.searched, told))


def _read(
    question: str, library: Library, said: set[str]
) -> tuple[str, AnswerType, tuple[Term, ...]]:
    """What is searched for a question, the kind of its answer, its terms; no term is ``said``."""
    kind = answer_type(last_question(question))
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
    # Asked how the accounts differ, on nothing in particular.
    return searched if found or not compares else question, kind, tuple(found)


def _newest_on(
    wanted: Sequence[Term], subject: str, library: Library, narrowed: Filter
) -> str | None:
    """The day of the newest article on a subject, or on all that is ``wanted`` where none is told.

    On it is what holds as many of its terms as the passage that matches best. ``None`` where
    nothing holds any, or nothing that does has a date. Where nothing is wanted either, the day of
    the newest article that is searched.
    """
    if not wanted:
        return library.newest_day(narrowed)
    own = set(terms(subject))
    wanted = [t for t in wanted if own.intersection(t.alternatives)] or wanted
    newest = least = None
    # The best matches are not the newest: look again among those newer still.
    while matches := _dated_matches(wanted, library, narrowed):
        least = least or max(count for count, _ in matches)
        newer = max((day for count, day in matches if count >= least), default=None)
        if not least or newer is None:
            break
        newest, after = newer, moved(date.fromisoformat(newer), 1).isoformat()
        if after == newer or after > (narrowed.until or after):
            break
        narrowed = replace(narrowed, since=after)
    return newest


def _dated_matches(
    wanted: Sequence[Term], library: Library, narrowed: Filter
) -> list[tuple[int, str]]:
    """Of the passages that match best: how many of the terms each holds, its article's day."""
    weights = {a: 1.0 for t in wanted for a in t.alternatives}
    within = library.passages_of(narrowed.articles) if narrowed.articles else None
    found = library.postings.search(weights, _NEWEST, narrowed, within)
    return [
        (_held(wanted, f"{a.title} {a.text[p.start : p.end]}"), a.date)
        for a, p in library.passages([i for i, _ in found]).values()
        if a.date
    ]


def _held(wanted: Sequence[Term], text: str) -> int:
    words = set(terms(text))
    return sum(not words.isdisjoint(t.alternatives) for t in wanted)


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
