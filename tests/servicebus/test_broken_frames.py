"""Broken frames on a real connection: it is closed with a reason, and all others go on."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from azure.servicebus import ServiceBusMessage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local.servicebus.amqp.decoding import decode_at
from local.servicebus.amqp.frames import AMQP_HEADER, SASL_FRAME, SASL_HEADER, Frame, FrameReader, encode_frame
from local.servicebus.amqp.performatives import (
    Attach,
    Begin,
    Close,
    Flow,
    Open,
    SaslInit,
    Transfer,
    decode_performative,
    encode_performative,
)
from local.servicebus.amqp.values import Described, Symbol, UInt, ULong
from tests.servicebus.bus import Bus, bodies, receive
from tests.servicebus.emulator import Emulator, start_emulator
from tests.servicebus.restartable import CONFIG_TEXT

pytestmark = pytest.mark.stack

SASL = SASL_HEADER + encode_frame(0, encode_performative(SaslInit(Symbol("ANONYMOUS"))), SASL_FRAME)
OPENED = SASL + AMQP_HEADER + encode_frame(0, encode_performative(Open("peer")))
CBS = Described(ULong(0x28), ["$cbs"]), Described(ULong(0x29), ["$cbs"])
CONVERSATION = [
    SASL_HEADER,
    SASL[len(SASL_HEADER) :],
    AMQP_HEADER,
    *(
        encode_frame(0, encode_performative(frame) + payload)
        for frame, payload in (
            (Open("peer"), b""),
            (Begin(None, UInt(1), UInt(100), UInt(100)), b""),
            (Attach("requests", UInt(0), False, source=CBS[0], target=CBS[1], initial_delivery_count=UInt(0)), b""),
            (Attach("replies", UInt(1), True, source=CBS[0], target=CBS[1]), b""),
            (Flow(UInt(1), UInt(100), UInt(1), UInt(100), UInt(1), UInt(0), UInt(10)), b""),
            (Transfer(UInt(0), UInt(0), b"t", UInt(0)), b"\x00\x53\x73\xc0\x05\x01\xa1\x02m1\x00\x53\x77\xa1\x01x"),
        )
    ),
]
"""What a client says up to its token, frame by frame."""


@pytest_asyncio.fixture(scope="module")
async def emulator(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Emulator]:
    """An emulator of these tests' own: they may break it."""
    folder: Path = tmp_path_factory.mktemp("broken")
    (folder / "Config.json").write_text(CONFIG_TEXT)
    emulator = await start_emulator(folder / "Config.json")
    yield emulator
    assert emulator.process.returncode is None, "it has survived everything"
    assert await emulator.stop() == 0


@pytest_asyncio.fixture(scope="module")
async def bystander(emulator: Emulator) -> AsyncIterator[Bus]:
    """A client that does nothing wrong."""
    bus = Bus(emulator.connection_string)
    yield bus
    await bus.close()


async def answer_to(port: int, data: bytes) -> bytes:
    """Everything the emulator says before it closes the connection, or before the client has left it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(data)
        writer.write_eof()
        return await asyncio.wait_for(reader.read(), 20)
    except ConnectionError:
        return b""
    finally:
        writer.close()


BROKEN = [
    ("a size of four gigabytes", OPENED + b"\xff\xff\xff\xff\x02\x00\x00\x00", "amqp:connection:framing-error"),
    ("a size of nothing", OPENED + bytes(8), "amqp:connection:framing-error"),
    ("a body of noise", OPENED + encode_frame(0, b"\xde\xad\xbe\xef"), "amqp:decode-error"),
    ("an unknown performative", OPENED + encode_frame(0, bytes.fromhex("00537f45")), "amqp:decode-error"),
    ("a session that was never begun", OPENED + CONVERSATION[-1], "amqp:not-allowed"),
    ("lists inside lists", OPENED + encode_frame(0, b"\xc0\xff\x01" * 500), "amqp:decode-error"),
    ("a value that nests without end", OPENED + encode_frame(0, b"\x00" * 5000), "amqp:decode-error"),
]


@pytest.mark.parametrize(("what", "data", "condition"), BROKEN, ids=[what for what, _, _ in BROKEN])
async def test_a_broken_frame_closes_its_connection_with_a_reason(
    emulator: Emulator, bystander: Bus, what: str, data: bytes, condition: str
) -> None:
    sender, receiver = await bystander.pair("orders")
    said = [frame for frame in FrameReader().feed(await answer_to(emulator.port, data)) if isinstance(frame, Frame)]
    close = decode_performative(decode_at(said[-1].body, 0)[0])
    assert isinstance(close, Close)
    assert close.error is not None
    assert isinstance(close.error.value, list)
    assert close.error.value[0] == condition
    await sender.send_messages(ServiceBusMessage(what))
    [received] = await receive(receiver, 1)
    await receiver.complete_message(received)
    assert bodies([received]) == [what]


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_no_damage_to_a_conversation_harms_others(emulator: Emulator, data: st.DataObject) -> None:
    """Bytes of a client's frames are changed, left out or added, at any place."""
    good = b"".join(CONVERSATION[: data.draw(st.integers(1, len(CONVERSATION)))])
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 20)))
    broken = good[:start] + data.draw(st.binary(max_size=20)) + good[end:]
    await answer_to(emulator.port, broken)
    assert emulator.process.returncode is None
    greeting = await answer_to(emulator.port, OPENED)
    assert any(isinstance(item, Frame) for item in FrameReader().feed(greeting)), "a good client is served"
