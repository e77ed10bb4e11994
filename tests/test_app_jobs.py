"""Work that goes on after the request that began it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from assistant import jobs as module
from assistant import wording
from assistant.jobs import Jobs
from index.library import Progress

DONE = {"lines": "<li>added</li>"}


def until(look: Callable[[], dict[str, Any]], wanted: dict[str, Any]) -> None:
    began = time.monotonic()
    while look() != wanted:
        assert time.monotonic() - began < 10, look()
        time.sleep(0.005)


def test_it_tells_how_far_it_is_and_then_what_came_of_it() -> None:
    jobs, gates = Jobs(), [threading.Event(), threading.Event()]
    given: list[object] = []

    def work(wanted: object, progress: Progress) -> dict[str, str]:
        given.append(wanted)
        gates[0].wait(10)
        progress(16, 500)
        gates[1].wait(10)
        return DONE

    begun = jobs.begun_by(work)({"name": "a.jsonl"})
    assert list(begun) == ["job"]
    assert jobs.look(begun) == {"done": 0, "total": 0}
    gates[0].set()
    until(lambda: jobs.look(begun), {"done": 16, "total": 500})
    gates[1].set()
    until(lambda: jobs.look(begun), DONE)
    assert jobs.look(begun) == DONE, "an answer that was lost on the way is given again"
    assert given == [{"name": "a.jsonl"}]


@pytest.mark.parametrize("odd", [None, 7, [], {}, {"job": 7}, {"job": "theirs"}])
def test_what_is_not_known_is_a_sentence(odd: object) -> None:
    assert Jobs().look(odd) == {"error": wording.ADD_LOST}


def test_a_failure_is_a_sentence_here_and_told_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def work(wanted: object, progress: Progress) -> dict[str, str]:
        raise RuntimeError("a secret of the machine")

    jobs = Jobs()
    with caplog.at_level(logging.ERROR, "byline.serve"):
        begun = jobs.begun_by(work)(None)
        until(lambda: jobs.look(begun), {"error": wording.ADD_FAILED})
    assert "secret" in caplog.text


def test_the_oldest_results_are_let_go_and_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEPT", 2)
    jobs, gate = Jobs(), threading.Event()

    def waits(wanted: object, progress: Progress) -> dict[str, str]:
        gate.wait(10)
        return DONE

    slow = jobs.begun_by(waits)(None)
    begun = []
    for _ in range(4):
        begun.append(jobs.begun_by(lambda wanted, progress: DONE)(None))
        until(lambda: jobs.look(begun[-1]), DONE)
    assert [("error" in jobs.look(job)) for job in begun] == [True, True, False, False]
    assert jobs.look(slow) == {"done": 0, "total": 0}
    gate.set()
