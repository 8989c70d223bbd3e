"""A client of the AMQP engine, frame by frame and without a network."""

from dataclasses import dataclass, field

from local.servicebus.amqp.connection import Connection, ConnectionUser
from local.servicebus.amqp.decoding import decode_at
from local.servicebus.amqp.frames import AMQP_HEADER, SASL_FRAME, SASL_HEADER, Frame, FrameReader, encode_frame
from local.servicebus.amqp.link import Delivery, IncomingLink, OutgoingLink
from local.servicebus.amqp.outcomes import Outcome
from local.servicebus.amqp.performatives import (
    Attach,
    Begin,
    Flow,
    Open,
    Performative,
    SaslFrame,
    SaslInit,
    Transfer,
    decode_performative,
    encode_performative,
)
from local.servicebus.amqp.values import Described, Symbol, UByte, UInt, ULong

MAX_MESSAGE = 100_000


@dataclass
class User:
    """Accepts every link, keeps what comes in and sends what it is told to."""

    deliveries: list[Delivery] = field(default_factory=list)
    outgoing: OutgoingLink | None = None
    to_send: list[bytes] = field(default_factory=list)
    detached_links: int = 0

    def attached(self, link: IncomingLink | OutgoingLink) -> None:
        if isinstance(link, IncomingLink):
            link.accept(self, MAX_MESSAGE)
        else:
            self.outgoing = link
            link.accept(self)

    def delivered(self, delivery: Delivery) -> None:
        self.deliveries.append(delivery)

    def credited(self) -> None:
        assert self.outgoing is not None
        while self.to_send and self.outgoing.credit:
            self.outgoing.deliver(self.to_send.pop(0), b"tag", settled=False)

    def disposed(self, delivery_id: int, tag: bytes, outcome: Outcome, settled: bool) -> None:
        assert self.outgoing is not None
        self.outgoing.settle(delivery_id, outcome)

    def detached(self) -> None:
        self.detached_links += 1


class Peer:
    """The client's side, frame by frame."""

    def __init__(self, user: ConnectionUser | None = None) -> None:
        self.user = User()
        self.connection = Connection(lambda: None)
        self.connection.user = user or self.user
        self._frames = FrameReader()

    def send(self, performative: Performative, payload: bytes = b"") -> list[tuple[Performative | SaslFrame, bytes]]:
        """Send one frame and return the answers, each with its payload."""
        return self.send_raw(encode_frame(0, encode_performative(performative) + payload))

    def send_raw(self, data: bytes) -> list[tuple[Performative | SaslFrame, bytes]]:
        self.connection.receive(data)
        return self.answers()

    def answers(self) -> list[tuple[Performative | SaslFrame, bytes]]:
        answers = []
        for item in self._frames.feed(self.connection.take_output()):
            if isinstance(item, Frame) and item.body:
                value, end = decode_at(item.body, 0)
                answers.append((decode_performative(value), item.body[end:]))
        return answers

    def open(self, max_frame_size: int = 65_536, window: int = 100) -> None:
        self.send_raw(SASL_HEADER)
        self.send_raw(encode_frame(0, encode_performative(SaslInit(Symbol("ANONYMOUS"))), SASL_FRAME))
        self.send_raw(AMQP_HEADER)
        self.send(Open("peer", max_frame_size=UInt(max_frame_size)))
        self.send(Begin(None, UInt(1), UInt(window), UInt(100)))

    def attach(self, role: bool, address: str | None = "node") -> list[tuple[Performative | SaslFrame, bytes]]:
        terminus = Described(ULong(0x28), [address]), Described(ULong(0x29), [address])
        return self.send(Attach("link", UInt(0), role, UByte(0), UByte(1), *terminus, initial_delivery_count=UInt(0)))

    def grant(self, credit: int, window: int = 100, next_incoming: int = 1) -> list[bytes]:
        """Grant link credit; returns the payloads of the transfers that follow."""
        flow = Flow(UInt(next_incoming), UInt(window), UInt(1), UInt(100), UInt(0), UInt(0), UInt(credit))
        return [payload for frame, payload in self.send(flow) if isinstance(frame, Transfer)]
