"""What a registration process knows: facts, learned from events. No event is an error in any state.

The facts are stored as JSON with each transition (`process_events.RegistrationProcessAdvanced`). What was sent is a
fact too: it keeps `process_steps` from wanting the same thing twice.
"""

from datetime import datetime
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from domain.messages import Value
from domain.payments.events import PaymentCompleted, PaymentRejected
from domain.registration import reasons
from domain.registration.events import (
    OrderAwaitingAttention,
    OrderAwaitingInvoicePayment,
    OrderCheckedOut,
    OrderConfirmationRefused,
    OrderConfirmed,
    OrderEvent,
    OrderExpired,
    OrderHonoured,
    OrderPartiallyReserved,
    OrderPlaced,
    OrderRegistrantAssigned,
    OrderRejected,
    OrderReservationCompleted,
    OrderTotalsCalculated,
    OrderUpdated,
    SeatsReserved,
)
from domain.registration.process_payments import PaymentFacts
from domain.values import PricedSeats, SeatQuantity


class Phase(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    EXPIRED = "expired"
    REJECTED = "rejected"
    AWAITING_ATTENTION = "awaiting-attention"
    HONOURED = "honoured"


class RequestKind(StrEnum):
    MAKE = "make"
    RAISE = "raise"
    CANCEL = "cancel"
    COMMIT = "commit"

    @property
    def asks_for_seats(self) -> bool:
        """Answered by SeatsReserved, which says what is held then."""
        return self in (RequestKind.MAKE, RequestKind.RAISE)


class Request(Value):
    """The newest reservation request. `number` counts up per reservation; `order_version`: whose seats it is about."""

    number: int
    kind: RequestKind
    order_version: int


class Facts(Value):
    order_id: UUID
    conference_id: UUID
    order_version: int
    phase: Phase
    wanted: tuple[SeatQuantity, ...]
    wanted_version: int
    seats_released_at: datetime
    invoice_until: datetime | None = None
    deadline_set_by: int
    deadline_acted_on: int = -1
    armed: tuple[datetime, ...] = ()
    request: Request | None = None
    answered_number: int = 0
    held: tuple[SeatQuantity, ...] = ()
    marked_number: int = 0
    confirmed_by: UUID | None = None
    set_aside: UUID | None = None
    honour_begun: bool = False
    honour_confirmation_sent: bool = False
    commit_sent: bool = False
    payments: tuple[PaymentFacts, ...] = ()

    @property
    def deadline(self) -> datetime:
        return self.invoice_until or self.seats_released_at

    @property
    def next_number(self) -> int:
        return self.request.number + 1 if self.request else 1

    @property
    def answered(self) -> bool:
        """The newest request asked for seats, and what is held answers it."""
        request = self.request
        return request is not None and request.kind.asks_for_seats and self.answered_number == request.number

    @property
    def holds_all_that_is_wanted(self) -> bool:
        return _by_type(self.held) == _by_type(self.wanted)

    def first_missing(self) -> SeatQuantity | None:
        """Of the first type, in the order of what is wanted, of which less is held than wanted: how many less."""
        held = _by_type(self.held)
        short = (
            SeatQuantity(seat_type=item.seat_type, quantity=item.quantity - held.get(item.seat_type, 0))
            for item in self.wanted
        )
        return next((item for item in short if item.quantity > 0), None)

    def payment(self, payment_id: UUID) -> PaymentFacts | None:
        return next((payment for payment in self.payments if payment.payment_id == payment_id), None)

    def oldest_undecided(self) -> PaymentFacts | None:
        undecided = (payment for payment in self.payments if payment.undecided)
        return min(undecided, key=lambda payment: payment.completed_as or 0, default=None)

    def with_payment(self, changed: PaymentFacts) -> "Facts":
        payments = (changed if payment.payment_id == changed.payment_id else payment for payment in self.payments)
        return self.model_copy(update={"payments": tuple(payments)})

    def without_payment(self, payment_id: UUID) -> "Facts":
        payments = (payment for payment in self.payments if payment.payment_id != payment_id)
        return self.model_copy(update={"payments": tuple(payments)})


def placed(order_id: UUID, event: OrderPlaced, version: int) -> Facts:
    """The first facts of all."""
    return Facts(
        order_id=order_id,
        conference_id=event.conference_id,
        order_version=version,
        phase=Phase.OPEN,
        wanted=_wanted(event.seats),
        wanted_version=version,
        seats_released_at=event.seats_released_at,
        deadline_set_by=version,
    )


def learn_order_event(facts: Facts, event: OrderEvent, version: int) -> Facts:
    """`facts` after the order's event of that version. In version order; an old one changes nothing."""
    if version <= facts.order_version:
        return facts
    return _learn_order_event(facts, event, version).model_copy(update={"order_version": version})


def _learn_order_event(facts: Facts, event: OrderEvent, version: int) -> Facts:
    match event:
        case OrderUpdated():
            void = (payment.model_copy(update={"checkout_void": True}) for payment in facts.payments)
            return facts.model_copy(
                update={
                    "wanted": _wanted(event.seats),
                    "wanted_version": version,
                    "invoice_until": None,
                    "deadline_set_by": version,
                    "payments": tuple(void),
                }
            )
        case OrderCheckedOut():
            return _checked_out(facts, event)
        case OrderAwaitingInvoicePayment():
            return facts.model_copy(update={"invoice_until": event.until, "deadline_set_by": version})
        case OrderConfirmed():
            confirmed = facts.model_copy(update={"phase": Phase.CONFIRMED, "confirmed_by": event.payment_id})
            return _settle(confirmed, event.payment_id)
        case OrderConfirmationRefused():
            payment = facts.payment(event.payment_id) if event.payment_id else None
            if payment is None or event.reason == reasons.EXPIRED:  # no verdict, and it takes none back
                return facts
            return facts.with_payment(payment.model_copy(update={"refused_because": event.reason}))
        case OrderExpired():
            return facts.model_copy(update={"phase": Phase.EXPIRED})
        case OrderRejected():
            aside = facts.payment(facts.set_aside) if facts.set_aside else None
            if aside is not None:
                facts = facts.with_payment(aside.model_copy(update={"settled": False}))
            return facts.model_copy(update={"phase": Phase.REJECTED})
        case OrderAwaitingAttention():
            waiting = facts.model_copy(update={"phase": Phase.AWAITING_ATTENTION, "set_aside": event.payment_id})
            return _settle(waiting, event.payment_id)
        case OrderHonoured():
            return facts.model_copy(update={"phase": Phase.HONOURED})
        case (
            OrderPlaced()
            | OrderTotalsCalculated()
            | OrderPartiallyReserved()
            | OrderReservationCompleted()
            | OrderRegistrantAssigned()
        ):
            return facts
        case _:
            assert_never(event)


def learn_seats_reserved(facts: Facts, event: SeatsReserved) -> Facts:
    """Only the answer to the newest request says what is held; answers to older ones come late."""
    if facts.request is None or event.number != facts.request.number:
        return facts
    return facts.model_copy(update={"answered_number": event.number, "held": tuple(event.details)})


def learn_payment_completed(facts: Facts, payment_id: UUID, event: PaymentCompleted) -> Facts:
    payment = facts.payment(payment_id)
    if payment is None or payment.completed_as is not None:
        return facts
    rank = 1 + max((other.completed_as for other in facts.payments if other.completed_as is not None), default=-1)
    return facts.with_payment(payment.model_copy(update={"completed_as": rank, "amount": event.amount}))


def learn_payment_rejected(facts: Facts, payment_id: UUID, event: PaymentRejected) -> Facts:
    """What is rejected completes no more: there is nothing left to know of it."""
    return facts.without_payment(payment_id)


def _checked_out(facts: Facts, event: OrderCheckedOut) -> Facts:
    if event.payment_id is None or facts.payment(event.payment_id) is not None:
        return facts
    asked_for = PaymentFacts(
        payment_id=event.payment_id,
        amount=event.amount,
        currency=event.currency,
        description=event.description,
        items=tuple(event.items),
    )
    return facts.model_copy(update={"payments": (*facts.payments, asked_for)})


def _settle(facts: Facts, payment_id: UUID | None) -> Facts:
    payment = facts.payment(payment_id) if payment_id else None
    return facts if payment is None else facts.with_payment(payment.model_copy(update={"settled": True}))


def _wanted(seats: list[PricedSeats]) -> tuple[SeatQuantity, ...]:
    return tuple(SeatQuantity(seat_type=item.seat_type, quantity=item.quantity) for item in seats if item.quantity)


def _by_type(seats: tuple[SeatQuantity, ...]) -> dict[UUID, int]:
    return {item.seat_type: item.quantity for item in seats if item.quantity}
