"""Composing an answer from ranked sentences: merging, citing, differing, declining."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant import compose as composing
from assistant.answer_type import AnswerType
from assistant.compose import compose
from assistant.evidence import Candidate
from assistant.provenance import Provenance
from assistant.query import Query
from index.records import Article, Filter

COUNT = Query("How many children?", "How many children?", AnswerType.NUMBER, (), Filter())
OPEN = Query("What happened?", "What happened?", AnswerType.OTHER, (), Filter())
DIFFER = Query("How do they differ?", "How do they differ?", AnswerType.COMPARISON, (), Filter())


@pytest.fixture(autouse=True)
def _threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composing, "threshold", lambda: 0.5)


def sentence(
    source: str, text: str, span: str = "", probability: float = 0.9, angle: float = 0.0
) -> Candidate:
    """A sentence that is a whole article; ``angle`` (radians) sets how alike two of them are."""
    article = Article(source.lower(), f"{source} reports", text, source, "2025-06-02")
    at = text.index(span)
    return Candidate(
        article=article,
        start=0,
        end=len(text),
        reading=(at, at + len(span)),
        speaker=None,
        vector=np.array([np.cos(angle), np.sin(angle)], dtype=np.float32),
        features=np.zeros(6),
        beside=0.0,
        probability=probability,
    )


def test_an_unlikely_answer_is_not_given() -> None:
    answer = compose("Q?", OPEN, [sentence("A", "They met.", probability=0.49)], ())
    assert (answer.status, answer.statements, answer.citations) == ("not_found", (), ())
    assert answer.confidence == 0.49
    assert compose("Q?", OPEN, [], ()).status == "not_found"


def test_what_two_outlets_report_is_one_statement_with_two_citations() -> None:
    ranked = [
        sentence("A", "The list has 339 children.", "339"),
        sentence("B", "Kyiv named 339 of them.", "339", angle=0.5),
        sentence("C", "The talks ended early.", "early", angle=1.5),
    ]
    answer = compose("Q?", COUNT, ranked, ())
    assert answer.short == "339"
    assert [s.citations for s in answer.statements] == [(1, 2), (3,)]
    assert [c.source for c in answer.citations] == ["A", "B", "C"]
    assert answer.text.startswith("339 — The list has 339 children. [1][2] ")
    assert answer.differences == ()


def test_a_number_inside_another_number_is_not_the_same() -> None:
    ranked = [sentence("A", "It has 20 names.", "20"), sentence("B", "It has 201 names.", "201")]
    assert len(compose("Q?", COUNT, ranked, ()).statements) == 2


def test_outlets_that_give_different_figures_differ() -> None:
    ranked = [
        sentence("A", "The list has 339 children.", "339"),
        sentence("B", "The list has 340 children.", "340", angle=0.2),
    ]
    (difference,) = compose("Q?", COUNT, ranked, ()).differences
    assert [(s.text, s.citations) for s in difference.sides] == [("339", (1,)), ("340", (2,))]
    assert not compose("Q?", COUNT, ranked, ()).side_by_side


def test_an_article_does_not_differ_from_itself() -> None:
    both = "The list has 339 children. Russia sent back 101."
    ranked = [
        sentence("A", "The list has 339 children.", "339"),
        sentence("B", both, "339", angle=0.1),
        sentence("B", both, "101", angle=0.3),
    ]
    assert compose("Q?", COUNT, ranked, ()).differences == ()


def test_the_same_figure_in_words_is_no_difference() -> None:
    ranked = [
        sentence("A", "It lasts two or three days.", "two or three"),
        sentence("B", "It lasts 2 to 3 days.", "2 to 3", angle=0.2),
    ]
    assert compose("Q?", COUNT, ranked, ()).differences == ()


def test_asked_how_accounts_differ_each_article_has_its_say() -> None:
    ranked = [
        sentence("A", "They will swap 6,000 bodies."),
        sentence("A", "They met in May.", probability=0.8),
        sentence("B", "Russia hands over 6,000 bodies.", probability=0.7, angle=0.1),
    ]
    answer = compose("Q?", DIFFER, ranked, ())
    assert [c.source for c in answer.citations] == ["A", "B"]
    (difference,) = answer.differences
    assert len(difference.sides) == 2
    assert answer.side_by_side, "the sides are the statements"


def test_accounts_of_a_time_are_the_sentences_that_give_one() -> None:
    asked = Query("Do they agree?", "What time did it end", AnswerType.COMPARISON, (), Filter())
    ranked = [
        sentence("A", "They will meet again."),
        sentence("A", "It closed at 15:57.", "15:57", probability=0.7),
        sentence("B", "The end came at 4:00 p.m.", "4:00 p.m.", probability=0.6),
        sentence("C", "The hall was full.", "The hall", probability=0.8),
    ]
    assert [c.quote[-9:] for c in compose("Q?", asked, ranked, ()).citations] == [
        "at 15:57.",
        "4:00 p.m.",
    ]


def test_accounts_of_a_topic_are_the_sentences_that_tell_of_the_same() -> None:
    asked = Query("Compare them", "What is the bodies", AnswerType.COMPARISON, (), Filter())
    frozen = sentence("A", "The bodies lie frozen.", "bodies", angle=1.2)
    ranked = [
        replace(frozen, features=np.ones(6)),  # the reader marks something there
        sentence("A", "Russia hands over 6,000 bodies.", probability=0.8, angle=0.1),
        sentence("B", "They will swap 6,000 bodies.", probability=0.7),
    ]
    assert asked.topic
    assert [c.quote for c in compose("Q?", asked, ranked, ()).citations] == [
        "Russia hands over 6,000 bodies.",
        "They will swap 6,000 bodies.",
    ]


def test_an_answer_has_at_most_four_statements() -> None:
    ranked = [sentence(f"S{i}", f"Point number {i}.", angle=i * 0.8) for i in range(9)]
    assert len(compose("Q?", OPEN, ranked, ()).statements) == 4


def test_every_quote_is_the_text_of_its_article() -> None:
    ranked = [sentence("A", "One\nline."), sentence("B", "Another one.", angle=1.5)]
    answer = compose("Q?", OPEN, ranked, ())
    articles = {c.article.id: c.article for c in ranked}
    for citation in answer.citations:
        article = articles[citation.article_id]
        assert article.text[citation.start : citation.end] == citation.quote
    assert answer.statements[0].text == "One line."


def in_article(text: str, sentence_text: str, speaker: str | None = None) -> Candidate:
    """One sentence of an article of several."""
    start = text.index(sentence_text)
    whole = sentence("A", text)
    return replace(whole, start=start, end=start + len(sentence_text), speaker=speaker,
                   reading=(start, start))  # fmt: skip


SAID = "Ilse Toral said the harbour was sold. She called it a good day."


def test_whom_a_pronoun_means_stands_in_brackets() -> None:
    called = in_article(SAID, "She called it a good day.", "Ilse Toral")
    answer = compose("Q?", OPEN, [called], ())
    assert answer.statements[0].text == "She [Ilse Toral] called it a good day."
    assert answer.citations[0].quote == "She called it a good day.", "the quote is exact"


def test_asked_who_said_it_the_speaker_is_the_short_answer() -> None:
    query = replace(OPEN, kind=AnswerType.SPEAKER)
    called = in_article(SAID, "She called it a good day.", "Ilse Toral")
    assert compose("Q?", query, [called], ()).short == "Ilse Toral"


def test_a_sentence_that_leans_on_the_one_before_brings_it_along() -> None:
    text = "The meeting is over. It took an hour. Nobody spoke."
    answer = compose("Q?", OPEN, [in_article(text, "It took an hour.")], ())
    assert answer.citations[0].quote == "The meeting is over. It took an hour."
    apart = "The meeting is over.\n\nIt took an hour."
    answer = compose("Q?", OPEN, [in_article(apart, "It took an hour.")], ())
    assert answer.citations[0].quote == "It took an hour.", "another paragraph is another subject"


def test_so_will_leans_on_what_is_before_it() -> None:
    text = "The wounded are swapped. So will every young soldier be."
    answer = compose("Q?", OPEN, [in_article(text, "So will every young soldier be.")], ())
    assert answer.citations[0].quote == text


def test_a_list_goes_on_to_its_end() -> None:
    text = "The wounded will be swapped. So will the young. And the dead go home. It rained."
    query = replace(OPEN, kind=AnswerType.LIST)
    answer = compose("Q?", query, [in_article(text, "The wounded will be swapped.")], ())
    assert answer.citations[0].quote == text.removesuffix(" It rained.")


TOLD_OFF = "He counted two results. First, the sick go home. Second, the dead do. It rained."


def test_what_is_told_off_by_number_is_quoted_to_its_end() -> None:
    answer = compose("Q?", OPEN, [in_article(TOLD_OFF, "He counted two results.")], ())
    assert answer.citations[0].quote == TOLD_OFF.removesuffix(" It rained.")


def test_beside_a_short_answer_what_is_told_off_is_left_out() -> None:
    counted = in_article(TOLD_OFF, "He counted two results.")
    short = replace(counted, reading=(11, 14))
    assert compose("Q?", COUNT, [short], ()).citations[0].quote == "He counted two results."


def test_a_list_of_which_only_the_first_is_told_off_has_no_end_to_quote() -> None:
    text = "He counted the results. One was good. It rained."
    answer = compose("Q?", OPEN, [in_article(text, "He counted the results.")], ())
    assert answer.citations[0].quote == "He counted the results."


def test_asked_which_outlets_report_it_they_are_the_short_answer() -> None:
    query = replace(OPEN, kind=AnswerType.OUTLETS)
    ranked = [sentence("A", "They met."), sentence("B", "They met.", angle=0.1)]
    assert compose("Q?", query, ranked, ()).short == "A, B"


def test_copies_of_one_story_count_once_and_are_named() -> None:
    ranked = [
        sentence("Wire", "The list has 339 children.", "339"),
        sentence("Gazette", "The list has 339 children.", "339"),
        sentence("Herald", "Kyiv named 339 of them.", "339", angle=0.5),
    ]
    known = Provenance({"wire": "wire", "gazette": "wire"}, {"wire": ("Mirror",)}, frozenset())
    answer = compose("Q?", COUNT, ranked, (), known)
    assert [c.source for c in answer.citations] == ["Wire", "Herald"]
    assert [c.also for c in answer.citations] == [("Mirror", "Gazette"), ()]
    outlets = replace(COUNT, kind=AnswerType.OUTLETS)
    assert compose("Q?", outlets, ranked[:2], (), known).short == "Wire, Mirror, Gazette"


def test_a_copy_does_not_differ_from_its_story() -> None:
    ranked = [
        sentence("Wire", "There were 339 children.", "339"),
        sentence("Gazette", "There were 340 children.", "340", probability=0.88, angle=0.1),
    ]
    assert compose("Q?", COUNT, ranked, ()).differences
    known = Provenance({"wire": "wire", "gazette": "wire"})
    assert not compose("Q?", COUNT, ranked, (), known).differences


def test_a_citation_names_the_page_and_says_that_the_article_was_changed() -> None:
    quoted = sentence("Wire", "The list has 339 children.", "339")
    paged = replace(quoted, article=replace(quoted.article, pages=(0, 500)))
    (citation,) = compose(
        "Q?", COUNT, [paged], (), Provenance(changed=frozenset({"wire"}))
    ).citations
    assert (citation.page, citation.changed) == (1, True)
