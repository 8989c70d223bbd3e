"""A session: the windows, the delivery ids and the links of one channel (AMQP 1.0 part 2.5)."""

from collections import deque
from typing import TYPE_CHECKING

from local.servicebus.amqp.link import IncomingLink, Link, OutgoingLink
from local.servicebus.amqp.outcomes import Outcome, decode_outcome, encode_outcome
from local.servicebus.amqp.performatives import (
    RECEIVER,
    SENDER,
    Attach,
    Begin,
    Detach,
    Disposition,
    Flow,
    Performative,
    Transfer,
    encode_performative,
)
from local.servicebus.amqp.values import AmqpError, UInt, UShort

if TYPE_CHECKING:
    from local.servicebus.amqp.connection import Connection

WINDOW = 65_536
"""Transfer frames that either side may have on the way."""
MAX_UNSETTLED = 65_536
"""Deliveries whose settlement the session still knows; of a peer that never settles, the oldest are forgotten."""


class Session:
    """One session that the peer began. The server answers on the peer's channel number."""

    def __init__(self, connection: "Connection", channel: int, begin: Begin) -> None:
        self.connection = connection
        self.channel = channel
        self._links: dict[int, IncomingLink | OutgoingLink] = {}
        self._next_incoming_id: int = begin.next_outgoing_id
        self._frames_since_flow = 0
        self._next_outgoing_id = 1
        self._peer_window: int = begin.incoming_window
        self._waiting: deque[tuple[Link, bytes]] = deque()  # transfers that the peer's window has no room for yet
        self._next_delivery_id = 1
        self._unsettled: dict[int, tuple[OutgoingLink, bytes]] = {}
        self.send(Begin(UShort(channel), UInt(self._next_outgoing_id), UInt(WINDOW), UInt(WINDOW)))

    def send(self, performative: Performative) -> None:
        """Queue a frame for the peer."""
        self.connection.send(self.channel, encode_performative(performative))

    def received(self, performative: Performative, payload: bytes) -> None:
        """Handle a frame of this channel. Raises `AmqpError` for what the protocol does not allow."""
        match performative:
            case Transfer():
                self._transferred(performative, payload)
            case Disposition():
                self._disposed(performative)
            case Flow():
                self._flowed(performative)
            case Attach():
                self._attached(performative)
            case Detach(handle, closed):
                self._detached(handle, closed)
            case _:
                raise AmqpError(f"{type(performative).__name__} has no place in a session", "amqp:not-allowed")

    def ended(self) -> None:
        """The session or its connection is gone."""
        links, self._links = list(self._links.values()), {}
        self._unsettled.clear()
        self._waiting.clear()
        for link in links:
            link.closed()

    def forget(self, link: Link) -> None:
        """Free the handle of a link, and drop what it has on the way."""
        if self._links.get(link.handle) is link:
            del self._links[link.handle]
        for delivery_id in [key for key, (owner, _) in self._unsettled.items() if owner is link]:
            del self._unsettled[delivery_id]
        self._waiting = deque(entry for entry in self._waiting if entry[0] is not link)

    def send_flow(self, handle: UInt, delivery_count: int, credit: int, drain: bool = False) -> None:
        """Tell the state of a link, and of the session with it."""
        self._send_flow(handle, UInt(delivery_count & 0xFFFFFFFF), UInt(credit), drain)

    def send_delivery(self, link: OutgoingLink, payload: bytes, tag: bytes, settled: bool) -> None:
        """Send one message in as many frames as the peer's frame size asks for, when its window has room."""
        delivery_id = self._next_delivery_id
        self._next_delivery_id = (delivery_id + 1) & 0xFFFFFFFF
        if not settled:
            self._unsettled[delivery_id] = (link, tag)
            if len(self._unsettled) > MAX_UNSETTLED:
                del self._unsettled[next(iter(self._unsettled))]
        first = encode_performative(Transfer(link.handle, UInt(delivery_id), tag, UInt(0), settled))
        room = self.connection.room_beside(first)
        if len(payload) <= room:
            self._waiting.append((link, first + payload))
        else:
            self._split(link, Transfer(link.handle, UInt(delivery_id), tag, UInt(0), settled), payload, room)
        self._send_waiting()

    def settle_incoming(self, delivery_id: int, outcome: Outcome) -> None:
        """Settle a message of the peer."""
        self.send(Disposition(RECEIVER, UInt(delivery_id), settled=True, state=encode_outcome(outcome)))

    def settle_outgoing(self, delivery_id: int, outcome: Outcome) -> None:
        """Settle a message that was sent to the peer."""
        if self._unsettled.pop(delivery_id, None):
            self.send(Disposition(SENDER, UInt(delivery_id), settled=True, state=encode_outcome(outcome)))

    def _attached(self, attach: Attach) -> None:
        if attach.handle in self._links:
            raise AmqpError(f"handle {attach.handle} is in use", "amqp:session:handle-in-use")
        link = IncomingLink(self, attach) if attach.role == SENDER else OutgoingLink(self, attach)
        self._links[attach.handle] = link
        self.connection.user.attached(link)

    def _detached(self, handle: int, closed: bool) -> None:
        link = self._links.get(handle)
        if link is None:
            return  # the answer to a detach of ours
        self.forget(link)
        link.detached(closed)

    def _transferred(self, transfer: Transfer, payload: bytes) -> None:
        self._next_incoming_id = (self._next_incoming_id + 1) & 0xFFFFFFFF
        self._frames_since_flow += 1
        link = self._links.get(transfer.handle)
        if isinstance(link, IncomingLink):
            link.transferred(transfer, payload)
        elif link is not None:
            raise AmqpError(f"a transfer on handle {transfer.handle}, which receives", "amqp:not-allowed")
        if self._frames_since_flow >= WINDOW // 2:
            self._send_flow()

    def _disposed(self, disposition: Disposition) -> None:
        outcome = decode_outcome(disposition.state)
        if disposition.role == SENDER or outcome is None:
            return
        first, last = disposition.first, disposition.last if disposition.last is not None else disposition.first
        chosen = (first,) if first == last else [key for key in self._unsettled if first <= key <= last]
        for delivery_id in chosen:
            if delivery_id not in self._unsettled:
                continue
            link, tag = self._unsettled[delivery_id]
            if disposition.settled:
                del self._unsettled[delivery_id]
            link.disposed(delivery_id, tag, outcome, disposition.settled)

    def _flowed(self, flow: Flow) -> None:
        known = 1 if flow.next_incoming_id is None else flow.next_incoming_id
        window = (known + flow.incoming_window - self._next_outgoing_id) & 0xFFFFFFFF
        self._peer_window = window if window < 0x8000_0000 else 0
        self._send_waiting()
        link = self._links.get(flow.handle) if flow.handle is not None else None
        if link is not None:
            link.flowed(flow)
        elif flow.handle is None and flow.echo:
            self._send_flow()

    def _split(self, link: Link, transfer: Transfer, payload: bytes, room: int) -> None:
        room -= 1  # `more` may take one byte more when it is true
        for start in range(0, len(payload), room):
            more = start + room < len(payload)
            frame = encode_performative(transfer._replace(more=more))
            self._waiting.append((link, frame + payload[start : start + room]))

    def _send_waiting(self) -> None:
        while self._waiting and self._peer_window > 0:
            self._peer_window -= 1
            self._next_outgoing_id = (self._next_outgoing_id + 1) & 0xFFFFFFFF
            self.connection.send(self.channel, self._waiting.popleft()[1])

    def _send_flow(
        self,
        handle: UInt | None = None,
        delivery_count: UInt | None = None,
        credit: UInt | None = None,
        drain: bool = False,
    ) -> None:
        self._frames_since_flow = 0
        window, next_outgoing = UInt(WINDOW), UInt(self._next_outgoing_id)
        self.send(
            Flow(
                UInt(self._next_incoming_id), window, next_outgoing, window, handle, delivery_count, credit, drain=drain
            )
        )
