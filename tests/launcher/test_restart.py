"""Whatever part of the stack dies is started again; saved code is run."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local.launcher import REPOSITORY
from tests.launcher.processes import eventually, is_running
from tests.stack import Stack, running_stack, started_stack

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def tiny(app: Path) -> Iterator[Stack]:
    """One stack that these tests hurt and that recovers each time."""
    with running_stack(app=app) as stack:
        yield stack


def environment(stack: Stack) -> dict[str, str]:
    found: dict[str, str] = httpx.get(f"{stack.base_url}/api/environment", trust_env=False).json()
    return found


def edit(app: Path, old: str, new: str) -> None:
    file = app / "function_app.py"
    file.write_text(file.read_text().replace(old, new))


def page_of(text: str) -> str:
    return f'<p>{text}</p><script type="module" src="./main.js"></script>'


def pid_or_none(stack: Stack, service: str) -> int | None:
    try:
        return stack.pid(service)
    except FileNotFoundError:
        return None


def accepts_connections(url: str) -> bool:
    try:
        httpx.get(url, trust_env=False)
    except httpx.ConnectError:
        return False
    except httpx.TransportError:
        return True  # it speaks something else than HTTP
    return True


def test_a_host_killed_with_9_serves_again_within_15_seconds_and_the_others_run_on(tiny: Stack) -> None:
    host, servicebus, azurite = tiny.host_pid(), tiny.pid("servicebus"), tiny.pid("azurite")

    tiny.kill_host()

    assert eventually(lambda: pid_or_none(tiny, "host") not in {host, None}, seconds=15), tiny.last_lines()
    tiny.wait_until_ready(15)
    assert not is_running(host)
    assert (tiny.pid("servicebus"), tiny.pid("azurite")) == (servicebus, azurite)


def test_a_killed_emulator_comes_back_on_the_same_port(tiny: Stack) -> None:
    killed, host = tiny.pid("servicebus"), tiny.host_pid()
    port = re.search(r"sb://127\.0\.0\.1:(\d+);", environment(tiny)["ServiceBus"])
    assert port is not None

    os.kill(killed, signal.SIGKILL)

    assert eventually(lambda: pid_or_none(tiny, "servicebus") not in {killed, None}), tiny.last_lines()
    assert eventually(lambda: accepts_connections(f"http://127.0.0.1:{port[1]}"))
    assert tiny.host_pid() == host


def test_a_killed_azurite_comes_back_on_the_same_ports(tiny: Stack) -> None:
    killed = tiny.pid("azurite")
    endpoints = re.findall(r"Endpoint=(http://[\d.:]+)/", environment(tiny)["DataStorage"])
    assert len(endpoints) == 3

    os.kill(killed, signal.SIGKILL)

    assert eventually(lambda: pid_or_none(tiny, "azurite") not in {killed, None}), tiny.last_lines()
    assert eventually(lambda: all(accepts_connections(endpoint) for endpoint in endpoints))


def test_saved_code_is_run_and_code_that_cannot_run_waits_for_the_next_save(own_app: Path) -> None:
    def greeting() -> str:
        answer = httpx.get(f"{stack.base_url}/api/greeting", trust_env=False)
        return answer.text if answer.status_code == 200 else answer.json()["title"]

    with running_stack(app=own_app, reload=True) as stack:
        assert greeting() == "first"

        edit(own_app, '"first"', '"second"')
        assert eventually(lambda: greeting() == "second")

        edit(own_app, '"second"', "second")
        assert eventually(lambda: "waiting for the next save" in stack.output())
        assert "name 'second' is not defined" in stack.output()
        assert greeting() == "The Functions host is not running"

        edit(own_app, "= second", '= "third"')
        assert eventually(lambda: greeting() == "third")


def test_a_saved_page_of_the_front_end_is_built_anew(own_app: Path) -> None:
    web = own_app / "web"
    web.mkdir()
    (web / "node_modules").symlink_to(REPOSITORY / "web/node_modules")
    (web / "index.html").write_text(page_of("first"))
    (web / "main.js").write_text('document.title = "first"\n')

    def page() -> str:
        return httpx.get(stack.base_url, trust_env=False).text

    def title() -> str:
        script = re.search(r'src="(/assets/[^"]+[.]js)"', page())
        return httpx.get(stack.base_url + script[1], trust_env=False).text if script else ""

    with running_stack(app=own_app, reload=True) as stack:
        assert eventually(lambda: "first" in title()), stack.last_lines()
        (web / "index.html").write_text(page_of("second"))
        assert eventually(lambda: "second" in page()), stack.last_lines()
        (web / "main.js").write_text("document.title = \n")
        assert eventually(lambda: "PARSE_ERROR" in stack.output()), stack.last_lines()
        (web / "main.js").write_text('document.title = "third"\n')
        assert eventually(lambda: "third" in title()), stack.last_lines()


def test_an_app_that_cannot_run_at_the_first_start_ends_the_stack_with_its_own_words(own_app: Path) -> None:
    edit(own_app, '"first"', "first")
    stack = started_stack(app=own_app)
    assert stack.wait_until_ended() == 1
    assert "the Functions host ended at its start (exit code 1)" in stack.last_lines()
    assert "name 'first' is not defined" in stack.output()
