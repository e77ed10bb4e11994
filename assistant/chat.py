"""What the events of the page do, without Gradio: ``app.py`` passes them on.

A conversation is in its session's state and in nothing that is shared, so that no answer can
reach another conversation.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

from assistant import feedback, wording
from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.page import MAX_QUESTION, MAX_TURNS
from assistant.page_compare import MAX_OUTLETS, Column, Comparison
from assistant.page_sources import article_view
from assistant.share import export
from assistant.turns import Scope, Turn, from_record
from index.errors import BylineError, UnknownNameError
from index.records import Article

_STREAM_SECONDS = 0.3  # what drawing an answer step by step adds, all told
_log = logging.getLogger("byline.serve")


@dataclass(frozen=True, slots=True)
class Step:
    """One state of an answer on the page. ``shown`` statements of the last turn, or all of
    them; ``refused`` says why nothing was asked, and is empty where nothing was typed."""

    turns: list[Turn]
    shown: int | None = None
    refused: str | None = None

    @property
    def done(self) -> bool:
        last = self.turns[-1]
        return self.shown is None and bool(last.answer or last.error)


class Chat:
    """Answers over one library or several, by name; the first is the one shown at first.

    ``log_questions`` puts the questions into the log, which otherwise holds none.
    """

    def __init__(self, assistants: Mapping[str, Assistant], log_questions: bool = False) -> None:
        self.assistants = dict(assistants)
        self._log_questions = log_questions
        self._reading, self._counting = 0, threading.Condition()

    def assistant(self, name: str) -> Assistant:
        """The assistant over this library; raises ``UnknownNameError``."""
        known = self.assistants.get(name) if name else next(iter(self.assistants.values()))
        if known is None:
            names = ", ".join(self.assistants)
            raise UnknownNameError(wording.UNKNOWN_LIBRARY.format(name[:80], names))
        return known

    # Asking

    def ask(self, typed: str, scope: Scope, turns: Sequence[Turn]) -> Iterator[Step]:
        """Answers a question step by step; ``turns`` are those before it."""
        question = " ".join(typed.split())
        if not question or len(question) > MAX_QUESTION:
            told = wording.TOO_LONG.format(got=len(question), limit=MAX_QUESTION)
            yield Step(list(turns), refused=told if question else "")
            return
        number = turns[-1].number + 1 if turns else 1
        now = [*turns, Turn(number, question, scope=self._named(scope))][-MAX_TURNS:]
        yield Step(now)
        now = [*now[:-1], self._answer(now[:-1], now[-1])]
        answer = now[-1].answer
        steps = len(answer.statements) if answer and not answer.side_by_side else 0
        for shown in range(steps):
            yield Step(now, shown)
            time.sleep(_STREAM_SECONDS / steps)
        yield Step(now)

    def _answer(self, before: Sequence[Turn], turn: Turn) -> Turn:
        history = [{"question": t.question, "answer": t.answer.text} for t in before if t.answer]
        answer = self._read(turn.question, turn.scope, history)
        if isinstance(answer, str):
            return replace(turn, error=answer)
        return replace(turn, answer=answer, articles=self._cited(answer, turn.scope))

    def _named(self, scope: Scope) -> Scope:
        """The scope with the titles that its articles have here: a browser may send any."""
        known = ((chosen, self._find(chosen.id, scope.library)) for chosen in scope.articles)
        named = tuple(replace(c, title=article.title) if article else c for c, article in known)
        return replace(scope, articles=named)

    def _read(self, question: str, scope: Scope, history: Sequence[Any] = ()) -> Answer | str:
        """The answer, or the sentence that says why there is none."""
        for chosen in scope.articles:
            if self._find(chosen.id, scope.library) is None:
                return wording.SCOPE_GONE.format(chosen.title)
        try:
            return self.answer(
                question,
                history,
                scope.sources,
                scope.since,
                scope.until,
                scope.library,
                [chosen.id for chosen in scope.articles],
            )
        except BylineError as error:
            return str(error)  # written for the user
        except Exception:
            _log.exception("A question could not be answered")
            return wording.FAILED

    def answer(
        self,
        question: str,
        history: Sequence[Any] = (),
        sources: Sequence[str] = (),
        since: str | None = None,
        until: str | None = None,
        library: str = "",
        articles: Sequence[str] = (),
    ) -> Answer:
        """``Assistant.ask``, counted and logged; raises ``BylineError``."""
        began, result = time.perf_counter(), "failed"
        with self._counted():
            try:
                answer = self.assistant(library).ask(
                    question, history, sources, since, until, articles=articles
                )
                result = answer.status
                return answer
            except BylineError:
                result = "refused"
                raise
            finally:
                more = {"question": question} if self._log_questions else {}
                seconds = round(time.perf_counter() - began, 3)
                self.log("asked", result=result, seconds=seconds, **more)

    def log(self, event: str, **fields: Any) -> None:
        """A line of the log; ``fields`` hold no words of a question unless that was asked for."""
        _log.info(event, extra={"fields": fields})

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._counting:
            self._reading += 1
        try:
            yield
        finally:
            with self._counting:
                self._reading -= 1
                self._counting.notify_all()

    def warm(self) -> None:
        """Loads what the first question would have to wait for."""
        for assistant in self.assistants.values():
            with suppress(BylineError):
                assistant.ask("What is reported?")

    def finish(self, seconds: float) -> bool:
        """Waits until no question is being read, this long at most; whether none is."""
        with self._counting:
            return self._counting.wait_for(lambda: self._reading == 0, seconds)

    def compare(self, wanted: object) -> Iterator[Comparison]:
        """The comparison that is wanted, within its scope: column by column as each outlet is
        read. An outlet that the scope leaves out is not read."""
        fields = wanted if isinstance(wanted, Mapping) else {}
        question = " ".join(str(fields.get("question") or "").split())[:MAX_QUESTION]
        scope = self._named(Scope.of(fields.get("scope")))
        given = fields.get("outlets")
        outlets = [s for s in given if isinstance(s, str)] if isinstance(given, list) else []
        within = [s for s in dict.fromkeys(outlets) if not scope.sources or s in scope.sources]
        columns = [Column(outlet) for outlet in within[:MAX_OUTLETS]]
        if not question or not columns:
            return
        yield Comparison(question, scope, columns)
        for at, column in enumerate(columns):
            answer = self._read(question, replace(scope, sources=(column.outlet,)))
            text = {"error": answer} if isinstance(answer, str) else {"answer": answer}
            columns = [*columns[:at], replace(column, **text), *columns[at + 1 :]]
            yield Comparison(question, scope, columns)

    # Articles

    def _cited(self, answer: Answer, scope: Scope) -> dict[str, Article]:
        """The cited articles, mostly out of the evidence; one removed meanwhile is left out."""
        known = {e.article.id: e.article for e in answer.evidence}
        cited: dict[str, Article] = {}
        for citation in answer.citations:
            article = known.get(citation.article_id) or self._find(
                citation.article_id, scope.library
            )
            if article:
                cited[article.id] = article
        return cited

    def _find(self, article_id: str, library: str) -> Article | None:
        try:
            return self.assistant(library).library.article(article_id)
        except (UnknownNameError, KeyError):
            return None

    def article(self, wanted: object) -> str:
        """An article with a part of it marked. ``wanted`` comes from the browser: any value."""
        fields = wanted if isinstance(wanted, Mapping) else {}
        library = str(fields.get("library") or "")
        article = self._find(str(fields.get("article", "")), library)
        start, end, check = (fields.get(name) for name in ("start", "end", "check"))
        if article is None:
            return f'<p class="note" id="article-title">{wording.ARTICLE_GONE}</p>'
        if not (isinstance(start, int) and isinstance(end, int)):
            start = end = 0
        return article_view(article, start, end, str(check))

    # Keeping

    def restore(self, wanted: object) -> list[Turn]:
        """The turns of a conversation that the browser kept; raises ``BylineError``."""
        fields = wanted if isinstance(wanted, Mapping) else {}
        records = fields.get("turns")
        if not isinstance(records, list) or not records:
            raise BylineError(wording.NOT_READABLE.format("expected a list of turns"))
        return [
            from_record(record, number, self._finder(record))
            for number, record in enumerate(records[-MAX_TURNS:], start=1)
        ]

    def _finder(self, record: object) -> Callable[[str], Article | None]:
        """Finds articles in the library that this turn was asked of."""
        scope = Scope.of(record.get("scope") if isinstance(record, Mapping) else None)
        return lambda article_id: self._find(article_id, scope.library)

    def save(self, wanted: object) -> dict[str, str]:
        """The turns that the browser kept as a file to save; what is wrong under ``error``."""
        form = str(wanted.get("form")) if isinstance(wanted, Mapping) else ""
        try:
            made = export(self.restore(wanted), form)
        except BylineError as error:
            return {"error": str(error)}
        return {"name": made.name, "type": made.media_type, "text": made.text}

    def judge(self, wanted: object, turns: Sequence[Turn]) -> str:
        """Keeps what was thought of an answer; says what became of it."""
        fields = wanted if isinstance(wanted, Mapping) else {}
        at = next((n for n, t in enumerate(turns) if t.number == fields.get("turn")), None)
        if at is None:
            return wording.FEEDBACK_ODD
        verdict, note = str(fields.get("verdict")), str(fields.get("note") or "")
        try:
            row = feedback.row(turns[at], turns[:at], verdict, note)
            feedback.keep(self.assistant(turns[at].scope.library).library.folder, row)
        except BylineError as error:
            return str(error)
        self.log("judged", verdict=verdict)
        return wording.FEEDBACK_KEPT
