"""A bounded memory that forgets what was used least recently."""

from collections import OrderedDict
from collections.abc import Hashable


class RecentlyUsed[K: Hashable, V]:
    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._entries: OrderedDict[K, V] = OrderedDict()

    def take(self, key: K) -> V | None:
        """Removes and returns what is remembered under the key, None if nothing is."""
        return self._entries.pop(key, None)

    def look_at(self, key: K) -> V | None:
        """What is remembered under the key, and stays so; None if nothing is."""
        return self._entries.get(key)

    def remember(self, key: K, value: V) -> None:
        self._entries[key] = value
        self._entries.move_to_end(key)
        if len(self._entries) > self._capacity:
            self._entries.popitem(last=False)
