"""The bus: messages that wait for their consumer, a copy for each subscription whose rules they meet.

It knows neither order nor duplicates: who asks for what is due takes which he likes, and as often.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from infrastructure.messaging import BusMessage, Delivery
from infrastructure.retries import received
from infrastructure.topology import EVENTS_TOPIC, SUBSCRIPTIONS

SUBSCRIPTIONS_OF_NOBODY = ("mail",)
"""Their consumers change nothing that is asked about here."""


@dataclass(frozen=True, eq=False)
class Letter:
    """`entity`: its queue, or `<topic>/<subscription>`."""

    entity: str
    message: BusMessage

    def is_due(self, now: datetime) -> bool:
        return self.message.not_before is None or self.message.not_before <= now

    def delivery(self) -> Delivery:
        return received(self.entity, self.message.message_id, self.message.body, self.message.properties, 1)


class Letters:
    def __init__(self) -> None:
        self.waiting: list[Letter] = []

    def copy(self) -> Self:
        other = type(self)()
        other.waiting = list(self.waiting)
        return other

    def post(self, entity: str, message: BusMessage) -> None:
        self.waiting += (Letter(place, message) for place in _places(entity, message))

    def due(self, now: datetime) -> list[Letter]:
        return [letter for letter in self.waiting if letter.is_due(now)]

    def take(self, letter: Letter) -> None:
        self.waiting.remove(letter)


def _places(entity: str, message: BusMessage) -> list[str]:
    if entity != EVENTS_TOPIC:
        return [entity]
    return [
        f"{EVENTS_TOPIC}/{subscription.name}"
        for subscription in SUBSCRIPTIONS
        if subscription.name not in SUBSCRIPTIONS_OF_NOBODY
        and any(rule.items() <= message.properties.items() for rule in subscription.rules().values())
    ]
