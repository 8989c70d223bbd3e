"""Service Bus functions that take batches, against the emulator, by Microsoft's own client on both sides."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from azure.servicebus import ServiceBusMessage, ServiceBusSubQueue
from azure.servicebus.aio import ServiceBusClient

from tests.host.running_host import APPS, RunningHost, eventually, running_host
from tests.host.test_service_bus import is_gone, send
from tests.servicebus.emulator import namespace, running_emulator

pytestmark = pytest.mark.stack

ENTITIES = namespace(
    queues={"binary": {"MaxDeliveryCount": 2}},
    topics={"news": {"Subscriptions": [{"Name": "reader", "Properties": {"MaxDeliveryCount": 2}}]}},
)

# So that two messages sent together come together, however loaded the machine.
IN_TWOS = {
    "AzureFunctionsJobHost__extensions__serviceBus__minMessageBatchSize": "2",
    "AzureFunctionsJobHost__extensions__serviceBus__maxBatchWaitTime": "00:00:10",
}


@pytest_asyncio.fixture(scope="module")
async def bus() -> AsyncIterator[str]:
    async with running_emulator(ENTITIES) as connection_string:
        yield connection_string


@pytest_asyncio.fixture(scope="module")
async def host(bus: str) -> AsyncIterator[RunningHost]:
    async with running_host(APPS / "batch_app", env={"ServiceBus": bus, **IN_TWOS}) as running:
        yield running


@pytest_asyncio.fixture(scope="module")
async def client(bus: str) -> AsyncIterator[ServiceBusClient]:
    async with ServiceBusClient.from_connection_string(bus) as one:
        yield one


async def batches_with(host: RunningHost, function: str, *bodies: str) -> list[list[dict[str, Any]]]:
    """The batches with any of these bodies, once all were seen."""
    found: list[list[dict[str, Any]]] = []

    async def all_seen() -> bool:
        async with host.client() as http:
            batches = (await http.get(f"/api/seen/{function}")).json()
        found[:] = [batch for batch in batches if any(one["body"] in bodies for one in batch)]
        return {one["body"] for batch in found for one in batch} >= set(bodies)

    await eventually(all_seen)
    return found


async def test_messages_sent_together_come_together_up_to_the_allowed_number(
    host: RunningHost, client: ServiceBusClient
) -> None:
    bodies = [f"together {number}" for number in range(12)]
    await send(client, "binary", *[ServiceBusMessage(body, message_id=body) for body in bodies])
    batches = await batches_with(host, "binary", *bodies)
    assert [one["body"] for batch in batches for one in batch] == bodies
    assert 2 <= max(len(batch) for batch in batches) <= 5
    await is_gone(client, "binary", "together 11")


async def test_many_messages_come_in_large_batches_not_one_by_one() -> None:
    large = {"AzureFunctionsJobHost__extensions__serviceBus__maxMessageBatchSize": "100"}
    async with (
        running_emulator(ENTITIES) as other_bus,
        ServiceBusClient.from_connection_string(other_bus) as client,
    ):
        await send(client, "binary", *[ServiceBusMessage(str(number)) for number in range(300)])
        async with running_host(APPS / "batch_app", env={"ServiceBus": other_bus, **large}) as host:
            batches = await batches_with(host, "binary", *[str(number) for number in range(300)])
    assert sum(len(batch) for batch in batches) == 300
    assert len(batches) <= 30


async def test_one_failure_brings_the_whole_batch_again_until_all_of_it_is_dead(
    host: RunningHost, client: ServiceBusClient
) -> None:
    await send(client, "binary", *[ServiceBusMessage(body, message_id=body) for body in ("innocent", "fail")])
    async with client.get_queue_receiver("binary", sub_queue=ServiceBusSubQueue.DEAD_LETTER) as receiver:

        async def both_dead() -> bool:
            dead = await receiver.peek_messages(10, sequence_number=1)
            return {one.message_id for one in dead} == {"innocent", "fail"}

        await eventually(both_dead)
    batches = await batches_with(host, "binary", "innocent")
    assert [sorted(one["body"] for one in batch) for batch in batches] == [["fail", "innocent"], ["fail", "innocent"]]


async def test_a_neighbours_correlation_id_is_taken_for_the_missing_one(
    host: RunningHost, client: ServiceBusClient
) -> None:
    sent = [ServiceBusMessage("without"), ServiceBusMessage("with", correlation_id="of the second")]
    async with client.get_topic_sender("news") as sender:
        await sender.send_messages(sent)
    (batch,) = await batches_with(host, "text", "without", "with")
    assert [(one["body"], one["correlation_id"]) for one in batch] == [("without", "of the second"), ("with", None)]


async def test_the_faults_can_be_cured() -> None:
    async with (
        running_emulator(ENTITIES) as other_bus,
        running_host(APPS / "batch_app", "--message-faults", "cure", env={"ServiceBus": other_bus, **IN_TWOS}) as cured,
        ServiceBusClient.from_connection_string(other_bus) as client,
    ):
        async with client.get_topic_sender("news") as sender:
            await sender.send_messages([ServiceBusMessage("alone"), ServiceBusMessage("not", correlation_id="mine")])
        (batch,) = await batches_with(cured, "text", "alone", "not")
    assert [(one["body"], one["correlation_id"]) for one in batch] == [("alone", ""), ("not", "mine")]


async def test_a_batch_function_run_by_hand_gets_a_batch_of_one(host: RunningHost) -> None:
    async with host.client() as http:
        assert (await http.post("/admin/functions/binary", json={"input": "by hand"})).status_code == 202
    (batch,) = await batches_with(host, "binary", "by hand")
    assert len(batch) == 1
