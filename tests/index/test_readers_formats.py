"""Every format to articles: what is kept of it, and where an article says it comes from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from reader_samples import (
    DAY,
    FIRST,
    ROW,
    SAMPLES,
    SECOND,
    TITLE,
    URL,
    archive,
    atom,
    csv,
    feed,
    html,
    json_lines,
    message,
    text,
    word,
)

from index.errors import ArticleError
from index.readers import FORMATS, SUFFIXES, read_bytes, read_file
from index.readers.headlines import strip_heading
from index.records import Article, Rejected

DOCS = Path(__file__).parents[2] / "docs" / "articles.md"


def read(name: str, data: bytes, **options: object) -> list[Article | Rejected]:
    return list(read_bytes(name, data, f"/{name}", **options))  # type: ignore[arg-type]


def one(name: str, data: bytes, **options: object) -> Article:
    (article,) = read(name, data, **options)
    assert isinstance(article, Article), article
    return article


@pytest.mark.parametrize("suffix", SAMPLES)
def test_every_format_gives_title_text_and_language(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"sample{suffix}"
    path.write_bytes(SAMPLES[suffix])
    found = list(read_file(path))
    assert found
    for article in found:
        assert isinstance(article, Article), article
        assert article.title.startswith(TITLE) or article.title == "Another"
        assert FIRST in article.text
        assert SECOND in article.text
        assert article.language == "en"
        assert article.origin.startswith(str(path))
        assert (article.date is None) == (article.date_from is None)
    assert found == list(read_bytes(path.name, SAMPLES[suffix], str(path)))


def test_the_table_in_the_docs_lists_the_formats_that_are_read() -> None:
    rows = re.findall(r"^\| ([^|]+) \| (`\.[^|]+) \|", DOCS.read_text("utf-8"), re.MULTILINE)
    listed = [(name.strip(), tuple(re.findall(r"`(\.\w+)`", suffixes))) for name, suffixes in rows]
    assert listed == [(format.name, format.suffixes) for format in FORMATS]


def test_no_suffix_means_two_formats() -> None:
    assert len(set(SUFFIXES)) == len(SUFFIXES)


# Web pages


def test_a_page_is_its_article_and_nothing_around_it() -> None:
    article = one("page.html", html())
    assert (article.title, article.source, article.author) == (TITLE, "Orda.kz", "Jane Doe")
    assert (article.date, article.date_from) == (DAY, "metadata")
    for around in ("cookies", "Home", "Storm closes", "newsletter", "Related"):
        assert around not in article.text
    assert f"{FIRST}\n\n{SECOND}" in article.text, "paragraphs stay apart"


@pytest.mark.parametrize(
    "heading",
    [TITLE, f"<em>{TITLE}</em>", TITLE.upper(), TITLE.replace(": ", " – ")],
)
def test_the_heading_that_is_the_title_is_not_in_the_text(heading: str) -> None:
    page = html().replace(f"<h1>{TITLE}".encode(), f"<h1>{heading}".encode())
    assert one("page.html", page).text == f"{FIRST}\n\n{SECOND}"
    named = page.replace(f'content="{TITLE}"'.encode(), f'content="{TITLE} - A Site"'.encode())
    assert one("page.html", named).text == f"{FIRST}\n\n{SECOND}", "the site in the title"


def test_a_heading_that_says_something_else_is_text() -> None:
    page = html().replace(f"<h1>{TITLE}".encode(), b"<h1>What the two sides agreed on")
    assert one("page.html", page).text.startswith("What the two sides agreed on\n\n")
    assert strip_heading("Talks", "Talks") == "Talks", "there is nothing else"
    assert strip_heading("Talks\n\nThey met.", None) == "Talks\n\nThey met."
    assert strip_heading("Talks\n\nThey met.", "Talks - round two - Echo") != "They met."


@pytest.mark.parametrize(
    ("head", "body", "url", "found"),
    [
        ('<meta itemprop="datePublished" content="2025-06-02">', "", None, (DAY, "metadata")),
        ('<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", '
         '"datePublished": "2025-06-02T10:00Z", "dateModified": "2025-06-09"}]}</script>',
         "", None, (DAY, "metadata")),
        ("<base>", "", URL, (DAY, "address")),
        ("<base>", "", "https://x.org/world/2025/jun/02/talks", (DAY, "address")),
        ("<base>", '<time datetime="2025-06-02T10:00">2 June</time>', None, (DAY, "text")),
        ("<base>", "<time>2025-06-02</time><time>2025-06-09</time>", None, (None, None)),
        ('<meta property="article:modified_time" content="2025-06-02">', "", None, (None, None)),
        ('<meta itemprop="copyrightYear" content="2025">', "", None, (None, None)),
        ('<script type="application/ld+json">{"@type": "Article", "dateModified": "2025-06-09"}'
         "</script>", "", None, (None, None)),
        ("<base>", "<p>On June 2, 2025 they met.</p><p>© 2024 Orda</p>", None, (None, None)),
        ("<base>", "", "https://x.org/news/on-2022-02-24-it-began", (None, None)),
    ],
)  # fmt: skip
def test_a_page_has_the_date_that_it_says_of_itself_or_none(
    head: str, body: str, url: str | None, found: tuple[str | None, str | None]
) -> None:
    article = one("page.html", html(head, body), url=url)
    assert (article.date, article.date_from) == found


def test_a_page_cannot_claim_another_outlets_address() -> None:
    head = '<link rel="canonical" href="https://known.org/a">'
    assert one("page.html", html(head), url="https://other.net/x").url == "https://other.net/x"
    assert (
        one("page.html", html(head), url="https://known.org/a?utm=1").url == "https://known.org/a"
    )


def test_markup_in_an_article_stays_text() -> None:
    told = "<p>Then ${alert(1)} and &lt;script&gt; were said.</p>"
    article = one("page.html", html(body=f"{told}<script>bad()</script><p onclick='bad()'>So.</p>"))
    assert "Then ${alert(1)} and <script> were said." in article.text
    assert "bad()" not in article.text


def test_a_page_in_another_encoding_is_read_by_what_it_declares() -> None:
    page = html(body="<p>Переговоры в Стамбуле завершились.</p>").decode()
    data = page.replace('charset="utf-8"', 'charset="windows-1251"').encode("cp1251")
    assert "Переговоры в Стамбуле завершились." in one("page.html", data).text


def test_a_page_without_text_is_turned_away() -> None:
    with pytest.raises(ArticleError, match="no main text"):
        read("page.html", b"<html><body><script>let text</script></body></html>")


# Word


def test_a_word_document_keeps_its_title_author_and_tables() -> None:
    article = one("a.docx", word("What was agreed"))
    assert (article.title, article.author) == ("What was agreed", "Jane Doe")
    assert article.text.startswith(FIRST), "its title is not in its text"
    assert "Bodies | 6,000" in article.text
    assert article.date is None


# Data


def test_each_line_is_an_article_and_a_bad_line_stops_nothing() -> None:
    data = json_lines() + b'{"title": "open\n\n[1]\n{"title": "none"}\n' + json_lines()
    found = read("a.jsonl", data)
    assert [item.origin for item in found] == [f"/a.jsonl#{n}" for n in (1, 2, 3, 5, 6, 7, 8)]
    rejected = [item.reason for item in found if isinstance(item, Rejected)]
    assert [reason.split(":")[0] for reason in rejected] == [
        "is not JSON",
        "is a list; expected an object with title and text",
        "has no text; expected a field text, body, content, article, got title",
    ]


def test_fields_go_by_many_names_or_the_name_given() -> None:
    row = {"headline": "H", "body": FIRST, "outlet": {"name": "Orda"}, "published_at": 1748822400,
           "link": URL, "byline": [{"name": "A"}, "B"], "id": 7}  # fmt: skip
    article = one("a.json", json.dumps(row).encode())
    assert (article.id, article.title, article.source, article.author) == ("7", "H", "Orda", "A, B")
    assert (article.date, article.url) == (DAY, URL)
    renamed = {"name": "T", "content_body": FIRST, "text": "not this"}
    options = {"fields": {"title": "name", "text": "content_body"}}
    assert one("a.jsonl", json.dumps(renamed).encode(), **options).text == FIRST
    assert one("a.csv", f"name,content_body\nT,{FIRST}\n".encode(), **options).title == "T"
    with pytest.raises(ArticleError, match="no field body; expected one of"):
        read("a.jsonl", json_lines(), fields={"body": "x"})


@pytest.mark.parametrize(
    "value",
    [[ROW], {"articles": [ROW], "meta": [1]}, {"version": "1", "whatever": [ROW]}, ROW,
     {"items": [{"title": TITLE, "content_html": f"<p>{FIRST}</p><p>{SECOND}</p>"}]},
     [{"title": {"rendered": TITLE}, "content": {"rendered": f"<p>{FIRST}</p><p>{SECOND}</p>"}}]],
)  # fmt: skip
def test_json_is_a_list_an_object_with_a_list_or_one_article(value: object) -> None:
    article = one("a.json", json.dumps(value).encode())
    assert (article.title, article.text) == (TITLE, f"{FIRST}\n\n{SECOND}")


@pytest.mark.parametrize("delimiter", ",;\t|")
def test_the_delimiter_of_a_table_is_found(delimiter: str) -> None:
    data = csv().decode().replace(",", delimiter).encode("utf-8-sig")
    article = one("a.csv", data)
    assert (article.title, article.origin, article.date) == (TITLE, "/a.csv#2", DAY)


def test_a_table_without_text_says_which_columns_it_has() -> None:
    with pytest.raises(ArticleError, match=r"expected one named text, .* got title, when"):
        read("a.csv", b"title,when\na,b\n")


# Feeds, messages, archives


def test_the_entries_of_a_feed_are_known_by_their_own_ids() -> None:
    found = read("a.rss", feed(3))
    assert [item.origin for item in found] == [f"/a.rss#tag:{n}" for n in range(3)]
    article = one("a.xml", atom())
    assert (article.source, article.author, article.url) == ("Orda.kz", "Jane Doe", URL)
    assert (article.date, article.date_from) == (DAY, "feed")
    assert article.text == f"{FIRST}\n\n{SECOND}"


def test_xml_that_is_no_feed_is_turned_away() -> None:
    with pytest.raises(ArticleError, match="no RSS or Atom feed"):
        read("a.xml", b"<?xml version='1.0'?><note><to>you</to></note>")


def test_a_message_is_signed_by_its_sender() -> None:
    article = one("a.eml", message())
    assert (article.title, article.source, article.date) == (TITLE, "Orda.kz", DAY)
    assert SECOND in one("a.eml", message(page=True)).text


def test_members_of_archives_say_where_they_stand() -> None:
    inner = archive({"deep/a.txt": text(), "b.csv": csv()})
    found = read("a.zip", archive({"in.zip": inner, "picture.png": b"x", "__MACOSX/a.txt": b"x"}))
    assert [item.origin for item in found] == [
        "/a.zip!/in.zip!/deep/a.txt",
        "/a.zip!/in.zip!/b.csv#2",
        "/a.zip!/picture.png",
    ]
    assert isinstance(found[2], Rejected)
    assert "format .png is not read" in found[2].reason


def test_a_media_type_tells_the_format_before_the_name() -> None:
    article = one("story", html(), media_type="text/html; charset=utf-8", url=URL)
    assert (article.id, article.url) == ("story", URL)
    with pytest.raises(ArticleError, match="format image/png is not read"):
        read("story", html(), media_type="image/png")
