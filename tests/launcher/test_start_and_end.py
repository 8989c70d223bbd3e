"""What starts together ends together, whatever ends it."""

import os
import re
import signal
import socket
import stat
import threading
from pathlib import Path

import httpx
import pytest
from azure.servicebus import ServiceBusClient, ServiceBusMessage

from infrastructure.topology import SEATS_QUEUE
from local.launcher import REPOSITORY
from tests.launcher.processes import eventually, is_running
from tests.stack import Stack, free_port, running_stack, started_stack

pytestmark = pytest.mark.stack

SERVICES = ("host", "servicebus", "azurite")


def pids(stack: Stack) -> list[int]:
    return [stack.pid(service) for service in SERVICES]


def data_of(stack: Stack) -> Path:
    """Where a throw-away stack says that it has its data."""
    where = re.compile(r"\S+/ephemeral-\w+")
    assert eventually(lambda: where.search(stack.output()) is not None), stack.last_lines()
    return Path(where.findall(stack.output())[0])


class InFlight(threading.Thread):
    """A request that takes so long, and has reached the function when this is made. `answer`: what came in the end."""

    def __init__(self, stack: Stack, seconds: int) -> None:
        super().__init__()
        self._url = f"{stack.base_url}/api/slow?seconds={seconds}"
        self.answer: str | None = None
        self.start()
        assert eventually(lambda: httpx.get(f"{stack.base_url}/api/begun", trust_env=False).text == "1")

    def run(self) -> None:
        try:
            self.answer = httpx.get(self._url, timeout=60, trust_env=False).text
        except httpx.TransportError:
            return  # the host was ended before it could answer


def test_ctrl_c_ends_every_process_with_exit_code_0_and_leaves_nothing_of_a_throw_away_stack(app: Path) -> None:
    stack = running_stack(app=app)
    processes = pids(stack)
    made = [REPOSITORY / ".local" / str(stack.port), data_of(stack)]
    assert all(is_running(pid) for pid in processes)
    assert all(path.is_dir() for path in made)

    stack.interrupt()

    assert stack.wait_until_ended(10) == 0
    assert not any(is_running(pid) for pid in processes)
    assert not any(path.exists() for path in made)


def test_a_request_in_flight_is_answered_and_has_its_storage_until_then(app: Path) -> None:
    with running_stack(app=app) as stack:
        request = InFlight(stack, seconds=3)
        stack.interrupt()
        request.join()
    assert request.answer == "at last"


def test_a_request_that_takes_for_ever_does_not_keep_the_stack_from_ending_within_10_seconds(app: Path) -> None:
    with running_stack(app=app) as stack:
        processes = pids(stack)
        request = InFlight(stack, seconds=40)
        stack.interrupt()
        assert stack.wait_until_ended(10) == 0
        assert not any(is_running(pid) for pid in processes)
        request.join()


def test_messages_that_take_for_ever_are_given_back_when_the_stack_ends_within_10_seconds(busy_app: Path) -> None:
    with running_stack(app=busy_app) as stack, httpx.Client(base_url=stack.base_url, trust_env=False) as client:
        bus = ServiceBusClient.from_connection_string(client.get("/api/bus").text)
        with bus, bus.get_queue_sender(SEATS_QUEUE) as sender:
            sender.send_messages([ServiceBusMessage(b"{}") for _ in range(64)])
        assert eventually(lambda: client.get("/api/taken").text == "64"), stack.last_lines()

        stack.interrupt()

        assert stack.wait_until_ended(10) == 0
        assert "never_finishes: abandons 64 messages" in stack.output()
        assert "not settled" not in stack.output()


def test_parts_that_hang_all_three_do_not_keep_the_stack_from_ending_within_10_seconds(app: Path) -> None:
    with running_stack(app=app) as stack:
        processes = pids(stack)
        for pid in processes:
            os.kill(pid, signal.SIGSTOP)

        stack.interrupt()

        assert stack.wait_until_ended(10) == 0
        assert not any(is_running(pid) for pid in processes)


def test_ctrl_c_again_and_again_does_not_wait_for_requests_in_flight(app: Path) -> None:
    def is_interrupted_until_the_host_is_gone() -> bool:
        stack.interrupt()
        return not is_running(host)

    with running_stack(app=app) as stack:
        host = stack.host_pid()
        request = InFlight(stack, seconds=40)
        assert eventually(is_interrupted_until_the_host_is_gone, seconds=4)
        assert stack.wait_until_ended() == 0
        request.join()


def test_a_launcher_killed_with_9_leaves_no_process_and_its_throw_away_data_goes_with_the_next_start(app: Path) -> None:
    stack = running_stack(app=app)
    processes = pids(stack)
    data = data_of(stack)
    assert data.is_dir()

    os.kill(stack.launcher_pid, signal.SIGKILL)

    try:
        assert eventually(lambda: not any(is_running(pid) for pid in processes), seconds=12)
    finally:
        for pid in filter(is_running, processes):
            os.kill(pid, signal.SIGKILL)
    assert stack.wait_until_ended() == -signal.SIGKILL
    with running_stack(app=app, port=stack.port):
        assert not data.exists()


@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_taken_port_is_one_line_and_nothing_is_started(app: Path, family: socket.AddressFamily, address: str) -> None:
    port = free_port()
    with socket.socket(family) as other:
        other.bind((address, port))
        other.listen()
        stack = started_stack(port, app=app)
        assert stack.wait_until_ended() == 1
    assert stack.output() == (
        f"port {port} is taken: end what listens on {address}, or choose another: make run PORT=7171\n"
    )
    assert not (REPOSITORY / ".local" / str(port)).exists()


def test_two_stacks_run_side_by_side(app: Path) -> None:
    with running_stack(app=app) as first, running_stack(app=app) as second:
        assert set(pids(first)).isdisjoint(pids(second))
        first.wait_until_ready()
    assert (first.stop(), second.stop()) == (0, 0)


def test_a_second_start_with_the_same_data_signs_with_the_same_keys_which_nobody_else_may_read(
    app: Path, tmp_path: Path
) -> None:
    def keys() -> list[str]:
        with running_stack(app=app, data=tmp_path) as stack:
            environment = httpx.get(f"{stack.base_url}/api/environment", trust_env=False).json()
            return [environment["TOKEN_SIGNING_KEYS"], environment["LOCATOR_KEY"]]

    assert keys() == keys()
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
