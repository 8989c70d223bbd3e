"""The two ends of a link as the server sees them: one takes deliveries from the peer, one sends them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from local.servicebus.amqp.outcomes import ErrorDetail, Outcome, Rejected
from local.servicebus.amqp.performatives import RECEIVER, SENDER, Attach, Detach, Flow, Transfer
from local.servicebus.amqp.termini import address_of
from local.servicebus.amqp.values import AmqpError, Described, UInt, ULong, Value

if TYPE_CHECKING:
    from local.servicebus.amqp.session import Session

INITIAL_CREDIT = 1000
"""Deliveries that a sender may have on the way; topped up when half of it is used."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A whole message from the peer, as it was encoded."""

    link: "IncomingLink"
    delivery_id: int
    message_format: int
    payload: bytes
    settled: bool

    def settle(self, outcome: Outcome) -> None:
        """Tell the peer the outcome, unless it sent the message settled or has left."""
        if not self.settled and self.link.open:
            self.link.session.settle_incoming(self.delivery_id, outcome)


class Sink(Protocol):
    """What takes the deliveries of an incoming link."""

    def delivered(self, delivery: Delivery) -> None:
        """A whole message has come."""

    def detached(self) -> None:
        """The link is gone; called once."""


class Source(Protocol):
    """What feeds an outgoing link."""

    def credited(self) -> None:
        """The peer granted credit. With `link.drain` the source sends what it has now and the other credit lapses."""

    def disposed(self, delivery_id: int, tag: bytes, outcome: Outcome, settled: bool) -> None:
        """The peer decided about a delivery; unless it `settled` the delivery itself, it waits for the answer."""

    def detached(self) -> None:
        """The link is gone; called once."""


class Link:
    """What both kinds share: name, termini and the handshake.

    The server uses the peer's handle number for its own end too, so one table per session finds the link.
    """

    def __init__(self, session: "Session", attach: Attach) -> None:
        self.session = session
        self.handle = attach.handle
        self.attach = attach
        self.answered = False  # accepted or refused
        self.open = False  # accepted, and neither side has detached

    @property
    def source_address(self) -> str | None:
        """Where the peer wants messages from."""
        return address_of(self.attach.source)

    @property
    def target_address(self) -> str | None:
        """Where the peer wants messages to go."""
        return address_of(self.attach.target)

    def refuse(self, error: ErrorDetail) -> None:
        """Answer the attach with null termini and a closing detach: only then does the SDK see that it failed."""
        self._answer_with_nothing()
        self._detach(error)

    def detach(self, error: ErrorDetail) -> None:
        """End an open link from this side."""
        if self.open:
            self._detach(error)
            self.closed()

    def detached(self, closed: bool) -> None:
        """The peer detaches."""
        if not self.answered:
            self._answer_with_nothing()
        self.session.send(Detach(self.handle, closed))
        self.closed()

    def closed(self) -> None:
        """Stop; the subclass tells its user."""
        self.open = False

    def _answer_with_nothing(self) -> None:
        self.answered = True
        self.session.send(Attach(self.attach.name, self.handle, not self.attach.role, initial_delivery_count=UInt(0)))

    def _detach(self, error: ErrorDetail) -> None:
        self.session.forget(self)
        self.session.send(Detach(self.handle, closed=True, error=error.described()))

    def _answer(
        self,
        role: bool,
        max_message_size: int | None,
        properties: dict[Value, Value],
        source: Described | None = None,
    ) -> None:
        """Echo the peer's termini as they came, but for a source with its filter set: the SDK compares them."""
        self.open = self.answered = True
        answer = self.attach._replace(
            role=role,
            source=source or self.attach.source,
            unsettled=None,
            initial_delivery_count=UInt(0) if role == SENDER else None,
            max_message_size=None if max_message_size is None else ULong(max_message_size),
            offered_capabilities=None,
            desired_capabilities=None,
            properties=properties,
        )
        self.session.send(answer)


class IncomingLink(Link):
    """The peer sends, the server receives."""

    def __init__(self, session: "Session", attach: Attach) -> None:
        super().__init__(session, attach)
        self._sink: Sink | None = None
        self._max_message_size = 0
        self._delivery_count = attach.initial_delivery_count or 0
        self._credit = 0
        self._first: Transfer | None = None
        self._parts: list[bytes] = []
        self._size = 0

    def accept(self, sink: Sink, max_message_size: int) -> None:
        """Open the link and grant credit. Larger messages are rejected here and leave the link usable."""
        self._sink = sink
        self._max_message_size = max_message_size
        self._answer(RECEIVER, max_message_size, {})
        self._grant()

    def transferred(self, transfer: Transfer, payload: bytes) -> None:
        """One frame of a delivery. Raises `AmqpError` if a delivery starts without its id."""
        if not self.open:
            return
        first = self._first
        if first is None:
            if transfer.delivery_id is None:
                raise AmqpError("the first transfer of a delivery lacks delivery-id")
            first = self._first = transfer
        self._size += len(payload)
        if self._size <= self._max_message_size:
            self._parts.append(payload)
        if transfer.more and not transfer.aborted:
            return
        whole, size = b"".join(self._parts), self._size
        self._first, self._parts, self._size = None, [], 0
        self._delivery_count += 1
        self._credit -= 1
        if not transfer.aborted:
            self._deliver(first, whole, size, settled=bool(first.settled or transfer.settled))
        if self._credit <= INITIAL_CREDIT // 2:
            self._grant()

    def _deliver(self, first: Transfer, payload: bytes, size: int, settled: bool) -> None:
        assert self._sink is not None
        delivery = Delivery(self, first.delivery_id or 0, first.message_format or 0, payload, settled)
        if size <= self._max_message_size:
            self._sink.delivered(delivery)
            return
        limit = f"{size} bytes are more than the {self._max_message_size} bytes that the link takes"
        delivery.settle(Rejected(ErrorDetail("amqp:link:message-size-exceeded", limit)))

    def flowed(self, flow: Flow) -> None:
        """The sender told its state. Credit is not policed: the SDK tops its own credit up when it runs out."""
        if self.open and flow.echo:
            self._grant()

    def closed(self) -> None:
        if self.open:
            super().closed()
            if self._sink:
                self._sink.detached()

    def _grant(self) -> None:
        self._credit = INITIAL_CREDIT
        self.session.send_flow(self.handle, self._delivery_count, self._credit)


class OutgoingLink(Link):
    """The server sends, the peer receives."""

    def __init__(self, session: "Session", attach: Attach) -> None:
        super().__init__(session, attach)
        self.credit = 0
        self.drain = False
        self._source: Source | None = None
        self._delivery_count = 0

    def hold(self, source: Source) -> None:
        """Answer the peer later. Until then `source` hears only if the peer gives up."""
        self._source = source

    def accept(
        self,
        source: Source,
        properties: dict[Value, Value] | None = None,
        filled_source: Described | None = None,
    ) -> None:
        """Open the link; `source` hears of credit from then on. The peer's own source is answered if none is given."""
        self._source = source
        self._answer(SENDER, None, properties or {}, filled_source)
        if self.credit:
            source.credited()

    def deliver(self, payload: bytes, tag: bytes, settled: bool) -> None:
        """Send one encoded message; takes one credit."""
        self.credit -= 1
        self._delivery_count = (self._delivery_count + 1) & 0xFFFFFFFF
        self.session.send_delivery(self, payload, tag, settled)

    def settle(self, delivery_id: int, outcome: Outcome) -> None:
        """Answer the peer's disposition."""
        if self.open:
            self.session.settle_outgoing(delivery_id, outcome)

    def flowed(self, flow: Flow) -> None:
        """The peer granted credit, counted from the delivery-count that it knows."""
        if flow.link_credit is not None:
            credit = ((flow.delivery_count or 0) + flow.link_credit - self._delivery_count) & 0xFFFFFFFF
            self.credit = credit if credit < 0x8000_0000 else 0
        if not self.open or self._source is None:
            return
        self.drain = flow.drain
        self._source.credited()
        if self.drain:
            self._delivery_count = (self._delivery_count + self.credit) & 0xFFFFFFFF
            self.credit = 0
        if self.drain or flow.echo:
            self.session.send_flow(self.handle, self._delivery_count, self.credit, drain=self.drain)

    def disposed(self, delivery_id: int, tag: bytes, outcome: Outcome, settled: bool) -> None:
        """The peer decided about a delivery of this link."""
        if self.open and self._source:
            self._source.disposed(delivery_id, tag, outcome, settled)

    def closed(self) -> None:
        super().closed()
        source, self._source = self._source, None
        if source:
            source.detached()
