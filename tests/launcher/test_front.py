"""The one port of the stack: the app, with the host coming and going behind it, and the files of the web front end."""

import http.client
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.launcher.processes import eventually
from tests.stack import Stack, running_stack

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def tiny(app: Path) -> Iterator[Stack]:
    with running_stack(app=app) as stack:
        yield stack


@pytest.fixture
def client(tiny: Stack) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=tiny.base_url, trust_env=False, timeout=30) as client:
        yield client


def test_the_app_sees_the_request_as_the_caller_sent_it(client: httpx.Client, tiny: Stack) -> None:
    seen = client.post(
        "/api/caller?a=1&b=%2F", content=b"x" * 1000, headers={"X-Thing": "one", "Content-Type": "text/plain"}
    ).json()
    assert seen["method"] == "POST"
    assert seen["url"] == f"http://localhost:{tiny.port}/api/caller?a=1&b=%2F"
    assert seen["bytes"] == 1000
    assert (seen["headers"]["x-thing"], seen["headers"]["content-type"]) == ("one", "text/plain")


def test_the_app_learns_the_callers_own_address_behind_whatever_the_caller_claims(tiny: Stack) -> None:
    def forwarded(address: str, claim: dict[str, str]) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", tiny.port, source_address=(address, 0))
        connection.request("GET", "/api/caller", headers=claim)
        port = connection.sock.getsockname()[1]
        said: str = json.loads(connection.getresponse().read())["headers"]["x-forwarded-for"]
        connection.close()
        return said.replace(str(port), "PORT")

    assert forwarded("127.0.0.5", {}) == "127.0.0.5:PORT"
    assert forwarded("127.0.0.9", {"X-Forwarded-For": "9.9.9.9"}) == "9.9.9.9, 127.0.0.9:PORT"


def test_a_large_answer_comes_whole_to_a_client_that_takes_its_time(tiny: Stack) -> None:
    with httpx.stream("GET", f"{tiny.base_url}/api/large?bytes=20000000", trust_env=False, timeout=30) as answer:
        chunks = answer.iter_raw(100_000)
        first = next(chunks)
        time.sleep(0.3)
        assert len(first) + sum(map(len, chunks)) == 20_000_000


def test_requests_follow_each_other_on_one_connection(tiny: Stack) -> None:
    """Two sent at once, one without an answer's body, one with a chunked body (which the host drops, as Azure does)."""
    connection = http.client.HTTPConnection("127.0.0.1", tiny.port)
    connection.connect()
    connection.sock.sendall(2 * b"GET /api/greeting HTTP/1.1\r\nHost: localhost\r\n\r\n")
    answered = b""
    while answered.count(b"\r\n\r\nfirst") < 2:
        answered += (more := connection.sock.recv(65_536))
        assert more, answered
    for method, body, status in (("HEAD", None, 404), ("POST", iter([b"abc", b"def"]), 200), ("GET", None, 200)):
        connection.request(method, "/api/caller", body, encode_chunked=body is not None, headers=_chunked(body))
        answer = connection.getresponse()
        assert (answer.status, answer.read() != b"") == (status, method != "HEAD")
    connection.close()


def _chunked(body: object) -> dict[str, str]:
    return {"Transfer-Encoding": "chunked"} if body else {}


def killed_in_the_middle(stack: Stack, method: str, seconds: int) -> httpx.Response:
    """The answer to a request whose host was killed after it had begun to work on it."""
    answers: list[httpx.Response] = []

    def ask() -> None:
        url = f"{stack.base_url}/api/slow?seconds={seconds}"
        answers.append(httpx.request(method, url, trust_env=False, timeout=40))

    def begun() -> int:
        return int(httpx.get(f"{stack.base_url}/api/begun", trust_env=False).text)

    stack.wait_until_ready()
    before = begun()
    asking = threading.Thread(target=ask)
    asking.start()
    assert eventually(lambda: begun() == before + 1)
    stack.kill_host()
    asking.join()
    stack.wait_until_ready(15)
    return answers[0]


def test_a_read_whose_host_is_killed_is_answered_by_the_next_host(tiny: Stack) -> None:
    answer = killed_in_the_middle(tiny, "GET", seconds=2)
    assert (answer.status_code, answer.text) == (200, "at last")


def test_a_change_whose_host_is_killed_is_not_sent_twice(tiny: Stack) -> None:
    answer = killed_in_the_middle(tiny, "POST", seconds=20)
    assert answer.status_code == 502
    assert answer.json()["title"] == "The Functions host ended before it answered"
    assert httpx.get(f"{tiny.base_url}/api/begun", trust_env=False).text == "0"


def test_while_the_host_is_away_a_request_waits_and_then_gets_a_problem(tiny: Stack, client: httpx.Client) -> None:
    tiny.wait_until_ready()
    host = tiny.host_pid()
    stopped = _keep_the_host_away(tiny)
    try:
        began = time.monotonic()
        answer = client.post("/api/caller", content=b"x")
    finally:
        stopped.set()
    assert 3 < time.monotonic() - began < 15
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert (problem["status"], problem["title"]) == (503, "The Functions host is not running")
    assert problem["type"].endswith("/host-away")
    tiny.wait_until_ready(30)
    assert tiny.host_pid() != host


def _keep_the_host_away(stack: Stack) -> threading.Event:
    """Kills it again and again, until told to stop. Returns when it is gone."""
    stop = threading.Event()

    def kill() -> None:
        while not stop.is_set():
            try:
                os.kill(stack.host_pid(), signal.SIGKILL)
            except (FileNotFoundError, ProcessLookupError, ValueError):
                stop.wait(0.02)

    first = stack.host_pid()
    threading.Thread(target=kill, daemon=True).start()

    def is_gone() -> bool:
        try:
            return stack.host_pid() != first
        except (FileNotFoundError, ValueError):
            return True

    assert eventually(is_gone)
    return stop


def test_a_malformed_request_is_answered_and_hurts_nobody(tiny: Stack) -> None:
    with socket.create_connection(("127.0.0.1", tiny.port)) as connection:
        connection.sendall(b"NONSENSE\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")
    tiny.wait_until_ready(5)
