"""A made-up archive, a suite on it, and systems that answer it well or badly in known ways."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from evals.cases import Case
from evals.means import Mean
from evals.measures import Articles
from evals.report import Report, Settings, build_report
from evals.run import run_suite
from evals.thresholds import Threshold
from index.records import Article

SHIPS = 30
Answer = dict[str, Any]
System = Callable[[str, Sequence[Any]], Answer]


def article(article_id: str) -> Article:
    """Ship n sank with n + 200 sailors aboard, says the article "ship-n"."""
    number = int(article_id.removeprefix("ship-"))
    if number >= SHIPS:
        raise KeyError(article_id)
    text = f"The ship {_name(number)} sank. It had {number + 200} sailors aboard."
    return Article(article_id, f"Loss of the {_name(number)}", text, "Echo", "2024-03-09")


def _name(number: int) -> str:
    return f"Heron{chr(65 + number)}"


def suite() -> list[Case]:
    """For each ship two phrasings of a question with an answer, and one without."""
    cases = []
    for n in range(SHIPS):
        ship, name = f"ship-{n}", _name(n)
        for at, question in enumerate((f"How many aboard {name}?", f"{name}: sailors?")):
            cases.append(
                Case(f"{n}-{at}", question, f"{n + 200}", ((f"{n + 200}",),), (ship,), "number",
                     True, family=f"crew-{n}", short=f"{n + 200}")
            )  # fmt: skip
        cases.append(
            Case(f"{n}-none", f"Who built {name}?", "", (), (ship,), "unanswerable", False,
                 family=f"builder-{n}")
        )  # fmt: skip
    return cases


def good(question: str, history: Sequence[Any] = ()) -> Answer:
    """Right on most; by its name, every ninth ship is answered wrongly or not declined."""
    number = next(n for n in range(SHIPS) if _name(n) in question)
    unlucky = number % 9 == 4
    if question.startswith("Who"):
        return answered(number, 0.4) if unlucky else declined(number)
    return answered((number + 1) % SHIPS if unlucky else number, 0.9)


def answered(number: int, confidence: float) -> Answer:
    ship = article(f"ship-{number}")
    start = ship.text.index("It had")
    quote = ship.text[start:]
    citation = {
        "number": 1, "article_id": ship.id, "title": ship.title, "source": ship.source,
        "date": ship.date, "url": None, "quote": quote, "start": start, "end": len(ship.text),
    }  # fmt: skip
    return declined(number) | {
        "status": "answered",
        "answer": f"{number + 200} — {quote} [1]",
        "short": f"{number + 200}",
        "confidence": confidence,
        "statements": [{"text": quote, "speaker": None, "citations": [1]}],
        "citations": [citation],
    }


def declined(number: int) -> Answer:
    order = [number, *(n for n in range(SHIPS) if n != number)][:12]
    found = [article(f"ship-{n}") for n in order]
    return {
        "status": "not_found",
        "answer": "The articles do not say.",
        "short": None,
        "confidence": 0.1,
        "statements": [],
        "citations": [],
        "differences": [],
        "evidence": [
            {"article_id": a.id, "title": a.title, "source": a.source, "date": a.date, "start": 0,
             "end": len(a.text), "text": a.text, "score": 1 / rank}
            for rank, a in enumerate(found, start=1)
        ],
    }  # fmt: skip


def worse_retriever(question: str, history: Sequence[Any] = ()) -> Answer:
    """Finds what it should, but at a random rank."""
    answer = good(question)
    random.Random(question).shuffle(answer["evidence"])
    return answer


def invented_citations(question: str, history: Sequence[Any] = ()) -> Answer:
    """Cites words that the article does not have, on every other ship."""
    answer = good(question)
    for citation in answer["citations"]:
        if int(citation["article_id"].removeprefix("ship-")) % 2:
            citation["quote"] = "Officials confirmed the number."
    return answer


def never_declining(question: str, history: Sequence[Any] = ()) -> Answer:
    answer = good(question)
    number = next(n for n in range(SHIPS) if _name(n) in question)
    return answered(number, 0.4) if answer["status"] == "not_found" else answer


def always_declining(question: str, history: Sequence[Any] = ()) -> Answer:
    return declined(next(n for n in range(SHIPS) if _name(n) in question))


def report(system: System, thresholds: Sequence[Threshold] = ()) -> Report:
    """The suite asked of a system."""
    scores = run_suite(suite(), system, Articles(article), progress=False)
    return build_report(scores, Settings("ships"), thresholds, article)


def value(found: Report, measure: str) -> float:
    mean: Mean = found.total.means[measure]
    assert mean.value is not None
    return mean.value
