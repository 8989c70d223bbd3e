"""Commands of the registration context, by the aggregate that decides them. All times are aware UTC."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from domain.messages import Command
from domain.values import Language, NamedSeats, PersonalInfo, PricedSeats, RaisedFor, SeatQuantity

# --- Order ------------------------------------------------------------------------------------------------------------


class OrderCommandBase(Command):
    order_id: UUID


class RegisterToConference(OrderCommandBase):
    """Places the order. Names and prices are those of the read model at that moment.

    `language`: that the registrant is written to in; None where nobody said.
    """

    schema_version: ClassVar[int] = 2

    conference_id: UUID
    conference_slug: str
    conference_name: str
    currency: str
    seats: list[PricedSeats]
    placed_at: datetime
    reservation_expires_at: datetime
    seats_released_at: datetime
    access_code: str
    language: Language | None = None


class ChangeSeats(OrderCommandBase):
    seats: list[PricedSeats]
    issued_at: datetime


class AssignRegistrantDetails(OrderCommandBase):
    registrant: PersonalInfo
    issued_at: datetime


class CheckOut(OrderCommandBase):
    """`payment_id` is what the caller was told; `rejected_payments`: those of this order that stand rejected in their
    own streams. `invoice_until`: None where the registrant pays through the processor."""

    registrant: PersonalInfo
    payment_type: str
    payment_id: UUID | None
    rejected_payments: list[UUID]
    invoice_until: datetime | None
    issued_at: datetime


class MarkSeatsAsReserved(OrderCommandBase):
    """`order_version`: the version of the order whose seats this answers; changed since, nothing happens."""

    order_version: int
    seats: list[SeatQuantity]


class ConfirmOrder(OrderCommandBase):
    """`seats`: what is held, brought along for an expired or honoured order; otherwise None."""

    payment_id: UUID
    amount: Decimal
    seats: list[SeatQuantity] | None


class RejectOrder(OrderCommandBase):
    """`deadline` has come, as the process knows the order. None: not named, as in version 1."""

    schema_version: ClassVar[int] = 2

    deadline: datetime | None = None


class CancelOrder(OrderCommandBase):
    """`reason`: given-up, refunded or invoice-cancelled."""

    reason: str


class SetOrderAside(OrderCommandBase):
    """The late payment's seats could not be had again."""

    payment_id: UUID
    amount: Decimal
    reason: str


class HonourOrder(OrderCommandBase):
    pass


class MarkInvoicePaid(OrderCommandBase):
    pass


type OrderCommand = (
    RegisterToConference
    | ChangeSeats
    | AssignRegistrantDetails
    | CheckOut
    | MarkSeatsAsReserved
    | ConfirmOrder
    | RejectOrder
    | CancelOrder
    | SetOrderAside
    | HonourOrder
    | MarkInvoicePaid
)

# --- SeatsAvailability ------------------------------------------------------------------------------------------------


class SeatsCommandBase(Command):
    conference_id: UUID


class AddSeats(SeatsCommandBase):
    """`raised_for`: whose reservation gets these seats at once; None: they are there for everybody."""

    seat_type: UUID
    quantity: int
    raised_for: RaisedFor | None = None


class RemoveSeats(SeatsCommandBase):
    """`quantity` is positive."""

    seat_type: UUID
    quantity: int


class MakeSeatReservation(SeatsCommandBase):
    """`number` counts up per reservation; a request that comes after `not_after` takes nothing any more."""

    reservation_id: UUID
    number: int
    seats: list[SeatQuantity]
    not_after: datetime


class CancelSeatReservation(SeatsCommandBase):
    reservation_id: UUID
    number: int


class CommitSeatReservation(SeatsCommandBase):
    reservation_id: UUID
    number: int


type SeatsAvailabilityCommand = (
    AddSeats | RemoveSeats | MakeSeatReservation | CancelSeatReservation | CommitSeatReservation
)

# --- SeatAssignments --------------------------------------------------------------------------------------------------


class SeatAssignmentsCommandBase(Command):
    order_id: UUID


class CreateSeatAssignments(SeatAssignmentsCommandBase):
    """Sent by nobody: the reaction to OrderConfirmed, its id derived from that event."""

    conference_id: UUID
    seats: list[NamedSeats]


class AssignSeat(SeatAssignmentsCommandBase):
    position: int
    attendee: PersonalInfo
    issued_at: datetime


class UnassignSeat(SeatAssignmentsCommandBase):
    position: int
    issued_at: datetime


type SeatAssignmentsCommand = CreateSeatAssignments | AssignSeat | UnassignSeat

# --- RegistrationProcess ----------------------------------------------------------------------------------------------


class ExpireRegistrationProcess(Command):
    """The process to itself, scheduled: `deadline` has come."""

    order_id: UUID
    deadline: datetime
