from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from evals_builders import article_text, cite, declining, make_answer, make_case

from evals.measures import Articles, citations, missed, quotes
from evals.measures.citations import Stated, stated
from evals.measures.support import names, stems, strength, supports
from index.records import Article

QUOTE = "Umerov said on Monday that 6,000 bodies would be returned to Ukraine by the Red Cross."


@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("6,000 bodies would be returned to Ukraine", 1.0),  # word for word
        ("6\u202f000 Bodies would be returned — to Ukraine!", 1.0),
        ("Some 6,000 bodies would return to Ukraine.", 1.0),  # one word by its first letters
        ("Some 1,000 bodies would return to Ukraine.", 0.0),  # another number
        ("Yermak: 6,000 bodies would be handed over to Russia.", 0.0),  # another name
        ("In all 6,000 bodies went by railway wagons.", 0.4),  # 6,000 and bodies of five
        ("Nothing of that was mentioned.", 0.0),
        ("It was not.", 0.0),  # stop words alone do not stand in it
        ("!", 0.0),
    ],
)
def test_strength_of_support(statement: str, value: float) -> None:
    assert strength(QUOTE, statement) == pytest.approx(value)


def test_words_that_are_only_stop_words_are_supported_where_they_stand() -> None:
    assert supports("It was not there.", "It was not.")


def test_the_least_share_of_words_decides() -> None:
    statement = "In all 6,000 bodies went by railway wagons."
    assert supports(QUOTE, statement, min_recall=0.4)
    assert not supports(QUOTE, statement, min_recall=0.41)


def test_names_are_capitalised_words_inside_a_sentence() -> None:
    text = "Talks in Istanbul ended. Later the Red Cross said: Nobody won. “He” saw Umerov."
    assert names(text) == {"istanbul", "red", "cross", "umerov"}


def test_stems_leave_numbers_whole_and_stop_words_out() -> None:
    assert stems("The negotiations of 123,456 delegates") == {"negot", "123456", "deleg"}


def test_a_statement_needs_a_source() -> None:
    assert not Stated(QUOTE, QUOTE, ()).supported
    assert Stated(QUOTE, QUOTE, (QUOTE,)).supported


@pytest.mark.parametrize(
    ("sources", "needed"),
    [
        (["Talks ended in Paris.", "They went on in Rome."], 2),  # each has one of the names
        (["Talks ended in Paris and went on in Rome."], 1),
        (["Talks ended in Paris and went on in Rome.", "Nobody ate."], 1),  # irrelevant
        (["Talks ended in Paris and went on in Rome."] * 2, 2),  # each supports it alone
        (["Nobody ate.", "It rained."], 0),  # not supported at all
        ([], 0),
    ],
)
def test_sources_that_are_needed(sources: Sequence[str], needed: int) -> None:
    text = "What ended in Paris went on in Rome."
    statement = Stated(text, text, tuple(sources))
    assert statement.needed() == needed


def answer_with(*statements: tuple[str, list[int]], **changes: Any) -> dict[str, Any]:
    """Statements with the numbers they cite; [1] and [2] are the sentences of article a1."""
    listed = [{"text": t, "speaker": None, "citations": n} for t, n in statements]
    first = cite("Talks lasted two hours.", 0, 23)
    second = cite("Then all left.", 24, 38) | {"number": 2}
    return make_answer(statements=listed, citations=[first, second], **changes)


def test_recall_counts_statements_and_precision_citations() -> None:
    answer = answer_with(
        ("Talks lasted two hours.", [1]),
        ("All left then.", [1, 2]),  # [1] is of no use
        ("Putin came.", [2]),  # not supported
        ("Everyone ate.", []),  # cites nothing
    )
    case = make_case()
    assert citations.recall(case, answer, article_text) == 2 / 4
    assert citations.precision(case, answer, article_text) == 2 / 4
    assert citations.unsupported(answer, article_text) == ("Putin came.",)
    assert "not supported by what it cites: Putin came." in missed(case, answer, article_text)


def test_declining_is_not_measured_and_answering_without_citations_is_worth_nothing() -> None:
    case = make_case()
    assert citations.recall(case, declining(), article_text) is None
    assert citations.precision(case, declining(), article_text) is None
    bare = make_answer(citations=[], answer="Two hours.")
    assert citations.recall(case, bare, article_text) == 0.0
    assert citations.precision(case, bare, article_text) == 0.0
    assert citations.recall(case, make_answer(answer=""), article_text) == 0.0


def test_a_number_that_no_citation_has_supports_nothing() -> None:
    answer = answer_with(("Talks lasted two hours.", [7]))
    assert citations.recall(make_case(), answer, article_text) == 0.0
    assert citations.precision(make_case(), answer, article_text) == 0.0


def test_sentences_with_markers_stand_in_for_statements() -> None:
    answer = answer_with(answer="Talks lasted two hours.[1] Then all left [2]. Nobody ate. [1][2]")
    answer["statements"] = []
    found = [(s.text, len(s.sources)) for s in stated(answer, article_text)]
    assert found == [("Talks lasted two hours.", 1), ("Then all left.", 1), ("Nobody ate.", 2)]
    assert citations.recall(make_case(), answer, article_text) == pytest.approx(2 / 3)


def test_a_source_speaks_with_its_title_outlet_and_date() -> None:
    answer = answer_with(("As BBC News wrote in 2025, talks lasted two hours.", [1]))
    assert citations.recall(make_case(), answer, article_text) == 1.0
    answer = answer_with(("As CNN wrote in 2025, talks lasted two hours.", [1]))
    assert citations.recall(make_case(), answer, article_text) == 0.0


@pytest.mark.parametrize(
    ("inserted", "recall"),
    [
        ("Talks", 1.0),
        ("Talks’s", 1.0),
        ("Putin", 0.0),  # nowhere in the article
        ("Yermak", 0.0),  # only after the quote
    ],
)
def test_an_inserted_name_must_stand_in_the_article_before(inserted: str, recall: float) -> None:
    answer = answer_with((f"It [{inserted}] lasted for two hours.", [1]))
    texts = {"a1": "Talks lasted two hours. Then Yermak left."}
    assert citations.recall(make_case(), answer, texts.__getitem__) == recall


def test_attribution_compares_outlet_and_date_with_the_article() -> None:
    right = cite("Talks lasted two hours.", 0, 23)
    answer = make_answer(citations=[right, right | {"date": "2025-05-17"}, right | {"source": "X"}])
    articles = Articles(
        lambda i: Article(i, "Talks", article_text(i), source="BBC News", date="2025-05-16")
    )
    assert quotes.attribution(make_case(), answer, articles) == pytest.approx(1 / 3)
    late, other = quotes.misattributed(answer, articles)
    assert late.endswith("named BBC News, 2025-05-17, but it is BBC News, 2025-05-16")
    assert other.endswith("named X, 2025-05-16, but it is BBC News, 2025-05-16")
    unknown = make_answer(citations=[right | {"article_id": "nowhere"}])
    assert quotes.attribution(make_case(), unknown, articles) == 0.0
    gone = [s for s in missed(make_case(), unknown, articles) if "no such article" in s]
    assert len(gone) == 1
    assert quotes.attribution(make_case(), declining(), articles) is None
    assert quotes.attribution(make_case(), answer, article_text) is None  # texts alone


@pytest.mark.parametrize(
    ("expected", "given", "value"),
    [
        ("Vladimir Medinsky", "Medinsky", 1.0),
        ("Medinsky", "Vladimir Medinsky", 1.0),
        ("Recep Tayyip Erdoğan", "Erdogan", 1.0),
        ("Vladimir Medinsky", "Vladimir", 0.0),
        ("Vladimir Medinsky", "Rustem Umerov", 0.0),
        ("Vladimir Medinsky", None, 0.0),
    ],
)
def test_the_speaker_of_a_fact(expected: str, given: str | None, value: float) -> None:
    case = make_case(speaker=expected)
    answer = answer_with(("They lasted two hours.", [1]), ("Then all left.", [2]))
    answer["statements"][0]["speaker"] = given
    answer["statements"][1]["speaker"] = "Somebody Else"
    assert citations.speaker(case, answer, article_text) == value


def test_a_speaker_of_another_statement_does_not_count() -> None:
    answer = answer_with(("Then all left.", [2]))
    answer["statements"][0]["speaker"] = "Medinsky"
    assert citations.speaker(make_case(speaker="Medinsky"), answer, article_text) == 0.0
    assert citations.speaker(make_case(), answer, article_text) is None
    sentences = missed(make_case(speaker="Medinsky"), answer, article_text)
    assert "no statement with a fact of the case names Medinsky as its speaker" in sentences
