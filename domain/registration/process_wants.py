"""What a registration process can want: commands that lack their id only, with the facts after they are wanted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from domain.conference_management.commands import RaiseQuota
from domain.messages import Command
from domain.registration.commands import (
    CancelSeatReservation,
    ConfirmOrder,
    ExpireRegistrationProcess,
    MakeSeatReservation,
)
from domain.registration.process_facts import Facts, Request, RequestKind
from domain.registration.process_payments import PaymentFacts
from domain.values import RaisedFor, SeatQuantity


class CommandMaker(Protocol):
    """A command that lacks its id only: it is given out by the transition that wants it."""

    def __call__(self, *, id: UUID) -> Command: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    make: CommandMaker
    not_before: datetime | None = None


type Step = tuple[Facts, list[Wanted]]
"""The facts after it, and what is wanted of others, in order."""


def next_request(facts: Facts, kind: RequestKind) -> tuple[Facts, int]:
    number = facts.next_number
    request = Request(number=number, kind=kind, order_version=facts.wanted_version)
    return facts.model_copy(update={"request": request}), number


def make_reservation(facts: Facts, not_after: datetime) -> tuple[Facts, Wanted]:
    facts, number = next_request(facts, RequestKind.MAKE)
    return facts, of_seats(facts, MakeSeatReservation, number=number, seats=list(facts.wanted), not_after=not_after)


def raise_quota(facts: Facts, missing: SeatQuantity) -> tuple[Facts, Wanted]:
    facts, number = next_request(facts, RequestKind.RAISE)
    raised_for = RaisedFor(reservation_id=facts.order_id, number=number)
    make = partial(
        RaiseQuota,
        conference_id=facts.conference_id,
        seat_type=missing.seat_type,
        quantity=missing.quantity,
        raised_for=raised_for,
    )
    return facts, Wanted(make)


def cancel_reservation(facts: Facts) -> Step:
    facts, number = next_request(facts, RequestKind.CANCEL)
    cancel = of_seats(facts, CancelSeatReservation, number=number)
    return facts.model_copy(update={"held": ()}), [cancel]


def arm(facts: Facts, deadline: datetime) -> Step:
    """Schedule the message for a deadline, once. Deadlines that are in force no more are forgotten."""
    if deadline in facts.armed:
        return facts, []
    expire = of_order(facts, ExpireRegistrationProcess, deadline=deadline)
    in_force = (armed for armed in facts.armed if armed in (facts.seats_released_at, facts.invoice_until))
    armed = facts.model_copy(update={"armed": (*in_force, deadline)})
    return armed, [Wanted(expire.make, not_before=deadline)]


def confirm_order(facts: Facts, payment: PaymentFacts, seats: object) -> Wanted:
    return of_order(facts, ConfirmOrder, payment_id=payment.payment_id, amount=payment.amount, seats=seats)


def of_order(facts: Facts, command: Callable[..., Command], **members: Any) -> Wanted:
    return Wanted(partial(command, order_id=facts.order_id, **members))


def of_seats(facts: Facts, command: Callable[..., Command], **members: Any) -> Wanted:
    return Wanted(partial(command, conference_id=facts.conference_id, reservation_id=facts.order_id, **members))


def of_payment(facts: Facts, payment: PaymentFacts, command: Callable[..., Command], **members: Any) -> Wanted:
    return Wanted(partial(command, payment_id=payment.payment_id, order_id=facts.order_id, **members))
