"""Service Bus functions when something gives out: time, the lock, the broker, the host."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient

from tests.host.running_host import APPS, RunningHost, eventually, running_host
from tests.host.test_service_bus import deliveries, is_gone, seen, send
from tests.servicebus.emulator import Emulator, namespace, start_emulator

pytestmark = pytest.mark.stack

SLOW = {"LockDuration": "PT3S", "MaxDeliveryCount": 10}
SERVICE_BUS = "AzureFunctionsJobHost__extensions__serviceBus__"
ENTITIES = namespace(
    queues={"binary": {}, "text": {}, "failing": {}, "slow": SLOW},
    topics={"news": {"Subscriptions": [{"Name": "reader", "Properties": {}}]}},
)


@pytest_asyncio.fixture
async def emulator(tmp_path: Path) -> AsyncIterator[Emulator]:
    """One of the test's own, with a journal."""
    config = tmp_path / "Config.json"
    config.write_text(json.dumps(ENTITIES), "utf-8")
    running = await start_emulator(config, tmp_path / "journal.db")
    try:
        yield running
    finally:
        await running.stop()


@asynccontextmanager
async def bus_host(emulator: Emulator, *arguments: str, **env: str) -> AsyncIterator[RunningHost]:
    settings = {"ServiceBus": emulator.connection_string, "TEXT_QUEUE": "text", **env}
    async with running_host(APPS / "bus_app", *arguments, env=settings) as host:
        yield host


async def test_a_function_that_runs_too_long_fails_and_its_message_comes_again(emulator: Emulator) -> None:
    async with (
        bus_host(emulator, AzureFunctionsJobHost__functionTimeout="00:00:01") as host,
        ServiceBusClient.from_connection_string(emulator.connection_string) as client,
    ):
        await send(client, "slow", ServiceBusMessage("60", message_id="endless"))
        given = await deliveries(host, "slow", "endless", 2)
        assert [message["delivery_count"] for message in given[:2]] == [1, 2]
        assert "slow: Failed in 1" in host.output
        assert "ran longer than functionTimeout (1 s)" in host.output


@pytest.mark.slow
async def test_a_lock_that_is_no_longer_renewed_is_lost_and_the_message_comes_again(emulator: Emulator) -> None:
    async with (
        bus_host(
            emulator, AzureFunctionsJobHost__extensions__serviceBus__maxAutoLockRenewalDuration="00:00:01"
        ) as host,
        ServiceBusClient.from_connection_string(emulator.connection_string) as client,
    ):
        await send(client, "slow", ServiceBusMessage("4", message_id="long"))
        await deliveries(host, "slow", "long", 2)
        await eventually(lambda: "a message was not settled and will come again: MessageLockLostError" in host.output)


async def test_the_host_survives_the_death_of_the_broker(emulator: Emulator, tmp_path: Path) -> None:
    async with (
        bus_host(emulator) as host,
        ServiceBusClient.from_connection_string(emulator.connection_string) as client,
    ):
        await send(client, "slow", ServiceBusMessage("1.5", message_id="in flight"))
        await deliveries(host, "slow", "in flight", 1)
        await emulator.kill()
        await eventually(lambda: host.output.count("cannot receive from") == 5)
        again = await start_emulator(tmp_path / "Config.json", tmp_path / "journal.db", port=emulator.port)
        try:
            await eventually(lambda: host.output.count("again\n") == 5)
            await send(client, "binary", ServiceBusMessage("x", message_id="after"))
            await deliveries(host, "binary", "after", 1)
            await is_gone(client, "slow", "in flight")
            assert host.output.count("cannot receive from") == 5
            assert "Traceback" not in host.output
        finally:
            await again.stop()


async def test_a_host_that_is_stopped_ends_its_work_first(emulator: Emulator) -> None:
    async with ServiceBusClient.from_connection_string(emulator.connection_string) as client:
        async with bus_host(emulator) as host:
            await send(client, "slow", ServiceBusMessage("1.5", message_id="in flight"))
            await deliveries(host, "slow", "in flight", 1)
            assert await host.stop() == 0
        assert "slow: Succeeded in 15" in host.output
        await is_gone(client, "slow", "in flight")


async def test_a_host_that_is_stopped_hands_back_what_it_cannot_end(emulator: Emulator) -> None:
    async with ServiceBusClient.from_connection_string(emulator.connection_string) as client:
        async with bus_host(emulator, "--grace", "1") as host:
            await send(client, "slow", ServiceBusMessage("60", message_id="endless"))
            await deliveries(host, "slow", "endless", 1)
            assert await host.stop() == 0
        assert "slow: abandons 1 messages" in host.output
        async with client.get_queue_receiver("slow") as receiver:
            (returned,) = await receiver.receive_messages(1, max_wait_time=5)
            assert returned.delivery_count == 1


async def test_the_broker_may_come_after_the_host(emulator: Emulator, tmp_path: Path) -> None:
    await emulator.stop()
    async with bus_host(emulator) as host:
        await eventually(lambda: host.output.count("cannot receive from") == 5)
        late = await start_emulator(tmp_path / "Config.json", tmp_path / "journal.db", port=emulator.port)
        try:
            await eventually(lambda: host.output.count("again\n") == 5)
            assert (await seen(host, "slow"))["done"] == 0
        finally:
            await late.stop()
