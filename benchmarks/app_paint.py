"""How soon the page is there: first paint, interactive, first response, bytes sent.

    python benchmarks/app_paint.py [--library DIR] [--runs 5]

Measured on loopback with Playwright in Chromium (environment: BYLINE_CHROMIUM), nothing cached.
Interactive: the question box takes the focus and the outlets to choose from are there. First
response: from pressing Enter to the question on the page; answer: until its sources are.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

import app
from assistant import Assistant
from assistant.serving import Serving

QUESTION = "How many children are on the list that Ukraine handed over?"
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def visit(browser: Any, address: str) -> dict[str, float]:
    """One visit with an empty cache: milliseconds, and kilobytes over the wire."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    sent: list[float] = []
    devtools.on("Network.loadingFinished", lambda e: sent.append(e["encodedDataLength"]))
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(".welcome")
    shown = time.perf_counter()
    page.wait_for_selector("#scope .choices > *", state="attached")
    interactive = time.perf_counter()
    kilobytes = sum(sent) / 1024
    page.fill("#box", QUESTION)
    asked = time.perf_counter()
    page.keyboard.press("Enter")
    page.wait_for_selector("#conversation .turn")
    first = time.perf_counter()
    page.wait_for_selector("#conversation .card, #conversation .silent")
    answered = time.perf_counter()
    paint = page.evaluate(FIRST_PAINT)
    context.close()
    return {
        "first contentful paint, ms": paint or float("nan"),
        "first screen, ms": (shown - began) * 1000,
        "interactive, ms": (interactive - began) * 1000,
        "first response, ms": (first - asked) * 1000,
        "answer, ms": (answered - asked) * 1000,
        "sent, kB": kilobytes,
        "requests": float(len(sent)),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", default=None)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--port", type=int, default=7872)
    options = parser.parse_args()
    assistant = Assistant.open(options.library)
    assistant.ask(QUESTION)
    served = app.serve(assistant, Serving(port=options.port), block=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("BYLINE_CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        visit(browser, served.local_url)  # the first one finds cold disks
        runs = [visit(browser, served.local_url) for _ in range(options.runs)]
        browser.close()
    served.close(verbose=False)
    for name in runs[0]:
        values = [run[name] for run in runs]
        median = statistics.median(values)
        print(f"{name}: median {median:.0f} ({min(values):.0f} to {max(values):.0f})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
