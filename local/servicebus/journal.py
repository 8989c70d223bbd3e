"""Where a change of the entities is noted, and when it counts as done."""

from collections.abc import Callable
from typing import Protocol

from local.servicebus.stored_message import StoredMessage


class Journal(Protocol):
    """Changes noted between two turns of the event loop become durable together or not at all.

    `entity` is the name of a queue, topic or sub-queue as in `addresses`, in lower case.
    """

    def stored(self, entity: str, message: StoredMessage) -> None:
        """A message was added."""

    def changed(self, entity: str, message: StoredMessage) -> None:
        """A message has another delivery count, or is deferred."""

    def removed(self, entity: str, sequence_number: int) -> None:
        """A message is gone."""

    def numbered(self, entity: str, last: int) -> None:
        """The entity has given out sequence numbers up to `last`."""

    def remembered(self, entity: str, message_id: str, until: int) -> None:
        """Messages of this id are duplicates until then (milliseconds since 1970 UTC)."""

    def forgotten(self, entity: str, message_id: str) -> None:
        """The id may come again."""

    def session_changed(self, entity: str, session_id: str, state: bytes | None, set_at: int) -> None:
        """A session has another state, or none, since then (milliseconds since 1970 UTC)."""

    def committed(self, callback: Callable[[], None]) -> None:
        """Call when everything noted so far is durable."""


class NoJournal:
    """Nothing outlives the process, so everything counts as done at once."""

    def stored(self, entity: str, message: StoredMessage) -> None:
        pass

    def changed(self, entity: str, message: StoredMessage) -> None:
        pass

    def removed(self, entity: str, sequence_number: int) -> None:
        pass

    def numbered(self, entity: str, last: int) -> None:
        pass

    def remembered(self, entity: str, message_id: str, until: int) -> None:
        pass

    def forgotten(self, entity: str, message_id: str) -> None:
        pass

    def session_changed(self, entity: str, session_id: str, state: bytes | None, set_at: int) -> None:
        pass

    def committed(self, callback: Callable[[], None]) -> None:
        callback()
