"""A message in a queue, and the bytes that go to a receiver."""

from dataclasses import dataclass
from enum import Enum

from local.servicebus.amqp.encoding import encode, encode_list, encode_map
from local.servicebus.amqp.values import Int, Symbol, Timestamp, UInt
from local.servicebus.messages import Content


class State(Enum):
    """Where a message of a queue stands."""

    ACTIVE = "active"
    LOCKED = "locked"
    DEFERRED = "deferred"
    SCHEDULED = "scheduled"


@dataclass(slots=True)
class StoredMessage:
    """One message of one queue. Times are milliseconds since 1970 UTC."""

    sequence_number: int
    content: Content
    enqueued_at: int
    enqueued_sequence_number: int
    """The number at the place where the client sent it: the topic, or the queue itself."""
    expires_at: int | None = None
    scheduled_for: int | None = None
    delivery_count: int = 0
    """Deliveries that ended without success."""
    state: State = State.ACTIVE
    deferred: bool = False
    """Whether it waits to be asked for by its number when it is not locked; once deferred, it stays so."""


_LONGEST_TIME_TO_LIVE = 2**32 - 1
"""Milliseconds that a header can say, 49 days; an entity's limit beyond that is not told."""
_HEADER, _ANNOTATIONS = b"\x00\x53\x70", b"\x00\x53\x72"
_SEQUENCE_NUMBER = encode(Symbol("x-opt-sequence-number"))
_ENQUEUED_TIME = encode(Symbol("x-opt-enqueued-time"))
_ENQUEUE_SEQUENCE_NUMBER = encode(Symbol("x-opt-enqueue-sequence-number"))
_LOCKED_UNTIL = encode(Symbol("x-opt-locked-until"))
_MESSAGE_STATE = encode(Symbol("x-opt-message-state"))
_ACTIVE, _DEFERRED, _SCHEDULED = encode(Int(0)), encode(Int(1)), encode(Int(2))


def wire_bytes(message: StoredMessage, locked_until: int | None = None) -> bytes:
    """The message as a receiver gets it: the broker's header and annotations before the sender's bare message."""
    content = message.content
    header = [*content.header, encode(_time_to_live(message)), encode(None), encode(UInt(message.delivery_count))]
    annotations = [
        *content.annotations,
        _SEQUENCE_NUMBER,
        encode(message.sequence_number),
        _ENQUEUED_TIME,
        encode(Timestamp(message.enqueued_at)),
        _ENQUEUE_SEQUENCE_NUMBER,
        encode(message.enqueued_sequence_number),
        _MESSAGE_STATE,
        _wire_state(message),
    ]
    if locked_until is not None:
        annotations += (_LOCKED_UNTIL, encode(Timestamp(locked_until)))
    return _HEADER + encode_list(header) + _ANNOTATIONS + encode_map(annotations) + content.bare


def _time_to_live(message: StoredMessage) -> UInt | None:
    """Milliseconds: the sender's, or the entity's if that is shorter or the sender gave none."""
    if message.expires_at is None:
        return message.content.time_to_live
    lifetime = message.expires_at - message.enqueued_at
    return UInt(lifetime) if lifetime <= _LONGEST_TIME_TO_LIVE else None


def _wire_state(message: StoredMessage) -> bytes:
    """Receivers know of three states; a locked message is in the one it was locked from."""
    if message.deferred:
        return _DEFERRED
    return _SCHEDULED if message.state is State.SCHEDULED else _ACTIVE
