"""Service Bus functions against the emulator, by Microsoft's own client on both sides."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from azure.servicebus import ServiceBusMessage, ServiceBusReceivedMessage, ServiceBusSubQueue
from azure.servicebus.aio import ServiceBusClient

from tests.host.running_host import APPS, RunningHost, eventually, running_host
from tests.servicebus.emulator import namespace, running_emulator

pytestmark = pytest.mark.stack

ENTITIES = namespace(
    queues={
        "binary": {"MaxDeliveryCount": 3},
        "text": {"MaxDeliveryCount": 2},
        "failing": {"MaxDeliveryCount": 3},
        "slow": {"LockDuration": "PT3S", "MaxDeliveryCount": 10},
    },
    topics={"news": {"Subscriptions": [{"Name": "reader", "Properties": {}}]}},
)


@pytest_asyncio.fixture(scope="module")
async def bus() -> AsyncIterator[str]:
    async with running_emulator(ENTITIES) as connection_string:
        yield connection_string


@pytest_asyncio.fixture(scope="module")
async def host(bus: str) -> AsyncIterator[RunningHost]:
    async with running_host(APPS / "bus_app", env={"ServiceBus": bus, "TEXT_QUEUE": "text"}) as running:
        yield running


@pytest_asyncio.fixture(scope="module")
async def client(bus: str) -> AsyncIterator[ServiceBusClient]:
    async with ServiceBusClient.from_connection_string(bus) as one:
        yield one


@pytest_asyncio.fixture(scope="module", autouse=True)
async def long_message(host: RunningHost, client: ServiceBusClient) -> str:
    """The id of a message that takes 5 s, with a lock of 3 s; sent first, so that other tests run meanwhile."""
    await send(client, "slow", ServiceBusMessage("5", message_id="long"))
    return "long"


async def seen(host: RunningHost, function: str) -> dict[str, Any]:
    async with host.client() as http:
        answer: dict[str, Any] = (await http.get(f"/api/seen/{function}")).json()
    return answer


async def deliveries(host: RunningHost, function: str, message_id: str, at_least: int) -> list[dict[str, Any]]:
    """What the function was given of this message, once that is enough."""
    given: list[dict[str, Any]] = []

    async def enough() -> bool:
        messages = (await seen(host, function))["messages"]
        given[:] = [message for message in messages if message["message_id"] == message_id]
        return len(given) >= at_least

    await eventually(enough)
    return given


async def send(client: ServiceBusClient, queue: str, *messages: ServiceBusMessage) -> None:
    async with client.get_queue_sender(queue) as sender:
        await sender.send_messages(list(messages))


async def dead_letter(client: ServiceBusClient, queue: str, message_id: str) -> ServiceBusReceivedMessage:
    """Wait until the message is in the queue's dead-letter queue, and take it out."""
    dead: list[ServiceBusReceivedMessage] = []
    async with client.get_queue_receiver(queue, sub_queue=ServiceBusSubQueue.DEAD_LETTER) as receiver:

        async def arrived() -> bool:
            for message in await receiver.receive_messages(1, max_wait_time=5):
                await receiver.complete_message(message)
                dead.append(message)
            return message_id in {message.message_id for message in dead}

        await eventually(arrived)
    return next(message for message in dead if message.message_id == message_id)


async def is_gone(client: ServiceBusClient, queue: str, message_id: str) -> None:
    """Wait until the queue holds the message no more, locked or not."""
    async with client.get_queue_receiver(queue) as receiver:

        async def gone() -> bool:
            held = await receiver.peek_messages(100, sequence_number=1)
            return message_id not in {message.message_id for message in held}

        await eventually(gone)


async def test_a_message_comes_with_what_its_sender_gave_it(host: RunningHost, client: ServiceBusClient) -> None:
    sent = ServiceBusMessage(
        b"\xff\x00",
        message_id="full",
        subject="label",
        session_id="s",
        correlation_id="c",
        application_properties={"kind": "OrderPlaced", "count": 2, "flag": True},
    )
    await send(client, "binary", sent)
    (message,) = await deliveries(host, "binary", "full", 1)
    assert message["body"].encode("latin-1") == b"\xff\x00"
    assert (message["subject"], message["session_id"], message["correlation_id"]) == ("label", "s", "c")
    assert message["application_properties"] == {"kind": "OrderPlaced", "count": 2, "flag": True}
    assert message["delivery_count"] == 1
    assert len(message["lock_token"]) == 36


async def test_the_enqueued_time_is_naive_and_in_utc(host: RunningHost, client: ServiceBusClient) -> None:
    await send(client, "binary", ServiceBusMessage(b"", message_id="dated"))
    (message,) = await deliveries(host, "binary", "dated", 1)
    enqueued = datetime.fromisoformat(message["enqueued_time_utc"])
    assert enqueued.tzinfo is None
    assert abs((enqueued.replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds()) < 60


async def test_a_completed_message_is_gone(host: RunningHost, client: ServiceBusClient) -> None:
    await send(client, "binary", ServiceBusMessage(b"", message_id="completed"))
    await deliveries(host, "binary", "completed", 1)
    await is_gone(client, "binary", "completed")
    assert len(await deliveries(host, "binary", "completed", 1)) == 1


async def test_a_subscription_gets_its_copy(host: RunningHost, client: ServiceBusClient) -> None:
    async with client.get_topic_sender("news") as sender:
        await sender.send_messages(ServiceBusMessage("hear", message_id="news-1"))
    (message,) = await deliveries(host, "reader", "news-1", 1)
    assert message["body"] == "hear"


@pytest.mark.parametrize("way", ["raise", "return"])
async def test_a_failure_abandons_until_the_broker_dead_letters(
    host: RunningHost, client: ServiceBusClient, way: str
) -> None:
    await send(client, "failing", ServiceBusMessage(way, message_id=way))
    dead = await dead_letter(client, "failing", way)
    assert dead.dead_letter_reason == "MaxDeliveryCountExceeded"
    given = await deliveries(host, "failing", way, 3)
    assert [message["delivery_count"] for message in given] == [1, 2, 3]


async def test_a_text_body_shadows_the_session_id(host: RunningHost, client: ServiceBusClient) -> None:
    await send(client, "text", ServiceBusMessage('{"sessionId": "EVIL"}', message_id="evil", session_id="good"))
    (message,) = await deliveries(host, "text", "evil", 1)
    assert message["session_id"] == "EVIL"


async def test_a_text_body_can_send_a_message_to_the_dead_letters_unseen(
    host: RunningHost, client: ServiceBusClient
) -> None:
    await send(client, "text", ServiceBusMessage('{"DeliveryCount": "x"}', message_id="unseen"))
    assert (await dead_letter(client, "text", "unseen")).dead_letter_reason == "MaxDeliveryCountExceeded"
    assert [message for message in (await seen(host, "text"))["messages"] if message["message_id"] == "unseen"] == []


async def test_a_burst_is_handled_side_by_side(host: RunningHost, client: ServiceBusClient) -> None:
    """48 messages of 0.5 s, 16 at once: 1.5 s and some; one after the other it would be 24 s."""
    before = (await seen(host, "slow"))["done"]

    async def all_done() -> bool:
        return bool((await seen(host, "slow"))["done"] >= before + 48)

    started = time.monotonic()
    await send(client, "slow", *[ServiceBusMessage("0.5") for _ in range(48)])
    await eventually(all_done)
    assert time.monotonic() - started < 8


async def test_settlements_do_not_wait_for_one_another(host: RunningHost, client: ServiceBusClient) -> None:
    """400 messages that take no time: a settlement that waits for a reader's time-out would take 0.2 s each."""
    before = len((await seen(host, "binary"))["messages"])

    async def all_seen() -> bool:
        return len((await seen(host, "binary"))["messages"]) >= before + 400

    started = time.monotonic()
    await send(client, "binary", *[ServiceBusMessage(b"") for _ in range(400)])
    await eventually(all_seen)
    assert time.monotonic() - started < 6


async def test_a_message_that_takes_longer_than_its_lock_comes_once(
    host: RunningHost, client: ServiceBusClient, long_message: str
) -> None:
    await is_gone(client, "slow", long_message)
    assert len(await deliveries(host, "slow", long_message, 1)) == 1


async def test_any_function_can_be_run_by_hand(host: RunningHost) -> None:
    async with host.client() as http:
        assert (await http.post("/admin/functions/Binary", json={"input": "by hand"})).status_code == 202
        assert (await http.post("/admin/functions/unknown", json={"input": ""})).status_code == 404
        assert (await http.post("/admin/functions/binary", content="input")).status_code == 415

    async def has_run() -> bool:
        return "by hand" in [message["body"] for message in (await seen(host, "binary"))["messages"]]

    await eventually(has_run)
