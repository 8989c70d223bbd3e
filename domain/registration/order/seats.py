"""The seats of an order: asked for, asked for differently, and held."""

from collections.abc import Iterable
from uuid import UUID

from domain.messages import Decision, Refused
from domain.registration import reasons
from domain.registration.commands import ChangeSeats, MarkSeatsAsReserved, RegisterToConference
from domain.registration.events import (
    OrderEvent,
    OrderPartiallyReserved,
    OrderPlaced,
    OrderReservationCompleted,
    OrderUpdated,
)
from domain.registration.order.limits import MOST_CHANGES_OF_SEATS
from domain.registration.order.refusals import why_closed, why_too_late
from domain.registration.order.state import Order
from domain.registration.order.totals import totals_of
from domain.values import PricedSeats


def place(command: RegisterToConference) -> Decision[OrderEvent]:
    if not _asks_for_seats(command.seats):
        return Refused(reasons.NO_SEATS)
    placed = OrderPlaced(
        conference_id=command.conference_id,
        conference_slug=command.conference_slug,
        conference_name=command.conference_name,
        currency=command.currency,
        seats=command.seats,
        placed_at=command.placed_at,
        reservation_expires_at=command.reservation_expires_at,
        seats_released_at=command.seats_released_at,
        access_code=command.access_code,
        language=command.language,
    )
    return [placed, totals_of(command.conference_id, command.seats, command.currency)]


def place_again(order: Order, command: RegisterToConference) -> Decision[OrderEvent]:
    """Placing only creates. Prices and access code are not compared: they are new each time."""
    same_conference = order.conference_id == command.conference_id
    if same_conference and _quantities(order.first_placed) == _quantities(command.seats):
        return []
    return Refused(reasons.ORDER_EXISTS)


def change(order: Order, command: ChangeSeats) -> Decision[OrderEvent]:
    """Judged by when it was issued. The same seats again are a new try where fewer are held than were wanted."""
    if too_late := why_too_late(order, command.issued_at):
        return Refused(too_late)
    if not _asks_for_seats(command.seats):
        return Refused(reasons.NO_SEATS)
    is_short = order.reserved is not None and not order.is_completely_reserved
    if _quantities(order.wanted) == _quantities(command.seats) and not is_short:
        return []
    if order.changes >= MOST_CHANGES_OF_SEATS:
        return Refused(reasons.TOO_MANY_CHANGES)
    if command.issued_at < order.wanted_issued_at:
        return Refused(reasons.SUPERSEDED)
    updated = OrderUpdated(conference_id=order.conference_id, seats=command.seats, issued_at=command.issued_at)
    return [updated, totals_of(order.conference_id, command.seats, order.currency)]


def mark_as_reserved(order: Order, command: MarkSeatsAsReserved) -> Decision[OrderEvent]:
    """Compared with what is wanted, never with what was held before. A partial answer shows what is held and its price.

    These prices are the order's own, from when the seats were asked for: nothing that happens to the read model
    afterwards changes what an order costs.
    """
    held = tuple(command.seats)
    if why_closed(order) or command.order_version != order.wanted_version or held == order.reserved:
        return []
    if order.is_covered_by(held):
        return [
            OrderReservationCompleted(
                conference_id=order.conference_id,
                seats=command.seats,
                reservation_expires_at=order.reservation_expires_at,
            )
        ]
    quantities = {item.seat_type: item.quantity for item in held}
    priced = [
        item.model_copy(update={"quantity": quantities[item.seat_type]})
        for item in order.wanted
        if quantities.get(item.seat_type)
    ]
    partially_reserved = OrderPartiallyReserved(
        conference_id=order.conference_id,
        seats=command.seats,
        reservation_expires_at=order.reservation_expires_at,
    )
    # Holding nothing costs nothing, but that makes no order free: the total of all seats wanted says so.
    totals = totals_of(order.conference_id, priced, order.currency)
    totals = totals.model_copy(update={"is_free_of_charge": order.total == 0})
    return [partially_reserved, totals]


def _asks_for_seats(seats: Iterable[PricedSeats]) -> bool:
    quantities = [item.quantity for item in seats]
    return any(quantities) and min(quantities) >= 0


def _quantities(seats: Iterable[PricedSeats]) -> dict[UUID, int]:
    return {item.seat_type: item.quantity for item in seats if item.quantity}
