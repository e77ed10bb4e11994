"""The day a web page was published, from what the page or its address says of it.

htmldate, whose list of attributes is used here, goes on to guess from any date that stands
anywhere on a page, and takes the day of a change for the day of publication. Here a page that
does not say has no date.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from htmldate.core import DATE_ATTRIBUTES, ITEMPROP_ATTRS_ORIGINAL

from index.dates import parse_date

_LOOSE = {"meta", "timestamp", "gentime", "pubyear"}
_ATTRIBUTES = (DATE_ATTRIBUTES | ITEMPROP_ATTRS_ORIGINAL) - _LOOSE
_ARTICLE = re.compile(r"Article|Posting|Report|WebPage")
# /2025/06/02/, /2025-06-02-slug, /20250602/ and /2025/jun/02/ at the start of a part of the path.
_NUMBERS = re.compile(r"/(\d{4})([/-]?)(\d{2})\2(\d{2})(?=[/_.-]|$)")
_MONTH_NAME = re.compile(r"/(\d{4})/([a-z]{3})/(\d{2})(?=/|$)")
_MAX_NODES = 10_000


def page_date(tree: Any, url: str | None) -> tuple[str | None, str | None]:
    """The day and what told it: "metadata", "address", or "text" (the page's ``<time>``)."""
    for value in _metadata(tree):
        if day := parse_date(value):
            return day, "metadata"
    if url and (day := _in_address(url)):
        return day, "address"
    # Several days on one page: those of other stories, of comments, of a change.
    days = {parse_date(time.get("datetime") or time.text) for time in tree.iter("time")} - {None}
    return (days.pop(), "text") if len(days) == 1 else (None, None)


def _metadata(tree: Any) -> Iterator[object]:
    for element in tree.iter("meta"):
        names = (element.get("property"), element.get("name"), element.get("itemprop"))
        if any(name and name.lower() in _ATTRIBUTES for name in names):
            yield element.get("content")
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json":
            yield from _published(script.text or "")
    for time in tree.iter("time"):
        if "pubdate" in time.attrib or (time.get("itemprop") or "").lower() == "datepublished":
            yield time.get("datetime") or time.text


def _published(script: str) -> Iterator[object]:
    """``datePublished`` of the articles in a piece of JSON-LD (schema.org), outermost first."""
    try:
        ahead = [json.loads(script, strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MAX_NODES):
        if not ahead:
            return
        node = ahead.pop(0)
        if isinstance(node, dict):
            if _ARTICLE.search(str(node.get("@type"))):
                yield node.get("datePublished")
            ahead.extend(value for value in node.values() if isinstance(value, dict | list))
        elif isinstance(node, list):
            ahead.extend(node[:_MAX_NODES])


def _in_address(url: str) -> str | None:
    if match := _NUMBERS.search(url):
        return parse_date(f"{match[1]}-{match[3]}-{match[4]}")
    if match := _MONTH_NAME.search(url):
        return parse_date(f"{match[3]} {match[2]} {match[1]}")
    return None
