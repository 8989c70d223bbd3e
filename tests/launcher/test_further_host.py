"""One more host of a running stack: what it shares with the first, and what becomes of it."""

import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local.launcher import REPOSITORY
from local.launcher.__main__ import main
from local.launcher.options import parse
from tests.launcher.processes import eventually, is_running
from tests.launcher.test_restart import edit, pid_or_none
from tests.launcher.test_start_and_end import InFlight
from tests.stack import Stack, free_port, running_host, running_stack, started_host, started_stack

pytestmark = pytest.mark.stack

OF_A_STACK = ("AzureWebJobsStorage", "DataStorage", "ServiceBus", "Email", "TOKEN_SIGNING_KEYS", "LOCATOR_KEY")


def get(stack: Stack, path: str) -> httpx.Response:
    return httpx.get(stack.base_url + path, trust_env=False, timeout=10)


def environment(stack: Stack) -> dict[str, str]:
    found: dict[str, str] = get(stack, "/api/environment").json()
    return found


def refusal(capsys: pytest.CaptureFixture[str], *, stack: int, port: int) -> str:
    """What is said of a host that cannot be started."""
    assert main(parse(["--stack", str(stack), "--port", str(port)])) == 1
    return capsys.readouterr().err


@pytest.fixture(scope="module")
def first(app: Path) -> Iterator[Stack]:
    """A stack that further hosts come to and go from."""
    with running_stack(app=app, env={"OF_THE_SHELL": "of the stack's"}) as running:
        yield running


@pytest.fixture(scope="module")
def second(first: Stack) -> Iterator[Stack]:
    """A further host of it."""
    with running_host(first) as running:
        yield running


def test_it_has_the_stacks_storage_messages_mailbox_keys_and_settings_on_a_port_of_its_own(
    first: Stack, second: Stack
) -> None:
    common = environment(first)
    assert {name: environment(second)[name] for name in OF_A_STACK} == {name: common[name] for name in OF_A_STACK}
    assert environment(second)["PUBLIC_BASE_URL"] == first.base_url
    assert environment(second)["OF_THE_SHELL"] == "of the stack's"
    assert second.host_pid() != first.host_pid()
    assert get(second, "/local/mailbox").json() == []
    assert get(second, "/local/status").json()["parts"][0]["pid"] == first.pid("azurite")


def test_one_that_is_killed_with_9_is_started_again(first: Stack, second: Stack) -> None:
    killed, others = second.host_pid(), first.host_pid()
    second.kill_host()
    assert eventually(lambda: pid_or_none(second, "host") not in {killed, None}), second.last_lines()
    second.wait_until_ready()
    assert first.host_pid() == others


def test_it_ends_within_10_seconds_leaves_nothing_and_the_stack_and_its_other_hosts_go_on(
    first: Stack, second: Stack
) -> None:
    third = running_host(first)
    process, its_folder = third.host_pid(), REPOSITORY / ".local" / str(third.port)
    assert its_folder.is_dir()
    assert len({stack.host_pid() for stack in (first, second, third)}) == 3

    third.interrupt()

    assert third.wait_until_ended(10) == 0
    assert not is_running(process)
    assert not its_folder.exists()
    assert [get(stack, "/api/health/ready").text for stack in (first, second)] == ["ready", "ready"]
    assert all(is_running(first.pid(service)) for service in ("host", "servicebus", "azurite"))


@pytest.mark.slow
def test_one_whose_launcher_is_killed_with_9_leaves_no_process(first: Stack) -> None:
    third = running_host(first)
    process = third.host_pid()
    os.kill(third.launcher_pid, signal.SIGKILL)
    assert eventually(lambda: not is_running(process), seconds=12)
    assert third.wait_until_ended() == -signal.SIGKILL
    with running_host(first):
        assert get(first, "/api/health/ready").text == "ready"


@pytest.mark.slow
def test_saved_code_is_run_by_all_hosts(own_app: Path) -> None:
    with running_stack(app=own_app, reload=True) as first, running_host(first, reload=True) as second:
        edit(own_app, '"first"', '"second"')
        assert eventually(lambda: [get(each, "/api/greeting").text for each in (first, second)] == ["second"] * 2)


def test_it_ends_with_its_stack_which_waits_for_what_its_hosts_have_in_flight(app: Path) -> None:
    first = running_stack(app=app)
    second = running_host(first)
    processes = [first.pid(service) for service in ("host", "servicebus", "azurite")]
    request = InFlight(second, seconds=3)

    first.interrupt()

    request.join()
    assert request.answer == "at last"
    assert first.wait_until_ended(10) == 0
    assert second.wait_until_ended(10) == 1
    assert f"the stack on port {first.port} has ended, and this host with it\n" in second.output()
    assert not any(is_running(pid) for pid in processes)
    assert not (REPOSITORY / ".local" / str(first.port)).exists()


@pytest.mark.slow
def test_it_ends_when_its_stacks_launcher_is_killed_with_9(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = running_stack(app=app)
    second = running_host(first)
    os.kill(first.launcher_pid, signal.SIGKILL)
    assert second.wait_until_ended(15) == 1
    assert "has ended, and this host with it" in second.output()
    assert first.wait_until_ended() == -signal.SIGKILL
    assert refusal(capsys, stack=first.port, port=second.port).startswith(f"no stack runs on port {first.port}: ")


@pytest.mark.slow
def test_what_is_shared_is_written_for_its_owner_only_and_goes_with_the_stack(app: Path, tmp_path: Path) -> None:
    with running_stack(app=app, data=tmp_path) as first:
        file = tmp_path / "stack.json"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        with running_host(first, data=tmp_path) as second:
            assert environment(second)["LOCATOR_KEY"] == environment(first)["LOCATOR_KEY"]
    assert not file.exists()


def test_a_stack_that_does_not_run_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    port = free_port()
    assert refusal(capsys, stack=port, port=free_port()) == (
        f"no stack runs on port {port}: start one (make run PORT={port}), "
        "or name the port of the one that runs (make host STACK=7071)\n"
    )


def test_a_taken_port_is_one_line_and_the_stack_goes_on(first: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    assert refusal(capsys, stack=first.port, port=first.port) == (
        f"port {first.port} is taken: end what listens on 127.0.0.1, or choose another: make host PORT=7271\n"
    )
    assert get(first, "/api/health/ready").text == "ready"


def test_a_further_host_is_no_stack(first: Stack, second: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    assert refusal(capsys, stack=second.port, port=free_port()) == (
        f"on port {second.port} runs a further host of the stack on port {first.port}: make host STACK={first.port}\n"
    )


@pytest.mark.slow
def test_it_waits_for_a_stack_that_is_starting(app: Path) -> None:
    with started_stack(app=app) as first:
        lock = REPOSITORY / ".local" / str(first.port) / "launcher.lock"
        assert eventually(lock.exists), first.last_lines()
        with started_host(first.port) as second:
            second.wait_until_ready()
            assert environment(second)["DataStorage"] == environment(first)["DataStorage"]
