"""Who may sign in: the file of logins, the limit on failures, and that nothing is open beside."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from app_fakes import FakeAssistant, free_port
from cli_runner import Byline

import app
from assistant.login import FailureLimit, Logins, password_line
from assistant.serving import Serving
from index.errors import BylineError

PASSWORD = "correct horse: battery"


@pytest.fixture(scope="module")
def logins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("logins") / "logins"
    file.write_text(f"# the desk\n\n{password_line('Ada Byron', PASSWORD)}\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def address(logins: Path) -> Iterator[str]:
    served = app.serve(FakeAssistant(), Serving(port=free_port(), auth=logins), block=False)  # type: ignore[arg-type]
    yield served.local_url
    served.close(verbose=False)


def test_the_file_knows_its_people(logins: Path) -> None:
    known = Logins(logins)
    tried = [("Ada Byron", PASSWORD), ("Ada Byron", PASSWORD + "!"), ("Eve", PASSWORD), ("", "")]
    assert [asyncio.run(known.check(*t)) for t in tried] == [True, False, False, False]
    assert PASSWORD not in logins.read_text("utf-8")


@pytest.mark.parametrize(
    "lines", ["", "# nobody\n", "ada:secret\n", "ada:zz:00\n", "ada:00:00:00\n", "\x00\n"]
)
def test_an_odd_file_is_one_sentence(tmp_path: Path, lines: str) -> None:
    file = tmp_path / "logins"
    file.write_text(lines, encoding="utf-8")
    with pytest.raises(BylineError, match="expected lines of NAME:SALT:HASH"):
        Logins(file)
    with pytest.raises(BylineError, match="cannot be read"):
        Logins(tmp_path)


@pytest.mark.parametrize(("name", "password"), [("a:b", PASSWORD), ("", PASSWORD), ("a", "short")])
def test_odd_names_and_short_passwords_are_refused(name: str, password: str) -> None:
    with pytest.raises(BylineError, match="expected"):
        password_line(name, password)


def test_the_command_prints_a_line(
    byline: Byline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.cli.typer.prompt", lambda *_, **__: PASSWORD)
    ran = byline("password", "ada")
    (tmp_path / "logins").write_text(ran.out, encoding="utf-8")
    assert ran.code == 0 and asyncio.run(Logins(tmp_path / "logins").check("ada", PASSWORD))


def test_nothing_is_told_before_the_login(address: str) -> None:
    with httpx.Client(base_url=address, trust_env=False) as client:
        assert client.get("health").json() == {"status": "ok"}
        assert "harbour" not in client.get("/").text.casefold()
        assert client.get("config").status_code == 401
        for path in ("gradio_api/call/ask", "gradio_api/queue/join", "gradio_api/component_server"):
            assert client.post(path, json={"data": ["harbour"]}).status_code == 401
        form = {"username": "Ada Byron", "password": PASSWORD}
        assert client.post("login", data=form).status_code == 200
        assert "The Courier" in client.get("config").text


def test_too_many_failures_have_to_wait(address: str) -> None:
    form = {"username": "Ada Byron", "password": "wrong"}
    with httpx.Client(base_url=address, trust_env=False) as client:
        codes = [client.post("login", data=form).status_code for _ in range(10)]
        assert codes[:8] == [400] * 8 and codes[8:] == [429] * 2
        reply = client.post("login", data={**form, "password": PASSWORD})
        assert reply.status_code == 429 and 0 < int(reply.headers["retry-after"]) <= 900
        assert reply.json()["detail"] == "Too many failed logins. Try again in 15 minutes."


def test_the_wait_ends_and_a_login_forgets_the_failures() -> None:
    now, status = [0.0], [400]

    async def inside(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": status[0]})  # type: ignore[operator]

    limit = FailureLimit(inside, lambda: now[0])  # type: ignore[arg-type]

    def tried(address: str = "a") -> int:
        sent: list[dict[str, int]] = []

        async def send(message: dict[str, int]) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/news/login", "client": (address, 1)}
        asyncio.run(limit(scope, None, send))  # type: ignore[arg-type]
        return sent[0]["status"]

    assert [tried() for _ in range(9)] == [400] * 8 + [429]
    assert tried("b") == 400, "others are not held up"
    now[0] = 901.0
    assert tried() == 400
    status[0] = 200
    assert tried() == 200
    status[0] = 400
    assert [tried() for _ in range(8)] == [400] * 8
