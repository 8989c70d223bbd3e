"""How full an entity is: the sizes of its messages and session states against its quota."""

from local.servicebus.errors import QUOTA_EXCEEDED, Refused


class Usage:
    """Bytes in a queue with its dead letters, or in a topic with all its subscriptions. Their parts share one usage."""

    def __init__(self, name: str, limit: int) -> None:
        self._name = name
        self._limit = limit
        self.size = 0

    def require(self, more: int) -> None:
        """Raises `Refused` if there is no room for so many bytes more."""
        if self.size + more > self._limit:
            raise Refused(
                QUOTA_EXCEEDED,
                f"The maximum entity size has been reached or exceeded for {self._name}. "
                f"Size of entity in bytes: {self.size}, max entity size in bytes: {self._limit}.",
            )
