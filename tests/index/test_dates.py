"""Days of publication: a whole day in many forms, and nothing from half of one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import parse_date


@pytest.mark.parametrize(
    "value",
    [
        "2025-06-02",
        "2025/6/2 14:00",
        "2 June 2025",
        "June 2, 2025",
        "Mon, 02 Jun 2025 14:43:00 +0300",
        "2025-06-02T23:43:00-11:00",
        "20250602",
        "Jun 2 2025 4:00 p.m.",
        "02.06.2025",
        "2 июня 2025 г.",
        "2 червня 2025",
        "2 juin 2025",
        "Montag, 2. Juni 2025",
        "2025年6月2日",
        "1748822400",
        1748822400,
        1748822400.5,
        1748822400000,
        20250602,
    ],
)
def test_a_whole_day_is_read_in_many_forms(value: object) -> None:
    assert parse_date(value) == "2025-06-02"


@pytest.mark.parametrize(
    "value",
    [
        "2025-02-31",
        "31 February 2025",
        "31 Feb 2025",
        "June 2025",
        "2025",
        "June 2",
        "Monday",
        "14:43",
        "",
        "soon",
        "yesterday",
        "2025-13-01",
        "2025-W23-1",
        "2 June 25",
        "9999-01-01",
        "1066-10-14",
        "2 June 2568",
        "from 2 June 2025 to 3 June 2025",
        None,
        True,
        5,
        -1,
        1e300,
        float("nan"),
        float("inf"),
        ["2025-06-02"],
    ],
)
def test_no_date_is_better_than_a_wrong_one(value: object) -> None:
    assert parse_date(value) is None


def test_numbers_whose_order_differs_by_country_are_no_date() -> None:
    assert parse_date("02/06/2025") is None
    assert parse_date("13/06/2025") == parse_date("06/13/2025") == "2025-06-13"
    assert parse_date("06/06/2025") == "2025-06-06"


@given(st.text() | st.from_regex(r"[0-9 ./:TWZ-]{4,20}", fullmatch=True) | st.floats())
def test_anything_is_a_day_or_none(value: object) -> None:
    day = parse_date(value)
    assert day is None or date.fromisoformat(day).isoformat() == day
