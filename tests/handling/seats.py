"""What the stream writer's tests write: the free seats of a conference, as small an aggregate as there can be."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from domain.catalogue import SEATS_AVAILABILITY
from domain.messages import Decision, NotYet, Refused
from domain.registration.events import AvailableSeatsChanged
from domain.values import SeatQuantity
from infrastructure.event_store import Provenance, StreamId
from infrastructure.stream_input import Input

BALCONY = UUID("ba1c0000-0000-4000-8000-000000000001")

type Decide = Callable[["Seats | None", datetime, bool], Decision[Any]]


@dataclass(frozen=True, slots=True)
class Seats:
    """`history`: every change so far, in order."""

    history: tuple[int, ...]

    @property
    def free(self) -> int:
        return sum(self.history)


def evolve(seats: Seats | None, event: AvailableSeatsChanged) -> Seats:
    return Seats((*(seats.history if seats else ()), event.changes[0].quantity))


def changed(quantity: int) -> AvailableSeatsChanged:
    return AvailableSeatsChanged(changes=[SeatQuantity(seat_type=BALCONY, quantity=quantity)])


def new_conference() -> StreamId:
    return StreamId(SEATS_AVAILABILITY, uuid4())


def command(
    name: str, decide: Decide, *, issued_at: datetime | None = None, opens_stream: bool = False
) -> Input[Seats]:
    """Its marker is `command_<name>`."""
    issued_at = issued_at or datetime.now(UTC)
    return Input(f"command_{name}", decide, Provenance("correlation", name), issued_at, opens_stream)


def add(name: str, quantity: int = 1, *, opens_stream: bool = False) -> Input[Seats]:
    return command(name, lambda seats, now, out_of_patience: [changed(quantity)], opens_stream=opens_stream)


def take(name: str, *, issued_at: datetime | None = None) -> Input[Seats]:
    """Takes one seat, refused where none is free."""

    def decide(seats: Seats | None, now: datetime, out_of_patience: bool) -> Decision[Any]:
        return [changed(-1)] if seats and seats.free > 0 else Refused("sold-out")

    return command(name, decide, issued_at=issued_at)


def take_known(name: str, *, patience_seconds: int, issued_at: datetime | None = None) -> Input[Seats]:
    """Takes one seat; waits for the conference to be known."""

    def decide(seats: Seats | None, now: datetime, out_of_patience: bool) -> Decision[Any]:
        return [changed(-1)] if seats else NotYet("unknown-conference", patience_seconds)

    return command(name, decide, issued_at=issued_at)


def fail(name: str) -> Input[Seats]:
    def decide(seats: Seats | None, now: datetime, out_of_patience: bool) -> Decision[Any]:
        raise ZeroDivisionError("a bug in the decision")

    return command(name, decide)


def do_nothing(name: str) -> Input[Seats]:
    return command(name, lambda seats, now, out_of_patience: [])
