"""Changes of an order's seats that are under way: a checkout waits for them, or its payment could never confirm."""

from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from typing import Final, cast
from uuid import UUID

from domain.catalogue import ORDER
from domain.registration import order as orders
from domain.registration.commands import ChangeSeats
from domain.registration.events import OrderEvent
from domain.registration.order import Order, Phase
from functions.http.problems import Problem, ProblemType
from functions.http.response_headers import RETRY_AFTER
from functions.http.services import services
from infrastructure.event_store import PendingCommand, StreamId
from infrastructure.stream_input import command_key

CHANGE_PENDING = ProblemType("change-pending", 409, "A change of the order's seats is under way", (RETRY_AFTER,))
LONGEST_WAIT_SECONDS: Final = 2.0
COUNTS_FOR: Final = timedelta(minutes=1)
"""After it was issued. A command that is not decided by then got lost, or was never sent."""


@dataclass(frozen=True, slots=True)
class _Found:
    order: Order | None
    is_changing: bool


async def record_change(command: ChangeSeats) -> None:
    """Let the checkout of any instance know of the command, before it is sent. Raises StorageUnavailable."""
    pending = PendingCommand(command.id, command.issued_at)
    await services().store.record_pending(StreamId(ORDER, command.order_id), pending)


async def order_with_answered_seats(order_id: UUID) -> Order | None:
    """The order, once the last change of its seats is decided and its seats are answered. None: there is no order yet.

    Only an order that can be checked out is waited for. Raises Problem 409 if the change takes longer than that.
    """
    stream = StreamId(ORDER, order_id)
    found = await services().wakeups.wait_for(
        stream, lambda: _read(stream), lambda found: not found.is_changing, LONGEST_WAIT_SECONDS
    )
    if found.is_changing:
        detail = "The order's seats are being changed. Please try again in a moment."
        raise Problem(CHANGE_PENDING, detail, headers={"Retry-After": "1"})
    return found.order


async def _read(stream: StreamId) -> _Found:
    found = await services().store.read(stream)
    events = (cast(OrderEvent, recorded.event) for recorded in found.events)
    order = reduce(orders.evolve, events, cast(Order | None, None))
    if order is None or order.phase is not Phase.OPEN or services().clock.now() >= order.reservation_expires_at:
        return _Found(order, is_changing=False)
    is_unanswered = order.changes > 0 and order.reserved is None
    return _Found(order, is_unanswered or await _is_undecided(stream, order, found.pending))


async def _is_undecided(stream: StreamId, order: Order, pending: PendingCommand | None) -> bool:
    """Whether the command may still change what `order` shows. Its marker is read only where nothing else tells."""
    if pending is None or order.wanted_issued_at >= pending.issued_at:
        return False  # this change, or one that was issued later, is part of the order
    if services().clock.now() >= pending.issued_at + COUNTS_FOR:
        return False
    marker = await services().store.marker(stream, command_key(pending.command_id))
    return marker is None or (marker.first_version is not None and marker.first_version > order.version)
