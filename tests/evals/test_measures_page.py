from __future__ import annotations

from pathlib import Path

import pytest

from evals.measures import MEASURES, SUMMARIES, Measure, Summary
from evals.measures.page import fields_of, page

DOCS = Path(__file__).parents[2] / "docs" / "measures.md"


def test_the_page_is_current() -> None:
    assert DOCS.read_text(encoding="utf-8") == page(), (
        "run: python -m evals.measures.page > docs/measures.md"
    )


@pytest.mark.parametrize("measure", (*MEASURES, *SUMMARIES), ids=lambda m: m.name)
def test_every_measure_has_formula_and_source_on_the_page(measure: Measure | Summary) -> None:
    asks, fields = fields_of(measure.definition)
    assert asks and list(fields) == ["Formula", "Applies", "Source"]
    assert all(text.endswith(".") for text in fields.values())
    assert f"`{measure.name}`" in page()
    assert measure.about in page()


def test_a_docstring_is_read_by_its_labels() -> None:
    asks, fields = fields_of("Is it so?\n\nFormula: a /\nb.\nApplies: always.\nSource: X (1999).")
    assert asks == "Is it so?"
    assert fields == {"Formula": "a / b.", "Applies": "always.", "Source": "X (1999)."}
