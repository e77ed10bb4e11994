"""What programs may call: ``ask``, ``search``, ``articles`` and ``add`` (docs/api.md).

The same four are the tools of the MCP server, which reads their docstrings.
"""

from __future__ import annotations

from typing import Any

from assistant.chat import Chat
from assistant.shelf import Shelf
from index.errors import BylineError
from index.library import Library
from index.records import AddReport, Evidence

_MOST = 1000  # articles listed by one call
_PASSAGES = 50  # passages given by one call


class Api:
    """The endpoints. What a caller does wrong raises ``BylineError`` with a sentence on it."""

    def __init__(self, chat: Chat, shelf: Shelf) -> None:
        self._chat, self._shelf = chat, shelf

    def ask(
        self,
        question: str,
        history: list[dict[str, str]] | None = None,
        sources: list[str] | None = None,
        since: str | None = None,
        until: str | None = None,
        library: str | None = None,
        articles: list[str] | None = None,
    ) -> dict[str, Any]:
        """Answers a question from the articles, every statement cited to the character.

        Args:
            question: The question, in a sentence.
            history: The turns before it, oldest first, as objects with question and answer.
            sources: Only these outlets.
            since: Published on or after this day, YYYY-MM-DD.
            until: Published on or before this day, YYYY-MM-DD.
            library: A library's name, where several are served.
            articles: Only these articles, by their ids.
        """
        answer = self._chat.answer(
            question, history or (), sources or (), since, until, library or "", articles or ()
        )
        return answer.to_dict()

    def search(
        self,
        query: str,
        limit: int = 10,
        sources: list[str] | None = None,
        since: str | None = None,
        until: str | None = None,
        library: str | None = None,
        articles: list[str] | None = None,
    ) -> list[dict[str, Any]]:
        """Finds the passages nearest to a query, best first, without answering.

        Args:
            query: What to look for.
            limit: How many passages, at most.
            sources: Only these outlets.
            since: Published on or after this day, YYYY-MM-DD.
            until: Published on or before this day, YYYY-MM-DD.
            library: A library's name, where several are served.
            articles: Only these articles, by their ids.
        """
        assistant = self._chat.assistant(library or "")
        _, _, found = assistant.find(query, (), sources or (), since, until, articles or ())
        return [_passage(e) for e in found[: _limited(limit, _PASSAGES)]]

    def articles(
        self, find: str | None = None, limit: int = 100, library: str | None = None
    ) -> list[dict[str, Any]]:
        """Lists the articles of the library, newest first.

        Args:
            find: Only articles with these words in title, outlet or date.
            limit: How many articles, at most.
            library: A library's name, where several are served.
        """
        found = self._shelf.find(find or "", library or "")
        return [
            {"id": a.id, "title": a.title, "source": a.source, "date": a.date, "url": a.url}
            for a in found[: _limited(limit, _MOST)]
        ]

    def add(
        self,
        text: str | None = None,
        url: str | None = None,
        title: str | None = None,
        source: str | None = None,
        date: str | None = None,
        library: str | None = None,
    ) -> dict[str, Any]:
        """Adds an article to the library: a text, or what is at an address.

        Args:
            text: The article's words.
            url: An address to fetch, in place of the text.
            title: The title of the text.
            source: The outlet that published the text.
            date: The day it was published, YYYY-MM-DD.
            library: A library's name, where several are served.
        """
        if bool(text) == bool(url):
            raise BylineError("Expected one of `text` and `url`, not both or neither.")
        given = {"title": title or "", "source": source or "", "date": date or ""}

        def add(known: Library) -> AddReport:
            if url:
                return self._shelf.fetch(known, url)
            return self._shelf.paste(known, text or "", given)

        return _report(self._shelf.change(library or "", add))


def _limited(limit: int, most: int) -> int:
    if not isinstance(limit, int) or not 1 <= limit <= most:
        raise BylineError(f"limit is {limit!r}; expected a number from 1 to {most}.")
    return limit


def _passage(evidence: Evidence) -> dict[str, Any]:
    article, passage = evidence.article, evidence.passage
    return {
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "date": article.date,
        "start": passage.start,
        "end": passage.end,
        "text": evidence.text,
        "score": round(evidence.score, 6),
    }


def _report(report: AddReport) -> dict[str, Any]:
    return {
        "added": report.added,
        "replaced": report.replaced,
        "unchanged": report.unchanged,
        "copies": [{"id": copy, "of": of} for copy, of in report.copies],
        "rejected": [{"origin": origin, "reason": reason} for origin, reason in report.rejected],
    }
