"""A server's side of one AMQP 1.0 connection, without I/O: feed it bytes, take bytes from it."""

from collections.abc import Callable
from typing import Protocol, assert_never

from local.servicebus.amqp.decoding import decode_at
from local.servicebus.amqp.frames import (
    AMQP_FRAME,
    AMQP_HEADER,
    MAX_FRAME_SIZE,
    SASL_FRAME,
    SASL_HEADER,
    Frame,
    FrameReader,
    Header,
    encode_frame,
)
from local.servicebus.amqp.link import IncomingLink, OutgoingLink
from local.servicebus.amqp.outcomes import ErrorDetail
from local.servicebus.amqp.performatives import (
    Begin,
    Close,
    End,
    Open,
    Performative,
    SaslInit,
    SaslMechanisms,
    SaslOutcome,
    decode_performative,
    encode_performative,
)
from local.servicebus.amqp.session import Session
from local.servicebus.amqp.values import AmqpError, Array, Symbol, UByte, UInt, UShort

CONTAINER_ID = "contoso-service-bus-emulator"
SASL_OK, SASL_AUTH_FAILED = UByte(0), UByte(1)


class ConnectionUser(Protocol):
    """What uses a connection: it decides about links."""

    def attached(self, link: IncomingLink | OutgoingLink) -> None:
        """The peer wants a link: accept or refuse it, now or later."""


class Connection:
    """Protocol state of one connection. `wake` is called when output waits where none did."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self.user: ConnectionUser
        self.closed = False
        self.idle_time_out: int | None = None  # milliseconds of silence that the peer tolerates
        self._wake = wake
        self._output: list[bytes] = []
        self._frames = FrameReader()
        self._authenticated = False
        self._opened = False
        self._peer_max_frame = 512
        self._sessions: dict[int, Session] = {}
        self._ended_channels: set[int] = set()

    def receive(self, data: bytes) -> None:
        """Handle bytes from the peer. What is not AMQP, or not allowed, closes this connection and nothing else."""
        try:
            for item in self._frames.feed(data):
                if self.closed:
                    return
                match item:
                    case Header(header):
                        self._header(header)
                    case Frame():
                        self._frame(item)
                    case _:
                        assert_never(item)
        except AmqpError as error:
            self.close(ErrorDetail(error.condition, error.description))

    def take_output(self) -> bytes:
        """The bytes to write to the peer now."""
        output, self._output = b"".join(self._output), []
        return output

    def send(self, channel: int, body: bytes) -> None:
        """Queue one AMQP frame."""
        self._write(encode_frame(channel, body))

    def heartbeat(self) -> None:
        """Queue an empty frame, which tells the peer that the connection lives."""
        if self._opened and not self.closed:
            self.send(0, b"")

    def room_beside(self, performative: bytes) -> int:
        """How many bytes of a message fit into a frame beside its performative."""
        return min(self._peer_max_frame, MAX_FRAME_SIZE) - len(performative) - 8

    def close(self, error: ErrorDetail | None = None) -> None:
        """Close from this side."""
        if self.closed:
            return
        if self._opened:
            self.send(0, encode_performative(Close(error.described() if error else None)))
        self.lost()

    def lost(self) -> None:
        """The connection is over: its links are gone."""
        self.closed = True
        sessions, self._sessions = list(self._sessions.values()), {}
        for session in sessions:
            session.ended()

    def _header(self, header: bytes) -> None:
        if header == SASL_HEADER and not self._authenticated:
            self._write(SASL_HEADER)
            mechanisms = SaslMechanisms(Array([Symbol("ANONYMOUS")]))
            self._write(encode_frame(0, encode_performative(mechanisms), SASL_FRAME))
        elif header == AMQP_HEADER and self._authenticated:
            self._write(AMQP_HEADER)
        else:
            self._write(AMQP_HEADER if self._authenticated else SASL_HEADER)
            raise AmqpError(f"unexpected protocol header {header.hex()}", "amqp:not-implemented")

    def _frame(self, frame: Frame) -> None:
        if not frame.body:
            return
        value, end = decode_at(frame.body, 0)
        performative = decode_performative(value)
        if frame.kind == SASL_FRAME and isinstance(performative, SaslInit) and not self._authenticated:
            self._sasl_init(performative)
        elif frame.kind != AMQP_FRAME or isinstance(performative, SaslInit | SaslMechanisms | SaslOutcome):
            raise AmqpError(f"unexpected {type(performative).__name__}", "amqp:not-allowed")
        elif isinstance(performative, Open):
            self._open(performative)
        elif not self._opened:
            raise AmqpError(f"{type(performative).__name__} before open", "amqp:not-allowed")
        else:
            self._on_channel(frame.channel, performative, frame.body[end:])

    def _sasl_init(self, init: SaslInit) -> None:
        """ANONYMOUS proves nothing; the token that $cbs takes does."""
        self._authenticated = init.mechanism == "ANONYMOUS"
        outcome = SaslOutcome(SASL_OK if self._authenticated else SASL_AUTH_FAILED)
        self._write(encode_frame(0, encode_performative(outcome), SASL_FRAME))
        if not self._authenticated:
            self.close()

    def _open(self, peer: Open) -> None:
        if self._opened or not self._authenticated:
            raise AmqpError("open has no place here", "amqp:not-allowed")
        self._opened = True
        self._peer_max_frame = max(512, peer.max_frame_size)
        self.idle_time_out = peer.idle_time_out or None
        self.send(0, encode_performative(Open(CONTAINER_ID, None, UInt(MAX_FRAME_SIZE), UShort(65535))))

    def _on_channel(self, channel: int, performative: Performative, payload: bytes) -> None:
        match performative:
            case Close():
                self.close()
            case Begin():
                if channel in self._sessions:
                    raise AmqpError(f"channel {channel} is in use", "amqp:not-allowed")
                self._ended_channels.discard(channel)
                self._sessions[channel] = Session(self, channel, performative)
            case End() if session := self._sessions.pop(channel, None):
                self._ended_channels.add(channel)
                session.ended()
                self.send(channel, encode_performative(End()))
            case _ if session := self._sessions.get(channel):
                session.received(performative, payload)
            case _ if channel in self._ended_channels:
                pass  # the SDK detaches its links after it has ended their session
            case _:
                raise AmqpError(f"no session on channel {channel}", "amqp:not-allowed")

    def _write(self, data: bytes) -> None:
        self._output.append(data)
        if len(self._output) == 1:
            self._wake()
