"""The lines of printed pages to running text: without what stands on every page, words whole.

It knows lines and no format: what a page is set in stays with the reader.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_BLANK = " \t\n\u00a0\u200b\u2060"  # also what word processors leave between two spans
_MARGIN_LINES = 2
_ALL_DIGITS = 30  # code points: in a line this short every number may count pages
_LONGEST_MARGIN = 300
_COUNTED = re.compile(r"^\W*+\d++\b|\b\d++(?:\W{0,3}[^\W\d]{0,3}\W{0,3}\d++)?\W*+$")
# What browsers print around a page: its address with "1/3", the moment with its title.
_PRINTED_ADDRESS = re.compile(r"(?:https?|file)://\S+ +\d{1,4}/\d{1,4}")
_PRINTED_MOMENT = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}:\d{2}\b")
_END = re.compile(r"[.!?…:;。][\"'”’»)\]]*$")
_BULLET = re.compile(r"(?:[-*•→–▪●○■◦‣]|\d{1,2}[.)])(?:\s|$)")
_LONE_BULLET = re.compile(r"[*•→▪●○■◦‣]$")
_CLOSING = re.compile(r"[.,;:!?)\]»”](?=[\s.,;:)\]]|$)")
_HYPHEN = re.compile(r"(?<=\w)[-\u2010]$")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_WHOLE = 3  # letters: a shorter half of a parted word tells nothing
# Words that make up words without a hyphen: some-thing, with-out, them-selves.
_PARTS = frozenset(
    "any body ever every for her here him how our out over self selves some them there thing "
    "under what when where who with your".split()
)


def running_text(pages: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """The text of pages in paragraphs, and the offset at which each of them begins in it.

    Lines are joined, words parted at their ends made whole, headers and footers left out.
    """
    lines = _without_margins([_lines(page) for page in pages])
    return _joined(lines, _words(lines))


def _lines(page: str) -> list[str]:
    """The lines that say something; a bullet that stands alone goes before what it points to."""
    found: list[str] = []
    for line in page.translate(LIGATURES).split("\n"):
        line = line.strip(_BLANK)
        if line and found and _LONE_BULLET.match(found[-1]):
            found[-1] += f" {line}"
        elif line:
            found.append(line)
    return found


# What stands on every page


def _without_margins(pages: list[list[str]]) -> list[list[str]]:
    """The lines of each page without those that stand at the edges of most pages."""
    seen = Counter(key for page in pages for key in {_key(line) for line in _margin(page)})
    running = {key for key, count in seen.items() if _is_running(count, len(pages))}
    return [list(_inside(page, running)) for page in pages]


def _is_running(count: int, pages: int) -> bool:
    """On every page of a few, or on two in five: left and right pages may differ."""
    return count == pages > 1 if pages <= 3 else count >= 3 and count * 5 >= pages * 2


def _inside(page: list[str], running: set[str]) -> Iterator[str]:
    edge = _margin(page)
    printed = any(_PRINTED_ADDRESS.fullmatch(line) for line in edge)
    for line in page:
        browsers = printed and (_PRINTED_ADDRESS.fullmatch(line) or _PRINTED_MOMENT.match(line))
        if line not in edge or not (browsers or _key(line) in running):
            yield line


def _margin(page: list[str]) -> list[str]:
    """The lines at the edges; of a page with little on it, one at each, or none."""
    depth = min(_MARGIN_LINES, (len(page) - 1) // 2)
    return page[:depth] + page[len(page) - depth :]


def _key(line: str) -> str:
    """Page 3 of 12 and Page 4 of 12 are one line; two sentences with numbers are two."""
    if len(line) <= _ALL_DIGITS:
        return re.sub(r"\d+", "#", line)
    return _COUNTED.sub("#", line) if len(line) <= _LONGEST_MARGIN else line


# Lines to paragraphs


def _words(pages: Iterable[Sequence[str]]) -> Counter[str]:
    """How often each word stands whole on a line, in lower case, those with hyphens too."""
    found: Counter[str] = Counter()
    parted = False
    for line in chain.from_iterable(pages):
        words = _WORD.findall(line.lower())
        # Neither half of a word that is parted is a word.
        first, parted = int(parted), bool(_HYPHEN.search(line))
        found.update(words[first : -1 if parted else None])
    return found


def _joined(pages: list[list[str]], words: Counter[str]) -> tuple[str, tuple[int, ...]]:
    """One text, its lines joined to paragraphs, and where each page begins in it."""
    widths = sorted(len(line) for page in pages for line in page)
    width = widths[len(widths) * 9 // 10] if widths else 0
    parts: list[str] = []
    starts: list[int] = []
    length, last = 0, ""
    for number, page in enumerate(pages, 1):
        for at, line in enumerate(page):
            glue = _glue(last, line, width, at == 0) if last else ""
            if glue is None:
                glue = ""
                if not _keeps_hyphen(last, line, words):
                    parts[-1] = parts[-1][:-1]
                    length -= 1
            if at == 0:  # where an empty page before this one begins, too
                starts += [length + len(glue)] * (number - len(starts))
            parts += (glue, line)
            length += len(glue) + len(line)
            last = line
    return "".join(parts), (*starts, *[length] * (len(pages) - len(starts)))


def _glue(last: str, line: str, width: int, new_page: bool) -> str | None:
    """What stands between two lines: nothing, a space, a paragraph; ``None``: a parted word."""
    if _BULLET.match(line):
        return "\n"
    if _CLOSING.match(line):
        return ""
    if _HYPHEN.search(last) and line[:1].isalnum():
        return None
    if line[:1].islower():
        return " "
    if _END.search(last):
        # A line that is full to the edge ends its paragraph only by chance.
        return " " if len(last) >= 0.9 * width and not new_page else "\n\n"
    return " " if len(last) >= 0.75 * width else "\n\n"


def _keeps_hyphen(last: str, line: str, words: Counter[str]) -> bool:
    """Whether the hyphen at the end of a line belongs to the word, and did not only part it.

    The rest of the text tells, where it has the word either way; else a compound is what has
    a capital after its hyphen, or in its first half (``QED-specific``), or two whole words.
    """
    first = _WORD.findall(last[:-1])[-1:]
    if not line[0].islower() or not first or not last[:-1].endswith(first[0]):
        return True
    one, other = first[0].lower(), _WORD.findall(line)[0].lower()
    apart, together = words[f"{one}-{other}"], words[one + other]
    if apart or together:
        return apart > together
    if any(letter.isupper() for letter in first[0].split("-")[-1][1:]):
        return True
    halves = {one.split("-")[-1], other.split("-")[0]}
    return not halves & _PARTS and all(len(half) >= _WHOLE and words[half] for half in halves)
