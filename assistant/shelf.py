"""Libraries as the page shows and changes them: what they hold, adding, removing.

Everything asked for comes from a browser: any value. What cannot be done is a sentence.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from assistant import wording
from assistant.chat import Chat
from assistant.page_compare import choices, offered
from assistant.page_library import (
    PAGE_SIZE,
    Overview,
    added_lines,
    article_rows,
    chooser,
    first_screen,
    holdings,
    matching,
    overview,
    published_within,
)
from assistant.page_timeline import Timeline, Told, bars, with_events
from assistant.turns import Scope
from index.errors import BylineError, UnknownNameError
from index.library import Library, Progress, default_progress
from index.records import AddReport, Article

_FRONT_MATTER = ("title", "source", "date")
_FIND_CHARACTERS = 200
_NAMED = 30  # articles of one file whose titles are looked up
T = TypeVar("T")


class Shelf:
    """The libraries of a chat; ``may_add`` is whether the page may change them.

    ``uploads`` is the only folder that an uploaded file is taken from.
    """

    def __init__(self, chat: Chat, may_add: bool, uploads: Path) -> None:
        self.chat, self.may_add, self._uploads = chat, may_add, uploads
        sample = files("index.sample").iterdir()
        self._bundled = frozenset(f.name[:-3] for f in sample if f.name.endswith(".md"))
        self._seen: dict[str, tuple[int, Overview]] = {}
        self._drawn: dict[str, tuple[int, Timeline]] = {}  # with the events in the texts
        self._told: dict[str, Told] = {}
        self._reading = threading.Lock()  # texts are read once, whoever asks for their events
        # Two people who add at the same time wait for each other; the library would refuse one.
        self._changing = threading.Lock()

    def overview(self, name: str = "") -> Overview:
        """The facts of a library, read again only where it has changed."""
        library = self._library(name)
        generation = library.generation
        seen = self._seen.get(name)
        if seen is None or seen[0] != generation:
            seen = generation, overview(library.articles(), self._bundled)
            self._seen[name] = seen
        return seen[1]

    def timeline(self, name: str = "") -> Timeline:
        """The timeline with the events told in the texts: reading them takes its time, a second
        for each few megabytes, and is done again only for articles that are new or changed."""
        with self._reading:
            library = self._library(name)
            generation = library.generation
            drawn = self._with_events(name, generation)
            if drawn is None:
                told = self._told.setdefault(name, Told()).count(library.articles())
                drawn = with_events(self.overview(name).timeline, told)
                self._drawn[name] = generation, drawn
            return drawn

    def _with_events(self, name: str, generation: int) -> Timeline | None:
        """The timeline with its events, where the texts were read at this generation."""
        at, drawn = self._drawn.get(name, (None, None))
        return drawn if at == generation else None

    def dated_events(self, wanted: object) -> dict[str, str]:
        """The bars of the timeline with the dated events; see ``timeline``."""
        try:
            return {"bars": bars(self.timeline(str(_fields(wanted).get("library") or "")))}
        except BylineError as error:
            return {"error": str(error)}

    def first_screen(self, name: str = "") -> str:
        return first_screen(self.overview(name), self.may_add)

    def _library(self, name: str) -> Library:
        return self.chat.assistant(name).library

    def look(self, wanted: object) -> dict[str, Any]:
        """What the page shows of a library: counts, choices, timeline, a list of articles."""
        fields = _fields(wanted)
        name = str(fields.get("library") or "")
        shown = fields.get("shown")
        shown = shown if isinstance(shown, int) and 0 < shown <= 10_000 else PAGE_SIZE
        try:
            facts = self.overview(name)
            drawn = self._with_events(name, self._library(name).generation)
            rows = ""
            if fields.get("list") and facts.articles:
                since, until = (str(fields.get(end) or "") for end in ("since", "until"))
                found = self.find(str(fields.get("find") or ""), name, since, until)
                rows = article_rows(found, shown, self.may_add)
        except BylineError as error:
            return {"error": str(error)}
        return {
            "counts": holdings(facts, self.may_add),
            "choices": chooser(facts),
            "bars": bars(drawn or facts.timeline),
            "told": drawn is not None,
            "first": first_screen(facts, self.may_add),
            "articles": rows,
            "number": facts.articles,
        }

    def find(
        self, words: str, library: str = "", since: str = "", until: str = ""
    ) -> list[Article]:
        """The articles that have all these words in title, outlet or date, newest first; of
        these days only, where given."""
        articles = self._library(library).articles()
        articles = [a for a in articles if published_within(a, since, until)]
        return matching(articles, words[:_FIND_CHARACTERS])

    def compared(self, wanted: object) -> dict[str, str]:
        """The outlets to choose from for a comparison within a scope."""
        scope = Scope.of(_fields(wanted).get("scope"))
        try:
            return {"choices": choices(self._outlets(scope), scope.narrows)}
        except BylineError as error:
            return {"error": str(error)}

    def _outlets(self, scope: Scope) -> Sequence[tuple[str, int]]:
        """The outlets of the articles in a scope, with how many are of each."""
        if not scope.narrows:
            return self.overview(scope.library).sources
        library = self._library(scope.library)
        if not scope.articles:
            return offered(library.articles(), scope)
        found = []
        for chosen in scope.articles:
            with suppress(UnknownNameError):  # gone meanwhile; the question says so
                found.append(library.article(chosen.id))
        return offered(found, scope)

    # Changing

    def add_file(self, wanted: object, progress: Progress = default_progress) -> dict[str, str]:
        """Adds a file that was uploaded to ``path``, and deletes it there.

        ``progress`` counts the articles in it, here and where an address or a text is added.
        """
        fields = _fields(wanted)
        name = Path(str(fields.get("name") or "upload")).name

        def add(library: Library) -> AddReport:
            path = Path(str(fields.get("path") or "")).resolve()
            if not path.is_relative_to(self._uploads.resolve()) or not path.is_file():
                raise BylineError(wording.ADD_GONE)
            try:
                return library.add_bytes(name, path.read_bytes(), progress=progress)
            finally:
                path.unlink(missing_ok=True)

        return self._added(name, fields, add)

    def add_url(self, wanted: object, progress: Progress = default_progress) -> dict[str, str]:
        """Fetches and adds what is at an address."""
        fields = _fields(wanted)
        url = str(fields.get("url") or "").strip()[:2000]
        return self._added(url, fields, lambda library: self.fetch(library, url, progress))

    def add_text(self, wanted: object, progress: Progress = default_progress) -> dict[str, str]:
        """Adds a text that was pasted, with the title, outlet and date it was given."""
        fields = _fields(wanted)
        text = str(fields.get("text") or "")
        given = {key: str(fields.get(key) or "") for key in _FRONT_MATTER}
        name = given["title"][:80] or " ".join(text.split())[:40] or "text"
        return self._added(name, fields, lambda known: self.paste(known, text, given, progress))

    def fetch(self, library: Library, url: str, progress: Progress = default_progress) -> AddReport:
        """Adds what is at an address; raises ``BylineError`` where that is none."""
        if not url.lower().startswith(("http://", "https://")):
            raise BylineError(wording.ADD_ODD_URL.format(url[:200]))
        return library.add([url], progress)

    def paste(
        self,
        library: Library,
        text: str,
        given: Mapping[str, str],
        progress: Progress = default_progress,
    ) -> AddReport:
        """Adds a text with its front matter; raises ``BylineError`` where there is no text."""
        if not text.strip():
            raise BylineError(wording.ADD_EMPTY)
        # JSON's strings are strings in YAML too, whatever stands in them.
        told = {key: " ".join(given[key].split()) for key in _FRONT_MATTER if given.get(key)}
        head = "".join(f"{key}: {json.dumps(value)}\n" for key, value in told.items())
        document = f"---\n{head}---\n\n{text}" if head else text
        data = document.encode("utf-8", "replace")
        return library.add_bytes("pasted.md", data, progress=progress)

    def change(self, library: str, act: Callable[[Library], T]) -> T:
        """Does this to a library, when nobody else does; raises ``BylineError`` where the page
        may not."""
        if not self.may_add:
            raise BylineError(wording.ADD_OFF)
        with self._changing:
            return act(self._library(library))

    def _added(
        self, name: str, fields: Mapping[str, Any], add: Callable[[Library], AddReport]
    ) -> dict[str, str]:
        """A line for everything that was found under this name, or one on why there is none."""
        library = str(fields.get("library") or "")
        try:
            report = self.change(library, add)
        except BylineError as error:
            return {"lines": added_lines(name, AddReport(rejected=[(name, str(error))]), {})}
        self.chat.log("added", added=len(report.added), rejected=len(report.rejected))
        ids = [*report.added, *report.replaced, *report.unchanged, *(i for _, i in report.copies)]
        known = self._library(library)
        titles = {i: known.article(i).title for i in ids[:_NAMED]}
        return {"lines": added_lines(name, report, titles)}

    def remove(self, wanted: object) -> dict[str, str]:
        """Takes an article out; ``told`` says so, or why not."""
        fields = _fields(wanted)
        article_id = str(fields.get("article") or "")
        library = str(fields.get("library") or "")
        try:
            removed = self.change(library, lambda known: known.remove(article_id))
        except BylineError as error:
            return {"told": str(error)}
        self.chat.log("removed")
        return {"told": wording.REMOVED.format(removed.title)}


def _fields(wanted: object) -> Mapping[str, Any]:
    return wanted if isinstance(wanted, Mapping) else {}
