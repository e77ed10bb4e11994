"""Short answers: cut to what is of the kind that was asked for."""

from __future__ import annotations

import pytest

from assistant.answer_type import AnswerType
from assistant.query import Query
from assistant.spans import is_kind, narrowed, typed_spans
from index.records import Filter


@pytest.mark.parametrize(
    ("kind", "text", "read", "short"),
    [
        (AnswerType.TIME, "It names 1:00 p.m. as the hour.", "1:00 p.m. as the hour", "1:00 p.m."),
        (AnswerType.TIME, "It began at 14:43 Moscow time.", "14:43 Moscow time", "14:43"),
        (AnswerType.DATE, "They met in March.", "in March", "March"),
        (AnswerType.DATE, "It is between June 20 and June 30.", "between June 20 and June 30",
         "June 20 and June 30"),
        (AnswerType.DURATION, "There is a truce of 30 days.", "a truce of 30 days", "30 days"),
        (AnswerType.DURATION, "Little more than an hour was enough for the second.",
         "an hour was enough for the second", "Little more than an hour"),
        (AnswerType.NUMBER, "It has at least 20 parts.", "20 parts", "at least 20"),
        (AnswerType.PERSON, "Türkiye's minister, Hakan Fidan, spoke.",
         "Türkiye's minister, Hakan Fidan", "Hakan Fidan"),
        (AnswerType.PLACE, "They flew to Russia.", "Russia.", "Russia"),
        (AnswerType.PLACE, "They flew to Vietnam.", "Vietnam.", "Vietnam"),
        (AnswerType.PERSON, "The coroner, Dr Elias Wynn, spoke.", "Dr Elias Wynn", "Elias Wynn"),
        (AnswerType.MONEY, "It is worth €14.5 million, he said.", "14.5 million",
         "€14.5 million"),
        (AnswerType.NUMBER, "He gave £2.4 million.", "2.4 million", "£2.4 million"),
        (AnswerType.NUMBER, "The tanks held 60 tonnes of fuel.", "60", "60 tonnes"),
        (AnswerType.NUMBER, "Bookings fell by 31 per cent.", "31", "31 per cent"),
        (AnswerType.DURATION, "A boom of 900 metres was laid.", "900 metres was laid",
         "900 metres"),
        (AnswerType.TIME, "The note says 4.10pm in ink.", "4.10pm in ink", "4.10pm"),
        (AnswerType.TIME, "It hit at 8:52 p.m. A call came at 8:55 p.m.",
         "8:52 p.m. A call came at 8:55 p.m", "8:52 p.m."),
        (AnswerType.OTHER, "A U-shaped table stood there.", "U-shaped", "U-shaped"),
    ],
)  # fmt: skip
def test_a_short_answer_is_no_longer_than_its_kind(
    kind: AnswerType, text: str, read: str, short: str
) -> None:
    start = text.index(read)
    begin, end = narrowed(text, start, start + len(read), kind, 0)
    assert text[begin:end] == short


def test_what_qualifies_a_figure_is_of_its_own_sentence() -> None:
    text = "He said at least 20 died"
    begin, end = narrowed(text, 17, 19, AnswerType.NUMBER, 14)
    assert text[begin:end] == "20"


def test_a_day_of_the_month_counts_nothing() -> None:
    text = "On June 2 at 14:43 the 16 of them met 20 others in 2025."
    asked = "How many met?"
    query = Query(asked, asked, AnswerType.NUMBER, (), Filter())
    assert [text[a:b] for a, b in typed_spans(text, query)] == ["16", "20"]


@pytest.mark.parametrize(
    ("span", "kind", "is_one"),
    [
        ("339", AnswerType.NUMBER, True),
        ("several", AnswerType.NUMBER, True),
        ("the list", AnswerType.NUMBER, False),
        ("2:44 p.m.", AnswerType.TIME, True),
        ("a week", AnswerType.DURATION, True),
        ("anything", AnswerType.OTHER, False),
    ],
)
def test_a_span_is_told_by_its_form(span: str, kind: AnswerType, is_one: bool) -> None:
    assert is_kind(span, kind) is is_one
