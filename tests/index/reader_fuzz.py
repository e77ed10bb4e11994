"""Input that nobody wrote: files of every format bent and broken, and random bytes.

``test_fuzz_readers.py`` reads a few hundred in every run, ``benchmarks/fuzz_readers.py`` as many
as it is asked for.
"""

from __future__ import annotations

import io
import time
import zipfile

from hypothesis import strategies as st
from reader_samples import SAMPLES

from index.errors import ArticleError
from index.readers import SUFFIXES, read_bytes
from index.records import Article

SECONDS = 10
# Pieces that mean something to one parser or another.
TOKENS = [
    b"<", b">", b"</p>", b"<p>", b"<div", b"<!--", b"]]>", b"<![CDATA[", b"&#0;", b"&#x202e;",
    b"<script>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b'"', b"'", b",", b";", b"\t", b"\n",
    b"\r", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\\ud800",
    b"\\u0000", b"{", b"}", b"[", b"]", b"null", b"-1e999", b"---\n", b"a: &a [*a]\n",
    b"=?utf-8?q?", b"Content-Type: text/html\n", b"--b\n", b"date 2025-02-31 ", b"9" * 20,
    b"endobj", b"stream\n", b"/Length -1", b"/Filter /FlateDecode", b"1 0 R", b"%%EOF", b"xref\n",
    b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"../", b"${x}",
]  # fmt: skip


@st.composite
def broken_files(draw: st.DrawFn) -> tuple[str, bytes]:
    """A suffix, and a file of that format or another with up to six changes."""
    suffix = draw(st.sampled_from(SUFFIXES))
    own = SAMPLES.get(suffix)
    whole = own if own is not None else SAMPLES[draw(st.sampled_from(sorted(SAMPLES)))]
    if suffix in (".docx", ".zip") and draw(st.booleans()):
        whole = draw(repacked(whole))
    data = bytearray(whole)
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 40))
        piece = draw(st.sampled_from(TOKENS) | st.binary(max_size=8))
        match draw(st.sampled_from(("replace", "insert", "repeat", "cut", "flip"))):
            case "replace":
                data[at : at + length] = piece
            case "insert":
                data[at:at] = piece * draw(st.integers(1, 50))
            case "repeat":
                data[at:at] = data[at : at + length] * draw(st.integers(1, 200))
            case "cut":
                del data[at:]
            case "flip" if at < len(data):
                data[at] ^= 1 << draw(st.integers(0, 7))
    return suffix, bytes(data)


@st.composite
def repacked(draw: st.DrawFn, whole: bytes) -> bytes:
    """The archive with one member changed, so that what is packed in it is broken and not it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(packed, "w") as new:
        names = old.namelist()
        chosen = draw(st.sampled_from(names))
        for name in names:
            data = bytearray(old.read(name))
            if name == chosen:
                at = draw(st.integers(0, len(data)))
                data[at : at + draw(st.integers(0, 40))] = draw(st.sampled_from(TOKENS))
            new.writestr(name, bytes(data))
    return packed.getvalue()


def random_files() -> st.SearchStrategy[tuple[str, bytes]]:
    return st.tuples(
        st.sampled_from(SUFFIXES),
        st.binary(max_size=2000) | st.lists(st.sampled_from(TOKENS), max_size=60).map(b"".join),
    )


def files() -> st.SearchStrategy[tuple[str, bytes]]:
    return st.one_of(broken_files(), broken_files(), broken_files(), random_files())


def check(suffix: str, data: bytes) -> str:
    """Reads it and holds what comes out to what is promised; returns what became of it."""
    started = time.monotonic()
    outcome = "rejected"
    try:
        for item in read_bytes(f"a{suffix}", data, f"/a{suffix}"):
            if isinstance(item, Article):
                outcome = "read"
                _check_article(item)
            else:
                assert item.reason
                item.reason.encode()
            item.origin.encode()
    except ArticleError as error:
        assert str(error)
        str(error).encode()
        outcome = "unreadable" if "cannot be read as" in str(error) else "refused"
    assert time.monotonic() - started < SECONDS, f"{suffix} took too long"
    return outcome


def _check_article(article: Article) -> None:
    values = (article.id, article.title, article.text, article.source, article.url, article.author,
              article.note)  # fmt: skip
    for value in filter(None, values):
        value.encode()
        assert not set(value) & set("\x00\x1b\u202e\u2066\ufeff")
    assert article.text == article.text.strip() != ""
    assert article.title
    assert (article.date is None) == (article.date_from is None)
    assert all(0 <= at <= len(article.text) for at in article.pages)
    assert list(article.pages) == sorted(article.pages)
    assert article.url is None or article.url.lower().startswith(("http://", "https://"))
