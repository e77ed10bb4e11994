"""Text and Markdown to articles: front matter, titles, tails, and what is turned away."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import ArticleError
from index.readers import read_file
from index.readers.headlines import find_title, strip_tail
from index.records import Article


def read(folder: Path, content: str | bytes, name: str = "report.md") -> Article:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (article,) = read_file(path)
    assert isinstance(article, Article)
    return article


# Front matter


def test_front_matter_is_the_byline_and_the_rest_is_the_text(tmp_path: Path) -> None:
    article = read(
        tmp_path,
        "---\ntitle: The talks\nsource: Orda.kz\ndate: 2025-06-02\nurl: https://orda.kz/1\n"
        "author: A. Reporter\nnote: Retold.\n---\n\nThey met.\n\nThey left.\n",
    )
    assert article == Article(
        id="report",
        title="The talks",
        text="They met.\n\nThey left.",
        source="Orda.kz",
        date="2025-06-02",
        url="https://orda.kz/1",
        author="A. Reporter",
        note="Retold.",
        origin=str(tmp_path / "report.md"),
        date_from="front matter",
    )


def test_the_body_is_kept_as_it_stands(tmp_path: Path) -> None:
    body = "## Heading\n\nHe said **no** to [all](https://x.y) of it.  \nAnd \u00a0left."
    assert read(tmp_path, f"---\ntitle: T\n---\n{body}\n").text == body


def test_without_front_matter_markdown_is_read_as_text(tmp_path: Path) -> None:
    article = read(tmp_path, "# The talks\n\nThey met.\n")
    assert (article.title, article.source, article.date) == ("The talks", None, None)


def test_a_rule_in_the_text_is_no_front_matter(tmp_path: Path) -> None:
    text = "They met.\n\n---\n\nThey left again."
    assert read(tmp_path, text).text == text


def test_values_that_are_no_names_are_passed_over(tmp_path: Path) -> None:
    article = read(
        tmp_path,
        "---\ntitle:\nsource: [Orda.kz, Echo]\nauthor: ~\nnote: {a: b}\nurl: 17\n---\nThey met.",
    )
    assert (article.source, article.author, article.note, article.url) == (None, None, None, None)
    assert article.title == "They met."


def test_a_value_over_several_lines_becomes_one(tmp_path: Path) -> None:
    article = read(tmp_path, "---\ntitle: >\n  The talks\n  in May\n---\nThey met.")
    assert article.title == "The talks in May"


@pytest.mark.parametrize(
    ("front_matter", "reason"),
    [
        ("title: [open", "not YAML"),
        ("title: a: b: c", "not YAML"),
        ("- one\n- two", "is a list"),
        ("just words", "is a str"),
        ("note: " + "x" * 70_000, "longer than"),
        ("a: &a [x, x]\nb: [*a, *a]", "an alias"),
        ("a: " + "[" * 20_000, "not YAML"),
    ],
)
def test_front_matter_that_cannot_be_read_turns_the_file_away(
    tmp_path: Path, front_matter: str, reason: str
) -> None:
    with pytest.raises(ArticleError, match=reason):
        read(tmp_path, f"---\n{front_matter}\n---\nThey met.")


def test_empty_front_matter_says_nothing(tmp_path: Path) -> None:
    article = read(tmp_path, "---\n---\nThey met.")
    assert (article.title, article.text, article.source) == ("They met.", "They met.", None)


# Dates


def test_a_day_that_is_not_in_the_calendar_is_no_day(tmp_path: Path) -> None:
    assert read(tmp_path, '---\ndate: "2025-02-31"\n---\nThey met.').date is None


def test_scraped_text_gives_its_date_and_loses_the_mark(tmp_path: Path) -> None:
    article = read(tmp_path, "The talks\n date 2025-06-02 They met.\nThey left.", "scraped.txt")
    assert article.date == "2025-06-02"
    assert article.text == "The talks\nThey met.\nThey left."
    assert article.title == "The talks"


def test_a_scraped_date_that_is_no_day_stays_in_the_text(tmp_path: Path) -> None:
    article = read(tmp_path, " date 2025-02-31 They met.", "scraped.txt")
    assert article.date is None
    assert "2025-02-31" in article.text


# Titles


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("# The talks\n\nThey met.", "The talks"),
        ("The talks\n\nThey met.", "The talks"),
        ("They met. They left.", "They met."),
        ("They met.\nThe talks\nThey left.", "The talks"),
        ("", ""),
        ("第二轮会谈\n\n会谈在伊斯坦布尔举行。", "第二轮会谈"),
    ],
)
def test_the_title_is_the_headline_or_else_the_first_sentence(body: str, title: str) -> None:
    assert find_title(body) == title


def test_a_title_made_of_a_long_sentence_is_cut(tmp_path: Path) -> None:
    assert find_title("word " * 60 + "end.") == "word " * 30 + "…"
    assert len(find_title("word" * 10_000)) < 310


# The tail of other stories


def test_a_list_of_other_headlines_at_the_end_is_cut() -> None:
    body = (
        "They met.\n\nThey left the palace at four.\n\nRead also:\n"
        "Minister flies to Ankara for talks on grain\nStorm closes the harbour for two days\n"
        "Parliament votes on the new budget law"
    )
    assert strip_tail(body) == "They met.\n\nThey left the palace at four."


def test_a_list_that_belongs_to_the_article_is_kept() -> None:
    body = (
        "They agreed on:\n\n- the wounded and the gravely ill, all for all\n"
        "- soldiers between 18 and 25 years of age\n- the bodies of the dead on both sides"
    )
    assert strip_tail(body) == body


@pytest.mark.parametrize(
    "end",
    [
        "Top ordered desserts\n\nDoughnuts: one\nBrownies: two\nCheesecake: three",
        "More ranked lists:\n\nMission One\nAddress: York\n" + "A review that goes on " * 10,
        "The riskiest models:\n\n1. Rio four-door, 149\n2. Versa, 130\n3. Accent, 120",
        "The team:\n\nJ. Felton, senior\nP. Gyan, junior",
    ],
)
def test_lists_of_names_and_numbers_are_no_tail(end: str) -> None:
    body = f"They met.\n\n{end.strip()}"
    assert strip_tail(body) == body


def test_a_heading_like_a_tail_with_sentences_under_it_is_kept() -> None:
    body = "They met.\n\nLatest developments\n\nThe talks went on.\nThey ended.\nAll flew home."
    assert strip_tail(body) == body


def test_paragraphs_without_spaces_are_no_leftovers() -> None:
    body = "会谈在伊斯坦布尔举行。\n\n双方同意交换战俘。"
    assert strip_tail(body) == body


def test_a_long_list_that_looks_like_navigation_is_not_eaten_up() -> None:
    body = "They met.\n" + "one more name\n" * 500
    assert strip_tail(body).count("one more name") > 450


def test_a_text_of_one_line_is_never_cut() -> None:
    assert strip_tail("More news") == "More news"


# Files


@pytest.mark.parametrize(
    "content", [b"\x00\x01\x02\x03" * 100, bytes(range(256)) * 8, b"PK\x03\x04" + b"\x00\xff" * 500]
)
def test_binary_files_are_turned_away(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ArticleError):
        read(tmp_path, content, "binary.txt")


@pytest.mark.parametrize("content", [b"", b" \n\n\t", b"---\ntitle: T\n---\n", b"\xef\xbb\xbf"])
def test_a_file_without_text_is_turned_away(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ArticleError, match="no text"):
        read(tmp_path, content)


def test_a_file_that_is_too_large_is_turned_away(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    with pytest.raises(ArticleError, match="200 MB is larger than the 20 MB"):
        next(read_file(path))


def test_an_unknown_format_is_named_with_what_is_read(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"format \.xyz is not read; expected one of .*\.md"):
        read(tmp_path, "They met.", "report.xyz")


def test_a_file_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="cannot be opened: No such file"):
        next(read_file(tmp_path / "none.md"))


@pytest.mark.parametrize("value", ["!!bool x", "!!int ''", "!!timestamp x", "2025-02-31"])
def test_what_yaml_cannot_make_a_date_of_is_no_date(tmp_path: Path, value: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\ntitle: T\ndate: {value}\n---\nThey met.\n")
    (article,) = read_file(path)
    assert isinstance(article, Article)
    assert (article.title, article.date) == ("T", None)
