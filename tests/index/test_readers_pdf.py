"""PDF: what a page is set in is not part of its text, and its lines are no paragraphs."""

from __future__ import annotations

import pytest
from reader_samples import pdf

from index.readers import read_bytes
from index.readers.layout import running_text
from index.records import Article

UNTITLED = "/Title (untitled)"


def one(name: str, data: bytes) -> Article:
    (article,) = read_bytes(name, data, f"/{name}")
    assert isinstance(article, Article), article
    return article


def test_the_pages_of_a_pdf_are_known() -> None:
    article = one("a.pdf", pdf([["One begins the story.", "It goes on."], ["Two ends it."]]))
    assert [article.text[at : at + 3] for at in article.pages] == ["One", "Two"]
    assert article.date is None, "the day a PDF was made is not the day of publication"


def test_a_parted_word_is_joined_over_lines_and_pages() -> None:
    lines = ["The delegations met in the pal-", "ace and agreed on the Russian-"]
    article = one("a.pdf", pdf([lines, ["Ukrainian exchange of pris-"], ["oners, all for all."]]))
    assert "in the palace and agreed on the Russian-Ukrainian exchange of prisoners" in article.text
    assert [article.text[at : at + 3] for at in article.pages[1:]] == ["Ukr", "one"]


def test_what_stands_on_every_page_is_left_out() -> None:
    pages = [
        ["The Istanbul Report", f"Story {n} begins here and is long.", "It has a middle part.",
         "It comes to its end.", "So it closes.", f"Page {n} of 5"]
        for n in range(1, 6)
    ]  # fmt: skip
    article = one("a.pdf", pdf(pages, info="/Title (untitled)"))
    assert "The Istanbul Report" not in article.text
    assert "of 5" not in article.text
    assert all(f"Story {n} begins" in article.text for n in range(1, 6))
    assert all(article.text[at:].startswith("Story") for at in article.pages)


# Headers and footers


def pages(count: int) -> list[list[str]]:
    """One fewer than ``count``, each about another ship."""
    ships = "Ada Bela Cora Dora Enna Fina Gina Hera Inga".split()[: count - 1]
    return [[f"{s} came in.", f"It was late for {s}.", f"Nobody waited for {s}."] for s in ships]


@pytest.mark.parametrize("count", [2, 3, 9])
def test_what_a_browser_prints_around_a_page_is_left_out(count: int) -> None:
    printed = [
        [*page, "11/22/25, 5:04 PM The harbour opens",
         f"https://orda.example/2025/11/22/harbour {n}/{count - 1}"]
        for n, page in enumerate(pages(count), 1)
    ]  # fmt: skip
    article = one("a.pdf", pdf(printed))
    assert "orda.example" not in article.text
    assert "5:04" not in article.text
    assert article.text.count("It was late") == count - 1


def test_left_and_right_pages_may_have_headers_of_their_own() -> None:
    book = [
        [("Chapter 4: The harbour " if n % 2 else f"{n} The Istanbul Report of the year ") + str(n),
         *page]
        for n, page in enumerate(pages(9), 1)
    ]  # fmt: skip
    article = one("a.pdf", pdf(book, info=UNTITLED))
    assert "Chapter" not in article.text
    assert "Report" not in article.text
    assert [article.text[at : at + 4] for at in article.pages[:3]] == ["Ada ", "Bela", "Cora"]


def test_a_line_that_two_of_many_pages_share_is_text() -> None:
    book = [["He was asked again.", *page] if n in (2, 5) else page
            for n, page in enumerate(pages(9))]  # fmt: skip
    assert one("a.pdf", pdf(book)).text.count("He was asked again.") == 2


def test_pages_that_are_all_alike_are_not_emptied() -> None:
    assert one("a.pdf", pdf([["Nobody came."]] * 4)).text.count("Nobody came.") == 4


# Words and paragraphs


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("It is in the pal-", "ace of the sultans.", "palace"),
        ("They met with-", "out a word, and went out with it.", "without"),
        ("The offer was long-", "term; a long pause in the term.", "long-term"),
        ("A cease-", "fire was a ceasefire in all but name.", "a ceasefire in"),
        ("A cease-", "fire is a cease-fire by any name.", "A cease-fire is"),
        ("The Russian-", "Ukrainian talks ended.", "Russian-Ukrainian"),
        ("The Russian-Ukrai-", "nian talks ended.", "Russian-Ukrainian"),
        ("The EU-", "led mission went on.", "EU-led"),
        ("A 30-", "day truce was offered.", "30-day"),
        ("Between 2019-", "2020 it was closed.", "2019-2020"),
    ],
)
def test_the_hyphen_of_a_parted_word_goes_and_that_of_a_compound_stays(
    first: str, second: str, found: str
) -> None:
    text, _ = running_text([f"{first}\n{second}"])
    assert found in text
    assert len(text.splitlines()) == 1


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("The ﬁrst oﬃcer ﬂed.", "The first officer fled."),
        ("●\nFirst point.\n●\nSecond point.", "● First point.\n● Second point."),
        ("They were\n\u200b challenging\n\u200b\n. They met.", "They were challenging. They met."),
        ("He (the minister\n), said so.", "He (the minister), said so."),
    ],
)
def test_what_typesetting_takes_apart_is_put_together(lines: str, text: str) -> None:
    assert running_text([lines])[0] == text


# Titles


def test_the_headline_is_what_is_set_in_the_largest_type() -> None:
    lines = ["Home News Sport", "Harbour opens after", "a week of storms", "By Jane Doe",
             "Nine ships came in on Monday and many more were seen at sea."]  # fmt: skip
    data = pdf([lines], info=UNTITLED).replace(b"/F1 10 Tf (Harbour", b"/F1 24 Tf (Harbour")
    data = data.replace(b"/F1 10 Tf (a week", b"/F1 24 Tf (a week")
    assert one("a.pdf", data).title == "Harbour opens after a week of storms"
    named = data.replace(b"(untitled)", b"(Harbours)")
    assert one("a.pdf", named).title == "Harbours", "what the file calls itself goes before"


def test_a_large_initial_is_no_headline() -> None:
    lines = ["I", "n the harbour nine ships came in on Monday.", "Many more were seen at sea."]
    data = pdf([lines], info=UNTITLED).replace(b"/F1 10 Tf (I)", b"/F1 48 Tf (I)")
    assert one("a.pdf", data).title.startswith("I")


def test_what_runs_up_a_margin_is_no_headline() -> None:
    lines = ["The harbour opens", "Nine ships came in on Monday.", "Stamped by the archive"]
    data = pdf([lines], info=UNTITLED)
    plain = b"/F1 10 Tf (Stamped by the archive) Tj"
    turned = plain.replace(b"/F1 10 Tf", b"0 9 -9 0 9 9 Tm /F1 9 Tf")
    data = data.replace(plain, turned)
    assert one("a.pdf", data).title == "The harbour opens"
