"""What the Service Bus pumps need of a receiver, so that they can be tested without a broker."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from local.host.sb_message import Message


class ReceiverLostError(Exception):
    """The connection to the broker is gone or could not be made."""


class SettlementError(Exception):
    """The broker did not take a settlement or a renewal; the message's lock may be lost."""


class NoSessionError(Exception):
    """No session had messages while the broker waited; ask again."""


class Locked(Protocol):
    """Something the broker keeps for this host for a while: a message or a session."""

    @property
    def locked_until(self) -> datetime:
        """Aware, UTC."""


class Delivery(Locked, Protocol):
    """A locked message on its way through the host."""

    def read(self) -> Message:
        """Raises ValueError for a message that the host cannot hand to a function."""


class Receiver[D: Delivery](Protocol):
    """Takes messages of one entity in peek-lock mode; all methods may run concurrently, but `receive` only once."""

    async def receive(self, most: int = 1, wait: float | None = None) -> Sequence[D]:
        """Up to `most` messages as soon as there are any; none if none came within `wait` seconds (None: wait on).

        Raises ReceiverLostError.
        """

    async def complete(self, delivery: D) -> None:
        """Raises SettlementError."""

    async def abandon(self, delivery: D) -> None:
        """Raises SettlementError."""

    async def renew_lock(self, delivery: D) -> None:
        """Prolong the lock by its full duration. Raises SettlementError."""

    async def close(self) -> None:
        """Hand back what was fetched but not received. Never raises."""


class Session[D: Delivery](Receiver[D], Locked, Protocol):
    """A receiver of the messages of one session, which the broker keeps for this host."""

    async def renew(self) -> None:
        """Prolong the session's lock by its full duration. Raises SettlementError."""
