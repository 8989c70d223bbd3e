"""A message that cannot be handled now leaves its function to others: a copy of it comes later in its place.

The copy goes to the entity that the message came from, with the same body, under an id of its own (duplicate detection
must not drop it). Its property `RetryOf` holds what the message was: `received` gives the handler the original id and
properties again. A copy for a topic has no other property that a rule asks for but `RetryFor`, so that only the
subscription that failed takes it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

from pydantic import Field, ValidationError

from domain.messages import Value
from infrastructure.clock import Clock
from infrastructure.messaging import Bus, BusMessage, Delivery
from infrastructure.topology import RETRY_FOR

MOST_ATTEMPTS = 100
FIRST_DELAY_SECONDS = 2
LONGEST_DELAY_SECONDS = 120
RETRY_OF = "RetryOf"


class _Original(Value):
    """`attempt`: the number of the attempt that the copy is for."""

    message_id: str
    properties: dict[str, str]
    attempt: int = Field(ge=1)


def delay_seconds(attempt: int) -> int:
    """How long after the failed attempt (from 1 on) the next one is due."""
    return min(FIRST_DELAY_SECONDS << (attempt - 1), LONGEST_DELAY_SECONDS)


def received(entity: str, message_id: str, body: bytes, properties: Mapping[str, str], delivery_count: int) -> Delivery:
    """The delivery of a message or, if this is a copy, of the message that it is a copy of."""
    original = _original_of(properties)
    if original is None:
        return Delivery(entity, message_id, body, properties, delivery_count)
    # What the bus adds, the reason of a dead letter say, stays.
    added = {name: value for name, value in properties.items() if name not in (RETRY_OF, RETRY_FOR)}
    return Delivery(
        entity, original.message_id, body, original.properties | added, delivery_count, attempt=original.attempt
    )


class Retries:
    """Sends the copies. Once a copy is sent, the message may be completed.

    A crash between the two has the message delivered again: its copy then has the same id, and within the window of
    duplicate detection only one of them goes on. Later there may be two, which is harmless: what a message causes, it
    causes once.
    """

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock

    async def retry(self, delivery: Delivery) -> datetime:
        """The attempt failed: gives when the next one is due. Raises BusUnavailable or MessageTooLarge."""
        due = self._clock.now() + timedelta(seconds=delay_seconds(delivery.attempt))
        await self._send_copy(delivery, delivery.attempt + 1, due, "retry")
        return due

    async def postpone(self, delivery: Delivery, again_at: datetime) -> None:
        """The message came too early; the attempt does not count. Raises BusUnavailable or MessageTooLarge."""
        await self._send_copy(delivery, delivery.attempt, again_at, f"postponed until {again_at:%H:%M:%S}")

    async def _send_copy(self, delivery: Delivery, attempt: int, due: datetime, kind: str) -> None:
        destination, _, subscription = delivery.entity.partition("/")
        original = _Original(message_id=delivery.message_id, properties=dict(delivery.properties), attempt=attempt)
        properties = {RETRY_OF: original.model_dump_json()} | ({RETRY_FOR: subscription} if subscription else {})
        # A message of another origin may have an id of any length; that of the copy fits.
        copy_id = str(uuid5(NAMESPACE_OID, f"{delivery.entity} {delivery.message_id} {attempt} {kind}"))
        await self._bus.send(destination, BusMessage(copy_id, delivery.body, properties, due))


def _original_of(properties: Mapping[str, str]) -> _Original | None:
    """None for what is no copy: a stranger's property of that name is a property as any other."""
    try:
        return _Original.model_validate_json(properties.get(RETRY_OF, ""))
    except ValidationError:
        return None
