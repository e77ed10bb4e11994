"""What the chat's page says, as HTML: the words, the marks, and that nothing is left unescaped."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assistant import wording
from assistant.answer import Answer, Citation, Difference, Side, Statement
from assistant.page import MAX_TURNS, conversation
from assistant.page_library import first_screen, overview
from assistant.page_sources import article_view, fingerprint, original, show_date
from assistant.turns import Turn
from index.records import Article, Evidence, Passage

HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(1)> ${alert(1)} {{x}} \"'&"
ARTICLE = Article(
    id="harbour",
    title="The harbour reopens",
    text="## Morning\n\nThe harbour was shut. It reopened at noon, the mayor said.\n\nShips came.",
    source="The Courier",
    date="2024-03-09",
)


def cited(number: int, article: Article, quote: str) -> Citation:
    start = article.text.index(quote)
    return Citation(
        number=number,
        article_id=article.id,
        title=article.title,
        source=article.source,
        date=article.date,
        url=article.url,
        quote=quote,
        start=start,
        end=start + len(quote),
    )


def answered(article: Article = ARTICLE, **changes: object) -> Answer:
    quote = "It reopened at noon, the mayor said."
    answer = Answer(
        question="When did it reopen?",
        standalone="When did it reopen?",
        status="answered",
        confidence=0.9,
        short="noon",
        statements=(Statement(quote, "The mayor", (1,)),),
        citations=(cited(1, article, quote),),
    )
    return replace(answer, **changes)  # type: ignore[arg-type]


def drawn(answer: Answer, article: Article = ARTICLE, shown: int | None = None) -> str:
    return conversation([Turn(1, answer.question, answer, None, {article.id: article})], shown)


def test_the_short_answer_comes_first_and_is_marked_in_its_sentence() -> None:
    html = drawn(answered())
    assert html.index('<p class="short" dir="auto">noon</p>') < html.index("It reopened at")
    assert "It reopened at <mark>noon</mark>, the mayor said." in html


def test_a_statement_names_speaker_outlet_and_date() -> None:
    text = re.sub(r"<[^>]+>", "", drawn(answered()))
    assert "The mayor, as reported by The Courier · 9 March 2024" in text


def test_a_sentence_is_shown_as_a_quotation_only_where_it_is_one() -> None:
    assert "<blockquote" in drawn(answered())
    told = (Statement("The harbour reopened at noon.", None, (1,)),)
    assert "<blockquote" not in drawn(answered(statements=told))


def test_a_short_answer_that_is_not_in_the_sentence_is_marked_nowhere() -> None:
    statement = re.search(r'class="said">(.*?)</p>', drawn(answered(short="12 o'clock")))
    assert statement and "<mark>" not in statement[1]


def test_a_citation_is_a_named_button_that_knows_its_passage() -> None:
    quote = "It reopened at noon, the mayor said."
    start = ARTICLE.text.index(quote)
    button = re.search(r'<button type="button" class="cite"[^>]*>1</button>', drawn(answered()))
    assert button
    assert 'aria-label="Citation 1: The Courier, 9 March 2024.' in button[0]
    assert f'data-start="{start}" data-end="{start + len(quote)}"' in button[0]
    assert f'data-check="{fingerprint(quote)}"' in button[0]


def test_a_source_card_shows_the_quote_in_its_paragraph() -> None:
    context = re.search(r'<p class="context" dir="auto">(.*?)</p>', drawn(answered()))
    assert context
    assert context[1] == ("The harbour was shut. <mark>It reopened at noon, the mayor said.</mark>")


def test_long_context_is_cut_at_words() -> None:
    body = f"{'before ' * 60}It reopened at noon, the mayor said.{' after' * 60}"
    article = replace(ARTICLE, text=body)
    context = re.search(
        r'<p class="context" dir="auto">(.*?)</p>', drawn(answered(article), article)
    )
    assert context
    before, after = context[1].split("<mark>")[0], context[1].split("</mark>")[1]
    assert before.startswith("… before ") and len(before) <= 203
    assert after.endswith(" after …") and len(after) <= 203


def test_a_card_without_its_article_still_shows_the_quote() -> None:
    html = conversation([Turn(1, "q", answered())])
    assert (
        '<p class="context" dir="auto"><mark>It reopened at noon, the mayor said.</mark></p>'
        in html
    )


def test_unknown_outlets_and_dates_are_said_to_be_unknown() -> None:
    article = replace(ARTICLE, source=None, date=None)
    html = drawn(answered(article), article)
    assert "Outlet not named" in html and "date not given" in html and "None" not in html


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(1.0, "well"), (0.75, "well"), (0.74, "some"), (0.5, "some"), (0.49, "weak"), (0.0, "weak")],
)
def test_confidence_is_said_in_words(confidence: float, words: str) -> None:
    assert f"{words} support" in drawn(answered(confidence=confidence))


def test_a_completed_follow_up_says_what_was_understood() -> None:
    assert wording.UNDERSTOOD not in drawn(answered())
    html = drawn(answered(standalone="When did the harbour reopen?"))
    assert f"{wording.UNDERSTOOD} <em>When did the harbour reopen?</em>" in html


def test_confidence_says_what_it_rests_on() -> None:
    assert "It rests on 1 quote from 1 outlet." in drawn(answered())


def test_accounts_that_differ_are_each_cited() -> None:
    sides = (Side("At noon", (1,)), Side("At one", (1,)))
    html = drawn(answered(differences=(Difference("The hour", sides),)))
    block = html[html.index('class="differ"') : html.index("</section>")]
    assert block.count('class="cite"') == 2 and "The hour" in block


def test_not_found_says_so_and_folds_the_closest_passages() -> None:
    near = tuple(Evidence(ARTICLE, Passage(n, ARTICLE.id, 12, 33), 0.1) for n in range(9))
    html = drawn(Answer("q", "q", "not_found", 0.1, evidence=near))
    assert wording.NOT_FOUND in html and '<details class="near-by"><summary>' in html
    assert html.count('class="near" dir="auto">The harbour was shut.<') == 5
    assert 'class="cite"' not in html and 'class="card"' not in html


def test_not_found_in_an_empty_library_shows_no_empty_fold() -> None:
    assert "near-by" not in drawn(Answer("q", "q", "not_found", 0.0))


def test_streaming_shows_statements_one_by_one_and_sources_at_the_end() -> None:
    quote = "The harbour was shut."
    answer = answered()
    answer = replace(
        answer,
        statements=(*answer.statements, Statement(quote, None, (2,))),
        citations=(*answer.citations, cited(2, ARTICLE, quote)),
    )
    counts = [drawn(answer, shown=n).count('class="said"') for n in (0, 1, 2)]
    assert counts == [0, 1, 2]
    assert 'class="card"' not in drawn(answer, shown=2)
    assert drawn(answer).count('class="card"') == 2


def test_every_turn_keeps_its_own_sources() -> None:
    other = replace(ARTICLE, id="other", title="Another day", source="The Echo")
    turns = [
        Turn(1, "first", answered(), None, {"harbour": ARTICLE}),
        Turn(2, "second", answered(other), None, {"other": other}),
    ]
    first, second = conversation(turns).split('data-turn="2"')
    assert "The Courier" in first and "The Echo" not in first
    assert "The Echo" in second and "The Courier" not in second


def test_an_error_is_a_sentence() -> None:
    html = conversation([Turn(1, "q", None, wording.FAILED)])
    assert f'<p class="failed" dir="auto">{wording.FAILED}</p>' in html


def test_turns_that_left_the_page_are_spoken_of() -> None:
    assert wording.DROPPED.format(limit=MAX_TURNS) in conversation([Turn(5, "q")])
    assert 'class="dropped"' not in conversation([Turn(1, "q")])


def test_nothing_hostile_survives() -> None:
    body = f"{HOSTILE}\n\nIt reopened at noon, the mayor said. {HOSTILE}"
    article = Article(
        id=HOSTILE, title=HOSTILE, text=body, source=HOSTILE, date=HOSTILE, note=HOSTILE,
        author=HOSTILE, url="javascript:alert(1)",
    )  # fmt: skip
    answer = answered(
        article,
        question=HOSTILE,
        standalone=HOSTILE + "?",
        statements=(Statement(f"noon {HOSTILE}", HOSTILE, (1,)),),
        differences=(Difference(HOSTILE, (Side(HOSTILE, (1,)),)),),
        evidence=(Evidence(article, Passage(1, article.id, 0, 40), 0.5),),
    )
    not_found = replace(answer, status="not_found", statements=(), citations=())
    everything = (
        drawn(answer, article)
        + drawn(not_found, article)
        + conversation([Turn(1, HOSTILE, None, HOSTILE)])
        + article_view(article, 0, 40, fingerprint(body[:40]))
        + first_screen(overview([article], frozenset()))
    )
    assert "<script" not in everything and "<img" not in everything
    assert "javascript:" not in everything and "href=" not in everything
    # Whatever is left of a quotation mark would end an attribute.
    assert not re.search(r'="[^"]*"(?![ >/])', everything)


@pytest.mark.parametrize("url", ["https://example.org/a?b=1&c=2", "HTTP://example.org/"])
def test_web_addresses_are_linked_safely(url: str) -> None:
    link = original(url)
    assert 'target="_blank" rel="noopener noreferrer"' in link
    assert f'href="{url.replace("&", "&amp;")}"' in link


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "JaVaScRiPt://x", "data:text/html,x", "file:///etc/passwd",
     "//example.org", "https://x\" onclick=\"y", "java\nscript:alert(1)", " https://x", "https://"],
)  # fmt: skip
def test_other_addresses_are_never_linked(url: str | None) -> None:
    assert original(url) == ""


def test_the_article_is_shown_whole_with_the_quote_marked() -> None:
    quote = "It reopened at noon, the mayor said."
    start = ARTICLE.text.index(quote)
    html = article_view(ARTICLE, start, start + len(quote), fingerprint(quote))
    assert '<h3 dir="auto">Morning</h3>' in html and '<p dir="auto">Ships came.</p>' in html
    assert f'<p dir="auto">The harbour was shut. <mark>{quote}</mark></p>' in html


def test_a_quote_over_two_paragraphs_is_marked_in_both() -> None:
    start, end = ARTICLE.text.index("the mayor"), ARTICLE.text.index(" came")
    html = article_view(ARTICLE, start, end, fingerprint(ARTICLE.text[start:end]))
    assert "<mark>the mayor said.</mark>" in html and "<mark>Ships</mark> came." in html


def test_a_replaced_article_is_shown_unmarked_and_says_why() -> None:
    html = article_view(ARTICLE, 0, 10, fingerprint("what stood here before"))
    assert "<mark>" not in html and wording.ARTICLE_CHANGED in html


@pytest.mark.parametrize(
    ("date", "shown"),
    [("2025-06-02", "2 June 2025"), ("2025", "2025"), (None, "date not given")],
)
def test_dates(date: str | None, shown: str) -> None:
    assert show_date(date) == shown


def test_the_first_screen_says_what_the_library_holds() -> None:
    later = replace(ARTICLE, id="b", date="2024-05-01", source="The Echo")
    html = first_screen(overview([ARTICLE, later], frozenset({"a"})))
    assert "<strong>2 articles</strong> from <bdi>The Courier</bdi>, <bdi>The Echo</bdi>" in html
    assert "9 March 2024 to 1 May 2024" in html


def test_examples_about_the_bundled_reports_are_offered_only_over_them() -> None:
    assert overview([ARTICLE], frozenset({"harbour"})).examples == wording.EXAMPLES
    hints = overview([ARTICLE], frozenset({"harbour", "other"})).examples
    assert "What happened on 9 March 2024?" in hints
    assert not set(hints) & set(wording.EXAMPLES)


def test_an_empty_library_says_how_to_fill_it() -> None:
    nothing = overview([], frozenset({"a"}))
    assert '<a href="#library">' in first_screen(nothing) and "<button" not in first_screen(nothing)
    assert "byline add" in first_screen(nothing, may_add=False)
