"""One session of an entity, and the receiver that holds it."""

import heapq
from dataclasses import dataclass, field
from typing import Protocol

from local.servicebus.message_queue import Consumer
from local.servicebus.stored_message import State, StoredMessage


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


@dataclass(slots=True)
class Session:
    """The messages with one session id, in the order of their numbers."""

    id: str
    messages: dict[int, StoredMessage] = field(default_factory=dict)  # active, locked and deferred
    locked: dict[bytes, StoredMessage] = field(default_factory=dict)  # by token
    holder: SessionConsumer | None = None
    state: bytes | None = None
    state_set_at: int = 0
    _ready: list[int] = field(default_factory=list)  # heap of the numbers of active messages; may name some gone

    def offer(self, message: StoredMessage) -> None:
        """The message is active."""
        heapq.heappush(self._ready, message.sequence_number)

    def first(self) -> StoredMessage | None:
        """The first active message."""
        while self._ready:
            message = self.messages.get(self._ready[0])
            if message is not None and message.state is State.ACTIVE:
                return message
            heapq.heappop(self._ready)
        return None

    @property
    def idle(self) -> bool:
        """Whether there is nothing to remember."""
        return not self.messages and self.holder is None and self.state is None
