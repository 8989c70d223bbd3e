"""A checkout that follows a change of seats: it is answered for the new total, or told to come again. It is 12:04.

The order had three workshops reserved and checked out; two are wanted instead, asked for at 12:03 and 30 seconds.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Literal
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
from tests.http.world import Response, World

THE_ORDER = StreamId(ORDER_TYPE, ORDER)
COMMAND = UUID("00000000-0000-4000-8000-0000000000fe")
LATER_COMMAND = UUID("00000000-0000-4000-8000-0000000000fd")
ISSUED = 3.5
TWO_WANTED = (
    *CHECKED_OUT,
    updated(workshop(2), issued=ISSUED),
    totals(workshop_line(2, "30.20"), total="30.20"),
)
TWO_RESERVED = (*TWO_WANTED, completed(held(2)))
CHANGED = len(CHECKED_OUT)
"""The version of the event that says what is wanted instead."""


@pytest.fixture(autouse=True)
def waits_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending_changes, "LONGEST_WAIT_SECONDS", 0.3)


async def sent(world: World, issued: float = ISSUED, command: UUID = COMMAND) -> None:
    """By any instance, which recorded the change before it sent the command."""
    await world.store.record_pending(THE_ORDER, PendingCommand(command, minute(issued)))


def applied(world: World, *history: Event) -> None:
    world.order(*(history or TWO_RESERVED), causes={CHANGED: COMMAND})


def refused(world: World, command: UUID = COMMAND) -> None:
    world.decided(THE_ORDER, command, Marker(f"command_{command}", "refused", "superseded"))


def unchanged(world: World, command: UUID) -> None:
    world.decided(THE_ORDER, command, Marker(f"command_{command}", "unchanged"))


async def want_two(world: World) -> Response:
    body = {"seats": [{"seatTypeId": str(WORKSHOP), "quantity": 2}]}
    return await world.request("PUT", f"/orders/{ORDER}/seats", body, token="order")


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
    assert (await want_two(world)).status == 503
    (first,) = (await world.store.read(THE_ORDER)).pending
    assert first.issued_at == minute(1)
    world.bus.down = False
    world.clock.time = minute(1.5)
    await want_two(world)
    (command,) = world.bus.commands
    assert isinstance(command, ChangeSeats)
    assert (await world.store.read(THE_ORDER)).pending == [first, PendingCommand(command.id, minute(1.5))]


async def test_20_changes_within_a_minute_that_are_not_decided_are_followed_by_no_other(world: World):
    world.order(*RESERVED)
    for _ in range(20):
        assert (await want_two(world)).status == 202
    answer = await want_two(world)
    assert (answer.status, answer.slug, answer.headers["Retry-After"]) == (409, "change-pending", "1")
    assert len(world.bus.sent) == 20
    world.clock.time = minute(2)
    assert (await want_two(world)).status == 202


@pytest.mark.parametrize("what", ["unchanged", "refused", "applied", "replaced"])
async def test_a_change_that_is_decided_makes_room_for_another(
    world: World, what: Literal["unchanged", "refused", "applied", "replaced"]
):
    world.order(*RESERVED)
    for _ in range(20):
        await want_two(world)
    first, *_ = world.bus.commands
    wanted = (*RESERVED, updated(workshop(2), issued=1))
    match what:
        case "unchanged":
            unchanged(world, first.id)
        case "refused":
            refused(world, first.id)
        case "applied":
            world.order(*wanted, causes={len(RESERVED): first.id})
        case "replaced":
            world.order(*RESERVED, updated(workshop(2), issued=1.5))
    assert (await want_two(world)).status == 202


async def test_a_change_that_is_refused_at_once_is_not_recorded(world: World):
    world.order(*EXPIRED)
    assert (await want_two(world)).status == 409
    assert (await world.store.read(THE_ORDER)).pending == []


async def test_a_checkout_after_an_undecided_change_does_not_hand_out_the_old_payment(world: World):
    world.order(*CHECKED_OUT)
    await sent(world)
    answer = await check_out(world)
    assert (answer.status, answer.slug, answer.headers["Retry-After"]) == (409, "change-pending", "1")
    assert world.bus.sent == []


async def test_a_checkout_waits_for_the_change_and_is_answered_for_the_new_total(world: World):
    world.order(*CHECKED_OUT)
    await sent(world)
    answer = await meanwhile(world, check_out(world), lambda: applied(world))
    assert (answer.status, answer.json["paymentId"]) == (202, str(SECOND_PAYMENT))


async def test_a_checkout_waits_for_the_seats_of_a_change_that_is_decided(world: World):
    world.order(*TWO_WANTED)
    answer = await meanwhile(world, check_out(world), lambda: applied(world))
    assert (answer.status, answer.json["paymentId"]) == (202, str(SECOND_PAYMENT))


async def test_a_change_whose_seats_are_not_answered_is_pending(world: World):
    answer = await check_out(world, *TWO_WANTED)
    assert (answer.status, answer.slug) == (409, "change-pending")


async def test_a_change_that_falls_short_leaves_the_order_not_reserved(world: World):
    world.order(*CHECKED_OUT)
    await sent(world)
    short = (*TWO_WANTED, partial(held(1)), totals(workshop_line(1, "15.10"), total="15.10"))
    answer = await meanwhile(world, check_out(world), lambda: applied(world, *short))
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
    world.decided(THE_ORDER, COMMAND, Marker(f"command_{COMMAND}", "applied", None, CHANGED, 2))
    answer = await meanwhile(world, check_out(world), lambda: applied(world))
    assert (answer.status, answer.json["paymentId"]) == (202, str(SECOND_PAYMENT))


async def test_a_change_is_waited_for_although_a_later_one_is_decided(world: World):
    """The later one found three seats wanted, as it wanted them: it stands in the way of no other."""
    world.order(*CHECKED_OUT)
    await sent(world)
    await sent(world, issued=ISSUED + 0.1, command=LATER_COMMAND)
    unchanged(world, LATER_COMMAND)
    answer = await check_out(world)
    assert (answer.status, answer.slug) == (409, "change-pending")
    answer = await meanwhile(world, check_out(world), lambda: applied(world))
    assert (answer.status, answer.json["paymentId"]) == (202, str(SECOND_PAYMENT))


@pytest.mark.parametrize("decided", [COMMAND, LATER_COMMAND])
async def test_of_two_changes_both_are_waited_for(world: World, decided: UUID):
    world.order(*CHECKED_OUT)
    await sent(world)
    await sent(world, issued=ISSUED + 0.1, command=LATER_COMMAND)
    unchanged(world, decided)
    assert (await check_out(world)).status == 409
    unchanged(world, COMMAND)
    unchanged(world, LATER_COMMAND)
    answer = await check_out(world)
    assert (answer.status, answer.json["paymentId"]) == (202, str(PAYMENT))


async def test_a_change_is_waited_for_although_another_one_of_the_same_moment_is_part_of_the_order(world: World):
    world.order(*TWO_RESERVED, causes={CHANGED: LATER_COMMAND})
    await sent(world)
    await sent(world, command=LATER_COMMAND)
    assert (await check_out(world)).status == 409


async def test_a_change_that_is_part_of_the_order_is_known_without_its_marker(world: World):
    applied(world)
    await sent(world)
    world.store.looked.clear()
    assert (await check_out(world)).status == 202
    assert not world.store.looked.is_set(), "its marker was asked for"


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
    await meanwhile(world, check_out(world), lambda: applied(world))
    (command,) = world.bus.commands
    assert isinstance(command, CheckOut)
    assert command.issued_at > change(workshop(2), issued=ISSUED).issued_at


async def test_a_checkout_that_comes_too_late_is_not_kept_waiting(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pending_changes, "LONGEST_WAIT_SECONDS", 20)
    world.order(*CHECKED_OUT)
    await sent(world, issued=14.9)
    answer = await asyncio.wait_for(check_out(world, at=15), 5)
    assert (answer.status, answer.slug) == (409, "reservation-expired")
