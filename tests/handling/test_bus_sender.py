"""What is sent arrives, all of it, in few batches; what cannot be sent is said to whom it concerns."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infrastructure.azure.bus import BusSender
from infrastructure.azure.service_bus import service_bus_client
from infrastructure.messaging import BusMessage, BusUnavailable, MessageTooLarge
from tests.servicebus.bus import Bus, bodies, receive
from tests.servicebus.emulator import namespace, start_emulator

pytestmark = pytest.mark.stack


def message(name: str, body: bytes | None = None, not_before: datetime | None = None) -> BusMessage:
    return BusMessage(name, body or name.encode(), {"SourceType": "Order", "OrderPlaced": "1"}, not_before)


async def test_what_is_sent_at_once_arrives_once_and_in_order(sender: BusSender, receiving: Bus) -> None:
    names = [f"m{number}" for number in range(300)]
    await asyncio.gather(*(sender.send("batches", message(name)) for name in names))
    received = await receive(await receiving.receiver("batches"), 300)
    assert bodies(received) == names
    assert received[0].message_id == "m0"
    assert received[0].content_type == "application/json"
    assert received[0].application_properties == {b"SourceType": b"Order", b"OrderPlaced": b"1"}


async def test_a_message_for_later_does_not_arrive_before_its_time_nor_hold_the_others_up(
    sender: BusSender, receiving: Bus
) -> None:
    receiver = await receiving.receiver("later")
    later = datetime.now(UTC) + timedelta(seconds=2)
    await asyncio.gather(
        sender.send("later", message("second", not_before=later)), sender.send("later", message("first"))
    )
    assert bodies(await receive(receiver, 1)) == ["first"]
    assert datetime.now(UTC) < later
    assert bodies(await receive(receiver, 1)) == ["second"]
    assert datetime.now(UTC) >= later


async def test_what_does_not_fit_one_batch_goes_in_several_and_what_fits_none_is_refused_alone(
    sender: BusSender, receiving: Bus
) -> None:
    sizes = [100_000, 100_000, 100_000, 300_000, 100_000]
    ends = await asyncio.gather(
        *(sender.send("sizes", message(f"m{number}", b"x" * size)) for number, size in enumerate(sizes)),
        return_exceptions=True,
    )
    assert isinstance(ends[3], MessageTooLarge)
    assert [ends[0], ends[1], ends[2], ends[4]] == [None] * 4
    received = await receive(await receiving.receiver("sizes"), 4)
    assert [each.message_id for each in received] == ["m0", "m1", "m2", "m4"]


async def test_an_entity_that_is_not_there_does_not_disturb_the_others(sender: BusSender) -> None:
    unknown, known = await asyncio.gather(
        sender.send("unknown", message("a")), sender.send("batches", message("b")), return_exceptions=True
    )
    assert isinstance(unknown, BusUnavailable)
    assert known is None


async def test_a_bus_that_went_away_is_unavailable_and_found_again_when_it_is_back(tmp_path: Path) -> None:
    config = tmp_path / "Config.json"
    config.write_text(json.dumps(namespace(queues={"queue": {}})))
    journal = tmp_path / "journal"
    emulator = await start_emulator(config, journal)
    client = service_bus_client(emulator.connection_string)
    sender = BusSender(client)
    try:
        await sender.send("queue", message("before"))
        await emulator.kill()
        with pytest.raises(BusUnavailable):
            await sender.send("queue", message("lost"))
        emulator = await start_emulator(config, journal, emulator.port)
        await sender.send("queue", message("after"))
        bus = Bus(emulator.connection_string)
        assert bodies(await receive(await bus.receiver("queue"), 2)) == ["before", "after"]
        await bus.close()
    finally:
        await client.close()
        await emulator.stop()
