"""What is in the entities and what was done with them, for people and programs."""

from collections.abc import Iterator
from datetime import UTC, datetime
from heapq import merge
from itertools import islice
from typing import TypedDict

from local.servicebus.amqp.decoding import decode_at
from local.servicebus.amqp.values import Array, Described, Opaque, Value
from local.servicebus.messages import DATA, Content, sections
from local.servicebus.namespace import DEAD_LETTER_SUFFIX, Namespace, Node
from local.servicebus.operations import Operation
from local.servicebus.session_queue import SessionQueue
from local.servicebus.stored_message import StoredMessage

PAGE_SIZE = 50
MAX_BODY = 4_000
"""Characters of a body that are shown."""
MESSAGE_ID, SUBJECT, CORRELATION_ID, CONTENT_TYPE = 0, 3, 5, 6


class MessageView(TypedDict):
    """One message, as JSON has it. Times are ISO 8601 in UTC."""

    sequenceNumber: int
    state: str
    enqueuedAt: str
    scheduledFor: str | None
    expiresAt: str | None
    deliveryCount: int
    messageId: str | None
    sessionId: str | None
    correlationId: str | None
    subject: str | None
    contentType: str | None
    applicationProperties: dict[str, str]
    size: int
    body: str
    bodyCut: bool


def counts(namespace: Namespace) -> dict[str, dict[str, int]]:
    """Messages by entity, named as configured: scheduled, active, locked, deferred and deadLetter.

    Of a topic there is only scheduled; of an entity with sessions there is the number of sessions, too.
    """
    result: dict[str, dict[str, int]] = {}
    for address, node in namespace.nodes.items():
        if address.endswith(DEAD_LETTER_SUFFIX.lower()):
            continue
        entry = result[node.name] = {"scheduled": len(node.intake.scheduled) if node.intake else 0}
        queue = node.queue
        if queue and queue.dead_letters:
            locked, deferred = queue.locked, queue.deferred
            entry |= {
                "active": len(queue.messages) - locked - deferred,
                "locked": locked,
                "deferred": deferred,
                "deadLetter": len(queue.dead_letters.messages),
            }
        if isinstance(queue, SessionQueue):
            entry["sessions"] = len(queue.sessions)
    return result


def operations(namespace: Namespace) -> dict[str, dict[Operation, int]]:
    """What clients did since the start, by entity, dead-letter queues included; see `operations.py`."""
    return {node.name: dict(node.operations) for node in namespace.nodes.values() if node.operations}


def page_of_messages(node: Node, first: int) -> tuple[list[MessageView], int | None]:
    """Messages of an entity from a sequence number on, and where the next page begins if there is one."""
    scheduled = node.intake.scheduled.values() if node.intake else ()
    held = node.queue.from_number(first) if node.queue else iter(())
    later = (message for message in scheduled if message.sequence_number >= first)
    both: Iterator[StoredMessage] = merge(held, later, key=lambda message: message.sequence_number)
    found = list(islice(both, PAGE_SIZE + 1))
    following = found[PAGE_SIZE].sequence_number if len(found) > PAGE_SIZE else None
    return [_view(message) for message in found[:PAGE_SIZE]], following


def _view(message: StoredMessage) -> MessageView:
    content = message.content
    body = _body(content)
    return {
        "sequenceNumber": message.sequence_number,
        "state": message.state.value,
        "enqueuedAt": _time(message.enqueued_at),
        "scheduledFor": None if message.scheduled_for is None else _time(message.scheduled_for),
        "expiresAt": None if message.expires_at is None else _time(message.expires_at),
        "deliveryCount": message.delivery_count,
        "messageId": content.message_id,
        "sessionId": content.session_id,
        "correlationId": _property(content, CORRELATION_ID),
        "subject": _property(content, SUBJECT),
        "contentType": _property(content, CONTENT_TYPE),
        "applicationProperties": {_text(key): _text(value) for key, value in content.application_properties.items()},
        "size": len(content.raw),
        "body": body[:MAX_BODY],
        "bodyCut": len(body) > MAX_BODY,
    }


def _body(content: Content) -> str:
    """Data as text, or in hexadecimal if it is none; other bodies as their values."""
    bodies = [section for section in sections(content.bare) if DATA <= section.code < DATA + 3]
    values = [decode_at(content.bare, section.value)[0] for section in bodies]
    if all(isinstance(value, bytes) for value in values):
        return _text(b"".join(value for value in values if isinstance(value, bytes)))
    return "\n".join(_text(value) for value in values)


def _property(content: Content, place: int) -> str | None:
    value = content.properties[place] if len(content.properties) > place else None
    return None if value is None else _text(value)


def _text(value: Value) -> str:
    match value:
        case str():
            return value
        case bytes():
            try:
                return value.decode()
            except UnicodeDecodeError:
                return value.hex(" ", 4)
        case Described(descriptor, inner):
            return f"{_text(descriptor)}: {_text(inner)}"
        case Opaque(_, data):
            return data.hex()
        case Array() | list():
            return "[" + ", ".join(_text(item) for item in value) + "]"
        case dict():
            return "{" + ", ".join(f"{_text(key)}: {_text(item)}" for key, item in value.items()) + "}"
        case None:
            return "null"
        case _:
            return str(value)


def _time(milliseconds: int) -> str:
    """Times beyond the year 9999 are possible in a message, and are shown as they are."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")
    except (OverflowError, ValueError):
        return str(milliseconds)
