"""Who said it: the speaker whose words a sentence reports, read from verbs of saying."""

from __future__ import annotations

import re

from index.sentences import Span

_SAYING = (
    "said|says|told|added|adds|stated|states|announced|announces|confirmed|claimed|claims|insisted|"
    "insists|reported|wrote|writes|noted|recalled|remarked|declared|denied|denies|promised|specified|"
    "clarified|stressed|emphasi[sz]ed|argued|warned|explained|mentioned|suggested|described|called|"
    "named|acknowledged|admitted|tweeted|posted|testified|alleged|listed|counted"
)
_NAME = r"(?:[^\W\d_a-z][\w’'-]+(?:\s+(?:al-|bin |de |van |von )?[^\W\d_a-z][\w’'-]+){0,3})"
_APPOSITION = r"(?:,[^,.;]{3,80},)?"
# Where somebody is from, or what an office is of: "Ada Byron of Ostrov", "the Bank of England".
_OF = rf"(?P<of>(?:,? (?:of|from|for|at|in)(?: the)? {_NAME}){{1,2}})?"
_ADVERB = r"(?:\s+(?:also|then|later|further|again|never|has|had|is|was|were))*"
_PRONOUN = re.compile(
    rf"\b(?:he|she|they|the (?:minister|president|spokes\w+|official)){_ADVERB}\s+(?:{_SAYING})\b"
    rf"|\b(?:{_SAYING})\s+(?:he|she|they)\b"
    r"|\bin (?:his|her|their) view\b|\bby (?:his|her|their) count\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?:he|she|the (?:minister|president|spokes\w+|official))\b", re.IGNORECASE)
# "said defence minister Umerov", but not "said that Umerov".
_TITLE = (
    r"(?:(?:the|an?)\s+)?(?:[^\W\d_a-z][\w’'-]*\s+(?=[a-z]))?"
    r"(?:(?!that\b|whether\b|how\b|why\b|to\b|it\b)[a-z’'-]+\s+){0,5}"
)
_PATTERNS = (
    # "The mayor of Ostrov, Ada Byron, said"
    re.compile(
        rf"\b(?i:the|an?)(?: [a-z][\w’'-]*){{1,4}}(?: (?:of|for|at|in)(?: the)? {_NAME})*"
        rf", (?P<who>{_NAME}),{_ADVERB}\s+(?:{_SAYING})\b"
    ),
    re.compile(rf"(?P<who>{_NAME}){_OF}{_APPOSITION}{_ADVERB}\s+(?:{_SAYING})\b"),
    # "..., said Umerov", but not "he said Russia had offered".
    re.compile(rf"\b(?!told)(?:{_SAYING})\s+{_TITLE}(?P<who>{_NAME})(?=\W*$|[,.;:”\"])"),
    re.compile(rf"(?P<who>{_NAME}){_APPOSITION} (?:was|is) quoted (?:[^.;]{{2,60}} )?as saying\b"),
    re.compile(rf"\b(?i:according to|in the words of)\s+{_TITLE}(?P<who>{_NAME})"),
)
_PLAIN = (
    r"(?:(?!(?:an?|the|that|who|which|after|when|as|and|but|is|was|were|has|had|not)\b)[\w’'-]+)"
)
_SOMEBODY = (
    rf"(?:(?:an?|the|one|two|three|several|some|another)(?: {_PLAIN}){{1,4}}?"
    rf"(?: (?:for|of|from|at|in|with|close to)(?: the)?(?: {_PLAIN}){{1,4}}?)?"
    r"|police|officials|witnesses|residents|investigators|sources|critics|experts|prosecutors)"
)
# Of verbs that are as often participles, "a bridge named after him", none.
_TOLD = (
    "said|says|told|added|stated|announced|confirmed|claimed|claims|insisted|reported|wrote|noted"
    "|recalled|declared|denied|denies|stressed|argued|warned|explained|acknowledged|admitted|called"
)
_UNNAMED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<who>{_SOMEBODY}){_APPOSITION}{_ADVERB} (?:{_TOLD})\b(?! (?:after|for|by)\b)",
        rf"\b(?:according to|said|says) (?P<who>{_SOMEBODY})(?=\W*$|[,.;:”\"])",
    )
)
# Words that open a sentence with a capital, and names of time: nobody's name.
_NOBODY = frozenset(
    "because although though since once however meanwhile overall yet even both some many all "
    "no not what which who how why the a an on in at it he she they his her their this that "
    "these those there when while after "
    "before but and for from as if one its january february march april may june july august "
    "september october november december monday tuesday wednesday thursday friday saturday sunday "
    "according".split()
)
_TITLES = frozenset(
    "mr mrs ms dr prof professor president minister captain superintendent inspector "
    "senator".split()
)
# Speaks, but is no "he" or "she".
_INSTITUTION = re.compile(
    r"\b(?:Ministry|Office|Council|Agency|News|Times|Post|Government|Parliament|Court|Union|Service"
    r"|University|Party|Department|Kremlin|[A-Z]{2,})\b"
)
_BACK = 4  # sentences that a pronoun may reach back over


def speaker(text: str, spans: tuple[Span, ...], at: int) -> str | None:
    """The speaker of sentence ``at``; ``None`` where it reports nobody's words.

    By name, else as the sentence calls them: ``a spokeswoman for the ministry``. A pronoun with
    a verb of saying takes the speaker of the sentences before it.
    """
    sentence = text[spans[at].start : spans[at].end]
    named = _named(sentence)
    if named is None and _PRONOUN.search(sentence):
        named = _before(text, spans, at)
    return named or _unnamed(sentence)


def referent(text: str, spans: tuple[Span, ...], at: int) -> tuple[int, str] | None:
    """Whom the pronoun that is the subject of sentence ``at`` means, and the offset after it.

    ``None`` where the sentence names its subject itself, or nobody is named before it.
    """
    sentence = text[spans[at].start : spans[at].end]
    pronoun = _SUBJECT.match(sentence)
    if pronoun is None and not _named(sentence):
        pronoun = _PRONOUN.search(sentence)
    name = _before(text, spans, at) if pronoun else None
    if pronoun is None or name is None or name.split()[-1] in sentence:
        return None
    word = re.search(r"\b(?:he|she|his|her)\b|\b(?:minister|president|spokes\w+|official)\b",
                     pronoun[0], re.IGNORECASE)  # fmt: skip
    if word is None:
        return None
    return pronoun.start() + word.end(), f"{name}’s" if word[0].lower() in {"his", "her"} else name


def _before(text: str, spans: tuple[Span, ...], at: int) -> str | None:
    """Who speaks, or is the subject, in the nearest of the sentences before one."""
    for back in range(at - 1, max(-1, at - 1 - _BACK), -1):
        before = text[spans[back].start : spans[back].end]
        named = _named(before) or _subject(before) or _introduced(before, text)
        if named and not _INSTITUTION.search(named):
            return named
    return None


def _named(sentence: str) -> str | None:
    for pattern in _PATTERNS:
        for match in pattern.finditer(sentence):
            name, of = _clean(match["who"]), match.groupdict().get("of")
            if name is None and of:  # "President of Ukraine Volodymyr Zelensky"
                name = _clean(re.sub(r"^,? \w+ ", "", of))
            # A person is called without the place, a bank or an office with it.
            elif name and of and (" " not in name or _INSTITUTION.search(name)):
                name += of
            if name:
                return name
    return None


def _unnamed(sentence: str) -> str | None:
    sentence = " ".join(sentence.split())
    found = next((m for pattern in _UNNAMED if (m := pattern.search(sentence))), None)
    return found["who"] if found else None


def _subject(sentence: str) -> str | None:
    """The full name that opens a sentence, ``Vladimir Medinsky, who led ...``."""
    match = re.match(rf"(?:[A-Z][a-z]+\s+[a-z]+\s+)?(?P<who>{_NAME})", sentence)
    name = _clean(match["who"]) if match else None
    return name if name and " " in name else None


def _introduced(sentence: str, text: str) -> str | None:
    """The person after what opens a sentence, ``On children, Medinsky displayed ...``.

    A single name is a person's where the article has it in full elsewhere.
    """
    match = re.match(rf"[A-Z][^,.;]{{2,50}}, (?P<who>{_NAME}) [a-z]", sentence)
    name = _clean(match["who"]) if match else None
    if name is None or " " in name:
        return name
    return name if re.search(rf"\b[A-Z][a-z]+ {re.escape(name)}\b", text) else None


def _clean(name: str) -> str | None:
    words = re.sub(r"[’']s$", "", name).split()
    while words and words[0].lower().rstrip(".") in _NOBODY | _TITLES:
        words.pop(0)
    return " ".join(words) or None
