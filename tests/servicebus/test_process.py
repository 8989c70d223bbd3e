"""The emulator as a process: how it starts, what it tells, how it ends."""

import asyncio
import json
import os
import re
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from azure.servicebus import ServiceBusMessage

from local.servicebus.amqp.frames import AMQP_HEADER, SASL_FRAME, SASL_HEADER, Frame, FrameReader, encode_frame
from local.servicebus.amqp.performatives import Open, SaslInit, encode_performative
from local.servicebus.amqp.values import Symbol, UInt
from local.servicebus.sqlite_journal import open_database
from tests.servicebus.bus import Bus, receive
from tests.servicebus.emulator import ROOT, Emulator, namespace, start_emulator

pytestmark = pytest.mark.stack


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    file = tmp_path / "Config.json"
    file.write_text(json.dumps(namespace({"orders": {}}, {"events": {"Subscriptions": [{"Name": "all"}]}})))
    return file


type Start = Callable[..., Awaitable[Emulator]]


@pytest_asyncio.fixture
async def start(config_file: Path) -> AsyncIterator[Start]:
    """Start emulators as `start_emulator` does; none of them outlives the test."""
    started: list[Emulator] = []

    async def start_one(**options: Any) -> Emulator:
        started.append(await start_emulator(config_file, **options))
        return started[-1]

    yield start_one
    for emulator in started:
        await emulator.stop()


async def run(*arguments: str | Path) -> tuple[int, list[str]]:
    """Run the emulator to its end; returns its exit code and the lines on stderr."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "local.servicebus", *map(str, arguments)), stderr=asyncio.subprocess.PIPE, cwd=ROOT
    )
    _, errors = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode is not None
    return process.returncode, errors.decode().splitlines()


async def get(port: int, path: str) -> tuple[str, dict[str, object]]:
    """Status line and JSON body of a GET."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    return head.decode().splitlines()[0], json.loads(body)


async def test_it_tells_its_ports_and_what_is_in_the_entities_and_was_done_with_them(
    start: Start, tmp_path: Path
) -> None:
    port_file, http_file = tmp_path / "port", tmp_path / "http-port"
    emulator = await start(options=["--port-file", port_file, "--http-port", "0", "--http-port-file", http_file])
    assert int(port_file.read_text()) == emulator.port
    bus = Bus(emulator.connection_string)
    sender, receiver = await bus.pair("orders")
    await sender.send_messages([ServiceBusMessage("x") for _ in range(5)])
    await sender.schedule_messages(ServiceBusMessage("x"), datetime(2090, 1, 1, tzinfo=UTC))
    first, *_ = await receive(receiver, 2)
    await receiver.dead_letter_message(first)
    http_port = int(http_file.read_text())
    assert await get(http_port, "/") == (
        "HTTP/1.1 200 OK",
        {
            "entities": {
                "orders": {"scheduled": 1, "active": 3, "locked": 1, "deferred": 0, "deadLetter": 1},
                "events": {"scheduled": 0},
                "events/Subscriptions/all": {"scheduled": 0, "active": 0, "locked": 0, "deferred": 0, "deadLetter": 0},
            },
            "operations": {"orders": {"sends": 6, "deliveries": 2, "settlements": 1}},
        },
    )
    assert (await get(http_port, "/else"))[0] == "HTTP/1.1 404 Not Found"
    assert await get(emulator.port, "/") == await get(http_port, "/"), "the AMQP port has the pages, too"
    await bus.close()
    assert await emulator.stop() == 0


async def test_it_ends_at_once_and_well_though_clients_are_connected(start: Start, tmp_path: Path) -> None:
    emulator = await start(journal=tmp_path / "journal.db")
    bus = Bus(emulator.connection_string)
    await bus.pair("orders")
    began = time.monotonic()
    assert await emulator.stop() == 0
    assert time.monotonic() - began < 2
    await bus.close()


async def test_a_taken_port_is_named(config_file: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, [line] = await run("--config", config_file, "--port", str(port))
    assert code == 1
    assert re.fullmatch(rf"Service Bus emulator: .*'127\.0\.0\.1', {port}.*address already in use", line)


async def test_a_mistake_in_the_configuration_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "Config.json"
    file.write_text(json.dumps(namespace({"orders": {"ForwardTo": "other"}})))
    code, [line] = await run("--config", file, "--port", "0")
    assert code == 1
    assert line.endswith("Queues[0].Properties.ForwardTo: the emulator does not support forwarding")


async def test_a_journal_that_is_none_or_in_use_is_named(start: Start, config_file: Path, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("this is no database, and long enough to be looked at as one" * 20)
    code, [line] = await run("--config", config_file, "--port", "0", "--journal", tmp_path / "text")
    assert (code, line.endswith("text: file is not a database: delete it to start without its messages")) == (1, True)
    await start(journal=tmp_path / "journal.db")
    code, [line] = await run("--config", config_file, "--port", "0", "--journal", tmp_path / "journal.db")
    assert (code, line.endswith("journal.db: database is locked")) == (1, True)


@pytest.mark.parametrize(
    ("content", "damage", "fault"),
    [
        (b"\x00", 0, "broken AMQP value: index out of range"),
        (b"\x00\x53\x75\xa0\x01x" * 5000, 20_000, "database disk image is malformed"),
    ],
    ids=["a message", "the file"],
)
async def test_a_journal_that_is_damaged_inside_is_named(
    config_file: Path, tmp_path: Path, content: bytes, damage: int, fault: str
) -> None:
    """`damage`: so many bytes at the end of the file are no more what they were."""
    file = tmp_path / "journal.db"
    database = open_database(file)
    database.execute("INSERT INTO messages VALUES ('orders', 1, ?, 1, 1, NULL, NULL, 0, 0)", (content,))
    database.close()
    with file.open("r+b") as written:
        written.seek(-damage, os.SEEK_END)
        written.write(b"\xff" * damage)
    code, [line] = await run("--config", config_file, "--port", "0", "--journal", file)
    assert code == 1
    assert line == f"Service Bus emulator: journal {file}: {fault}: delete it to start without its messages"


async def test_a_client_that_asks_for_heartbeats_gets_them(bus: Bus) -> None:
    port = int(bus.connection_string.partition("127.0.0.1:")[2].partition(";")[0])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    sasl = encode_frame(0, encode_performative(SaslInit(Symbol("ANONYMOUS"))), SASL_FRAME)
    opening = encode_frame(0, encode_performative(Open("test", idle_time_out=UInt(200))))
    writer.write(SASL_HEADER + sasl + AMQP_HEADER + opening)
    frames = FrameReader()
    heartbeats = 0
    while heartbeats < 3:
        for item in frames.feed(await asyncio.wait_for(reader.read(1000), 5)):
            heartbeats += isinstance(item, Frame) and item.body == b""
    writer.close()


async def test_a_client_that_breaks_the_rules_loses_only_its_own_connection(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    port = int(bus.connection_string.partition("127.0.0.1:")[2].partition(";")[0])
    for noise in (b"POST / HTTP/1.1\r\n\r\n", b"AMQP\x03\x01\x00\x00\xff\xff\xff\xff\x02\x00\x00\x00", b"\x00" * 64):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(noise)
        assert len(await asyncio.wait_for(reader.read(), 5)) < 100
        writer.close()
    await sender.send_messages(ServiceBusMessage("still here"))
    assert len(await receive(receiver, 1)) == 1
