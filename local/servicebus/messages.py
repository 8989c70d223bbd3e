"""Messages as bytes: what a client sent is cut into sections, and its bare message is passed on untouched.

The bare message (properties, application properties, body, footer) is never decoded and encoded again. Only the header
and the message annotations in front of it are the broker's to write, and a dead-lettered message gets two application
properties more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from local.servicebus.amqp.decoding import decode_at
from local.servicebus.amqp.encoding import encode
from local.servicebus.amqp.skipping import skip
from local.servicebus.amqp.values import AmqpError, Timestamp, UInt, Value

HEADER, DELIVERY_ANNOTATIONS, MESSAGE_ANNOTATIONS, PROPERTIES, APPLICATION_PROPERTIES, DATA = range(0x70, 0x76)
LAST_SECTION = 0x78
BATCH_FORMAT = 0x80013700
"""Message format of a batch: every data section is a whole encoded message."""

SCHEDULED_ENQUEUE_TIME = "x-opt-scheduled-enqueue-time"
PARTITION_KEY = "x-opt-partition-key"
BROKER_ANNOTATIONS = {
    "x-opt-sequence-number",
    "x-opt-enqueued-time",
    "x-opt-enqueue-sequence-number",
    "x-opt-locked-until",
    "x-opt-lock-token",
    "x-opt-message-state",
}


class Section(NamedTuple):
    """A section of an encoded message: its code, and where it and its value start and end."""

    code: int
    start: int
    value: int
    end: int


@dataclass(frozen=True, slots=True)
class Content:
    """A message as a client encoded it."""

    raw: bytes
    header: tuple[bytes, ...]  # durable and priority, encoded
    time_to_live: UInt | None  # milliseconds
    annotations: tuple[bytes, ...]  # the client's, encoded: keys and values in turns
    scheduled_for: int | None  # milliseconds since 1970 UTC
    partition_key: str | None
    properties: tuple[Value, ...]  # the list of part 3.2.4, decoded
    application_properties: dict[Value, Value]
    bare: bytes

    @property
    def message_id(self) -> str | None:
        """The id by which duplicates are found."""
        return None if not self.properties or self.properties[0] is None else str(self.properties[0])

    @property
    def session_id(self) -> str | None:
        """The group id, which Service Bus calls session."""
        value = self.properties[10] if len(self.properties) > 10 else None
        return None if value is None else str(value)


def parse(raw: bytes) -> Content:
    """Read the sections of one encoded message. Raises `AmqpError` if it is not one.

    Delivery annotations are dropped: they are for the next node on the way, and that is the broker.
    """
    header: list[Value] = []
    properties: list[Value] = []
    annotations: dict[Value, Value] = {}
    application_properties: dict[Value, Value] = {}
    bare_start = len(raw)
    for section in sections(raw):
        if section.code == DELIVERY_ANNOTATIONS:
            return parse(raw[: section.start] + raw[section.end :])
        if section.code >= PROPERTIES:
            bare_start = min(bare_start, section.start)
        if section.code == HEADER:
            header = _list(raw, section)
        elif section.code == MESSAGE_ANNOTATIONS:
            annotations = _map(raw, section)
        elif section.code == PROPERTIES:
            properties = _list(raw, section)
        elif section.code == APPLICATION_PROPERTIES:
            application_properties = _map(raw, section)
    durable, priority, time_to_live = (*header, None, None, None)[:3]
    scheduled_for = annotations.get(SCHEDULED_ENQUEUE_TIME)
    if not (isinstance(time_to_live, UInt | None) and isinstance(scheduled_for, Timestamp | None)):
        raise AmqpError("a time to live is a uint, and a scheduled time a timestamp")
    partition_key = annotations.get(PARTITION_KEY)
    if not isinstance(partition_key, str | None):
        raise AmqpError("a partition key is text")
    kept = [entry for entry in annotations.items() if entry[0] not in BROKER_ANNOTATIONS]
    return Content(
        raw,
        (encode(durable), encode(priority)),
        time_to_live,
        tuple(encode(part) for entry in kept for part in entry),
        scheduled_for,
        partition_key,
        tuple(properties),
        application_properties,
        raw[bare_start:],
    )


def unpack(message_format: int, payload: bytes) -> list[Content]:
    """The messages of one delivery: one, or those of a batch. Raises `AmqpError`."""
    if message_format == 0:
        return [parse(payload)]
    if message_format != BATCH_FORMAT:
        raise AmqpError(f"message format 0x{message_format:x} is unknown", "amqp:not-implemented")
    messages = []
    for section in sections(payload):
        if section.code == DATA:
            data, _ = decode_at(payload, section.value)
            if not isinstance(data, bytes):
                raise AmqpError("a data section holds binary")
            messages.append(parse(data))
    return messages


def sections(raw: bytes) -> Iterator[Section]:
    """The sections in their order. Raises `AmqpError` for anything else than sections in ascending order.

    Only delivery annotations may be anywhere: the Python SDK writes them last.
    """
    position, previous = 0, HEADER
    while position < len(raw):
        code, value = _descriptor(raw, position)
        if code != DELIVERY_ANNOTATIONS and not previous <= code <= LAST_SECTION:
            raise AmqpError(f"section 0x{code:x} after 0x{previous:x}")
        end = skip(raw, value)
        yield Section(code, position, value, end)
        position, previous = end, max(previous, code)


def _descriptor(raw: bytes, position: int) -> tuple[int, int]:
    if raw[position : position + 2] == b"\x00\x53" and position + 2 < len(raw):  # the form that everybody uses
        return raw[position + 2], position + 3
    if raw[position] != 0:
        raise AmqpError("a section starts with its descriptor")
    descriptor, end = decode_at(raw, position + 1)
    if not isinstance(descriptor, int):
        raise AmqpError(f"unknown section {descriptor!r}")
    return descriptor, end


def _list(raw: bytes, section: Section) -> list[Value]:
    value, _ = decode_at(raw, section.value)
    if not isinstance(value, list):
        raise AmqpError(f"section 0x{section.code:x} is a list")
    return value


def _map(raw: bytes, section: Section) -> dict[Value, Value]:
    value, _ = decode_at(raw, section.value)
    if not isinstance(value, dict):
        raise AmqpError(f"section 0x{section.code:x} is a map")
    return value
