"""Plain text, scraped or typed: the date and title that stand in it, the tail cut off."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from charset_normalizer import from_bytes

from index.errors import ArticleError
from index.records import Article
from index.sentences import sentences

_SCRAPED_DATE = re.compile(r"^[ \t]*date (\d{4}-\d{2}-\d{2})[ \t]+", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*$")
_TITLE_WORDS = 30
# What sites put above a list of other stories. The words alone do not cut anything:
# a list of headlines must follow and run to the end.
_TAIL_HEADING = re.compile(
    r"^\W*(?:(?:the )?(?:latest|related|recommended|popular|trending|recent|other|top)\b"
    r"|(?:more|most)\b|read (?:also|more|next)|see also|also read|you may (?:also )?like"
    r"|don'?t miss|in other news)[\w' ]{0,40}:?$",
    re.IGNORECASE,
)
_TAIL_LINES = 3
_BULLET = re.compile(r"^[-*•→–]\s+")


def read(path: Path, content: str) -> Article:
    """An article from plain text; scraped text gives its date in a line `` date 2025-06-02 ``."""
    body, day = _take_date(content)
    body = strip_tail(body).strip()
    return Article(
        id=path.stem, title=find_title(body), text=body, date=day, origin=str(path.resolve())
    )


def decode(data: bytes) -> str:
    """Text from bytes: UTF-8, else the encoding detected; line ends as ``\\n``, no controls.

    Raises ``ArticleError`` for bytes that are no text.
    """
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(data).best()
        if best is None:
            raise ArticleError("is not text in any known encoding; save it as UTF-8") from None
        content = str(best)
    if content.count("\x00") + content.count("\ufffd") > len(content) // 100:
        raise ArticleError("looks like a binary file; expected text")
    content = content.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", content)


def find_title(body: str) -> str:
    """The headline if the first or second line reads as one, else the first sentence."""
    lines = [line.strip() for line in body.split("\n", 40) if line.strip()][:2]
    for line in lines:
        line = line.lstrip("# ")
        if line and not _SENTENCE_END.search(line) and len(line.split()) <= _TITLE_WORDS:
            return line
    first = next(iter(sentences(body[:2000])), None)
    if first is None:
        return ""
    words = body[first.start : first.end].split()
    return " ".join(words[:_TITLE_WORDS]) + (" …" if len(words) > _TITLE_WORDS else "")


def strip_tail(body: str) -> str:
    """The body without the list of other stories, or the bare headings, that end a page."""
    lines = body.rstrip().split("\n")
    for at in range(len(lines) - 1, 0, -1):
        if _TAIL_HEADING.match(lines[at].strip()) and _is_headline_list(lines[at + 1 :]):
            lines = lines[:at]
            break
    while len(lines) > 1 and _is_leftover(lines[-1]):
        lines.pop()
    return "\n".join(lines)


def _is_headline_list(lines: list[str]) -> bool:
    headlines = [line for line in lines if line.strip()]
    bare = [line for line in headlines if not _SENTENCE_END.search(line.strip())]
    return len(headlines) >= _TAIL_LINES and len(bare) >= 0.8 * len(headlines)


def _is_leftover(line: str) -> bool:
    """A blank line, a bare link of the page's navigation, or a heading with nothing under it."""
    stripped = line.strip()
    words = _BULLET.sub("", stripped).split()
    return (
        not _SENTENCE_END.search(stripped)
        and len(words) <= (3 if _BULLET.match(stripped) else 6)
        and not stripped.endswith(('"', "”", ":", ";", ","))
    )


def _take_date(content: str) -> tuple[str, str | None]:
    """The date that a scraper wrote at the start of a line, and the text without it."""
    for match in _SCRAPED_DATE.finditer(content):
        try:
            day = date.fromisoformat(match[1])
        except ValueError:
            continue  # 2025-02-31 is no date: the text keeps it, the article has none
        return content[: match.start()] + content[match.end() :], day.isoformat()
    return content, None
