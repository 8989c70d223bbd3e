"""Queues on a clock that the test moves, and readers that keep what they get."""

from local.servicebus.amqp.decoding import decode_at
from local.servicebus.amqp.encoding import encode
from local.servicebus.amqp.values import Described, UInt, ULong, Value
from local.servicebus.intake import SequenceNumbers
from local.servicebus.journal import Journal, NoJournal
from local.servicebus.messages import DATA, Content, parse, sections
from local.servicebus.plain_queue import PlainQueue
from local.servicebus.session_queue import SessionQueue
from local.servicebus.settings import QueueSettings
from local.servicebus.stored_message import StoredMessage
from local.servicebus.usage import Usage
from tests.servicebus.manual_clock import ManualClock

LOCK = 10_000
QUOTA = 10_000_000


def content(body: str, session_id: str | None = None, time_to_live: int | None = None) -> Content:
    """A message with this text as its only data."""
    header: list[Value] = [None, None, None if time_to_live is None else UInt(time_to_live)]
    properties: list[Value] = [*[None] * 10, session_id]
    parts: list[tuple[int, Value]] = [(0x70, header), (0x73, properties), (0x75, body.encode())]
    return parse(b"".join(encode(Described(ULong(code), value)) for code, value in parts))


def body_of(message: StoredMessage) -> str:
    """What `content` was given."""
    [data] = [section for section in sections(message.content.raw) if section.code == DATA]
    value, _ = decode_at(message.content.raw, data.value)
    assert isinstance(value, bytes)
    return value.decode()


def plain_queue(clock: ManualClock, journal: Journal | None = None, **settings: int | bool | None) -> PlainQueue:
    """A queue `q` with its dead-letter queue."""
    journal, usage = journal or NoJournal(), Usage("q", QUOTA)
    chosen = QueueSettings(**{"lock_duration": LOCK, **settings})  # type: ignore[arg-type]
    dead = PlainQueue("q/$dead", chosen, clock, journal, SequenceNumbers("q/$dead", journal), usage)
    return PlainQueue("q", chosen, clock, journal, SequenceNumbers("q", journal), usage, dead)


def session_queue(clock: ManualClock, **settings: int | bool | None) -> SessionQueue:
    """A queue `q` with sessions, and its dead-letter queue without."""
    journal, usage = NoJournal(), Usage("q", QUOTA)
    chosen = QueueSettings(**{"lock_duration": LOCK, "requires_session": True, **settings})  # type: ignore[arg-type]
    dead = PlainQueue("q/$dead", chosen, clock, journal, SequenceNumbers("q/$dead", journal), usage)
    return SessionQueue("q", chosen, clock, journal, SequenceNumbers("q", journal), usage, dead)


class Reader:
    """A consumer with so much credit, which keeps what it gets."""

    def __init__(self, credit: int = 100, deletes: bool = False) -> None:
        self.credit = credit
        self.deletes = deletes
        self.got: list[tuple[str, int]] = []  # (body, delivery count at that time)
        self.tokens: list[bytes] = []
        self.until: list[int | None] = []

    def has_credit(self) -> bool:
        return len(self.got) < self.credit

    def deliver(self, message: StoredMessage, token: bytes, locked_until: int | None) -> None:
        self.got.append((body_of(message), message.delivery_count))
        self.tokens.append(token)
        self.until.append(locked_until)


class SessionReader:
    """A receiver of sessions with so much credit. It is its own client."""

    def __init__(self, credit: int = 100, deletes: bool = False) -> None:
        self.credit = credit
        self.deletes = deletes
        self.client: object = self
        self.session_id: str | None = None
        self.until: int | None = None
        self.got: list[tuple[str, int]] = []  # (body, delivery count at that time)
        self.tokens: list[bytes] = []
        self.events: list[str] = []

    def has_credit(self) -> bool:
        return len(self.got) < self.credit

    def deliver(self, message: StoredMessage, token: bytes, locked_until: int | None) -> None:
        self.got.append((body_of(message), message.delivery_count))
        self.tokens.append(token)

    def granted(self, session_id: str, until: int) -> None:
        self.session_id, self.until = session_id, until
        self.events.append(f"granted {session_id}")

    def timed_out(self) -> None:
        self.events.append("timed out")

    def lost(self) -> None:
        self.events.append("lost")
