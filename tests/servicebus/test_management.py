"""Requests to `$management` that no SDK would send."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.servicebus.amqp.values import AmqpError, Array, Value
from local.servicebus.journal import NoJournal
from local.servicebus.management import ManagementNode
from local.servicebus.namespace import Namespace
from local.servicebus.requests import Reply, Request
from local.servicebus.settings import NamespaceSettings, QueueSettings, SubscriptionSettings, TopicSettings
from tests.servicebus.manual_clock import ManualClock
from tests.servicebus.test_codec import values

NAMESPACE = Namespace(
    NamespaceSettings(
        {"orders": QueueSettings(), "sessions": QueueSettings(requires_session=True)},
        {"events": TopicSettings({"all": SubscriptionSettings()})},
    ),
    ManualClock(),
    NoJournal(),
)
OPERATIONS = (
    "renew-lock",
    "update-disposition",
    "receive-by-sequence-number",
    "peek-message",
    "schedule-message",
    "cancel-scheduled-message",
    "renew-session-lock",
    "get-session-state",
    "set-session-state",
    "get-message-sessions",
)
FIELDS = (
    "lock-tokens",
    "disposition-status",
    "from-sequence-number",
    "message-count",
    "messages",
    "sequence-numbers",
    "receiver-settle-mode",
    "session-id",
    "session-state",
    "last-updated-time",
    "skip",
    "top",
)
CLIENT = object()
TOKEN = UUID("01234567-89ab-cdef-0123-456789abcdef")


def ask(operation: str, body: Value, address: str = "orders") -> Reply:
    node = NAMESPACE.find(address)
    assert node is not None
    return ManagementNode(node, CLIENT).handle(Request("id", {"operation": f"com.microsoft:{operation}"}, body))


@pytest.mark.parametrize(
    ("operation", "body", "status", "condition"),
    [
        ("renew-lock", None, 400, "com.microsoft:argument-error"),
        ("renew-lock", {"lock-tokens": ["text"]}, 400, "com.microsoft:argument-error"),
        ("renew-lock", {"lock-tokens": Array([TOKEN])}, 410, "com.microsoft:message-lock-lost"),
        ("update-disposition", {"lock-tokens": Array([TOKEN])}, 410, "com.microsoft:message-lock-lost"),
        ("peek-message", {"from-sequence-number": 1}, 400, "com.microsoft:argument-error"),
        ("peek-message", {"from-sequence-number": 1, "message-count": 2**64}, 204, None),
        ("peek-message", {"from-sequence-number": 1, "message-count": -1}, 204, None),
        ("peek-message", {"session-id": 5}, 400, "com.microsoft:argument-error"),
        ("schedule-message", {"messages": [{"message": "text"}]}, 400, "com.microsoft:argument-error"),
        ("schedule-message", {"messages": []}, 400, "com.microsoft:argument-error"),
        ("cancel-scheduled-message", {"sequence-numbers": Array([5])}, 404, "com.microsoft:message-not-found"),
        ("receive-by-sequence-number", {"sequence-numbers": Array([5])}, 404, "com.microsoft:message-not-found"),
        ("get-session-state", {"session-id": "s"}, 403, "amqp:not-allowed"),
        ("enumerate-rules", {}, 501, "amqp:not-implemented"),
    ],
)
def test_a_request_that_cannot_be_done_is_answered_with_its_condition(
    operation: str, body: Value, status: int, condition: str | None
) -> None:
    reply = ask(operation, body)
    assert (reply.status, reply.condition) == (status, condition)


def test_a_topic_holds_no_messages_and_a_subscription_takes_none() -> None:
    assert ask("peek-message", {"from-sequence-number": 1, "message-count": 1}, "events").status == 403
    assert ask("schedule-message", {"messages": []}, "events/subscriptions/all").status == 403


@pytest.mark.parametrize(
    ("operation", "body", "status", "condition"),
    [
        ("renew-lock", {"lock-tokens": Array([TOKEN])}, 403, "amqp:not-allowed"),
        ("renew-session-lock", {"session-id": "s"}, 410, "com.microsoft:session-lock-lost"),
        ("renew-session-lock", {}, 400, "com.microsoft:argument-error"),
        ("get-session-state", {"session-id": "s"}, 410, "com.microsoft:session-lock-lost"),
        ("set-session-state", {"session-id": "s", "session-state": "text"}, 400, "com.microsoft:argument-error"),
        ("set-session-state", {"session-id": "s"}, 410, "com.microsoft:session-lock-lost"),
        ("update-disposition", {"lock-tokens": Array([TOKEN])}, 400, "com.microsoft:argument-error"),
        (
            "update-disposition",
            {"lock-tokens": Array([TOKEN]), "session-id": "s"},
            410,
            "com.microsoft:session-lock-lost",
        ),
        ("receive-by-sequence-number", {"session-id": "s"}, 410, "com.microsoft:session-lock-lost"),
        ("get-message-sessions", {"skip": -5, "top": -1}, 204, None),
    ],
)
def test_of_a_session_only_its_receiver_may_ask(
    operation: str, body: Value, status: int, condition: str | None
) -> None:
    reply = ask(operation, body, "sessions")
    assert (reply.status, reply.condition) == (status, condition)


@given(
    st.sampled_from(OPERATIONS),
    st.one_of(values, st.dictionaries(st.sampled_from(FIELDS), values)),
    st.sampled_from(("orders", "sessions")),
)
def test_whatever_is_asked_there_is_an_answer_or_the_one_error(operation: str, body: Value, address: str) -> None:
    try:
        assert ask(operation, body, address).status in (200, 204, 400, 403, 404, 410)
    except AmqpError:
        return
