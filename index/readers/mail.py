"""Messages (EML) and saved web pages (MHTML), read with Python's own email package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from index.dates import parse_date
from index.errors import ArticleError
from index.readers import html
from index.readers.cleaning import web_address
from index.readers.encodings import declared_charset, decode
from index.readers.headlines import strip_tail
from index.readers.source import Source
from index.records import Article

_MAX_PARTS = 1000
_LONGEST_HEADER = 2000  # code points looked at
_ENOUGH = 200  # code points: a shorter plain part only says where to read the message


def read(source: Source) -> Iterator[Article]:
    """A message: its subject is the title, its sender the outlet, its date the date."""
    message, plain, page = _parts(source)
    sender, address = parseaddr(_header(message, "From").replace("(", " "))  # comments nest
    text = plain if len(plain) >= _ENOUGH or not page else html.to_text(page)
    yield source.article(
        strip_tail(text),
        _header(message, "Subject"),
        source=sender or address.rpartition("@")[2],
        date=parse_date(_header(message, "Date")),
        date_from="metadata",
    )


def read_page(source: Source) -> Iterator[Article]:
    """A web page that a browser saved: the message's own date is the day of saving, no more."""
    message, _, page = _parts(source)
    if not page:
        raise ArticleError("has no web page in it; expected a saved page")
    address = _header(message, "Snapshot-Content-Location") or _header(message, "Content-Location")
    yield html.article(replace(source, url=web_address(address)), page)


def _parts(source: Source) -> tuple[Message, str, str]:
    """The message, its first plain text and its first HTML; attached files are not looked at."""
    data = source.data()
    if data.lower().count(b"\ncontent-type:") > _MAX_PARTS or data.count(b"\n--") > 10 * _MAX_PARTS:
        raise ArticleError(f"has more than {_MAX_PARTS} parts; expected one message")
    message = message_from_bytes(data)
    first = {"text/plain": "", "text/html": ""}
    for part in message.walk():
        kind = part.get_content_type()
        if first.get(kind) == "" and part.get_content_disposition() != "attachment":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                charset = part.get_content_charset() or declared_charset(content)
                first[kind] = decode(content, charset)
    return message, first["text/plain"], first["text/html"]


def _header(message: Message, name: str) -> str:
    """A header as text; one that is broken as it stands."""
    value = str(message.get(name) or "")[:_LONGEST_HEADER]
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value
