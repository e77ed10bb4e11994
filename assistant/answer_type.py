"""What kind of answer a question wants, told by how it asks."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class AnswerType(StrEnum):
    """The kind of span, or of answer, that a question wants."""

    COMPARISON = "comparison"
    OUTLETS = "outlets"
    SPEAKER = "speaker"
    PERCENTAGE = "percentage"
    MONEY = "money"
    DURATION = "duration"
    NUMBER = "number"
    TIME = "time of day"
    DATE = "date"
    REASON = "reason"
    PLACE = "place"
    PERSON = "person"
    LIST = "list"
    DEFINITION = "definition"
    YES_NO = "yes/no"
    OTHER = "other"


_MEDIA = r"(?:reports|articles|outlets|sources|accounts|newspapers|papers|versions|stories)"
_APART = (
    r"(?:differ\w*|agree\w*|disagree\w*|contradict\w*|conflict\w*|discrepanc\w+|compared?|same"
    r"|alike|each|various|different|spell\w*|inconsistent)"
)
_SAYS = (
    r"(?:say|says|said|claim\w*|announce[ds]?|declare[ds]?|state[ds]?|accuse[ds]?|deny|denies|denied"
    r"|dismiss\w*|insist\w*|confirm\w*|warn\w*|admit\w*|argue[ds]?|told|added|thinks?|believes?"
    r"|report(?:ed|s)?|mention\w*|predict\w*|promise[ds]?|complain\w*|suggest\w*|called|described)"
)
_AUXILIARY = "is|are|was|were|did|does|do|has|have|had|will|would|can|could|should|may|might|must"
_VERB = rf"(?:{_AUXILIARY}|how|why|when|where|what|which|whose|{_SAYS})\b"
_OFFICE = (
    r"(?:minister|president|official|spokes\w+|politician|person|negotiator|mayor|governor|director"
    r"|chair\w*|leader|head|chief|ambassador|envoy|judge|author|owner|founder|coach|captain)"
)
_PAYS = (
    r"(?:cost|costs|worth|pay|pays|paid|price|earn|earns|earned|spend|spent|raised?|donated?"
    r"|bid|budget|fine|salary|wage|profit|turnover|revenue|debt|loan|fund|grant|compensation)"
)
_OPENING = r"^\W*(?:and |so |but )?"
# The first pattern found in the question decides.
_PATTERNS = {
    AnswerType.COMPARISON: rf"^(?=.*\b{_MEDIA}\b)(?=.*\b{_APART}\b)"
    r"|\b(differ|differs|differences?|disagree|contradict|discrepanc\w+|compared?|accounts? part)\b"
    r"|\bunder (two|different|several) names\b|\bone (report|article|outlet) says\b"
    r"|\beach (report|article|outlet|source|account)\b"
    rf"|^\W*what (do|did) (the )?{_MEDIA} call\b",
    AnswerType.OUTLETS: rf"\b(which|what) (of the )?({_MEDIA}|newspaper|outlet) "
    rf"(also |all |have |has )?{_SAYS}\b|\bwho reports\b",
    AnswerType.SPEAKER: rf"{_OPENING}who (else )?((has|had|have|also|first|is|are|was) )*{_SAYS}\b"
    r"|\bwhose (opinion|view|words?|claim|statement|position|account)\b"
    r"|\bwhich (\w+ )?(official|minister|ministry|politician|spokes\w+|agency|expert|analyst"
    rf"|witness|critic) {_SAYS}\b",
    AnswerType.PERCENTAGE: r"\b(what|which) (percent|share|proportion)|how many percent",
    AnswerType.MONEY: rf"\bhow much .*\b{_PAYS}\b|\bfor how much\b"
    rf"|\bwhat ({_AUXILIARY}) .*\b(costs?|worth|pay|paid|earn|spend|come to\W*$)"
    rf"|^\W*(the )?(price|cost|costs|fee|budget|salary|profit|turnover) (of|for)\b"
    r"|\bhow much money\b|\bwhat (price|salary|sum|fee|amount)\b",
    AnswerType.DURATION: r"\bhow long\b|\bduration\b|\bhow much time\b"
    r"|^length of\b|\bhow many (seconds|minutes|hours|days|weeks|months|years)\b",
    AnswerType.NUMBER: r"\bhow (many|much|old|far(?! along)|high|big|large|often)\b"
    r"|\bnumber of\b"
    r"|\bwhat (number|age|ages|figure|count)\b|\b(minimum|maximum|average) age\b|\btoll\b",
    AnswerType.TIME: r"\b(what|which) (time|hour)\b|\bo'?clock\b"
    r"|\b(start|end|open|clos|finish)(ing)? (time|hour)\b",
    AnswerType.DATE: rf"{_OPENING}when\b|\bwhen ({_AUXILIARY})\b"
    r"|\b(what|which) (date|day|month|year)s?\b|^(the )?dates?\b|\bdates?\W*$",
    AnswerType.REASON: r"\bwhy\b|\bfor what reason\b|\bhow come\b|\bwhat (made|caused)\b",
    AnswerType.PLACE: rf"{_OPENING}where\b|\bwhere ({_AUXILIARY})\b"
    r"|\b(what|which) (city|country|place|venue|building|palace|town|hotel)\b",
    AnswerType.PERSON: rf"({_OPENING}|, )who(m|se)?\b|\b(by|to|from|with) whom\b"
    rf"|\b(what|which) {_OFFICE}\b|^\W*name the ([\w’'-]+ ){{0,3}}{_OFFICE}\b"
    rf"|^\W*((?!{_VERB})[\w’'-]+ ){{0,4}}{_OFFICE}"
    rf"( (of|in|for|at)( (?!{_VERB})[\w’'-]+)+)?\W*$|\bunder (two|different) names\b"
    r"|\b(what|how) (is|was) the name of\b|^(the )?name of\b",
    AnswerType.LIST: r"\b(what|which|name|list) (are |were )?(the |all )*(two|three|four|five"
    r"|several|categories|groups|points|subjects|topics|results|steps)\b"
    r"|^\W*(name|list|enumerate) (?!of\b)"
    r"|\bwhich (?!news\b)[\w’'-]*[a-rt-z]s[’']? "
    r"((of|are|were|was|will|did|do|have|had|would)\b|\w+ed\b)",
    AnswerType.DEFINITION: r"^\W*(what|who) (is|are|was|were) (an? |the )?[\w\"“ -]+\?*$"
    r"|\bwhat does .* mean\b",
    AnswerType.YES_NO: rf"{_OPENING}({_AUXILIARY})\b",
}
_TYPES = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _PATTERNS.items()}
_OF_ACCOUNTS = re.compile(
    rf"(?:\b(?:how|where|what|which|compare|{_AUXILIARY})\b )*"
    rf"(?:the |all |both |any |these |various |different |other |of )*\b{_MEDIA}\b"
    rf"(?: (?:seem|appear|don[’']?t|{_AUXILIARY}|not|to|the|all)\b)*"
    rf"(?: {_APART}\b| give| call| {_SAYS}\b)?(?: (?:on|about|over|as to|in|of|regarding))?",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    rf"^\W*(?:(?:and|but|so) )?(?:(?:in|on|at|by|to|for|from|with) )?"
    rf"(?:who|whom|whose|what|when|where|which|why|how|{_AUXILIARY})\b(?:\W+\w+){{2}}",
    re.IGNORECASE,
)
_THE_SAME = re.compile(r"\bthe same\s+", re.IGNORECASE)
_HOW_WRITTEN = re.compile(
    r"^(?:is|are|how is|how are)\s+(?=.*\b(?:written|spel\w+|called|named)\b)"
    r"|\s+(?:is |are )?(?:written|spel\w+|called|named)(?:\s+(?:the same way|in|by))*$",
    re.IGNORECASE,
)


_HAPPENED = re.compile(
    r"^\W*what (?:else )?(?:has |had )?(?:happened|took place|occurred|went on)\b", re.IGNORECASE
)
_SAID = re.compile(
    r"^\W*what (?:else )?(?:did|does|has|have|had) (?:the )?(?P<who>[^,]{1,40}?)"
    r" (?:say|said|tell|told|announced?|declared?|think|thinks)"
    r"(?: (?:about|on|of|regarding|concerning|to)\b|\W*$)",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def answer_type(question: str) -> AnswerType:
    """The kind of answer that the wording of a question asks for."""
    return next((k for k, p in _TYPES.items() if p.search(question)), AnswerType.OTHER)


@lru_cache(maxsize=256)
def happened(question: str) -> bool:
    """Whether all is asked for that happened: no span of a sentence answers that."""
    return _HAPPENED.match(question) is not None


@lru_cache(maxsize=256)
def asked_speaker(question: str) -> str:
    """Whose words are asked for, whatever they are: ``What did Medinsky say about it?``."""
    match = _SAID.match(question)
    return match["who"] if match else ""


def last_question(text: str) -> str:
    """The last of several questions, if it can be read without those before; else all of them.

    ``What did Russia hand over? When is it due?`` -> ``When is it due?``; ``How many did it
    rescue? And the trawler?`` stays whole.
    """
    before, _, last = text.rpartition("? ")
    return last if before and _WHOLE.match(last) else text


def matter(question: str) -> str:
    """What a comparison is about, as a question of its own.

    ``do sources differ on when it ended`` -> ``when it ended``; ``do the reports give the same
    starting time`` -> ``What is the starting time``. The question itself where nothing would
    be left.
    """
    rest = " ".join(_OF_ACCOUNTS.sub(" ", question).split()).strip(" ?.!,")
    rest = _THE_SAME.sub("the ", _HOW_WRITTEN.sub("", rest))
    if not rest or rest == question.strip(" ?.!,"):
        return question
    asks = re.match(rf"(?:in |on |at )?(?:who|{_VERB})", rest, re.IGNORECASE)
    return rest if asks else f"What is {rest}"
