"""The commands that the process sends, written short. Their ids are left unnamed."""

from decimal import Decimal
from uuid import UUID

from domain.conference_management.commands import RaiseQuota
from domain.payments.commands import (
    CancelThirdPartyProcessorPayment,
    InitiateThirdPartyProcessorPayment,
    RefundPayment,
)
from domain.payments.events import PaymentItem
from domain.registration.commands import (
    CancelSeatReservation,
    CommitSeatReservation,
    ConfirmOrder,
    ExpireRegistrationProcess,
    MakeSeatReservation,
    MarkSeatsAsReserved,
    RejectOrder,
    SetOrderAside,
)
from domain.values import RaisedFor
from tests.process.story import CONFERENCE, ORDER, PAYMENT, UNNAMED, minute, seats


def make(number: int, quantity: int, not_after: float = 29, dinners: int = 0) -> MakeSeatReservation:
    return MakeSeatReservation(
        id=UNNAMED,
        conference_id=CONFERENCE,
        reservation_id=ORDER,
        number=number,
        seats=seats(quantity, dinners),
        not_after=minute(not_after),
    )


def cancel(number: int) -> CancelSeatReservation:
    return CancelSeatReservation(id=UNNAMED, conference_id=CONFERENCE, reservation_id=ORDER, number=number)


def commit(number: int) -> CommitSeatReservation:
    return CommitSeatReservation(id=UNNAMED, conference_id=CONFERENCE, reservation_id=ORDER, number=number)


def expire(at: float) -> ExpireRegistrationProcess:
    return ExpireRegistrationProcess(id=UNNAMED, order_id=ORDER, deadline=minute(at))


def mark(order_version: int, quantity: int) -> MarkSeatsAsReserved:
    return MarkSeatsAsReserved(id=UNNAMED, order_id=ORDER, order_version=order_version, seats=seats(quantity))


def initiate(payment_id: UUID = PAYMENT, amount: str = "300.00") -> InitiateThirdPartyProcessorPayment:
    return InitiateThirdPartyProcessorPayment(
        id=UNNAMED,
        payment_id=payment_id,
        order_id=ORDER,
        conference_id=CONFERENCE,
        description="Registration for PyCon",
        total_amount=Decimal(amount),
        currency="EUR",
        items=[PaymentItem(description="3 x Workshop", amount=Decimal("300.00"))],
        payable_until=minute(89),
    )


def withdraw(payment_id: UUID = PAYMENT) -> CancelThirdPartyProcessorPayment:
    return CancelThirdPartyProcessorPayment(id=UNNAMED, payment_id=payment_id, order_id=ORDER)


def refund(reason: str, payment_id: UUID = PAYMENT) -> RefundPayment:
    return RefundPayment(id=UNNAMED, payment_id=payment_id, order_id=ORDER, reason=reason)


def raise_quota(number: int, seat_type: UUID, quantity: int) -> RaiseQuota:
    raised_for = RaisedFor(reservation_id=ORDER, number=number)
    return RaiseQuota(
        id=UNNAMED, conference_id=CONFERENCE, seat_type=seat_type, quantity=quantity, raised_for=raised_for
    )


def confirm(
    payment_id: UUID = PAYMENT, amount: str = "300.00", held: int | None = None, dinners: int = 0
) -> ConfirmOrder:
    return ConfirmOrder(
        id=UNNAMED,
        order_id=ORDER,
        payment_id=payment_id,
        amount=Decimal(amount),
        seats=None if held is None else seats(held, dinners),
    )


def reject(deadline: float = 29) -> RejectOrder:
    return RejectOrder(id=UNNAMED, order_id=ORDER, deadline=minute(deadline))


def set_aside(payment_id: UUID = PAYMENT, amount: str = "300.00") -> SetOrderAside:
    return SetOrderAside(
        id=UNNAMED, order_id=ORDER, payment_id=payment_id, amount=Decimal(amount), reason="seats-not-available"
    )
