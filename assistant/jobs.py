"""Work that takes longer than a request may: one begins it, those that follow ask after it.

A proxy cuts a request that says nothing for a minute, and a page that waits for one cannot tell
how far it is.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant import wording
from index.library import Progress

_KEPT = 200  # results; the oldest leaves first
_log = logging.getLogger("byline.serve")

Work = Callable[[object, Progress], dict[str, str]]


@dataclass(slots=True)
class _Job:
    done: int = 0
    total: int = 0
    result: dict[str, str] | None = None


class Jobs:
    """What is being worked on, by names that cannot be guessed. Safe from several threads."""

    def __init__(self) -> None:
        self._jobs: dict[str, _Job] = {}
        self._lock = threading.Lock()

    def begun_by(self, work: Work) -> Callable[[object], dict[str, str]]:
        """A function that begins this work on what it is given, and returns ``{"job": name}``."""

        def begin(wanted: object) -> dict[str, str]:
            name, job = secrets.token_urlsafe(16), _Job()
            with self._lock:
                self._forget()
                self._jobs[name] = job
            threading.Thread(target=_finish, args=(job, work, wanted), daemon=True).start()
            return {"job": name}

        return begin

    def look(self, wanted: object) -> dict[str, Any]:
        """What became of ``wanted["job"]``: its result, or how many are done of how many.

        ``total`` is 0 until that is known. ``error`` says why there is no such job, or that the
        work failed. ``wanted`` comes from the browser: any value.
        """
        name = str(wanted.get("job")) if isinstance(wanted, Mapping) else ""
        with self._lock:
            job = self._jobs.get(name)
        if job is None:
            return {"error": wording.ADD_LOST}
        return job.result or {"done": job.done, "total": job.total}

    def _forget(self) -> None:
        finished = [name for name, job in self._jobs.items() if job.result is not None]
        for name in finished[: max(0, len(finished) - _KEPT + 1)]:
            del self._jobs[name]


def _finish(job: _Job, work: Work, wanted: object) -> None:
    def progress(done: int, total: int) -> None:
        job.done, job.total = done, total

    try:
        job.result = work(wanted, progress)
    except Exception:
        _log.exception("Articles could not be added")
        job.result = {"error": wording.ADD_FAILED}
