"""Web pages: trafilatura finds the main text, its title, and who signs it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HTMLParser, document_fromstring
from trafilatura import bare_extraction, extract_metadata

from index.errors import ArticleError
from index.readers.cleaning import web_address
from index.readers.encodings import declared_charset, decode
from index.readers.headlines import strip_heading, strip_tail
from index.readers.page_dates import page_date
from index.readers.source import Source
from index.records import Article

_MAX_ELEMENTS = 20_000  # a long page has some thousands
# trafilatura's time grows with the square of the inline elements, above all those in one block.
_MAX_INLINE, _MAX_INLINE_IN_ONE = 5000, 500
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code em font i img ins kbd mark q s small span strike strong sub "
    "sup tt u var wbr".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body br dd div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table td th tr ul".split()
)
_UNREAD = ("script", "style", "head", "noscript", "template", "svg", "iframe", "object")
_LIST_LINE = re.compile(r"[-|•]")
# What trafilatura finds of a date is not used; this keeps its search short.
_DATES: dict[str, Any] = {"extensive_search": False, "original_date": True}


def read(source: Source) -> Iterator[Article]:
    """The article of a web page, without what stands around it.

    Raises ``ArticleError`` where the page has no main text.
    """
    data = source.data()
    yield article(source, decode(data, source.charset or declared_charset(data)))


def article(source: Source, content: str) -> Article:
    """An article from HTML, its heading left out of its text.

    Raises ``ArticleError`` where it has no main text.
    """
    tree = _thinned(_parse(content))
    found = extract_metadata(tree, source.url, _DATES)
    page: Any = bare_extraction(tree, url=source.url, include_comments=False)
    text = _paragraphs(page.text or "") if page is not None else ""
    if not text:
        raise ArticleError("has no main text; expected the page of an article")
    url = _address(source.url, web_address(found.url))
    site = found.sitename or (_host(url) if url else None)
    date, date_from = page_date(tree, url)
    return source.article(
        strip_heading(strip_tail(text), found.title),
        _without_site(found.title, site),
        source=site,
        author=found.author,
        url=url,
        date=date,
        date_from=date_from,
    )


def to_text(fragment: str) -> str:
    """The text of a piece of HTML, all of it, a blank line between its blocks."""
    if "<" not in fragment and "&" not in fragment:
        return fragment
    try:
        tree = _parse(fragment)
    except ArticleError:
        return ""
    for element in list(tree.iter()):
        if element.tag in _UNREAD:
            element.text = None
            del element[:]
        elif element.tag in _BLOCKS:
            element.text = "\n\n" + (element.text or "")
            element.tail = "\n\n" + (element.tail or "")
    lines = (" ".join(line.split()) for line in "".join(tree.itertext()).split("\n\n"))
    return "\n\n".join(line for line in lines if line)


def _parse(content: str) -> Any:
    """The tree of a page; lxml's types stop in this module."""
    parser = HTMLParser(remove_comments=True, remove_pis=True, collect_ids=False, encoding="utf-8")
    try:
        tree = document_fromstring(content.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ArticleError("holds no text; expected a web page") from error
    return tree


def _thinned(tree: Any) -> Any:
    """The page without its inline markup, not without its text, where it has too much of it."""
    inside = Counter(e.getparent() for e in tree.iter(*_INLINE))
    if inside.total() > _MAX_INLINE or max(inside.values(), default=0) > _MAX_INLINE_IN_ONE:
        etree.strip_tags(tree, *_INLINE)
        # Parsed anew, since the text is left in as many pieces as there were elements.
        tree = _parse(etree.tostring(tree, encoding="unicode", method="html"))
    if sum(1 for _ in tree.iter()) > _MAX_ELEMENTS:
        raise ArticleError(f"has more than {_MAX_ELEMENTS} elements; expected one article's page")
    return tree


def _paragraphs(text: str) -> str:
    """One paragraph to a line becomes one to a block; lists and tables stay together."""
    blocks: list[str] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        together = blocks and _LIST_LINE.match(line) and _LIST_LINE.match(blocks[-1])
        blocks.append(line if not together else blocks.pop() + "\n" + line)
    return "\n\n".join(blocks)


def _address(fetched: str | None, claimed: str | None) -> str | None:
    """What a page calls its address, unless it was fetched from another host than it claims."""
    if fetched and (not claimed or _host(claimed) != _host(fetched)):
        return fetched
    return claimed


def _host(url: str) -> str | None:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def _without_site(title: str | None, site: str | None) -> str | None:
    """``Round two | Orda.kz`` -> ``Round two``."""
    if not title or not site:
        return title
    return re.sub(rf"\s+[-–—|:·]\s+{re.escape(site)}$", "", title, flags=re.IGNORECASE)
