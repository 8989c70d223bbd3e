"""The emulator's pages: what they show, to whom, and that a message cannot break them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.servicebus.amqp.encoding import encode
from local.servicebus.amqp.values import Described, Symbol, Timestamp, UInt, ULong, Value
from local.servicebus.journal import NoJournal
from local.servicebus.messages import parse
from local.servicebus.namespace import Namespace
from local.servicebus.settings import NamespaceSettings, QueueSettings, SubscriptionSettings, TopicSettings
from local.servicebus.web import is_http, respond
from tests.servicebus.manual_clock import ManualClock

EVIL = "<script>alert('x')</script>"


@pytest.fixture
def namespace() -> Namespace:
    """An orders queue of three messages, a session queue of two sessions, and a topic."""
    settings = NamespaceSettings(
        {"Orders": QueueSettings(), EVIL: QueueSettings(), "talks": QueueSettings(requires_session=True)},
        {"events": TopicSettings({"all": SubscriptionSettings()})},
    )
    namespace = Namespace(settings, ManualClock(), NoJournal())
    send(namespace, "orders", "first", "m-1")
    send(namespace, "orders", EVIL, EVIL, application={EVIL: EVIL})
    send(namespace, "orders", "later", "m-3", due=2_000_000)
    send(namespace, "talks", "a", "m-4", session="s-1")
    send(namespace, "talks", "b", "m-5", session="s-2")
    return namespace


def send(
    namespace: Namespace,
    entity: str,
    body: str | bytes,
    message_id: str,
    *,
    application: dict[Value, Value] | None = None,
    session: str | None = None,
    due: int | None = None,
) -> None:
    annotations: dict[Value, Value] = {} if due is None else {Symbol("x-opt-scheduled-enqueue-time"): Timestamp(due)}
    properties: list[Value] = [message_id, *[None] * 9, session]
    data = body.encode() if isinstance(body, str) else body
    parts: list[tuple[int, Value]] = [(0x70, [None, None, UInt(60_000)]), (0x72, annotations), (0x73, properties)]
    parts += [(0x74, application or {}), (0x75, data)]
    intake = namespace.nodes[entity].intake
    assert intake is not None
    intake.accept([parse(b"".join(encode(Described(ULong(code), value)) for code, value in parts))])


def get(namespace: Namespace, target: str, *headers: str, method: str = "GET") -> tuple[str, str]:
    """The head and the body of the response."""
    request = "\r\n".join((f"{method} {target} HTTP/1.1", "Host: localhost:5672", *headers))
    head, _, body = respond(request.encode(), namespace).decode().partition("\r\n\r\n")
    return head, body


def ask(namespace: Namespace, target: str) -> Any:
    return json.loads(get(namespace, target)[1])


def test_programs_get_numbers_of_messages(namespace: Namespace) -> None:
    assert ask(namespace, "/")["entities"] == {
        "Orders": {"scheduled": 1, "active": 2, "locked": 0, "deferred": 0, "deadLetter": 0},
        EVIL: {"scheduled": 0, "active": 0, "locked": 0, "deferred": 0, "deadLetter": 0},
        "talks": {"scheduled": 0, "active": 2, "locked": 0, "deferred": 0, "deadLetter": 0, "sessions": 2},
        "events": {"scheduled": 0},
        "events/Subscriptions/all": {"scheduled": 0, "active": 0, "locked": 0, "deferred": 0, "deadLetter": 0},
    }


def test_programs_get_messages(namespace: Namespace) -> None:
    answer = ask(namespace, "/messages?entity=ORDERS")
    assert (answer["entity"], answer["next"], len(answer["messages"])) == ("Orders", None, 3)
    assert answer["messages"][0] == {
        "sequenceNumber": 1,
        "state": "active",
        "enqueuedAt": "1970-01-01T00:16:40.000+00:00",
        "scheduledFor": None,
        "expiresAt": "1970-01-01T00:17:40.000+00:00",
        "deliveryCount": 0,
        "messageId": "m-1",
        "sessionId": None,
        "correlationId": None,
        "subject": None,
        "contentType": None,
        "applicationProperties": {},
        "size": 56,
        "body": "first",
        "bodyCut": False,
    }
    assert [(each["state"], each["scheduledFor"]) for each in answer["messages"][1:]] == [
        ("active", None),
        ("scheduled", "1970-01-01T00:33:20.000+00:00"),
    ]


def test_messages_come_page_by_page(namespace: Namespace) -> None:
    for number in range(100):
        send(namespace, "events", f"{number}", "m")
    target = "/messages?entity=events/Subscriptions/all"
    pages = [ask(namespace, target), ask(namespace, f"{target}&from=51")]
    assert [page["messages"][0]["body"] for page in pages] == ["0", "50"]
    assert [len(page["messages"]) for page in pages] == [50, 50]
    assert [page["next"] for page in pages] == [51, None]
    assert (
        'href="/messages?entity=events%2FSubscriptions%2Fall&amp;from=51"'
        in get(namespace, target, "Accept: text/html")[1]
    )


@pytest.mark.parametrize("target", ["/", "/messages?entity=orders", f"/messages?entity={EVIL.replace(' ', '+')}"])
def test_people_get_a_page_that_no_message_can_break(namespace: Namespace, target: str) -> None:
    head, page = get(namespace, target, "Accept: text/html,application/xhtml+xml")
    assert head.startswith("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n")
    assert "default-src 'none'" in head
    assert "<script" not in page
    assert "&lt;script&gt;alert(&#x27;x&#x27;)" in page


def test_a_body_that_is_no_text_is_shown_in_hexadecimal_and_a_long_one_is_cut(namespace: Namespace) -> None:
    send(namespace, "events", b"\xff\x00\x01", "binary")
    send(namespace, "events", "x" * 5_000, "long")
    binary, long = ask(namespace, "/messages?entity=events/Subscriptions/all")["messages"]
    assert (binary["body"], binary["bodyCut"]) == ("ff0001", False)
    assert (long["body"], long["bodyCut"], long["size"] > 5_000) == ("x" * 4_000, True, True)


@pytest.mark.parametrize(
    ("target", "status", "error"),
    [
        ("/else", "404 Not Found", "GET / tells what is in the entities"),
        ("/messages?entity=none", "404 Not Found", "there is no entity 'none'"),
        ("/messages", "404 Not Found", "there is no entity ''"),
        ("/messages?entity=orders&from=-1", "400 Bad Request", "from is a sequence number, not '-1'"),
        ("//[", "400 Bad Request", "'//[' is no target: Invalid IPv6 URL"),
    ],
)
def test_what_is_wrong_with_a_request_is_said(namespace: Namespace, target: str, status: str, error: str) -> None:
    head, body = get(namespace, target)
    assert (head.split("\r\n")[0], json.loads(body)) == (f"HTTP/1.1 {status}", {"error": error})


def test_nothing_but_reading_is_allowed_and_head_has_no_body(namespace: Namespace) -> None:
    assert get(namespace, "/", method="DELETE")[0].startswith("HTTP/1.1 405 Method Not Allowed")
    head, body = get(namespace, "/", method="HEAD")
    assert (head.startswith("HTTP/1.1 200 OK"), body) == (True, "")


def test_a_name_that_leads_to_this_machine_by_a_trick_is_refused(namespace: Namespace) -> None:
    request = b"GET / HTTP/1.1\r\nHost: rebound.example:5672"
    assert respond(request, namespace).startswith(b"HTTP/1.1 403 Forbidden\r\n")
    for host in (b"localhost", b"127.0.0.1:5672", b"[::1]:5672"):
        assert respond(b"GET / HTTP/1.1\r\nHost: " + host, namespace).startswith(b"HTTP/1.1 200 OK\r\n")


def test_amqp_is_not_taken_for_http() -> None:
    assert [is_http(start) for start in (b"G", b"GET /", b"HE", b"HEAD ")] == [True] * 4
    assert [is_http(start) for start in (b"AMQP\x00", b"POST ", b"\x00")] == [False] * 3


@given(st.binary(max_size=200), st.booleans())
def test_noise_gets_an_answer(noise: bytes, begin_well: bool) -> None:
    empty = Namespace(NamespaceSettings({"q": QueueSettings()}, {}), ManualClock(), NoJournal())
    assert respond((b"GET " if begin_well else b"") + noise, empty).startswith(b"HTTP/1.1 ")
