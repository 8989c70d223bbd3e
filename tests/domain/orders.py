"""One order in the words of its tests: three workshop seats at 15.10, 45.30 together, placed at noon.

Histories are named by where the order then stands; each contains the one before.
"""

from decimal import Decimal
from uuid import UUID

from domain.payments.events import PaymentItem
from domain.registration.commands import (
    AssignRegistrantDetails,
    CancelOrder,
    ChangeSeats,
    CheckOut,
    ConfirmOrder,
    HonourOrder,
    MarkInvoicePaid,
    MarkSeatsAsReserved,
    RegisterToConference,
    RejectOrder,
    SetOrderAside,
)
from domain.registration.events import (
    OrderAwaitingAttention,
    OrderAwaitingInvoicePayment,
    OrderCheckedOut,
    OrderConfirmationRefused,
    OrderConfirmed,
    OrderExpired,
    OrderHonoured,
    OrderLine,
    OrderPartiallyReserved,
    OrderPlaced,
    OrderRegistrantAssigned,
    OrderRejected,
    OrderReservationCompleted,
    OrderTotalsCalculated,
    OrderUpdated,
)
from domain.values import NamedSeats, PersonalInfo, PricedSeats, SeatQuantity
from tests.domain.given_when_then import minute

ORDER = UUID("00000000-0000-4000-8000-000000000001")
CONFERENCE = UUID("00000000-0000-4000-8000-00000000000c")
OTHER_CONFERENCE = UUID("00000000-0000-4000-8000-00000000000d")
WORKSHOP = UUID("00000000-0000-4000-8000-0000000000aa")
DINNER = UUID("00000000-0000-4000-8000-0000000000bb")
COMMAND = UUID("00000000-0000-4000-8000-0000000000ff")

PAYMENT = UUID("1473064a-566e-5c85-9bd7-e437b86f2b05")
"""UUIDv5 of the order's id and "0", then "1", "2"."""
SECOND_PAYMENT = UUID("8d4035dc-2470-5da4-8dfe-3942ac4f1762")
THIRD_PAYMENT = UUID("ec828c2b-30cf-583d-8660-1d587530a97e")

ALICE = PersonalInfo(first_name="Alice", last_name="Liddell", email="alice@example.org")
BOB = PersonalInfo(first_name="Bob", last_name="Builder", email="bob@example.org")

# --- Seats and money --------------------------------------------------------------------------------------------------


def workshop(quantity: int, unit_price: str = "15.10") -> PricedSeats:
    return PricedSeats(seat_type=WORKSHOP, name="Workshop", quantity=quantity, unit_price=Decimal(unit_price))


def dinner(quantity: int, unit_price: str = "2.125") -> PricedSeats:
    return PricedSeats(seat_type=DINNER, name="Dinner", quantity=quantity, unit_price=Decimal(unit_price))


def workshop_line(quantity: int, line_total: str, unit_price: str = "15.10") -> OrderLine:
    return _line(WORKSHOP, "Workshop", quantity, unit_price, line_total)


def dinner_line(quantity: int, line_total: str, unit_price: str = "2.125") -> OrderLine:
    return _line(DINNER, "Dinner", quantity, unit_price, line_total)


def _line(seat_type: UUID, description: str, quantity: int, unit_price: str, line_total: str) -> OrderLine:
    return OrderLine(
        seat_type=seat_type,
        description=description,
        unit_price=Decimal(unit_price),
        quantity=quantity,
        line_total=Decimal(line_total),
    )


def held(workshops: int = 0, dinners: int = 0) -> list[SeatQuantity]:
    quantities = {WORKSHOP: workshops, DINNER: dinners}
    return [SeatQuantity(seat_type=key, quantity=value) for key, value in quantities.items() if value]


THREE_WORKSHOPS = workshop_line(3, "45.30")

# --- Events -----------------------------------------------------------------------------------------------------------


def placed(*seats: PricedSeats) -> OrderPlaced:
    return OrderPlaced(
        conference_id=CONFERENCE,
        conference_slug="pycon",
        conference_name="PyCon",
        currency="EUR",
        seats=list(seats) or [workshop(3)],
        placed_at=minute(0),
        reservation_expires_at=minute(15),
        seats_released_at=minute(29),
        access_code="ABC234",
    )


def updated(*seats: PricedSeats, issued: float = 2) -> OrderUpdated:
    return OrderUpdated(conference_id=CONFERENCE, seats=list(seats), issued_at=minute(issued))


def totals(*lines: OrderLine, total: str, free: bool = False) -> OrderTotalsCalculated:
    return OrderTotalsCalculated(
        conference_id=CONFERENCE, lines=list(lines), total=Decimal(total), is_free_of_charge=free
    )


def completed(seats: list[SeatQuantity]) -> OrderReservationCompleted:
    return OrderReservationCompleted(conference_id=CONFERENCE, seats=seats, reservation_expires_at=minute(15))


def partial(seats: list[SeatQuantity]) -> OrderPartiallyReserved:
    return OrderPartiallyReserved(conference_id=CONFERENCE, seats=seats, reservation_expires_at=minute(15))


def registrant(
    who: PersonalInfo = ALICE, issued: float = 3, by_checkout_alone: bool = False
) -> OrderRegistrantAssigned:
    return OrderRegistrantAssigned(
        conference_id=CONFERENCE, registrant=who, issued_at=minute(issued), by_checkout_alone=by_checkout_alone
    )


def checked_out(
    payment: UUID | None = PAYMENT,
    amount: str = "45.30",
    payment_type: str = "third-party",
    items: str = "3 x Workshop",
) -> OrderCheckedOut:
    return OrderCheckedOut(
        conference_id=CONFERENCE,
        payment_id=payment,
        payment_type=payment_type,
        amount=Decimal(amount),
        currency="EUR",
        description="Registration for PyCon",
        items=[PaymentItem(description=items, amount=Decimal(amount))],
    )


def invoice_awaited(until: float) -> OrderAwaitingInvoicePayment:
    return OrderAwaitingInvoicePayment(conference_id=CONFERENCE, until=minute(until))


def confirmed(payment: UUID | None = PAYMENT, workshops: int = 3) -> OrderConfirmed:
    sold = [NamedSeats(seat_type=WORKSHOP, name="Workshop", quantity=workshops)]
    return OrderConfirmed(conference_id=CONFERENCE, payment_id=payment, seats=sold)


def payment_refused(reason: str, payment: UUID = PAYMENT) -> OrderConfirmationRefused:
    return OrderConfirmationRefused(conference_id=CONFERENCE, payment_id=payment, reason=reason)


def set_aside(payment: UUID = PAYMENT) -> OrderAwaitingAttention:
    return OrderAwaitingAttention(
        conference_id=CONFERENCE, payment_id=payment, amount=Decimal("45.30"), reason="seats-gone"
    )


def rejected(reason: str) -> OrderRejected:
    return OrderRejected(conference_id=CONFERENCE, reason=reason)


expired = OrderExpired(conference_id=CONFERENCE)
honoured = OrderHonoured(conference_id=CONFERENCE, payment_id=PAYMENT, amount=Decimal("45.30"))

# --- Histories --------------------------------------------------------------------------------------------------------

PLACED = (placed(), totals(THREE_WORKSHOPS, total="45.30"))
RESERVED = (*PLACED, completed(held(3)))
PARTIALLY_RESERVED = (*PLACED, partial(held(2)), totals(workshop_line(2, "30.20"), total="30.20"))
CHECKED_OUT = (*RESERVED, registrant(), checked_out())
CONFIRMED = (*CHECKED_OUT, confirmed())
EXPIRED = (*CHECKED_OUT, expired)
SET_ASIDE = (*EXPIRED, set_aside())
HONOURED = (*SET_ASIDE, honoured)
GIVEN_UP = (*CHECKED_OUT, rejected("given-up"))
REFUNDED = (*SET_ASIDE, rejected("refunded"))
INVOICED = (*RESERVED, registrant(), checked_out(None, payment_type="invoice"), invoice_awaited(until=20_000))
FREE = (
    placed(workshop(3, "0")),
    totals(workshop_line(3, "0.00", "0"), total="0.00", free=True),
    completed(held(3)),
)

# --- Commands ---------------------------------------------------------------------------------------------------------


def register(*seats: PricedSeats, conference: UUID = CONFERENCE, access_code: str = "ABC234") -> RegisterToConference:
    return RegisterToConference(
        id=COMMAND,
        order_id=ORDER,
        conference_id=conference,
        conference_slug="pycon",
        conference_name="PyCon",
        currency="EUR",
        seats=list(seats),
        placed_at=minute(0),
        reservation_expires_at=minute(15),
        seats_released_at=minute(29),
        access_code=access_code,
    )


def change(*seats: PricedSeats, issued: float = 2) -> ChangeSeats:
    return ChangeSeats(id=COMMAND, order_id=ORDER, seats=list(seats), issued_at=minute(issued))


def assign(who: PersonalInfo, issued: float = 4) -> AssignRegistrantDetails:
    return AssignRegistrantDetails(id=COMMAND, order_id=ORDER, registrant=who, issued_at=minute(issued))


def check_out(
    payment: UUID | None = PAYMENT,
    who: PersonalInfo = ALICE,
    payment_type: str = "third-party",
    rejected_payments: tuple[UUID, ...] = (),
    invoice_until: float | None = None,
    issued: float = 3,
) -> CheckOut:
    return CheckOut(
        id=COMMAND,
        order_id=ORDER,
        registrant=who,
        payment_type=payment_type,
        payment_id=payment,
        rejected_payments=list(rejected_payments),
        invoice_until=None if invoice_until is None else minute(invoice_until),
        issued_at=minute(issued),
    )


def mark(seats: list[SeatQuantity], order_version: int = 0) -> MarkSeatsAsReserved:
    return MarkSeatsAsReserved(id=COMMAND, order_id=ORDER, order_version=order_version, seats=seats)


def confirm(payment: UUID = PAYMENT, amount: str = "45.30", seats: list[SeatQuantity] | None = None) -> ConfirmOrder:
    return ConfirmOrder(id=COMMAND, order_id=ORDER, payment_id=payment, amount=Decimal(amount), seats=seats)


def put_aside(payment: UUID = PAYMENT, amount: str = "45.30") -> SetOrderAside:
    return SetOrderAside(id=COMMAND, order_id=ORDER, payment_id=payment, amount=Decimal(amount), reason="seats-gone")


def reject(deadline: float = 29) -> RejectOrder:
    return RejectOrder(id=COMMAND, order_id=ORDER, deadline=minute(deadline))


def cancel(reason: str = "given-up") -> CancelOrder:
    return CancelOrder(id=COMMAND, order_id=ORDER, reason=reason)


honour = HonourOrder(id=COMMAND, order_id=ORDER)
invoice_paid = MarkInvoicePaid(id=COMMAND, order_id=ORDER)
