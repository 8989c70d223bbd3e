"""Counts the recent requests of each client in the memory of this process, without any storage request."""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta

from infrastructure.attempts import TooManyFailures


class RecentRequests:
    """At most a given number of requests within any `window`. A client is forgotten once its window is over, so memory
    holds no more than what came within one window."""

    def __init__(self, window: timedelta) -> None:
        self._window = window
        self._clients: OrderedDict[str, OrderedDict[Hashable, datetime]] = OrderedDict()
        """Client → request → when it came; both in the order of time."""

    def __len__(self) -> int:
        """How many clients are remembered."""
        return len(self._clients)

    def begin(self, client: str, request: Hashable, allowed: int, now: datetime) -> None:
        """Counts `request` once within the window, however often it comes. A refused one does not count.

        Raises TooManyFailures if `allowed` others of the client came within the window before `now`.
        """
        self._forget(now)
        requests = self._clients.get(client, OrderedDict())
        while requests and self._is_over(next(iter(requests.values())), now):
            requests.popitem(last=False)
        if request in requests:
            return
        if len(requests) >= allowed:
            raise TooManyFailures(list(requests.values())[-allowed] + self._window - now)
        requests[request] = now
        self._clients[client] = requests
        self._clients.move_to_end(client)

    def _forget(self, now: datetime) -> None:
        """Clients are in the order of their latest request."""
        while self._clients:
            requests = next(iter(self._clients.values()))
            if not self._is_over(next(reversed(requests.values())), now):
                return
            self._clients.popitem(last=False)

    def _is_over(self, at: datetime, now: datetime) -> bool:
        return now - at >= self._window
