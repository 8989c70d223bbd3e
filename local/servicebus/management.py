"""The `$management` node of an entity: lock renewal, settlement by token, peek and scheduling."""

import heapq
from collections.abc import Callable
from itertools import islice
from uuid import UUID

from local.servicebus.amqp.values import Array, Timestamp, Value
from local.servicebus.errors import (
    ARGUMENT_ERROR,
    MESSAGE_LOCK_LOST,
    MESSAGE_NOT_FOUND,
    NOT_ALLOWED,
    NOT_IMPLEMENTED,
    Refused,
)
from local.servicebus.intake import Intake
from local.servicebus.limits import check
from local.servicebus.message_queue import MessageQueue
from local.servicebus.messages import parse
from local.servicebus.namespace import Node
from local.servicebus.operations import transfers
from local.servicebus.requests import Names, Reply, Request
from local.servicebus.stored_message import wire_bytes

PREFIX = "com.microsoft:"
MAX_PEEK = 1000
"""Messages in one answer to a peek; the SDK asks for the next ones from the number after the last."""
_STATUS = {MESSAGE_LOCK_LOST: 410, MESSAGE_NOT_FOUND: 404, NOT_IMPLEMENTED: 501, NOT_ALLOWED: 403}

type Body = dict[Value, Value]


class ManagementNode:
    """Answers the requests about one entity."""

    names = Names("statusCode", "statusDescription", "errorCondition")

    def __init__(self, node: Node) -> None:
        self._node = node
        self._operations: dict[str, Callable[[Body], Reply]] = {
            "renew-lock": self._renew_lock,
            "update-disposition": self._update_disposition,
            "peek-message": self._peek,
            "schedule-message": self._schedule,
            "cancel-scheduled-message": self._cancel,
        }

    def handle(self, request: Request) -> Reply:
        """Do the operation that the application property `operation` names; a refusal is a reply with a condition."""
        name = str(request.properties.get("operation", ""))
        operation = self._operations.get(name.removeprefix(PREFIX))
        try:
            if operation is None:
                raise Refused(NOT_IMPLEMENTED, f"the emulator does not implement the operation {name!r}")
            if not isinstance(request.body, dict):
                raise Refused(ARGUMENT_ERROR, "the body of a request is a map")
            if request.body.get("session-id") is not None:
                raise Refused(NOT_IMPLEMENTED, "the emulator does not implement sessions")
            return operation(request.body)
        except Refused as refusal:
            detail = refusal.detail
            return Reply(_STATUS.get(detail.condition, 400), detail.description, None, detail.condition)

    def _queue(self) -> MessageQueue:
        if self._node.queue is None:
            raise Refused(NOT_ALLOWED, f"{self._node.name} holds no messages to receive")
        return self._node.queue

    def _intake(self) -> Intake:
        if self._node.intake is None:
            raise Refused(NOT_ALLOWED, f"nothing can be sent to {self._node.name}")
        return self._node.intake

    def _renew_lock(self, body: Body) -> Reply:
        queue, tokens = self._queue(), _lock_tokens(body)
        for token in tokens:
            queue.held(token)
        expirations = Array([Timestamp(queue.renew(token)) for token in tokens])
        self._node.operations["renewals"] += len(tokens)
        return Reply(200, "OK", {"expirations": expirations})

    def _update_disposition(self, body: Body) -> Reply:
        """Settle messages without the link that received them, all or none."""
        queue, tokens = self._queue(), _lock_tokens(body)
        for token in tokens:
            queue.held(token)
        reason, description = _text(body, "deadletter-reason"), _text(body, "deadletter-description")
        for token in tokens:
            match body.get("disposition-status"):
                case "completed":
                    queue.complete(token)
                case "abandoned":
                    queue.abandon(token)
                case "suspended":
                    queue.dead_letter(token, reason, description)
                case "defered":
                    raise Refused(NOT_IMPLEMENTED, "the emulator does not implement deferral")
                case status:
                    raise Refused(ARGUMENT_ERROR, f"unknown disposition-status {status!r}")
        self._node.operations["settlements"] += len(tokens)
        return Reply(200, "OK", {})

    def _peek(self, body: Body) -> Reply:
        first, count = _number(body, "from-sequence-number"), _number(body, "message-count")
        scheduled = self._node.intake.scheduled if self._node.intake else {}
        later = (message for number, message in scheduled.items() if number >= first)
        merged = heapq.merge(self._queue().from_number(first), later, key=lambda message: message.sequence_number)
        page = islice(merged, min(max(count, 0), MAX_PEEK))
        messages: list[Value] = [{"message": wire_bytes(message)} for message in page]
        self._node.operations["peeks"] += 1
        return Reply(200, "OK", {"messages": messages}) if messages else Reply(204, "No messages")

    def _schedule(self, body: Body) -> Reply:
        intake = self._intake()
        contents = [parse(raw) for raw in _encoded_messages(body)]
        for content in contents:
            check(content)
        self._node.operations["sends"] += sum(transfers(content.raw) for content in contents)
        return Reply(200, "OK", {"sequence-numbers": Array(intake.accept(contents))})

    def _cancel(self, body: Body) -> Reply:
        self._intake().cancel(_numbers(body, "sequence-numbers"))
        self._node.operations["cancellations"] += 1
        return Reply(200, "OK", {})


def _lock_tokens(body: Body) -> list[bytes]:
    """Lock tokens as the tags they were delivered under: a .NET GUID puts its first fields in little-endian order."""
    tokens = body.get("lock-tokens")
    if not isinstance(tokens, list) or not all(isinstance(token, UUID) for token in tokens):
        raise Refused(ARGUMENT_ERROR, "lock-tokens is an array of uuid")
    return [token.bytes_le for token in tokens if isinstance(token, UUID)]


def _encoded_messages(body: Body) -> list[bytes]:
    entries = body.get("messages")
    if not isinstance(entries, list):
        entries = []
    encoded = [entry.get("message") if isinstance(entry, dict) else None for entry in entries]
    if not encoded or not all(isinstance(message, bytes) for message in encoded):
        raise Refused(ARGUMENT_ERROR, "messages is a list of maps that hold an encoded message")
    return [message for message in encoded if isinstance(message, bytes)]


def _number(body: Body, name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int):
        raise Refused(ARGUMENT_ERROR, f"{name} is a number")
    return int(value)


def _numbers(body: Body, name: str) -> list[int]:
    values = body.get(name)
    if not isinstance(values, list) or not all(isinstance(value, int) for value in values):
        raise Refused(ARGUMENT_ERROR, f"{name} is an array of numbers")
    return [int(value) for value in values if isinstance(value, int)]


def _text(body: Body, name: str) -> str | None:
    value = body.get(name)
    return str(value) if value else None
