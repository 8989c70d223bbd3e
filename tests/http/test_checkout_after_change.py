"""A checkout that follows a change of seats: it is answered for the new total, or told to come again. It is 12:04.

The order had three workshops reserved and checked out; two are wanted instead, asked for at 12:03 and 30 seconds.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from domain.catalogue import ORDER as ORDER_TYPE
from domain.messages import Event
from domain.registration.commands import ChangeSeats, CheckOut
from functions.http import pending_changes
from infrastructure.event_store import Marker, PendingCommand, StreamId
from tests.domain.given_when_then import minute
from tests.domain.orders import (
    CHECKED_OUT,
    EXPIRED,
    GIVEN_UP,
    ORDER,
    PAYMENT,
    PLACED,
    RESERVED,
    SECOND_PAYMENT,
    WORKSHOP,
    change,
    completed,
    held,
    partial,
    totals,
    updated,
    workshop,
    workshop_line,
)
from tests.http.test_checkout import check_out
from tests.http.world import World

THE_ORDER = StreamId(ORDER_TYPE, ORDER)
COMMAND = UUID("00000000-0000-4000-8000-0000000000fe")
ISSUED = 3.5
TWO_WANTED = (
    *CHECKED_OUT,
    updated(workshop(2), issued=ISSUED),
    totals(workshop_line(2, "30.20"), total="30.20"),
)
TWO_RESERVED = (*TWO_WANTED, completed(held(2)))


@pytest.fixture(autouse=True)
def waits_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending_changes, "LONGEST_WAIT_SECONDS", 0.3)


async def sent(world: World, issued: float = ISSUED) -> None:
    """By any instance, which recorded the change before it sent the command."""
    await world.store.record_pending(THE_ORDER, PendingCommand(COMMAND, minute(issued)))


def refused(world: World) -> None:
    world.decided(THE_ORDER, COMMAND, Marker(f"command_{COMMAND}", "refused", "superseded"))


async def meanwhile(world: World, checkout: Awaitable[Any], then: Callable[[], None]) -> Any:
    """The checkout is under way when it happens."""
    task = asyncio.ensure_future(checkout)
    await asyncio.sleep(0.05)
    assert not task.done()
    then()
    world.wakeups.notify(THE_ORDER)
    return await task


async def test_a_change_is_recorded_before_it_is_sent(world: World):
    world.order(*RESERVED)
    world.bus.down = True
    body = {"seats": [{"seatTypeId": str(WORKSHOP), "quantity": 2}]}
    assert (await world.request("PUT", f"/orders/{ORDER}/seats", body, token="order")).status == 503
    first = (await world.store.read(THE_ORDER)).pending
    assert first is not None
    assert first.issued_at == minute(1)
    world.bus.down = False
    world.clock.time = minute(2)
    await world.request("PUT", f"/orders/{ORDER}/seats", body, token="order")
    (command,) = world.bus.commands
    assert isinstance(command, ChangeSeats)
    assert (await world.store.read(THE_ORDER)).pending == PendingCommand(command.id, minute(2))


async def test_a_change_that_is_refused_at_once_is_not_recorded(world: World):
    world.order(*EXPIRED)
    body = {"seats": [{"seatTypeId": str(WORKSHOP), "quantity": 2}]}
    assert (await world.request("PUT", f"/orders/{ORDER}/seats", body, token="order")).status == 409
    assert (await world.store.read(THE_ORDER)).pending is None


async def test_a_checkout_after_an_undecided_change_does_not_hand_out_the_old_payment(world: World):
    world.order(*CHECKED_OUT)
    await sent(world)
    answer = await check_out(world)
    assert (answer.status, answer.slug, answer.headers["Retry-After"]) == (409, "change-pending", "1")
    assert world.bus.sent == []


async def test_a_checkout_waits_for_the_change_and_is_answered_for_the_new_total(world: World):
    world.order(*CHECKED_OUT)
    await sent(world)
    answer = await meanwhile(world, check_out(world), lambda: world.order(*TWO_RESERVED))
    assert (answer.status, answer.json["paymentId"]) == (202, str(SECOND_PAYMENT))


async def test_a_checkout_waits_for_the_seats_of_a_change_that_is_decided(world: World):
    world.order(*TWO_WANTED)
    answer = await meanwhile(world, check_out(world), lambda: world.order(*TWO_RESERVED))
    assert (answer.status, answer.json["paymentId"]) == (202, str(SECOND_PAYMENT))


async def test_a_change_whose_seats_are_not_answered_is_pending(world: World):
    answer = await check_out(world, *TWO_WANTED)
    assert (answer.status, answer.slug) == (409, "change-pending")


async def test_a_change_that_falls_short_leaves_the_order_not_reserved(world: World):
    world.order(*CHECKED_OUT)
    await sent(world)
    short = (*TWO_WANTED, partial(held(1)), totals(workshop_line(1, "15.10"), total="15.10"))
    answer = await meanwhile(world, check_out(world), lambda: world.order(*short))
    assert (answer.status, answer.slug) == (409, "not-reserved")


async def test_after_a_change_that_was_refused_the_old_payment_is_still_the_one(world: World):
    world.order(*CHECKED_OUT)
    await sent(world)
    answer = await meanwhile(world, check_out(world), lambda: refused(world))
    assert (answer.status, answer.json["paymentId"]) == (202, str(PAYMENT))


async def test_a_change_that_is_decided_counts_once_its_events_were_read(world: World):
    """The marker came between the read of the stream and that of the marker."""
    world.order(*CHECKED_OUT)
    await sent(world)
    world.decided(THE_ORDER, COMMAND, Marker(f"command_{COMMAND}", "applied", None, len(CHECKED_OUT), 2))
    answer = await meanwhile(world, check_out(world), lambda: world.order(*TWO_RESERVED))
    assert (answer.status, answer.json["paymentId"]) == (202, str(SECOND_PAYMENT))


async def test_a_change_that_a_later_one_replaced_is_not_waited_for(world: World):
    world.order(*TWO_RESERVED)
    await sent(world, issued=ISSUED - 1)
    world.store.looked.clear()
    assert (await check_out(world)).status == 202
    assert not world.store.looked.is_set(), "its marker was asked for"


@pytest.mark.parametrize(("at", "status"), [(ISSUED + 0.99, 409), (ISSUED + 1, 202)])
async def test_a_change_that_left_no_marker_within_a_minute_counts_no_more(world: World, at: float, status: int):
    world.order(*CHECKED_OUT)
    await sent(world)
    assert (await check_out(world, at=at)).status == status


@pytest.mark.parametrize(
    ("history", "reason"),
    [((), "not-reserved"), (PLACED, "not-reserved"), (GIVEN_UP, "order-rejected"), (EXPIRED, "reservation-expired")],
    ids=["not placed yet", "not answered yet", "given up", "expired"],
)
async def test_what_cannot_be_checked_out_anyway_is_not_waited_for(
    world: World, history: tuple[Event, ...], reason: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pending_changes, "LONGEST_WAIT_SECONDS", 20)
    if history != PLACED:
        await sent(world)
    answer = await asyncio.wait_for(check_out(world, *history), 5)
    assert (answer.status, answer.slug) == (409, reason)


async def test_the_checkout_is_issued_later_than_the_change(world: World):
    world.order(*CHECKED_OUT)
    await sent(world)
    await meanwhile(world, check_out(world), lambda: world.order(*TWO_RESERVED))
    (command,) = world.bus.commands
    assert isinstance(command, CheckOut)
    assert command.issued_at > change(workshop(2), issued=ISSUED).issued_at


async def test_a_checkout_that_comes_too_late_is_not_kept_waiting(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pending_changes, "LONGEST_WAIT_SECONDS", 20)
    world.order(*CHECKED_OUT)
    await sent(world, issued=14.9)
    answer = await asyncio.wait_for(check_out(world, at=15), 5)
    assert (answer.status, answer.slug) == (409, "reservation-expired")
