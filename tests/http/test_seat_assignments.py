"""Who sits where, for the holder of the order's token. It is 12:01."""

from typing import Any

import pytest

from domain.messages import Event
from domain.registration.commands import AssignSeat, UnassignSeat
from domain.registration.events import SeatAssigned, SeatAssignmentsCreated
from domain.values import NamedSeats, PersonalInfo
from tests.domain.given_when_then import minute
from tests.domain.orders import (
    ALICE,
    BOB,
    CHECKED_OUT,
    CONFERENCE,
    CONFIRMED,
    DINNER,
    EXPIRED,
    GIVEN_UP,
    ORDER,
    PLACED,
    SET_ASIDE,
    WORKSHOP,
)
from tests.http.world import World

CREATED = SeatAssignmentsCreated(
    order_id=ORDER,
    conference_id=CONFERENCE,
    seats=[
        NamedSeats(seat_type=WORKSHOP, name="Workshop", quantity=2),
        NamedSeats(seat_type=DINNER, name="Dinner", quantity=1),
    ],
)
BOBS_BODY = {"firstName": "Bob", "lastName": "Builder", "email": "bob@example.org"}


def assigned(position: int, attendee: PersonalInfo, issued: float) -> SeatAssigned:
    return SeatAssigned(
        order_id=ORDER,
        conference_id=CONFERENCE,
        position=position,
        seat_type=WORKSHOP,
        seat_type_name="Workshop",
        attendee=attendee,
        issued_at=minute(issued),
    )


async def ask(world: World, method: str, position: Any = None) -> Any:
    url = f"/orders/{ORDER}/seat-assignments" + ("" if position is None else f"/{position}")
    return await world.request(method, url, BOBS_BODY if method == "PUT" else None, token="order")


async def test_all_seats_are_shown_by_position(world: World):
    world.seat_assignments(CREATED, assigned(1, ALICE, issued=0.5))
    answer = await ask(world, "GET")
    nobody, alice = None, {"firstName": "Alice", "lastName": "Liddell", "email": "alice@example.org"}
    assert answer.status == 200
    assert answer.json == {
        "orderId": str(ORDER),
        "conferenceId": str(CONFERENCE),
        "version": 1,
        "seats": [
            {"position": 0, "seatTypeId": str(WORKSHOP), "seatTypeName": "Workshop", "attendee": nobody},
            {"position": 1, "seatTypeId": str(WORKSHOP), "seatTypeName": "Workshop", "attendee": alice},
            {"position": 2, "seatTypeId": str(DINNER), "seatTypeName": "Dinner", "attendee": nobody},
        ],
    }


async def test_there_are_none_until_the_order_is_confirmed(world: World):
    answer = await ask(world, "GET")
    assert (answer.status, answer.slug) == (404, "not-found")


async def test_a_seat_is_assigned(world: World):
    world.seat_assignments(CREATED)
    answer = await ask(world, "PUT", 2)
    (command,) = world.bus.commands
    assert (answer.status, answer.json) == (202, {"commandId": str(command.id), "orderId": str(ORDER)})
    assert command == AssignSeat(id=command.id, order_id=ORDER, position=2, attendee=BOB, issued_at=minute(1))


@pytest.mark.parametrize("history", [(CREATED,), (CREATED, assigned(0, ALICE, issued=0.5)), ()])
async def test_a_seat_is_unassigned_be_it_assigned_or_not(world: World, history: tuple[Event, ...]):
    if history:
        world.seat_assignments(*history)
    answer = await ask(world, "DELETE", 0)
    (command,) = world.bus.commands
    assert answer.status == 202
    assert command == UnassignSeat(id=command.id, order_id=ORDER, position=0, issued_at=minute(1))


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("position", [3, 500, 99999, -1, "00", "1.0", "x", "٢", "1e0"])
async def test_a_position_that_no_seat_has_is_not_found(world: World, method: str, position: Any):
    world.seat_assignments(CREATED)
    answer = await ask(world, method, position)
    assert (answer.status, answer.slug) == (404, "not-found")
    assert world.bus.sent == []


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("order", [(), CONFIRMED], ids=["order unknown", "order confirmed"])
async def test_seats_that_may_be_on_their_way_can_be_assigned(world: World, method: str, order: tuple[Event, ...]):
    if order:
        world.order(*order)
    assert (await ask(world, method, 0)).status == 202
    assert len(world.bus.sent) == 1


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("order", [PLACED, CHECKED_OUT, EXPIRED, SET_ASIDE, GIVEN_UP])
async def test_an_order_that_is_not_confirmed_has_no_seats_to_assign(
    world: World, method: str, order: tuple[Event, ...]
):
    world.order(*order)
    answer = await ask(world, method, 0)
    assert (answer.status, answer.slug) == (404, "not-found")
    assert world.bus.sent == []


@pytest.mark.parametrize(("position", "issued_at"), [(0, "2026-11-23T12:03:00.000001"), (1, "2026-11-23T12:01:00")])
async def test_an_assignment_is_issued_later_than_the_last_one_of_its_seat(world: World, position: int, issued_at: str):
    world.seat_assignments(CREATED, assigned(0, ALICE, issued=3))
    await ask(world, "PUT", position)
    (command,) = world.bus.commands
    assert isinstance(command, AssignSeat)
    assert command.issued_at.isoformat() == f"{issued_at}+00:00"
