"""The newcomer's page: one article, all the way to a score.

    file -> Article -> Passage -> Library          index/
    question -> Evidence -> Answer                 assistant/
    Case -> Outcome -> Score                       evals/

Read it from top to bottom; each step takes what the one before it made.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant
from evals.cases import Case
from evals.run import run_suite
from index.library import Library
from index.passages import Splitter
from index.readers import read_file

# An article is a file. What stands between the dashes is its byline.
REPORT = """\
---
title: The harbour reopens
source: The Courier
date: 2024-03-09
---

The harbour of Westerby reopened on Saturday after nine days of storm. The harbour master, Ada
Byron, said 412 ships had been waiting outside.

The first ship through the gates was a ferry from the islands. It carried mail and bread.
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "harbour.md"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_from_a_file_to_an_answer(tmp_path: Path, file: Path) -> None:
    # A reader turns the file into its articles, here one. Its text is the body as it stands:
    # whatever is quoted later is cut from it.
    (article,) = read_file(file)
    assert article.id == "harbour"
    assert article.title == "The harbour reopens"
    assert (article.source, article.date) == ("The Courier", "2024-03-09")
    assert article.text.startswith("The harbour of Westerby")

    # The splitter cuts it into passages of whole sentences, known by their offsets. The second
    # argument says whether the embedding model can read a passage; here it reads anything.
    [(start, end)] = Splitter().split(article.text, fits=lambda _: True)
    assert article.text[start:end] == article.text  # a short article is one passage

    # All of that happens behind one door: a library reads, cuts, embeds and indexes.
    library = Library.open(tmp_path / "library", create=True)
    report = library.add([file])
    assert report.added == ["harbour"]
    assert library.article("harbour") == article

    # The assistant searches the library and answers with sentences of its articles.
    assistant = Assistant.open(library)
    answer = assistant.ask("How many ships were waiting outside the harbour?")
    assert answer.status == "answered"
    assert answer.short is not None
    assert "412" in answer.short

    # Every statement cites quotes, and every quote is found in its article to the character.
    statement = answer.statements[0]
    citation = answer.citation(statement.citations[0])
    assert "412 ships" in citation.quote
    assert article.text[citation.start : citation.end] == citation.quote
    assert (citation.source, citation.date) == ("The Courier", "2024-03-09")
    library.close()


def test_from_a_question_to_a_score(tmp_path: Path, file: Path) -> None:
    library = Library.open(tmp_path / "library", create=True)
    library.add([file])
    assistant = Assistant.open(library)

    # Whether such answers are right is measured, not hoped. A Case is a question with what a
    # right answer must say; a suite is many of them.
    case = Case(
        id="ships",
        question="How many ships were waiting outside the harbour?",
        answer="412 ships were waiting.",
        facts=(("412",),),  # each fact: the wordings of which one must stand in the answer
        articles=("harbour",),
        type="number",
        answerable=True,
    )

    # Running a suite asks each case and scores what comes back.
    [score] = run_suite(
        [case],
        ask=lambda question, history: assistant.ask(question, history).to_dict(),
        article_text=lambda article_id: library.article(article_id).text,
        progress=False,
    )
    assert not score.failed
    assert score.values["facts_strict"] == 1  # the fact is in the answer
    assert score.values["quotes_valid"] == 1  # every citation is exact
    assert score.values["success_at_10"] == 1  # the right article was found
    assert score.values["declined"] is None  # only measured where there is no answer

    library.close()
