"""The headline at the head of a text, and the list of other stories' headlines at its tail."""

from __future__ import annotations

import re

from index.sentences import sentences

_SENTENCE_END = re.compile(r"[.!?…。！？؟।։][\"'”’»」)]*$")
_TITLE_WORDS, _TITLE_LENGTH = 30, 300
# What sites put above a list of other stories. The words alone do not cut anything:
# a list of headlines must follow and run to the end.
_TAIL_HEADING = re.compile(
    r"^\W*(?:(?:the )?(?:latest|related|recommended|trending)\b[\w' ]{0,40}"
    r"|(?:the )?(?:popular|recent|other|top)\b[\w' ]{0,20}"
    r"\b(?:news|stor(?:y|ies)|articles|posts|reads?|reading|headlines|topics|videos)"
    r"|(?:(?:more|most)\b|read (?:also|more|next)|see also|also read|you may (?:also )?like"
    r"|don'?t miss|in other news)[\w' ]{0,40}):?$",
    re.IGNORECASE,
)
_SITE = re.compile(r"\s+[-–—|:·]\s+(?:(?!\s[-–—|:·]\s).){1,40}$")
_TAIL_LINES = 3
_HEADLINE_LENGTH = 200  # code points: a longer line is a paragraph
_LONGEST_TAIL = 200  # lines: a list of other stories that is longer than this is not looked for
_LEFTOVERS = 20
_LEFTOVER_LENGTH = 60  # code points: scripts without spaces have no words to count
_DATA = re.compile(r"[\d,;:]")  # a list of names and numbers is part of the article
_BULLET = re.compile(r"^[-*•→–]\s+")


def find_title(body: str) -> str:
    """The headline if the first or second line reads as one, else the first sentence."""
    lines = [line.strip() for line in body[:20_000].split("\n", 40) if line.strip()][:2]
    for line in lines:
        line = line.lstrip("# ")
        if line and not _SENTENCE_END.search(line) and _is_short(line):
            return line
    first = next(iter(sentences(body[:2000])), None)
    if first is None:
        return ""
    words = body[first.start : first.end].split()
    title = " ".join(words[:_TITLE_WORDS])
    cut = title[:_TITLE_LENGTH]
    return cut + (" …" if len(words) > _TITLE_WORDS or len(title) > _TITLE_LENGTH else "")


def strip_heading(body: str, title: str | None) -> str:
    """The body without the title that is set as its first paragraph, if more follows it.

    A title may have the name of its site after it, which the heading on the page has not.
    """
    heading, _, rest = body.partition("\n\n")
    titles = (title, _SITE.sub("", title)) if title else ()
    return rest if rest.strip() and _words(heading) in map(_words, titles) else body


def strip_tail(body: str) -> str:
    """The body without the list of other stories, or the bare headings, that end a page."""
    lines = body.rstrip().split("\n")
    for at in range(len(lines) - 1, max(0, len(lines) - _LONGEST_TAIL), -1):
        if _TAIL_HEADING.match(lines[at].strip()[:80]) and _is_headline_list(lines[at + 1 :]):
            lines = lines[:at]
            break
    for _ in range(_LEFTOVERS):
        if len(lines) > 1 and _is_leftover(lines[-1]):
            lines.pop()
    return "\n".join(lines)


def _words(line: str) -> list[str]:
    """Two lines with the same words are one heading, whatever their quotation marks."""
    return re.findall(r"\w+", line.casefold())


def _is_short(line: str) -> bool:
    return len(line) <= _TITLE_LENGTH and len(line.split()) <= _TITLE_WORDS


def _is_headline_list(lines: list[str]) -> bool:
    headlines = [line for line in lines if line.strip()]
    bare = [line for line in headlines if not _SENTENCE_END.search(line.strip())]
    short = all(len(line) <= _HEADLINE_LENGTH for line in headlines)
    return short and len(headlines) >= _TAIL_LINES and len(bare) >= 0.8 * len(headlines)


def _is_leftover(line: str) -> bool:
    """A blank line, a bare link of the page's navigation, or a heading with nothing under it."""
    stripped = line.strip()
    words = _BULLET.sub("", stripped).split()
    return (
        not _SENTENCE_END.search(stripped)
        and len(stripped) <= _LEFTOVER_LENGTH
        and len(words) <= (3 if _BULLET.match(stripped) else 6)
        and not _DATA.search(stripped)
        and not stripped.endswith(('"', "”"))
    )
