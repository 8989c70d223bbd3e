"""A given/when/then language for aggregates: a history of events, one command, and what it leads to.

Times are minutes after noon (UTC) of one day, when orders are placed: the window ends at 15, the buffer at 29.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

from domain import catalogue
from domain.messages import Command, Decision, Event, NotYet, Refused
from domain.payments import payment
from domain.registration import order, seat_assignments, seats_availability

type Evolve = Callable[[Any, Any], Any]
type Decide = Callable[[Any, Any, datetime, bool], Decision[Any]]

AGGREGATES: dict[str, tuple[Evolve, Decide]] = {
    catalogue.ORDER: (order.evolve, order.decide),
    catalogue.SEATS_AVAILABILITY: (seats_availability.evolve, seats_availability.decide),
    catalogue.SEAT_ASSIGNMENTS: (seat_assignments.evolve, seat_assignments.decide),
    catalogue.PAYMENT: (payment.evolve, payment.decide),
}


def minute(minutes: float) -> datetime:
    return datetime(2026, 11, 23, 12, 0, tzinfo=UTC) + timedelta(minutes=minutes)


@dataclass(frozen=True)
class Outcome:
    decision: Decision[Event]

    def then(self, *events: Event) -> None:
        assert self.decision == list(events)

    def then_nothing(self) -> None:
        assert self.decision == []

    def then_refused(self, reason: str) -> None:
        assert self.decision == Refused(reason)

    def then_not_yet(self, reason: str, patience_seconds: int) -> None:
        assert self.decision == NotYet(reason, patience_seconds)


@dataclass(frozen=True)
class History:
    events: tuple[Event, ...]

    def when(self, command: Command, at: float = 1, out_of_patience: bool = False) -> Outcome:
        """`at`: minutes after noon."""
        evolve, decide = AGGREGATES[catalogue.COMMAND_TARGETS[type(command)]]
        return Outcome(decide(reduce(evolve, self.events, None), command, minute(at), out_of_patience))


def given(*events: Event) -> History:
    return History(events)
