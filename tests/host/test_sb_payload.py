"""What a Service Bus function gets of a message, decoded by the library itself."""

from datetime import UTC, datetime
from typing import Any

import azure.functions as func
import pytest
from azure.functions import servicebus
from azure_functions_runtime.bindings.datumdef import Datum  # type: ignore[import-untyped]

from local.host import quick_dates
from local.host.sb_message import Message
from local.host.sb_payload import payload
from tests.host.expected_fields import FIELDS

ENQUEUED = datetime(2026, 11, 23, 1, 2, 3, 456000, tzinfo=UTC)


def message(**fields: Any) -> Message:
    """A message with what every message has."""
    least: dict[str, Any] = {
        "body": b"hello",
        "message_id": "m-1",
        "lock_token": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "sequence_number": 42,
        "delivery_count": 1,
        "enqueued_time": ENQUEUED,
        "application_properties": {},
    }
    return Message(**least | fields)


FULL = message(
    delivery_count=3,
    expires_at=datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC),
    application_properties={"kind": "OrderPlaced", "count": 2, "ratio": 0.5, "yes": True},
    content_type="application/json",
    correlation_id="c-1",
    dead_letter_source="orders",
    partition_key="p",
    reply_to="answers",
    reply_to_session_id="rs",
    session_id="s",
    subject="label",
    to="somewhere",
    transaction_partition_key="tp",
)


def decoded(sent: Message, *, binary: bool = True) -> func.ServiceBusMessage:
    """As the worker library decodes it for the function."""
    value, metadata = payload(sent, binary=binary)
    data = {key: Datum.from_typed_data(item) for key, item in metadata.items()}
    result = servicebus.ServiceBusMessageInConverter.decode(Datum.from_typed_data(value), trigger_metadata=data)
    assert isinstance(result, func.ServiceBusMessage)
    return result


@pytest.mark.parametrize(
    ("field", "expected"),
    FIELDS,
)
def test_every_field_of_a_message_is_what_azure_gives(field: str, expected: object) -> None:
    assert getattr(decoded(FULL), field) == expected


def test_what_the_sender_left_out_is_none() -> None:
    plain = decoded(message())
    absent = ("content_type", "correlation_id", "session_id", "subject", "label", "reply_to", "to", "partition_key")
    assert {getattr(plain, field) for field in absent} == {None}


def test_a_message_without_time_to_live_expires_at_the_end_of_time() -> None:
    assert decoded(message()).expires_at_utc == datetime(9999, 12, 31, 23, 59, 59, 999999)  # noqa: DTZ001


def test_dates_in_the_metadata_carry_a_zone_only_without_utc_in_their_name() -> None:
    metadata = decoded(FULL).metadata
    assert metadata is not None
    assert metadata["EnqueuedTimeUtc"] == "2026-11-23T01:02:03.456"
    assert metadata["EnqueuedTime"] == "2026-11-23T01:02:03.456+00:00"
    assert metadata["ExpiresAtUtc"] == "2026-11-24T01:02:03"


@pytest.mark.parametrize("binary", [True, False])
def test_an_empty_body_is_no_bytes(binary: bool) -> None:
    assert decoded(message(body=b""), binary=binary).get_body() == b""


def test_binary_bodies_are_exact_text_bodies_are_not() -> None:
    assert decoded(message(body=b"\xff\x00a"), binary=True).get_body() == b"\xff\x00a"
    assert decoded(message(body=b"\xff\x00a"), binary=False).get_body() == "\ufffd\x00a".encode()


def test_members_of_a_text_body_overwrite_metadata_of_that_name_in_any_case() -> None:
    body = b'{"sessionId": "EVIL", "MESSAGEID": 7, "Subject": true, "To": {"a": 1}}'
    shadowed = decoded(message(body=body, session_id="s", subject="label", to="somewhere"), binary=False)
    assert (shadowed.session_id, shadowed.message_id, shadowed.subject, shadowed.to) == (
        "EVIL",
        "7",
        "True",
        '{"a": 1}',
    )


@pytest.mark.parametrize(
    "body", [b'{"MessageId": null}', b'{"MessageId": ["x"]}', b'["MessageId"]', b'{"MessageId"', b"MessageId"]
)
def test_nulls_arrays_and_what_is_no_object_overwrite_nothing(body: bytes) -> None:
    assert decoded(message(body=body), binary=False).message_id == "m-1"


def test_without_the_faults_text_bodies_overwrite_nothing() -> None:
    value, metadata = payload(message(body=b'{"MessageId": "EVIL"}'), binary=False, faults=False)
    assert (value.value, metadata["MessageId"].value) == ('{"MessageId": "EVIL"}', "m-1")


def test_binary_bodies_overwrite_nothing() -> None:
    assert decoded(message(body=b'{"MessageId": "EVIL"}'), binary=True).message_id == "m-1"


def test_a_text_body_can_make_a_message_unreadable() -> None:
    with pytest.raises(ValueError, match="DeliveryCount"):
        decoded(message(body=b'{"DeliveryCount": "x"}'), binary=False)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T01:02:03",
        "2026-11-23T01:02:03.4",
        "2026-11-23T01:02:03.456789",
        "9999-12-31T23:59:59.9999999",
        "2026-11-23T01:02:03Z",
        "2026-11-23T01:02:03+00:00",
        "",
        None,
    ],
)
def test_the_short_cut_for_dates_gives_what_the_library_gives(text: str | None) -> None:
    converter = servicebus.ServiceBusMessageInConverter
    expected = converter._parse_datetime(text)
    quick_dates.install()
    assert converter._parse_datetime(text) == expected
