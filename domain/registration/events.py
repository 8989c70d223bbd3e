"""Events of the registration context, one section per stream.

Everything that a view shows or is keyed by travels in the events, so that no projector looks anything up: every event
of an order and of its seat assignments names the conference, those of the assignments the order too. All times are
aware UTC.
"""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from domain.messages import Event, Value
from domain.payments.events import PaymentItem
from domain.values import Language, NamedSeats, PersonalInfo, PricedSeats, SeatQuantity

# --- Order (source: order id) -----------------------------------------------------------------------------------------


class OrderEventBase(Event):
    conference_id: UUID


class OrderPlaced(OrderEventBase):
    """`reservation_expires_at`: end of the registrant's window; `seats_released_at`: end of the buffer after it.

    `language`: that the registrant is written to in; None where nobody said.
    """

    schema_version: ClassVar[int] = 2

    conference_slug: str
    conference_name: str
    currency: str
    seats: list[PricedSeats]
    placed_at: datetime
    reservation_expires_at: datetime
    seats_released_at: datetime
    access_code: str
    language: Language | None = None


class OrderUpdated(OrderEventBase):
    """The registrant wants other seats. Voids an open checkout."""

    seats: list[PricedSeats]
    issued_at: datetime


class OrderLine(Value):
    seat_type: UUID
    description: str
    unit_price: Decimal
    quantity: int
    line_total: Decimal


class OrderTotalsCalculated(OrderEventBase):
    lines: list[OrderLine]
    total: Decimal
    is_free_of_charge: bool


class OrderPartiallyReserved(OrderEventBase):
    """`seats`: what is really held, less than what is wanted."""

    seats: list[SeatQuantity]
    reservation_expires_at: datetime


class OrderReservationCompleted(OrderEventBase):
    seats: list[SeatQuantity]
    reservation_expires_at: datetime


class OrderRegistrantAssigned(OrderEventBase):
    """`by_checkout_alone`: a checkout changed nothing else. It counts as a checkout, as OrderCheckedOut does."""

    schema_version: ClassVar[int] = 2

    registrant: PersonalInfo
    issued_at: datetime
    by_checkout_alone: bool = False


class OrderCheckedOut(OrderEventBase):
    """The registrant goes to pay `amount`; `payment_id` is None where nothing is to be paid through the processor.

    `items`: what the amount is made of, as the payer is shown it.
    """

    payment_id: UUID | None
    payment_type: str
    amount: Decimal
    currency: str
    description: str
    items: list[PaymentItem]


class OrderAwaitingInvoicePayment(OrderEventBase):
    """Held until the business customer has the money, at most until `until`."""

    until: datetime


class OrderConfirmed(OrderEventBase):
    """`payment_id`: the payment that confirmed it; None for a free order or a paid invoice. `seats`: what was sold."""

    payment_id: UUID | None
    seats: list[NamedSeats]


class OrderConfirmationRefused(OrderEventBase):
    """Reason `expired` is no verdict on the payment; any other leads to a refund."""

    payment_id: UUID | None
    reason: str


class OrderExpired(OrderEventBase):
    """The clock ran out."""


class OrderRejected(OrderEventBase):
    """Given up, refunded or its invoice cancelled."""

    reason: str


class OrderAwaitingAttention(OrderEventBase):
    """Paid after it expired and the seats could not be had again: the business customer decides."""

    payment_id: UUID
    amount: Decimal
    reason: str


class OrderHonoured(OrderEventBase):
    """The business customer wants it to take place although the seats were gone."""

    payment_id: UUID
    amount: Decimal


type OrderEvent = (
    OrderPlaced
    | OrderUpdated
    | OrderTotalsCalculated
    | OrderPartiallyReserved
    | OrderReservationCompleted
    | OrderRegistrantAssigned
    | OrderCheckedOut
    | OrderAwaitingInvoicePayment
    | OrderConfirmed
    | OrderConfirmationRefused
    | OrderExpired
    | OrderRejected
    | OrderAwaitingAttention
    | OrderHonoured
)

# --- SeatsAvailability (source: conference id) ------------------------------------------------------------------------


class AvailableSeatsChanged(Event):
    """The quota of seat types went up or down; `changes` are signed."""

    changes: list[SeatQuantity]


class SeatsReserved(Event):
    """`details`: all that the reservation holds now; `changes`: signed changes of the remaining seats."""

    reservation_id: UUID
    number: int
    details: list[SeatQuantity]
    changes: list[SeatQuantity]
    not_after: datetime


class SeatsReservationCancelled(Event):
    """`changes`: what was given back, positive; empty if nothing was held."""

    reservation_id: UUID
    number: int
    changes: list[SeatQuantity]
    cancelled_at: datetime


class SeatsReservationCommitted(Event):
    """The seats held are sold."""

    reservation_id: UUID
    number: int
    seats: list[SeatQuantity]


type SeatsAvailabilityEvent = (
    AvailableSeatsChanged | SeatsReserved | SeatsReservationCancelled | SeatsReservationCommitted
)

# --- SeatAssignments (source: order id) -------------------------------------------------------------------------------


class SeatAssignmentsEventBase(Event):
    order_id: UUID
    conference_id: UUID


class SeatAssignmentsCreated(SeatAssignmentsEventBase):
    """Positions follow by counting through the seats, from 0."""

    seats: list[NamedSeats]


class SeatAssigned(SeatAssignmentsEventBase):
    position: int
    seat_type: UUID
    seat_type_name: str
    attendee: PersonalInfo
    issued_at: datetime


class SeatAssignmentUpdated(SeatAssignmentsEventBase):
    position: int
    attendee: PersonalInfo
    issued_at: datetime


class SeatUnassigned(SeatAssignmentsEventBase):
    position: int
    issued_at: datetime


type SeatAssignmentsEvent = SeatAssignmentsCreated | SeatAssigned | SeatAssignmentUpdated | SeatUnassigned
