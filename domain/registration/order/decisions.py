"""What commands lead to at an order: the one way in. Each command's rule stands in the file of its theme."""

from datetime import datetime
from typing import assert_never

from domain.messages import Decision, NotYet, Refused
from domain.registration import reasons
from domain.registration.commands import (
    AssignRegistrantDetails,
    CancelOrder,
    ChangeSeats,
    CheckOut,
    ConfirmOrder,
    HonourOrder,
    MarkInvoicePaid,
    MarkSeatsAsReserved,
    OrderCommand,
    RegisterToConference,
    RejectOrder,
    SetOrderAside,
)
from domain.registration.events import OrderEvent
from domain.registration.order import checkout, confirmation, ending, seats
from domain.registration.order.state import Order

NOT_KNOWN_YET = NotYet(reasons.UNKNOWN_ORDER, patience_seconds=60)


def decide(
    order: Order | None, command: OrderCommand, now: datetime, out_of_patience: bool = False
) -> Decision[OrderEvent]:
    """What `command` leads to at `now` (aware UTC). Pure: the HTTP functions ask it before they accept a command.

    Only what is not known yet can come later, so running out of patience changes no answer here.
    """
    return _decide_unplaced(command) if order is None else _decide_placed(order, command, now)


def _decide_unplaced(command: OrderCommand) -> Decision[OrderEvent]:
    match command:
        case RegisterToConference():
            return seats.place(command)
        case CheckOut():
            return Refused(reasons.NOT_RESERVED)
        case HonourOrder() | MarkInvoicePaid():
            return Refused(reasons.UNKNOWN_ORDER)
        case (
            ChangeSeats()
            | AssignRegistrantDetails()
            | CancelOrder()
            | MarkSeatsAsReserved()
            | ConfirmOrder()
            | RejectOrder()
            | SetOrderAside()
        ):
            return NOT_KNOWN_YET
        case _:
            assert_never(command)


def _decide_placed(order: Order, command: OrderCommand, now: datetime) -> Decision[OrderEvent]:
    match command:
        case RegisterToConference():
            return seats.place_again(order, command)
        case ChangeSeats():
            return seats.change(order, command)
        case MarkSeatsAsReserved():
            return seats.mark_as_reserved(order, command)
        case AssignRegistrantDetails():
            return checkout.assign_registrant(order, command)
        case CheckOut():
            return checkout.check_out(order, command)
        case ConfirmOrder():
            return confirmation.confirm(order, command)
        case SetOrderAside():
            return confirmation.set_aside(order, command)
        case MarkInvoicePaid():
            return confirmation.mark_invoice_paid(order)
        case HonourOrder():
            return ending.honour(order)
        case CancelOrder():
            return ending.cancel(order, command)
        case RejectOrder():
            return ending.reject(order, command, now)
        case _:
            assert_never(command)
