"""Two clients in processes of their own, on one queue at the same time."""

import asyncio
import json
import sys

import pytest

from tests.servicebus.bus import Bus
from tests.servicebus.emulator import ROOT

pytestmark = pytest.mark.stack

COUNT = 100


async def client(connection_string: str, queue: str, name: str) -> list[str]:
    """What a client in a process of its own completed."""
    arguments = ("-m", "tests.servicebus.client_process", connection_string, queue, name, str(COUNT))
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE, cwd=ROOT)
    output, _ = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode == 0
    completed: list[str] = json.loads(output)
    return completed


async def test_two_processes_send_and_complete_and_every_message_comes_once(bus: Bus, queue: str) -> None:
    shares = await asyncio.gather(*(client(bus.connection_string, queue, name) for name in ("a", "b")))
    sent = sorted(f"{name}-{number}" for name in ("a", "b") for number in range(COUNT))
    assert sorted([*shares[0], *shares[1]]) == sent
    assert all(shares), "both got some"
    assert await (await bus.receiver(queue)).peek_messages(5, sequence_number=1) == []
