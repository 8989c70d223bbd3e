"""The `$management` node of an entity: locks, settlement by token, deferred messages, peek, scheduling, sessions."""

import heapq
from collections.abc import Callable
from itertools import islice
from uuid import UUID

from local.servicebus import request_body
from local.servicebus.amqp.values import Array, Timestamp, UInt, Value
from local.servicebus.errors import (
    ARGUMENT_ERROR,
    MESSAGE_LOCK_LOST,
    MESSAGE_NOT_FOUND,
    NOT_ALLOWED,
    NOT_IMPLEMENTED,
    QUOTA_EXCEEDED,
    SESSION_LOCK_LOST,
    Refused,
)
from local.servicebus.intake import Intake
from local.servicebus.messages import parse
from local.servicebus.namespace import Node
from local.servicebus.operations import transfers
from local.servicebus.plain_queue import PlainQueue
from local.servicebus.request_body import Body
from local.servicebus.requests import Names, Reply, Request
from local.servicebus.session_queue import SessionQueue
from local.servicebus.stored_message import wire_bytes

PREFIX = "com.microsoft:"
MAX_PEEK = 1000
"""Messages in one answer to a peek; the SDK asks for the next ones from the number after the last."""
DELETE = 0
"""`receiver-settle-mode` of a receiver that has messages deleted as they are delivered."""
ALL_SESSIONS = 253_402_300_800_000
"""The time in a request for sessions that asks for those with messages or a state: the end of the year 9999."""
MAX_SESSIONS = 100
_STATUS = {
    MESSAGE_LOCK_LOST: 410,
    SESSION_LOCK_LOST: 410,
    MESSAGE_NOT_FOUND: 404,
    NOT_IMPLEMENTED: 501,
    NOT_ALLOWED: 403,
    QUOTA_EXCEEDED: 403,
}


class ManagementNode:
    """Answers one client's requests about one entity."""

    names = Names("statusCode", "statusDescription", "errorCondition")

    def __init__(self, node: Node, client: object) -> None:
        self._node = node
        self._client = client
        self._operations: dict[str, Callable[[Body], Reply]] = {
            "renew-lock": self._renew_lock,
            "update-disposition": self._update_disposition,
            "receive-by-sequence-number": self._receive_deferred,
            "peek-message": self._peek,
            "schedule-message": self._schedule,
            "cancel-scheduled-message": self._cancel,
            "renew-session-lock": self._renew_session_lock,
            "get-session-state": self._session_state,
            "set-session-state": self._set_session_state,
            "get-message-sessions": self._session_ids,
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
            return operation(request.body)
        except Refused as refusal:
            detail = refusal.detail
            return Reply(_STATUS.get(detail.condition, 400), detail.description, None, detail.condition)

    # -- Messages that a receiver has --

    def _renew_lock(self, body: Body) -> Reply:
        queue, tokens = self._queue(), request_body.lock_tokens(body)
        if not isinstance(queue, PlainQueue):
            raise Refused(NOT_ALLOWED, f"a message of {self._node.name} has no lock of its own: renew its session's")
        for token in tokens:
            queue.held(token)
        expirations = Array([Timestamp(queue.renew(token)) for token in tokens])
        self._node.operations["renewals"] += len(tokens)
        return Reply(200, "OK", {"expirations": expirations})

    def _update_disposition(self, body: Body) -> Reply:
        """Settle messages without the link that received them, all or none."""
        queue, tokens = self._held_queue(body), dict.fromkeys(request_body.lock_tokens(body))
        for token in tokens:
            queue.held(token)
        reason = request_body.optional_text(body, "deadletter-reason")
        description = request_body.optional_text(body, "deadletter-description")
        for token in tokens:
            match body.get("disposition-status"):
                case "completed":
                    queue.complete(token)
                case "abandoned":
                    queue.abandon(token)
                case "suspended":
                    queue.dead_letter(token, reason, description)
                case "defered":
                    queue.defer(token)
                case status:
                    raise Refused(ARGUMENT_ERROR, f"unknown disposition-status {status!r}")
        self._node.operations["settlements"] += len(tokens)
        return Reply(200, "OK", {})

    def _receive_deferred(self, body: Body) -> Reply:
        queue, session = self._held_queue(body), request_body.session_id(body)
        numbers = request_body.numbers(body, "sequence-numbers")
        deletes = request_body.number(body, "receiver-settle-mode", default=1) == DELETE
        if isinstance(queue, SessionQueue):
            queue.require_session(numbers, session)
        messages: list[Value] = []
        for message, token, until in queue.take_deferred(numbers, deletes):
            payload = wire_bytes(message, until)
            messages.append({"lock-token": UUID(bytes_le=token), "message": payload})
            self._node.operations["deliveries"] += transfers(payload)
        return Reply(200, "OK", {"messages": messages})

    # -- Messages that nobody has --

    def _peek(self, body: Body) -> Reply:
        first = request_body.number(body, "from-sequence-number")
        count = request_body.number(body, "message-count")
        session = request_body.session_id(body)
        scheduled = self._node.intake.scheduled if self._node.intake else {}
        later = (message for number, message in scheduled.items() if number >= first)
        merged = heapq.merge(self._queue().from_number(first), later, key=lambda message: message.sequence_number)
        wanted = (message for message in merged if session is None or message.content.session_id == session)
        page = islice(wanted, min(max(count, 0), MAX_PEEK))
        messages: list[Value] = [{"message": wire_bytes(message)} for message in page]
        self._node.operations["peeks"] += 1
        return Reply(200, "OK", {"messages": messages}) if messages else Reply(204, "No messages")

    def _schedule(self, body: Body) -> Reply:
        intake = self._intake()
        contents = [parse(raw) for raw in request_body.encoded_messages(body)]
        numbers = intake.accept(contents)
        self._node.operations["sends"] += sum(transfers(content.raw) for content in contents)
        return Reply(200, "OK", {"sequence-numbers": Array(numbers)})

    def _cancel(self, body: Body) -> Reply:
        self._intake().cancel(request_body.numbers(body, "sequence-numbers"))
        self._node.operations["cancellations"] += 1
        return Reply(200, "OK", {})

    # -- Sessions --

    def _renew_session_lock(self, body: Body) -> Reply:
        until = self._sessions().renew(_session_id(body), self._client)
        self._node.operations["renewals"] += 1
        return Reply(200, "OK", {"expiration": Timestamp(until)})

    def _session_state(self, body: Body) -> Reply:
        session = self._sessions().owned(_session_id(body), self._client)
        return Reply(200, "OK", {"session-state": session.state})

    def _set_session_state(self, body: Body) -> Reply:
        state = body.get("session-state")
        if not isinstance(state, bytes | None):
            raise Refused(ARGUMENT_ERROR, "session-state is binary or null")
        self._sessions().set_state(_session_id(body), self._client, state)
        return Reply(200, "OK", {})

    def _session_ids(self, body: Body) -> Reply:
        """A page of ids. The client skips what it has."""
        after = request_body.number(body, "last-updated-time", default=ALL_SESSIONS)
        skip = max(request_body.number(body, "skip", default=0), 0)
        top = min(max(request_body.number(body, "top", default=MAX_SESSIONS), 0), MAX_SESSIONS)
        ids = self._sessions().session_ids(None if after >= ALL_SESSIONS else after)
        page = ids[skip : skip + top]
        if not page:
            return Reply(204, "No sessions")
        return Reply(200, "OK", {"skip": UInt(skip + len(page)), "sessions-ids": Array(page)})

    # -- What the entity is --

    def _queue(self) -> PlainQueue | SessionQueue:
        if self._node.queue is None:
            raise Refused(NOT_ALLOWED, f"{self._node.name} holds no messages to receive")
        return self._node.queue

    def _held_queue(self, body: Body) -> PlainQueue | SessionQueue:
        """The queue; if it has sessions, the client must hold the one that the request is about."""
        queue = self._queue()
        if isinstance(queue, SessionQueue):
            queue.owned(_session_id(body), self._client)
        return queue

    def _sessions(self) -> SessionQueue:
        if not isinstance(self._node.queue, SessionQueue):
            raise Refused(NOT_ALLOWED, f"{self._node.name} has no sessions")
        return self._node.queue

    def _intake(self) -> Intake:
        if self._node.intake is None:
            raise Refused(NOT_ALLOWED, f"nothing can be sent to {self._node.name}")
        return self._node.intake


def _session_id(body: Body) -> str:
    session = request_body.session_id(body)
    if session is None:
        raise Refused(ARGUMENT_ERROR, "session-id is missing")
    return session
