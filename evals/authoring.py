"""``python -m evals new``: an author writes a case against a library, question first.

Every step is checked when it is taken: the question is new, the facts stand in the articles
chosen and not in the question. Nothing is written before the author has seen the whole case.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evals.cases import Case, Turn, append_case, case_line, load_suite
from evals.commands.shared import mistakes_shown
from evals.errors import EvalError
from evals.lint_rules import duplicates, leaks
from evals.measures.facts import holds
from evals.splits import with_split
from index.records import Article, Evidence

if TYPE_CHECKING:
    from assistant import Assistant

UNANSWERABLE, DIFFERENCE = "unanswerable", "difference"
_WIDTH = 100  # columns of a passage
_INDENT = " " * 4
_PASSAGES = 10

Check = Callable[[str], str | None]
"""What is wrong with what was typed, in words; ``None`` where nothing is."""


@mistakes_shown()
def new(
    suite: Annotated[
        Path, typer.Argument(metavar="SUITE.jsonl", help="The file to add to; made if need be.")
    ],
    library: Annotated[Path, typer.Option(help="Folder of the library to write against.")],
) -> None:
    """Write cases one after another against the passages of a library."""
    if suite.suffix != ".jsonl" or not suite.absolute().parent.is_dir():
        raise EvalError(f"Expected a file NAME.jsonl in an existing folder, got {suite}.")
    from assistant import Assistant  # loads the models: not for --help

    cases = list(load_suite(suite)) if suite.exists() and suite.stat().st_size else []
    assistant = Assistant.open(library)
    try:
        while True:
            case = _Author(assistant, cases, suite.stem).write()
            typer.echo(f"\n{case_line(case)}")
            if typer.confirm(f"Add it to {suite}?", default=True):
                append_case(suite, case)
                cases.append(case)
                typer.echo(f"Cases in {suite}: {len(cases)}.")
            if not typer.confirm("Write another?", default=False):
                return
    finally:
        assistant.library.close()


class _Author:
    """The dialogue for one case."""

    def __init__(self, assistant: Assistant, cases: Sequence[Case], suite: str) -> None:
        self.assistant = assistant
        self.cases = cases
        self.suite = suite

    def write(self) -> Case:
        """The case, asked for field by field."""
        history = self._history()
        question = _ask("Question", lambda text: self._repeated(text, history))
        chosen = self._passages(question, history)
        if not chosen:
            why = _ask("The articles do not answer it. What do they say instead")
            case = Case(self._id(), question, "The articles do not say.", (), (), UNANSWERABLE,
                        answerable=False, history=history, why=why)  # fmt: skip
        else:
            case = self._answered(question, history, chosen)
        return with_split(self._with_family(case))

    def _history(self) -> tuple[Turn, ...]:
        turns: list[Turn] = []
        typer.echo("\nEarlier turns of a follow-up, if it is one; an empty line ends them.")
        while question := _ask_optional("  Earlier question"):
            turns.append(Turn(question, _ask("  Its answer")))
        return tuple(turns)

    def _repeated(self, question: str, history: tuple[Turn, ...]) -> str | None:
        draft = _draft(question, history)
        pairs = [*enumerate(self.cases, start=1), (len(self.cases) + 1, draft)]
        found = [f for f in duplicates(pairs) if f.id == draft.id and f.rule == "duplicate"]
        return found[0].what if found else None

    def _passages(self, question: str, history: Sequence[Turn]) -> list[Article]:
        """The articles of the passages that the author takes; none where nothing answers."""
        turns = [{"question": turn.question, "answer": turn.answer} for turn in history]
        found = self.assistant.find(question, turns)[2][:_PASSAGES]
        while True:
            _show(found)
            said = _ask("Which answer it? Numbers, none, or other words to search for")
            if said.casefold() == "none":
                return []
            if re.fullmatch(r"[\d\s,]+", said):
                numbers = [int(n) for n in re.findall(r"\d+", said)]
                if all(1 <= n <= len(found) for n in numbers):
                    by_id = {found[n - 1].article.id: found[n - 1].article for n in numbers}
                    return list(by_id.values())
                typer.echo(f"Expected numbers from 1 to {len(found)}, got {said}.")
            else:
                found = self.assistant.find(said)[2][:_PASSAGES]

    def _answered(
        self, question: str, history: tuple[Turn, ...], articles: Sequence[Article]
    ) -> Case:
        def standing(text: str) -> str | None:
            return _not_standing([text], articles)

        def given_away(text: str) -> str | None:
            return standing(text) or _given_away(_draft(question, history, short=text))

        answer = _ask("The answer, in your words")
        facts = self._facts(question, history, articles)
        short = _ask_optional("Short answer, the span that answers (empty: none)", given_away)
        type_ = _ask(f"Type ({self._types() or 'for example number, date, person'})")
        speaker = _ask_optional("Speaker, where it is somebody's words (empty: none)", standing)
        # Where articles differ, what must be said is what the sides say.
        differences = tuple(facts) if type_ == DIFFERENCE else ()
        return Case(self._id(), question, answer, tuple(facts),
                    tuple(article.id for article in articles), type_, answerable=True,
                    history=history, short=short, speaker=speaker,
                    differences=differences)  # fmt: skip

    def _facts(
        self, question: str, history: tuple[Turn, ...], articles: Sequence[Article]
    ) -> list[tuple[str, ...]]:
        typer.echo("Facts that a right answer must say, as the articles word them; alternatives")
        typer.echo("are separated by |, and an empty line ends the list.")

        def wrong(text: str) -> str | None:
            fact = _alternatives(text)
            if not fact:
                return "expected words between the bars"
            draft = _draft(question, history, facts=(fact,))
            return _not_standing(fact, articles) or _given_away(draft)

        facts = [_alternatives(_ask("  Fact 1", wrong))]
        while text := _ask_optional(f"  Fact {len(facts) + 1}", wrong):
            facts.append(_alternatives(text))
        return facts

    def _with_family(self, case: Case) -> Case:
        """Cases that rest on the same articles and facts are offered as its family."""
        alike = Counter(
            other.family for other in self.cases
            if other.family and case.facts and set(other.facts) & set(case.facts)
        )  # fmt: skip
        hint = f" (alike: {', '.join(alike)})" if alike else ""
        family = _ask_optional(f"Family of questions for the same thing{hint} (empty: none)")
        return replace(case, family=family)

    def _types(self) -> str:
        counts = Counter(case.type for case in self.cases)
        return ", ".join(f"{name} {number}" for name, number in counts.most_common())

    def _id(self) -> str:
        """The suite's name and the number after the highest."""
        numbers = [int(m[1]) for c in self.cases if (m := re.search(r"-(\d+)$", c.id))]
        return f"{self.suite}-{max(numbers, default=0) + 1:03d}"


def _draft(
    question: str,
    history: tuple[Turn, ...],
    facts: tuple[tuple[str, ...], ...] = (),
    short: str | None = None,
) -> Case:
    """As much of a case as there is yet, for the rules of ``lint``."""
    return Case("draft", question, "", facts, (), "draft", True, history=history, short=short)


def _given_away(draft: Case) -> str | None:
    found = next(leaks([(0, draft)]), None)
    return found.what if found else None


def _not_standing(alternatives: Sequence[str], articles: Sequence[Article]) -> str | None:
    for alternative in alternatives:
        if any(holds(alternative, article.text) for article in articles):
            return None
    listed = " or ".join(map(repr, alternatives))
    return f"none of {', '.join(article.id for article in articles)} says {listed}"


def _alternatives(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _show(found: Sequence[Evidence]) -> None:
    """The passages by number, with outlet, day and article."""
    typer.echo("" if found else "No passage was found.")
    for number, item in enumerate(found, start=1):
        article = item.article
        byline = ", ".join(filter(None, (article.source, article.date, article.id)))
        text = " ".join(item.text.split())
        typer.echo(f"[{number}] {byline}\n{textwrap.indent(textwrap.fill(text, _WIDTH), _INDENT)}")


def _right(_: str) -> str | None:
    return None


def _ask(label: str, wrong: Check = _right) -> str:
    """A line that is not empty and passes the check; asked again until it does."""
    while True:
        text = " ".join(str(typer.prompt(label)).split())
        problem = wrong(text) if text else "expected a text, got none"
        if problem is None:
            return text
        typer.echo(f"Not taken: {problem}.")


def _ask_optional(label: str, wrong: Check = _right) -> str | None:
    """As ``_ask``, but an empty line is ``None``."""
    while True:
        text = " ".join(str(typer.prompt(label, default="", show_default=False)).split())
        problem = wrong(text) if text else None
        if problem is None:
            return text or None
        typer.echo(f"Not taken: {problem}.")
