"""One session of an entity, and the receiver that holds it."""

from typing import Protocol

from local.servicebus.message_queue import Consumer
from local.servicebus.ready_numbers import ReadyNumbers
from local.servicebus.stored_message import StoredMessage


class SessionConsumer(Consumer, Protocol):
    """A receiver that asked for a session."""

    client: object
    """Whose receiver it is: the same client may ask for the session's state and renew its lock."""

    session_id: str | None
    """The session that it was granted last."""

    def granted(self, session_id: str, until: int) -> None:
        """The session is this receiver's until then (milliseconds since 1970 UTC)."""

    def timed_out(self) -> None:
        """No session had a message in the time that the receiver waits."""

    def lost(self) -> None:
        """The session's lock was not renewed in time."""


class Session:
    """The messages with one session id, in the order of their numbers."""

    __slots__ = ("_ready", "holder", "id", "locked", "messages", "state", "state_set_at")

    def __init__(self, session_id: str) -> None:
        self.id = session_id
        self.messages: dict[int, StoredMessage] = {}  # active, locked and deferred
        self.locked: dict[bytes, StoredMessage] = {}  # by token
        self.holder: SessionConsumer | None = None
        self.state: bytes | None = None
        self.state_set_at = 0  # milliseconds since 1970 UTC
        self._ready = ReadyNumbers(self.messages)

    def offer(self, message: StoredMessage) -> None:
        """The message is active."""
        self._ready.push(message.sequence_number)

    def first(self) -> StoredMessage | None:
        """The first active message."""
        return self._ready.first()

    @property
    def idle(self) -> bool:
        """Whether there is nothing to remember."""
        return not self.messages and self.holder is None and self.state is None
