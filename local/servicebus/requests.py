"""Request and response over a pair of links: the pattern of `$cbs` and `$management`."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from local.servicebus.amqp.decoding import decode_at
from local.servicebus.amqp.encoding import encode
from local.servicebus.amqp.link import Delivery, OutgoingLink
from local.servicebus.amqp.outcomes import Accepted, ErrorDetail, Outcome, Rejected
from local.servicebus.amqp.values import AmqpError, Described, Int, ULong, Value
from local.servicebus.journal import Journal
from local.servicebus.messages import APPLICATION_PROPERTIES, PROPERTIES, parse, sections

VALUE = 0x77


class Names(NamedTuple):
    """How a node spells the application properties of its replies."""

    status: str
    description: str
    condition: str


class Request(NamedTuple):
    """What a client asks for; `body` is the value of its amqp-value section."""

    message_id: Value
    properties: dict[Value, Value]
    body: Value


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer; `condition` only if it is a refusal."""

    status: int
    description: str
    body: Value = None
    condition: str | None = None


class ReplyLink:
    """Sends replies as far as the client's credit goes, the others later. A `Source`. `gone` is called at its end."""

    def __init__(self, link: OutgoingLink, gone: Callable[["ReplyLink"], None]) -> None:
        self._link = link
        self._gone = gone
        self._waiting: deque[bytes] = deque()
        self._sent = 0

    def send(self, payload: bytes) -> None:
        """Send one encoded message."""
        self._waiting.append(payload)
        self.credited()

    def credited(self) -> None:
        while self._waiting and self._link.credit > 0 and self._link.open:
            self._sent += 1
            self._link.deliver(self._waiting.popleft(), self._sent.to_bytes(4), settled=True)

    def disposed(self, delivery_id: int, tag: bytes, outcome: Outcome, settled: bool) -> None:
        """Replies go out settled, so there is nothing to decide."""

    def detached(self) -> None:
        self._waiting.clear()
        self._gone(self)


class Handler(Protocol):
    """A node that answers requests."""

    names: Names

    def handle(self, request: Request) -> Reply:
        """Do what is asked. Raises `AmqpError` for a request that cannot be read."""


class RequestSink:
    """Takes requests, and sends each reply when what it reports is durable."""

    def __init__(self, handler: Handler, reply_link: Callable[[], ReplyLink | None], journal: Journal) -> None:
        self._handler = handler
        self._reply_link = reply_link
        self._journal = journal

    def delivered(self, delivery: Delivery) -> None:
        reply_link = self._reply_link()
        if reply_link is None:
            delivery.settle(Rejected(ErrorDetail("amqp:not-allowed", "no link of this session takes the reply")))
            return
        try:
            request = read_request(delivery.payload)
            reply = self._handler.handle(request)
        except AmqpError as error:
            delivery.settle(Rejected(ErrorDetail(error.condition, error.description)))
            return
        payload = encode_reply(request, reply, self._handler.names)

        def respond() -> None:
            delivery.settle(Accepted())
            reply_link.send(payload)

        self._journal.committed(respond)

    def detached(self) -> None:
        """Replies may still go out: they have a link of their own."""


def read_request(payload: bytes) -> Request:
    """Decode a request message. Raises `AmqpError`."""
    content = parse(payload)
    body: Value = None
    for section in sections(payload):
        if section.code == VALUE:
            body, _ = decode_at(payload, section.value)
    message_id = content.properties[0] if content.properties else None
    return Request(message_id, content.application_properties, body)


def encode_reply(request: Request, reply: Reply, names: Names) -> bytes:
    """The reply message; its correlation id has the value and the type of the request's message id."""
    properties: dict[Value, Value] = {names.status: Int(reply.status), names.description: reply.description}
    if reply.condition is not None:
        properties[names.condition] = reply.condition
    correlation: list[Value] = [None, None, None, None, None, request.message_id]
    return b"".join(
        encode(Described(ULong(code), value))
        for code, value in ((PROPERTIES, correlation), (APPLICATION_PROPERTIES, properties), (VALUE, reply.body))
    )
