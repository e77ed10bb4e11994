"""Input that is broken, huge or meant to harm: one clear reason each, and nothing hangs."""

from __future__ import annotations

import io
import os
import time
import zipfile
from pathlib import Path

import pypdf
import pytest
from reader_samples import FIRST, SAMPLES, TITLE, archive, feed, html, pdf, text, word

from index.errors import ArticleError
from index.readers import read_bytes, read_file
from index.records import Article, Rejected

SECONDS = 10


def reasons(name: str, data: bytes) -> list[str]:
    """Why this is not read, in whole or in part."""
    try:
        items = list(read_bytes(name, data, f"/{name}"))
    except ArticleError as error:
        return [str(error)]
    return [item.reason for item in items if isinstance(item, Rejected)]


def one(name: str, data: bytes) -> Article:
    (article,) = read_bytes(name, data, f"/{name}")
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize("suffix", SAMPLES)
def test_an_empty_file_says_so(suffix: str) -> None:
    (reason,) = reasons(f"a{suffix}", b"")
    assert len(reason) < 200
    assert "\n" not in reason


@pytest.mark.parametrize("suffix", SAMPLES)
def test_a_file_cut_in_the_middle_is_read_in_part_or_refused(suffix: str) -> None:
    whole = SAMPLES[suffix]
    for length in range(1, len(whole), max(1, len(whole) // 12)):
        assert all(len(reason) < 400 for reason in reasons(f"a{suffix}", whole[:length]))


@pytest.mark.parametrize("suffix", [s for s in SAMPLES if s not in (".pdf", ".docx", ".zip")])
@pytest.mark.parametrize("binary", [".pdf", ".docx", ".zip"])
def test_a_binary_file_under_a_wrong_name_is_refused(suffix: str, binary: str) -> None:
    (reason,) = reasons(f"a{suffix}", SAMPLES[binary])
    assert reason


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("line.txt", b"word " * 200_000),
        ("letters.txt", b"a" * 1_000_000),
        ("sentences.txt", b"They met. " * 100_000),
        ("headings.txt", b"More\n" * 200_000),
        ("long.html", b"<html><body><p>" + b"They met. " * 100_000),
        ("spans.html", b"<html><body><p>" + b"<b>hello</b> there " * 20_000),
        ("deep.html", b"<div>" * 100_000 + b"hello there"),
        ("open.html", b"<p a='" * 100_000),
        ("deep.json", b"[" * 1_000_000),
        ("quote.csv", b'title,text\n"a,b\n' + b"x,y\n" * 500_000),
        ("items.rss", b"<rss><channel>" + b"<item>" * 30_000),
        ("deep.eml", b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (i, i)
                              for i in range(3000))),
        ("from.eml", b"From: " + b"a,(" * 100_000 + b"\n\nThey met."),
        ("deep.md", b"---\na: " + b"[" * 30_000 + b"\n---\nThey met."),
        ("objects.pdf", b"%PDF-1.4\n" + b"1 0 obj\n" * 100_000),
        ("stream.pdf", pdf([["(x) Tj (y" * 100_000]])),
        ("digits.pdf", pdf([["1" * 200_000 + "x", "One.", "Two."]])),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_nothing_hangs(name: str, data: bytes) -> None:
    started = time.monotonic()
    reasons(name, data)
    assert time.monotonic() - started < SECONDS


def test_ten_thousand_entries_are_ten_thousand_articles() -> None:
    started = time.monotonic()
    assert sum(1 for _ in read_bytes("a.rss", feed(10_000), "/a.rss")) == 10_000
    assert time.monotonic() - started < 3 * SECONDS


def test_entities_of_a_feed_do_not_multiply() -> None:
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi"))  # noqa: B905
    data = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol">{entities}]>'.encode()
    bomb = data + feed().split(b"?>", 1)[1].replace(FIRST.encode(), FIRST.encode() + b"]]>&i;")
    for item in read_bytes("a.rss", bomb, "/a.rss"):
        assert isinstance(item, Rejected) or len(item.text) < 1000


def encrypted(password: str, algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt(password, owner_password="owner", algorithm=algorithm)
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"])
def test_a_pdf_that_opens_without_a_password_is_read_however_it_is_encrypted(
    algorithm: str,
) -> None:
    assert FIRST in one("a.pdf", encrypted("", algorithm)).text
    assert one("a.pdf", encrypted("", algorithm)).title == TITLE, "its strings are encrypted too"
    [reason] = reasons("a.pdf", encrypted("secret", algorithm))
    assert reason == "needs a password to be read; save it without one first"


def test_an_encryption_that_is_not_known_is_said() -> None:
    data = encrypted("", "AES-128").replace(b"/V 4", b"/V 9")
    [reason] = reasons("a.pdf", data)
    assert reason == "is encrypted in a way that is not read; save it without encryption first"


def test_a_damaged_page_is_named_and_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    original = pypdf.PageObject.extract_text

    def extract(page: pypdf.PageObject) -> str:
        if page.page_number == 1:
            raise KeyError("/Font")
        return original(page)

    monkeypatch.setattr(pypdf.PageObject, "extract_text", extract)
    article = one("a.pdf", pdf([["One begins it."], ["Two goes on."], ["Three ends it."]]))
    assert article.note == "Pages that could not be read: 2."
    assert [article.text[at : at + 3] for at in article.pages] == ["One", "Thr", "Thr"]


# Archives


def test_a_zip_bomb_is_refused_and_its_neighbours_are_read() -> None:
    data = archive({"bomb.txt": b"a" * 60_000_000, "big.txt": b"a" * 5_000_000, "a.txt": text()})
    items = list(read_bytes("a.zip", data, "/a.zip"))
    assert [isinstance(item, Article) for item in items] == [False, False, True]
    assert "more than 50 MB" in items[0].reason  # type: ignore[union-attr]
    assert "as a ZIP bomb does" in items[1].reason  # type: ignore[union-attr]
    (reason,) = reasons("a.docx", archive({"word/document.xml": b" " * 120_000_000}))
    assert "more than a document has" in reason


def test_archives_inside_archives_end_at_a_depth() -> None:
    data = text()
    for name in ("a.txt", "b.zip", "c.zip", "d.zip"):
        data = archive({name: data})
    assert reasons("a.zip", data) == ["is an archive inside 2 others; unpack it first"]


def test_names_in_an_archive_are_only_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = ["../up.txt", "/root.txt", "C:\\win.txt", "a\u202etxt.exe.txt"]
    data = archive({name: text() for name in names})
    origins = [item.origin for item in read_bytes("a.zip", data, "/a.zip")]
    assert origins == [
        "/a.zip!/../up.txt",
        "/a.zip!//root.txt",
        "/a.zip!/C:\\win.txt",
        "/a.zip!/atxt.exe.txt",
    ]
    assert list(tmp_path.rglob("*")) == []
    assert not (tmp_path.parent / "up.txt").exists()


def test_encrypted_members_are_refused_and_links_passed_over() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
        packed.writestr("locked.txt", text())
    raw = bytearray(data.getvalue())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.rindex(signature) + offset] |= 1
    assert reasons("a.zip", bytes(raw)) == ["is encrypted; unpack it with its password first"]


# What may not reach the library


@pytest.mark.parametrize("suffix", [".json", ".html", ".md", ".rss", ".csv", ".docx"])
def test_no_string_of_an_article_holds_what_cannot_be_stored(suffix: str) -> None:
    harm = "A\u202eB\u2066C\x07D"
    data = {
        ".json": b'{"title": "A\\u0000\\ud800", "text": "They \\ud800met\\u0000.", "url": '
                 b'"javascript:alert(1)", "source": "\\u202eS"}',
        ".html": html(body=f"<p>{harm}</p>"),
        ".md": f"---\ntitle: 'x'\nurl: 'javascript:alert(1)'\n---\nThey {harm} met.".encode(),
        ".rss": feed().replace(b"tag:0", f"tag:{harm}".encode()),
        ".csv": f"title,text,url\n{harm},They {harm} met.,data:x\n".encode(),
        ".docx": word(harm.replace("\x07", "")),
    }[suffix]  # fmt: skip
    article = one(f"a{suffix}", data)
    for value in (article.title, article.text, article.source or "", article.origin):
        value.encode()
        assert not set(value) & set("\x00\x07\u202e\u2066")
    assert article.url is None or article.url.startswith("https://")


def test_a_file_name_of_any_bytes_can_be_stored(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/n\xff\xfe.txt"))
    path.write_bytes(text())
    (article,) = read_file(path)
    assert article.origin == f"{tmp_path}/n\\udcff\\udcfe.txt"
    article.origin.encode()


def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ArticleError, match="is no file that can be read"):
        next(read_file(tmp_path / "pipe.txt"))
