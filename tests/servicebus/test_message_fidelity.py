"""What a sender puts into a message is what the receiver finds in it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.amqp import (
    AmqpAnnotatedMessage,
    AmqpMessageBodyType,
    AmqpMessageHeader,
    AmqpMessageProperties,
)

from tests.servicebus.bus import Bus, receive, receive_one

pytestmark = pytest.mark.stack


async def test_every_property_arrives_as_it_was_sent(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    await sender.send_messages(
        ServiceBusMessage(
            b"\x00\xffbody",
            message_id="id-1",
            correlation_id="cause-1",
            content_type="application/json",
            subject="OrderPlaced",
            reply_to="answers",
            reply_to_session_id="session-2",
            session_id="session-1",
            to="commands",
            partition_key="session-1",
            time_to_live=timedelta(hours=1),
        )
    )
    received = await receive_one(receiver)
    assert b"".join(received.body) == b"\x00\xffbody"
    assert received.message_id == "id-1"
    assert received.correlation_id == "cause-1"
    assert received.content_type == "application/json"
    assert received.subject == "OrderPlaced"
    assert received.reply_to == "answers"
    assert received.reply_to_session_id == "session-2"
    assert received.session_id == "session-1"
    assert received.to == "commands"
    assert received.partition_key == "session-1"
    assert received.time_to_live == timedelta(hours=1)


async def test_application_properties_keep_their_types(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    at = datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=UTC)
    uid = UUID("01234567-89ab-cdef-0123-456789abcdef")
    properties: dict[str | bytes, object] = {
        "text": "ü",
        "whole": 7,
        "negative": -70_000,
        "float": 1.5,
        "flag": True,
        "id": uid,
        "bytes": b"\x01\x02",
        "none": None,
        "at": at,
    }
    await sender.send_messages(ServiceBusMessage("x", application_properties=properties))  # type: ignore[arg-type]
    received = (await receive_one(receiver)).application_properties
    assert received == {
        b"text": "ü".encode(),
        b"whole": 7,
        b"negative": -70_000,
        b"float": 1.5,
        b"flag": True,
        b"id": uid,
        b"bytes": b"\x01\x02",
        b"none": None,
        b"at": 1_772_368_215_250,
    }


async def test_the_broker_says_when_and_as_what_number_a_message_came(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    before = datetime.now(UTC) - timedelta(seconds=1)
    await sender.send_messages([ServiceBusMessage("a"), ServiceBusMessage("b")])
    first, second = await receive(receiver, 2)
    assert (first.sequence_number, second.sequence_number) == (1, 2)
    assert (first.enqueued_sequence_number, second.enqueued_sequence_number) == (1, 2)
    assert first.enqueued_time_utc
    assert before < first.enqueued_time_utc < datetime.now(UTC) + timedelta(seconds=1)
    assert first.delivery_count == 0
    assert first.lock_token != second.lock_token


async def test_bodies_of_values_sequences_and_several_data_sections_stay_what_they_are(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    await sender.send_messages(AmqpAnnotatedMessage(value_body={"seats": 3}))
    await sender.send_messages(AmqpAnnotatedMessage(sequence_body=[[1, "two"], [3]]))
    await sender.send_messages(AmqpAnnotatedMessage(data_body=[b"one", b"two"]))
    value, sequence, data = await receive(receiver, 3)
    assert value.body_type == AmqpMessageBodyType.VALUE
    assert value.body == {b"seats": 3}
    assert sequence.body_type == AmqpMessageBodyType.SEQUENCE
    assert list(sequence.body) == [[1, b"two"], [3]]
    assert list(data.body) == [b"one", b"two"]


async def test_a_body_that_looks_like_an_encoded_message_stays_a_body(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    encoded_message = b"\x00\x53\x75\xa0\x05inner"
    await sender.send_messages(ServiceBusMessage(encoded_message))
    assert b"".join((await receive_one(receiver)).body) == encoded_message


async def test_five_messages_of_200_kb_pass_through_frames_of_64_kib(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    large = [bytes([65 + number]) * 200_000 for number in range(5)]
    for body in large:
        await sender.send_messages(ServiceBusMessage(body))
    assert [b"".join(each.body) for each in await receive(receiver, 5)] == large


async def test_every_section_of_the_sdks_message_arrives_but_the_delivery_annotations(bus: Bus, queue: str) -> None:
    """The SDK writes them behind the footer; they are for the next node on the way only."""
    sender, receiver = await bus.pair(queue)
    uid = UUID("01234567-89ab-cdef-0123-456789abcdef")
    await sender.send_messages(
        AmqpAnnotatedMessage(
            data_body=b"body",
            header=AmqpMessageHeader(durable=True, priority=7, time_to_live=60_000),
            annotations={"x-mine": "kept"},
            delivery_annotations={"hop": 1},
            footer={"checksum": 2},
            properties=AmqpMessageProperties(message_id=uid, user_id=b"me", group_sequence=3, content_encoding="gzip"),
        )
    )
    received = await receive_one(receiver)
    raw = received.raw_amqp_message
    assert raw.header
    assert (raw.header.durable, raw.header.priority, raw.header.time_to_live) == (True, 7, 60_000)
    assert raw.annotations
    assert raw.annotations[b"x-mine"] == b"kept"
    assert (raw.delivery_annotations, raw.footer) == (None, {b"checksum": 2})
    assert raw.properties
    assert (raw.properties.message_id, raw.properties.user_id, raw.properties.group_sequence) == (uid, b"me", 3)
    await receiver.dead_letter_message(received, reason="why")
    dead = await receive_one(await bus.dead_letters(queue))
    assert (dead.dead_letter_reason, b"".join(dead.body), dead.raw_amqp_message.footer) == (
        "why",
        b"body",
        {b"checksum": 2},
    )
