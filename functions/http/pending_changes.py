"""Changes of an order's seats that are under way: a checkout waits for them, or its payment could never confirm."""

from dataclasses import dataclass
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
from infrastructure.event_store import PENDING_COUNTS_FOR, PendingCommand, Slice, StreamId, TooManyPending
from infrastructure.stream_input import command_key

CHANGE_PENDING = ProblemType("change-pending", 409, "A change of the order's seats is under way", (RETRY_AFTER,))
LONGEST_WAIT_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class _Found:
    order: Order | None
    is_changing: bool


async def record_change(command: ChangeSeats) -> None:
    """Let the checkout of any instance know of the command, before it is sent.

    Raises StorageUnavailable, or Problem 409 where as many others as may be recorded are all undecided.
    """
    stream, pending = StreamId(ORDER, command.order_id), PendingCommand(command.id, command.issued_at)
    try:
        await services().store.record_pending(stream, pending)
    except TooManyPending:
        await _record_in_place_of_decided(stream, pending)


async def _record_in_place_of_decided(stream: StreamId, pending: PendingCommand) -> None:
    """Commands stay recorded when they are decided: only here does it have to be known which ones are."""
    found = await services().store.read(stream)
    order = _order(found)
    decided = [one for one in found.pending if not await _is_undecided(stream, found, order, one)]
    try:
        await services().store.record_pending(stream, pending, decided)
    except TooManyPending:
        raise _still_pending() from None


async def order_with_answered_seats(order_id: UUID) -> Order | None:
    """The order, once all changes of its seats are decided and its seats are answered. None: there is no order yet.

    Only an order that can be checked out is waited for. Raises Problem 409 if the changes take longer than that.
    """
    stream = StreamId(ORDER, order_id)
    found = await services().wakeups.wait_for(
        stream, lambda: _read(stream), lambda found: not found.is_changing, LONGEST_WAIT_SECONDS
    )
    if found.is_changing:
        raise _still_pending()
    return found.order


def _still_pending() -> Problem:
    detail = "The order's seats are being changed. Please try again in a moment."
    return Problem(CHANGE_PENDING, detail, headers={"Retry-After": "1"})


async def _read(stream: StreamId) -> _Found:
    found = await services().store.read(stream)
    order = _order(found)
    if order is None or order.phase is not Phase.OPEN or services().clock.now() >= order.reservation_expires_at:
        return _Found(order, is_changing=False)
    is_unanswered = order.changes > 0 and order.reserved is None
    return _Found(order, is_unanswered or await _is_any_undecided(stream, found, order))


def _order(found: Slice) -> Order | None:
    events = (cast(OrderEvent, recorded.event) for recorded in found.events)
    return reduce(orders.evolve, events, cast(Order | None, None))


async def _is_any_undecided(stream: StreamId, found: Slice, order: Order) -> bool:
    for pending in found.pending:
        if await _is_undecided(stream, found, order, pending):
            return True
    return False


async def _is_undecided(stream: StreamId, found: Slice, order: Order | None, pending: PendingCommand) -> bool:
    """Whether the command may still change what was `found`. Its marker is read only where nothing else tells.

    One that was issued later may be decided earlier, without changing anything: it says nothing about the others.
    """
    if services().clock.now() >= pending.issued_at + PENDING_COUNTS_FOR:
        return False
    if order is not None and pending.issued_at < order.wanted_issued_at:
        return False  # a change that was issued later is part of the order
    if any(recorded.provenance.causation_id == str(pending.command_id) for recorded in found.events):
        return False
    marker = await services().store.marker(stream, command_key(pending.command_id))
    version = -1 if order is None else order.version
    return marker is None or (marker.first_version is not None and marker.first_version > version)
