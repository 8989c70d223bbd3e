"""What a function gets of a batch of messages, decoded by the library itself."""

from datetime import UTC, datetime
from typing import Any

import azure.functions as func
import pytest
from azure.functions import servicebus
from azure_functions_runtime.bindings.datumdef import Datum  # type: ignore[import-untyped]

from local.host.sb_batch import batch_payload
from local.host.sb_message import Message
from tests.host.expected_fields import FIELDS
from tests.host.test_sb_payload import FULL, message


def decoded(*sent: Message, binary: bool = True, faults: bool = True) -> list[func.ServiceBusMessage]:
    """As the worker library decodes the batch for the function."""
    value, metadata = batch_payload(sent, binary=binary, faults=faults)
    data = {key: Datum.from_typed_data(item) for key, item in metadata.items()}
    result = servicebus.ServiceBusMessageInConverter.decode(Datum.from_typed_data(value), trigger_metadata=data)
    assert isinstance(result, list)
    return list(result)


@pytest.mark.parametrize(
    ("field", "expected"),
    FIELDS,
)
def test_every_field_of_a_message_in_a_batch_is_what_azure_gives(field: str, expected: object) -> None:
    first, second = decoded(FULL, FULL)
    assert (getattr(first, field), getattr(second, field)) == (expected, expected)


def test_messages_come_in_order_each_with_its_own() -> None:
    sent = [
        message(body=b"\xff\x00", message_id="a", sequence_number=7, delivery_count=1, application_properties={"n": 1}),
        message(body=b"", message_id="b", sequence_number=8, delivery_count=2, application_properties={}),
    ]
    given: list[tuple[Any, ...]] = [
        (one.get_body(), one.message_id, one.sequence_number, one.delivery_count, one.application_properties)
        for one in decoded(*sent)
    ]
    assert given == [(b"\xff\x00", "a", 7, 1, {"n": 1}), (b"", "b", 8, 2, {})]


def test_a_message_without_correlation_id_gets_that_of_the_next_one() -> None:
    sent = [message(correlation_id=None), message(correlation_id="of the second"), message(correlation_id="third")]
    assert [one.correlation_id for one in decoded(*sent)] == ["of the second", "third", None]


def test_one_empty_text_body_makes_the_whole_batch_unreadable() -> None:
    with pytest.raises(IndexError):
        decoded(message(body=b"a"), message(body=b""), binary=False)


def test_without_the_faults_everyone_keeps_what_is_his() -> None:
    sent = [message(body=b"", correlation_id=None), message(body=b"b", correlation_id="of the second")]
    given = decoded(*sent, binary=False, faults=False)
    assert [(one.get_body(), one.correlation_id) for one in given] == [(b"", ""), (b"b", "of the second")]


def test_members_of_text_bodies_overwrite_nothing_in_a_batch() -> None:
    (one,) = decoded(message(body=b'{"MessageId": "EVIL"}'), binary=False)
    assert one.message_id == "m-1"


def test_dates_in_the_metadata_carry_a_zone_only_without_utc_in_their_name() -> None:
    metadata = decoded(FULL)[0].metadata
    assert metadata is not None
    assert metadata["EnqueuedTimeUtcArray"] == ["2026-11-23T01:02:03.456"]
    assert metadata["EnqueuedTimeArray"] == ["2026-11-23T01:02:03.456+00:00"]


def test_a_date_in_a_batch_is_naive_and_in_utc() -> None:
    (one,) = decoded(message(enqueued_time=datetime(2026, 7, 1, 12, 0, tzinfo=UTC)))
    assert one.enqueued_time_utc == datetime(2026, 7, 1, 12, 0)  # noqa: DTZ001
