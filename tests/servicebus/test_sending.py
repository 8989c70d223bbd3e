"""Batches and sizes."""

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.amqp import AmqpAnnotatedMessage, AmqpMessageProperties
from azure.servicebus.exceptions import MessageSizeExceededError, ServiceBusError, ServiceBusQuotaExceededError

from tests.servicebus.bus import Bus, bodies, from_now, nothing_comes, receive

pytestmark = pytest.mark.stack


async def test_a_list_arrives_in_its_order(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    await sender.send_messages([ServiceBusMessage(f"{number}") for number in range(300)])
    assert bodies(await receive(receiver, 300)) == [f"{number}" for number in range(300)]


async def test_a_batch_holds_256_kb_and_not_more(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    batch = await sender.create_message_batch()
    assert batch.max_size_in_bytes == 262_144
    for _ in range(2):
        batch.add_message(ServiceBusMessage(b"x" * 120_000))
    with pytest.raises(MessageSizeExceededError):
        batch.add_message(ServiceBusMessage(b"x" * 120_000))
    await sender.send_messages(batch)
    assert len(await receive(receiver, 2)) == 2


async def test_a_message_over_256_kb_is_refused_and_the_sender_stays_usable(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    with pytest.raises(MessageSizeExceededError):
        await sender.send_messages(ServiceBusMessage(b"x" * 300_000))
    await sender.send_messages(ServiceBusMessage("small"))
    assert bodies(await receive(receiver, 1)) == ["small"]


def with_ids(body: str, *, message_id: str | None = None, group_id: str | None = None) -> AmqpAnnotatedMessage:
    """A message whose ids the SDK does not check by itself."""
    properties = AmqpMessageProperties(message_id=message_id, group_id=group_id)
    return AmqpAnnotatedMessage(data_body=body, properties=properties)


@pytest.mark.parametrize("name", ["message_id", "group_id"])
async def test_an_id_of_more_than_128_characters_is_refused(bus: Bus, queue: str, name: str) -> None:
    sender, receiver = await bus.pair(queue)
    with pytest.raises(ServiceBusError, match="129 characters"):
        await sender.send_messages(with_ids("too long", **{name: "x" * 129}))
    await sender.send_messages(with_ids("fits", **{name: "x" * 128}))
    assert bodies(await receive(receiver, 1)) == ["fits"]


async def test_properties_beyond_32_kb_each_or_64_kb_together_are_refused(bus: Bus, queue: str) -> None:
    sender = await bus.sender(queue)
    with pytest.raises(ServiceBusError, match="property 'big' has 330"):
        await sender.send_messages(ServiceBusMessage("x", application_properties={"big": "x" * 33_000}))
    with pytest.raises(ServiceBusError, match="the properties have 700"):
        await sender.send_messages(
            ServiceBusMessage("x", application_properties=dict.fromkeys(("a", "b", "c"), "x" * 23333))
        )
    await sender.send_messages(ServiceBusMessage("x", application_properties={"a": "x" * 32_000, "b": "x" * 32_000}))


async def test_one_bad_message_refuses_the_whole_batch(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    with pytest.raises(ServiceBusError):
        await sender.send_messages([with_ids("good"), with_ids("bad", message_id="x" * 129)])
    assert await nothing_comes(receiver)


async def test_a_full_queue_refuses_messages_until_some_are_gone(bus: Bus) -> None:
    sender, receiver = await bus.pair("one-megabyte")
    for _ in range(5):
        await sender.send_messages(ServiceBusMessage(b"x" * 200_000))
    with pytest.raises(ServiceBusQuotaExceededError, match="maximum entity size"):
        await sender.send_messages(ServiceBusMessage(b"x" * 200_000))
    with pytest.raises(ServiceBusQuotaExceededError):
        await sender.schedule_messages(ServiceBusMessage(b"x" * 200_000), from_now(60))
    first, second, *_ = await receive(receiver, 5)
    await receiver.dead_letter_message(first)  # its dead letters count
    with pytest.raises(ServiceBusQuotaExceededError):
        await sender.send_messages(ServiceBusMessage(b"x" * 200_000))
    await receiver.complete_message(second)
    await sender.send_messages(ServiceBusMessage(b"x" * 200_000))


async def test_a_scheduled_message_over_256_kb_is_refused(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    with pytest.raises(MessageSizeExceededError):
        await sender.schedule_messages(ServiceBusMessage(b"x" * 262_144), from_now(60))
    assert await receiver.peek_messages(5) == []


async def test_a_partition_key_must_be_the_session_id_if_there_is_one(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    torn = AmqpAnnotatedMessage(
        data_body="x",
        properties=AmqpMessageProperties(group_id="session"),
        annotations={"x-opt-partition-key": "other"},
    )
    with pytest.raises(ServiceBusError, match="must be the same"):
        await sender.send_messages(torn)
    long = AmqpAnnotatedMessage(data_body="x", annotations={"x-opt-partition-key": "k" * 129})
    with pytest.raises(ServiceBusError, match="PartitionKey has 129 characters"):
        await sender.send_messages(long)
    assert await nothing_comes(receiver)
