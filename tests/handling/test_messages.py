"""A message carries everything its reader needs in its body, and nothing unreadable gets past the decoder."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.catalogue import UnknownMessage
from domain.messages import Command
from domain.payments.commands import RefundPayment
from domain.payments.events import PaymentItem
from domain.registration.commands import (
    AddSeats,
    AssignSeat,
    CancelOrder,
    ExpireRegistrationProcess,
    MakeSeatReservation,
    MarkInvoicePaid,
)
from domain.registration.events import OrderCheckedOut, OrderRegistrantAssigned
from domain.values import PersonalInfo
from infrastructure.event_store import Provenance, RecordedEvent, StreamId
from infrastructure.message_codec import Undecodable, decode_command, decode_commit, encode_command, encode_commit
from infrastructure.messaging import CommandEnvelope, caused_by, destination, target_of

ORDER = UUID("0d000000-0000-4000-8000-000000000001")
CONFERENCE = UUID("c0000000-0000-4000-8000-000000000002")
PAYMENT = UUID("9a000000-0000-4000-8000-000000000003")
COMMAND = UUID("cc000000-0000-4000-8000-000000000004")
NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, UTC)
STREAM = StreamId("Order", ORDER)

GIVE_UP = CommandEnvelope(
    CancelOrder(id=COMMAND, order_id=ORDER, reason='said "no"'), NOON, Provenance('quoted"\\', "request", "00-ab-cd-01")
)
GIVE_UP_BODY = {
    "type": "CancelOrder",
    "schemaVersion": 1,
    "payload": {
        "id": "cc000000-0000-4000-8000-000000000004",
        "orderId": "0d000000-0000-4000-8000-000000000001",
        "reason": 'said "no"',
    },
    "issuedAt": "2026-11-23T12:00:00.123456Z",
    "correlationId": 'quoted"\\',
    "causationId": "request",
    "traceParent": "00-ab-cd-01",
}

COMMIT = [
    RecordedEvent(
        STREAM,
        7,
        OrderRegistrantAssigned(
            conference_id=CONFERENCE,
            registrant=PersonalInfo(first_name="Zoë", last_name="O'Neil", email="zoe@example.com"),
            issued_at=NOON,
        ),
        NOON,
        Provenance("correlation", "command-1", None),
    ),
    RecordedEvent(
        STREAM,
        8,
        OrderCheckedOut(
            conference_id=CONFERENCE,
            payment_id=PAYMENT,
            payment_type="third-party",
            amount=Decimal("199.90"),
            currency="EUR",
            description="Registration",
            items=[PaymentItem(description="2 x Workshop", amount=Decimal("199.90"))],
        ),
        NOON,
        Provenance("correlation", "command-1", None),
    ),
]
COMMIT_BODY: dict[str, Any] = {
    "sourceType": "Order",
    "sourceId": "0d000000-0000-4000-8000-000000000001",
    "events": [
        {
            "version": 7,
            "type": "OrderRegistrantAssigned",
            "schemaVersion": 2,
            "payload": {
                "conferenceId": "c0000000-0000-4000-8000-000000000002",
                "registrant": {"firstName": "Zoë", "lastName": "O'Neil", "email": "zoe@example.com"},
                "issuedAt": "2026-11-23T12:00:00.123456Z",
                "byCheckoutAlone": False,
            },
            "occurredAt": "2026-11-23T12:00:00.123456Z",
            "correlationId": "correlation",
            "causationId": "command-1",
            "traceParent": None,
        },
        {
            "version": 8,
            "type": "OrderCheckedOut",
            "schemaVersion": 1,
            "payload": {
                "conferenceId": "c0000000-0000-4000-8000-000000000002",
                "paymentId": "9a000000-0000-4000-8000-000000000003",
                "paymentType": "third-party",
                "amount": "199.90",
                "currency": "EUR",
                "description": "Registration",
                "items": [{"description": "2 x Workshop", "amount": "199.90"}],
            },
            "occurredAt": "2026-11-23T12:00:00.123456Z",
            "correlationId": "correlation",
            "causationId": "command-1",
            "traceParent": None,
        },
    ],
}


def body(document: Any) -> bytes:
    return json.dumps(document).encode()


def test_a_command_travels_with_its_id_as_message_id_and_its_payload_as_plain_json() -> None:
    message = encode_command(GIVE_UP)
    assert message.message_id == "cc000000-0000-4000-8000-000000000004"
    assert json.loads(message.body) == GIVE_UP_BODY
    assert message.properties == {
        "SourceType": "Order",
        "SourceId": "0d000000-0000-4000-8000-000000000001",
        "CommandType": "CancelOrder",
    }
    assert message.not_before is None


def test_a_command_may_be_sent_for_later() -> None:
    assert encode_command(GIVE_UP, not_before=NOON).not_before == NOON


def test_a_command_is_read_as_it_was_sent() -> None:
    assert decode_command(encode_command(GIVE_UP).body) == GIVE_UP


def test_a_commit_is_one_message_named_after_its_first_event_with_a_flag_per_event_type() -> None:
    message = encode_commit(COMMIT)
    assert message.message_id == "Order_0d000000-0000-4000-8000-000000000001_7"
    assert json.loads(message.body) == COMMIT_BODY
    assert message.properties == {
        "SourceType": "Order",
        "SourceId": "0d000000-0000-4000-8000-000000000001",
        "FirstVersion": "7",
        "OrderRegistrantAssigned": "1",
        "OrderCheckedOut": "1",
    }


def test_a_commit_is_read_as_it_was_sent() -> None:
    assert decode_commit(encode_commit(COMMIT).body) == COMMIT


def test_members_that_a_later_release_adds_are_ignored() -> None:
    assert decode_command(body(GIVE_UP_BODY | {"priority": "high"})) == GIVE_UP


UNREADABLE = {
    "not JSON": b"{",
    "not UTF-8": b"\xff\xfe",
    "empty": b"",
    "not an object": b"[]",
    "without its payload": body({key: value for key, value in GIVE_UP_BODY.items() if key != "payload"}),
    "with a payload that is text": body(GIVE_UP_BODY | {"payload": "{}"}),
    "with a payload that lacks a member": body(GIVE_UP_BODY | {"payload": {"id": str(COMMAND)}}),
    "issued at a time without zone": body(GIVE_UP_BODY | {"issuedAt": "2026-11-23T12:00:00"}),
}


@pytest.mark.parametrize("unreadable", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_command_is_undecodable_when(unreadable: bytes) -> None:
    with pytest.raises(Undecodable):
        decode_command(unreadable)


UNKNOWN = {
    "of a type that nobody knows": body(GIVE_UP_BODY | {"type": "Cancel"}),
    "of a type that is an event's": body(GIVE_UP_BODY | {"type": "OrderExpired"}),
    "of a schema version before the first": body(GIVE_UP_BODY | {"schemaVersion": 0}),
}


@pytest.mark.parametrize("unknown", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_a_command_is_unknown_but_perhaps_not_to_the_next_release_when(unknown: bytes) -> None:
    with pytest.raises(UnknownMessage):
        decode_command(unknown)


def test_a_commit_with_one_unknown_event_is_unknown_as_a_whole() -> None:
    known, unknown = COMMIT_BODY["events"]
    with pytest.raises(UnknownMessage, match="OrderSold"):
        decode_commit(body(COMMIT_BODY | {"events": [known, unknown | {"type": "OrderSold"}]}))


def test_a_commit_of_no_events_is_undecodable() -> None:
    with pytest.raises(Undecodable):
        decode_commit(body(COMMIT_BODY | {"events": []}))


def test_what_is_undecodable_is_told_without_the_values_which_may_be_names_and_addresses() -> None:
    events: list[Any] = [{"version": 7, "type": "zoe@example.com"}]
    with pytest.raises(Undecodable) as undecodable:
        decode_commit(body(COMMIT_BODY | {"events": events}))
    assert "payload" in str(undecodable.value)
    assert "zoe@example.com" not in str(undecodable.value)


PERSON = PersonalInfo(first_name="A", last_name="B", email="a@example.com")
ROUTES: list[tuple[Command, StreamId, str]] = [
    (MarkInvoicePaid(id=COMMAND, order_id=ORDER), StreamId("Order", ORDER), "commands"),
    (
        AssignSeat(id=COMMAND, order_id=ORDER, position=0, attendee=PERSON, issued_at=NOON),
        StreamId("SeatAssignments", ORDER),
        "commands",
    ),
    (
        ExpireRegistrationProcess(id=COMMAND, order_id=ORDER, deadline=NOON),
        StreamId("RegistrationProcess", ORDER),
        "commands",
    ),
    (
        RefundPayment(id=COMMAND, order_id=ORDER, payment_id=PAYMENT, reason="expired"),
        StreamId("ThirdPartyProcessorPayment", PAYMENT),
        "commands",
    ),
    (
        AddSeats(id=COMMAND, conference_id=CONFERENCE, seat_type=ORDER, quantity=5),
        StreamId("SeatsAvailability", CONFERENCE),
        "seats",
    ),
    (
        MakeSeatReservation(
            id=COMMAND, conference_id=CONFERENCE, reservation_id=ORDER, number=1, seats=[], not_after=NOON
        ),
        StreamId("SeatsAvailability", CONFERENCE),
        "seats",
    ),
]


@pytest.mark.parametrize(("command", "stream", "queue"), ROUTES, ids=lambda value: type(value).__name__)
def test_a_command_goes_to_the_stream_that_decides_it(command: Command, stream: StreamId, queue: str) -> None:
    assert target_of(command) == stream
    assert destination(command) == queue


def test_a_cause_is_a_command_by_its_id_or_an_event_by_stream_and_version() -> None:
    assert caused_by(GIVE_UP) == Provenance('quoted"\\', "cc000000-0000-4000-8000-000000000004", "00-ab-cd-01")
    assert caused_by(COMMIT[1]) == Provenance("correlation", "Order_0d000000-0000-4000-8000-000000000001/8", None)
