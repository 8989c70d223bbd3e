"""Dead letters: messages that were delivered as often as the bus allows and never handled."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol

from infrastructure.messaging import Delivery
from infrastructure.parking import Parking
from infrastructure.topology import EVENTS_TOPIC, QUEUES, SUBSCRIPTIONS

ENTITIES = (*QUEUES, *(f"{EVENTS_TOPIC}/{subscription.name}" for subscription in SUBSCRIPTIONS))
"""Everything that is received from, and so has a dead-letter queue."""

REASON = "DeadLetterReason"
DESCRIPTION = "DeadLetterErrorDescription"


class DeadLetterQueues(Protocol):
    async def empty(self, entity: str, handle: Callable[[Delivery], Awaitable[None]]) -> int:
        """Hands over what is in the entity's dead-letter queue, until nothing is; gives how many.

        A message is completed when `handle` returns; when it raises, the message and those behind it stay. Raises that
        error, or BusUnavailable.
        """
        ...


class DeadLetterConsumer:
    """Empties all dead-letter queues into the parking, which raises the alarm for each message."""

    def __init__(self, queues: DeadLetterQueues, parking: Parking) -> None:
        self._queues = queues
        self._parking = parking

    async def run(self) -> int:
        """Gives how many messages were parked. Raises what failed, after all queues were tried."""
        ends = await asyncio.gather(
            *(self._queues.empty(entity, partial(self._park, entity)) for entity in ENTITIES), return_exceptions=True
        )
        for end in ends:
            if isinstance(end, BaseException) and not isinstance(end, Exception):
                raise end
        failures = [end for end in ends if isinstance(end, Exception)]
        if failures:
            raise failures[0] if len(failures) == 1 else ExceptionGroup("several dead-letter queues failed", failures)
        return sum(end for end in ends if isinstance(end, int))

    async def _park(self, entity: str, delivery: Delivery) -> None:
        told = (delivery.properties.get(REASON), delivery.properties.get(DESCRIPTION))
        reason = ": ".join(part for part in told if part) or "dead-lettered without a reason"
        await self._parking.park(delivery, delivery.message_id, reason)
