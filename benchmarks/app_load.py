"""Many conversations at once with one app: errors, leaks, waiting times, memory.

    python benchmarks/app_load.py [--conversations 50] [--seconds 300] [--pause 30] [--library DIR]

Each conversation is a session of its own that asks, with a pause between (30 s, more or less), what
only it can have asked: its number stands in every question. Fails where a page shows the question
of another conversation, or where a call fails. Memory is read from /proc (Linux).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import sys
import threading
import time
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

import app
from assistant import Assistant
from assistant.serving import Serving

QUESTIONS = (
    "How many children are on the list?", "Who led the Russian delegation?",
    "What was agreed at the talks on May 16?", "What did Medinsky say about the children?",
    "When did Trump and Putin talk?", "What salary does Umerov earn?", "What did he propose?",
)  # fmt: skip


@dataclass
class Seen:
    """What the conversations met, all together."""

    first: list[float] = field(default_factory=list)  # seconds to the first response
    whole: list[float] = field(default_factory=list)  # seconds to the whole answer
    errors: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)


class Conversation:
    """One browser tab, without the browser: joins the queue and reads what comes of it."""

    def __init__(
        self, number: int, address: str, config: dict[str, Any], seen: Seen, pause: float
    ) -> None:
        self.number, self.seen, self.pause = number, seen, pause
        self.client = httpx.Client(base_url=address, timeout=120, trust_env=False)
        self.session = f"load{number}"
        events = [
            d for d in config["dependencies"] if d["targets"] and d["targets"][0][1] == "click"
        ]
        self.event, self.trigger = events[0]["id"], events[0]["targets"][0][0]
        self.asked: list[str] = []

    def run(self, until: float) -> None:
        draw = random.Random(self.number)
        time.sleep(draw.random() * self.pause)
        while time.monotonic() < until:
            try:
                self.ask(f"{draw.choice(QUESTIONS)} (No. {self.number}-{len(self.asked)})")
            except Exception as error:
                self.seen.errors.append(f"{self.session}: {type(error).__name__}: {error}")
            time.sleep(draw.uniform(0.5, 1.5) * self.pause)

    def ask(self, question: str) -> None:
        self.asked.append(question)
        began, first = time.perf_counter(), None
        body = {
            "data": [None], "fn_index": self.event, "trigger_id": self.trigger,
            "session_hash": self.session, "event_data": {"question": question, "scope": {}},
        }  # fmt: skip
        self.client.post("gradio_api/queue/join", json=body).raise_for_status()
        shown = ""
        path = f"gradio_api/queue/data?session_hash={self.session}"
        with self.client.stream("GET", path) as stream:
            for line in stream.iter_lines():
                message = json.loads(line[6:]) if line.startswith("data: ") else {}
                if message.get("msg") in {"process_generating", "process_completed"}:
                    first = first or time.perf_counter() - began
                    output = message.get("output") or {}
                    if not message.get("success", True):
                        raise RuntimeError(f"the event failed: {output}")
                    if message["msg"] == "process_completed":
                        break
                    shown += json.dumps(output["data"])
                elif message.get("msg") in {"close_stream", "unexpected_error"}:
                    raise RuntimeError(f"the stream ended: {message}")
        self.seen.first.append(first or 0.0)
        self.seen.whole.append(time.perf_counter() - began)
        self.check(unescape(shown), question)

    def check(self, shown: str, question: str) -> None:
        """Every "(No. X-Y)" on the page is one of this conversation's."""
        numbers = {part.split("-")[0] for part in shown.split("(No. ")[1:]}
        if numbers - {str(self.number)}:
            self.seen.leaks.append(f"{question}: the page shows {sorted(numbers)}")
        if not numbers:
            self.seen.errors.append(f"{question}: the page does not show it")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--pause", type=float, default=30, help="seconds between questions")
    parser.add_argument("--library", default=None)
    parser.add_argument("--port", type=int, default=7871)
    options = parser.parse_args()
    assistant = Assistant.open(options.library)
    assistant.ask("Who led the delegation?")
    served = app.serve(assistant, Serving(port=options.port), block=False)
    config = httpx.get(f"{served.local_url}config", trust_env=False).json()
    seen = Seen()
    before, until = resident(), time.monotonic() + options.seconds
    talks = [
        Conversation(n, served.local_url, config, seen, options.pause)
        for n in range(options.conversations)
    ]
    threads = [threading.Thread(target=talk.run, args=(until,)) for talk in talks]
    for thread in threads:
        thread.start()
    time.sleep(options.seconds / 2)
    halfway = resident()
    for thread in threads:
        thread.join()
    memory = (before, halfway, resident())
    served.close(verbose=False)
    report(options, seen, memory)
    return 1 if seen.errors or seen.leaks else 0


def resident() -> int:
    """Bytes of memory that this process has now (Linux)."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) * 1024


def report(options: argparse.Namespace, seen: Seen, memory: tuple[int, ...]) -> None:
    print(
        f"{options.conversations} conversations, {options.seconds:.0f} s, {len(seen.whole)} answers"
    )
    for name, times in (("first response", seen.first), ("whole answer", seen.whole)):
        if len(times) > 1:
            p95 = statistics.quantiles(times, n=20)[-1]
            print(f"{name}: median {statistics.median(times):.2f} s, p95 {p95:.2f} s")
    before, halfway, after = (f"{size / 2**20:.0f} MB" for size in memory)
    print(f"memory: {before} before, {halfway} halfway, {after} at the end")
    print(f"{len(seen.errors)} errors, {len(seen.leaks)} leaks")
    for line in (seen.errors + seen.leaks)[:10]:
        print(f"  {line}")


if __name__ == "__main__":
    sys.exit(main())
