"""Nothing leaves the machine: a library is built and asked without opening a connection."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

# Python tells an audit hook of every look-up, connection and datagram, whichever library makes
# it. Refused and written down: code that tries and goes on without is found out too.
SCRIPT = """
import json, sys
tried = []

def refuse(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
                 "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request",
                 "http.client.connect"):
        tried.append(f"{event} {arguments[1:]}")
        raise OSError(f"a test forbids {event}")

sys.addaudithook(refuse)

from assistant import Assistant
from index.library import Library

library = Library.create_sample(sys.argv[1])
answer = Assistant.open(library).ask("How many children are on the list?")
print(json.dumps({"tried": tried, "short": answer.short, "articles": len(library.articles())}))

import socket
try:
    socket.create_connection(("192.0.2.1", 80), timeout=1)
except OSError as error:
    print(error)
"""


def test_building_and_asking_open_no_connection(tmp_path: Path) -> None:
    # Byline's own settings must do it: what the other tests set is not handed on.
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("HF_", "TRANSFORMERS_", "ANONYMIZED_", "GRADIO_", "TIKTOKEN_"))
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "library")],
        cwd=Path(__file__).parents[1],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    said, control = done.stdout.strip().splitlines()
    result = json.loads(said)
    assert result["tried"] == []
    assert result["articles"] == 5
    assert "339" in result["short"]
    assert "a test forbids" in control, "the hook does catch a connection"
