"""Cutting, marking and wrapping encoded messages, byte for byte."""

import pytest
from azure.servicebus._pyamqp import _decode
from hypothesis import given
from hypothesis import strategies as st

from local.servicebus.amqp.values import AmqpError
from local.servicebus.dead_letter import with_reason
from local.servicebus.messages import BATCH_FORMAT, parse, unpack
from local.servicebus.stored_message import State, StoredMessage, wire_bytes

HEADER = bytes.fromhex("005370 c0 08 03 41 40 70 0000ea60")  # durable, ttl 60,000 ms
ANNOTATIONS = bytes.fromhex("005372 c1 09 02 a3 03 782d61 a1 01 62")  # x-a: b
PROPERTIES = bytes.fromhex("005373 c0 05 01 a1 02 6d31")  # message-id m1
APPLICATION = bytes.fromhex("005374 d1 0000000a 00000002 a1 01 6b a1 01 76")  # k: v, in the long form
BODY = bytes.fromhex("005375 a0 03 010203")


def test_a_message_is_cut_into_what_the_broker_reads_and_what_it_passes_on() -> None:
    content = parse(HEADER + ANNOTATIONS + PROPERTIES + APPLICATION + BODY)
    assert content.header == (b"\x41", b"\x40")
    assert content.time_to_live == 60_000
    assert content.message_id == "m1"
    assert content.application_properties == {"k": "v"}
    assert content.bare == PROPERTIES + APPLICATION + BODY


def test_a_receiver_gets_the_bare_message_byte_for_byte_behind_the_brokers_sections() -> None:
    message = StoredMessage(
        sequence_number=7,
        content=parse(HEADER + ANNOTATIONS + PROPERTIES + APPLICATION + BODY),
        enqueued_at=1_700_000_000_123,
        enqueued_sequence_number=5,
        delivery_count=2,
        state=State.LOCKED,
    )
    wire = wire_bytes(message, locked_until=1_700_000_030_123)
    assert wire.endswith(PROPERTIES + APPLICATION + BODY)
    seen = _decode.decode_payload(memoryview(wire))
    assert seen.header
    assert (seen.header.durable, seen.header.ttl, seen.header.delivery_count) == (True, 60_000, 2)
    assert seen.message_annotations == {
        b"x-a": b"b",
        b"x-opt-sequence-number": 7,
        b"x-opt-enqueued-time": 1_700_000_000_123,
        b"x-opt-enqueue-sequence-number": 5,
        b"x-opt-message-state": 0,
        b"x-opt-locked-until": 1_700_000_030_123,
    }


@pytest.mark.parametrize(
    ("sent", "lifetime", "told"),
    [
        (b"", None, None),
        (HEADER, None, 60_000),
        (HEADER, 60_000, 60_000),
        (HEADER, 5_000, 5_000),  # what the entity allows, if the sender wants more
        (b"", 5_000, 5_000),
        (b"", 4_294_967_295, 4_294_967_295),
        (b"", 4_294_967_296, None),  # beyond what a header can say
    ],
)
def test_a_receiver_is_told_the_time_to_live_that_counts(sent: bytes, lifetime: int | None, told: int | None) -> None:
    at = 1_700_000_000_123
    message = StoredMessage(7, parse(sent + BODY), at, 7, expires_at=None if lifetime is None else at + lifetime)
    seen = _decode.decode_payload(memoryview(wire_bytes(message)))
    assert seen.header
    assert seen.header.ttl == told


def test_a_client_cannot_set_what_the_broker_says() -> None:
    forged = bytes.fromhex("005372 c1 1a 02 a3 15") + b"x-opt-sequence-number" + bytes.fromhex("55 63")
    assert parse(forged + BODY).annotations == ()


def test_the_reason_is_added_and_every_other_byte_stays() -> None:
    content = with_reason(parse(HEADER + PROPERTIES + APPLICATION + BODY), "why", "because")
    added = b"\xa1\x10DeadLetterReason\xa1\x03why\xa1\x1aDeadLetterErrorDescription\xa1\x07because"
    kept = bytes.fromhex("a1016b a10176")
    marked = bytes.fromhex("005374 c1") + bytes([len(kept + added) + 1, 6]) + kept + added
    assert content.raw == HEADER + PROPERTIES + marked + BODY


def test_a_message_without_application_properties_gets_them_before_its_body() -> None:
    content = with_reason(parse(PROPERTIES + BODY), "why", None)
    assert content.raw == PROPERTIES + bytes.fromhex("005374 c1 18 02") + b"\xa1\x10DeadLetterReason\xa1\x03why" + BODY


def test_a_second_reason_replaces_the_first() -> None:
    twice = with_reason(with_reason(parse(BODY), "first", "one"), "second", None)
    assert twice.application_properties == {"DeadLetterReason": "second"}


def test_a_batch_holds_one_message_in_each_data_section() -> None:
    envelope = b"".join(b"\x00\x53\x75\xa0" + bytes([len(inner)]) + inner for inner in (PROPERTIES + BODY, BODY))
    first, second = unpack(BATCH_FORMAT, HEADER + envelope)
    assert (first.raw, second.raw) == (PROPERTIES + BODY, BODY)


@pytest.mark.parametrize(
    ("what", "raw"),
    [
        ("no section", b"\x40"),
        ("half a descriptor", b"\x00\x53"),
        ("an unknown section", bytes.fromhex("005379 40")),
        ("properties after the body", BODY + PROPERTIES),
        ("a section that ends after the message", bytes.fromhex("005375 a0 05 01")),
        ("properties that are a map", bytes.fromhex("005373 c1 01 00")),
        ("application properties that are a list", bytes.fromhex("005374 45")),
        ("a time to live that is text", bytes.fromhex("005370 c0 06 03 40 40 a1 01 61")),
        ("an annotation that cannot be passed on", bytes.fromhex("005372 c1 0b 02 a3 01 61 e0 05 01 e0 02 00 40")),
    ],
)
def test_what_is_not_a_message_is_refused(what: str, raw: bytes) -> None:
    with pytest.raises(AmqpError):
        parse(raw)


def test_an_unknown_message_format_is_refused() -> None:
    with pytest.raises(AmqpError, match="0x1"):
        unpack(1, BODY)


@given(st.binary(max_size=120), st.sampled_from([0, BATCH_FORMAT]))
def test_noise_is_a_message_or_the_one_error(noise: bytes, message_format: int) -> None:
    for raw in (noise, PROPERTIES + APPLICATION + noise):
        try:
            unpack(message_format, raw)
        except AmqpError:
            continue
