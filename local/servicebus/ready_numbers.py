"""Which message is next: the active ones in the order of their numbers, however they came to be active."""

import heapq
from collections.abc import Mapping

from local.servicebus.stored_message import State, StoredMessage

SLACK = 1000
"""Numbers of messages that are gone which may stay beside those that count before they are swept out."""


class ReadyNumbers:
    """The numbers of active messages among `messages`. Those that are not (any more) are dropped when they are met."""

    def __init__(self, messages: Mapping[int, StoredMessage]) -> None:
        self._messages = messages
        self._heap: list[int] = []

    def __len__(self) -> int:
        return len(self._heap)

    def push(self, number: int) -> None:
        """The message is active."""
        if len(self._heap) > 2 * len(self._messages) + SLACK:  # nobody receives, and messages expire
            self._heap = sorted({each for each in self._heap if self._active(each)})
        heapq.heappush(self._heap, number)

    def first(self) -> StoredMessage | None:
        """The active message with the lowest number."""
        while self._heap:
            if self._active(self._heap[0]):
                return self._messages[self._heap[0]]
            heapq.heappop(self._heap)
        return None

    def _active(self, number: int) -> bool:
        message = self._messages.get(number)
        return message is not None and message.state is State.ACTIVE
