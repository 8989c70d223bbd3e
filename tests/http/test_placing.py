"""Placing an order. The conference sells workshops at 15.10 and dinners at 45.50; it is 12:01."""

from uuid import UUID

import pytest

from domain.registration.commands import RegisterToConference
from infrastructure.access_codes import ALPHABET
from infrastructure.tokens import Grant
from tests.domain.given_when_then import minute
from tests.domain.orders import (
    CONFERENCE,
    DINNER,
    ORDER,
    PLACED,
    WORKSHOP,
    dinner,
    registrant,
    updated,
    workshop,
)
from tests.http.world import World

THREE_WORKSHOPS = [{"seatTypeId": str(WORKSHOP), "quantity": 3}]
PLACE = "/conferences/pycon/orders"


async def test_an_order_is_accepted_with_the_token_that_opens_it(world: World):
    answer = await world.request("POST", PLACE, {"orderId": str(ORDER), "seats": THREE_WORKSHOPS})
    assert answer.status == 202
    assert answer.headers["Location"] == f"/api/orders/{ORDER}"
    assert answer.headers["Cache-Control"] == "no-store"
    (command,) = world.bus.commands
    assert answer.json == {
        "commandId": str(command.id),
        "orderId": str(ORDER),
        "accessToken": answer.json["accessToken"],
    }
    grant = Grant("order", ORDER, conference_id=CONFERENCE)
    assert world.tokens.verify(answer.json["accessToken"]) == grant


async def test_the_command_carries_what_the_conference_shows_and_the_clock_says(world: World):
    seats = [*THREE_WORKSHOPS, {"seatTypeId": str(DINNER), "quantity": 0}]
    await world.request("POST", PLACE, {"orderId": str(ORDER), "seats": seats})
    (command,) = world.bus.commands
    assert isinstance(command, RegisterToConference)
    assert command == RegisterToConference(
        id=command.id,
        order_id=ORDER,
        conference_id=CONFERENCE,
        conference_slug="pycon",
        conference_name="PyCon",
        currency="EUR",
        seats=[workshop(3)],
        placed_at=minute(1),
        reservation_expires_at=minute(16),
        seats_released_at=minute(30),
        access_code=command.access_code,
    )
    assert len(command.access_code) == 6
    assert set(command.access_code) <= set(ALPHABET)


async def test_who_names_no_order_id_gets_one(world: World):
    first = await world.request("POST", PLACE, {"seats": THREE_WORKSHOPS})
    second = await world.request("POST", PLACE, {"seats": THREE_WORKSHOPS})
    assert UUID(first.json["orderId"]).version == 4
    assert first.json["orderId"] != second.json["orderId"]


async def test_the_same_order_before_it_is_known_is_the_same_command(world: World):
    two_types = [*THREE_WORKSHOPS, {"seatTypeId": str(DINNER), "quantity": 1}]
    first = await world.request("POST", PLACE, {"orderId": str(ORDER), "seats": two_types})
    again = await world.request("POST", PLACE, {"orderId": str(ORDER), "seats": two_types[::-1]})
    assert (again.status, again.json) == (202, first.json)


async def test_other_seats_are_another_command(world: World):
    first = await world.request("POST", PLACE, {"orderId": str(ORDER), "seats": THREE_WORKSHOPS})
    two = [{"seatTypeId": str(WORKSHOP), "quantity": 2}]
    other = await world.request("POST", PLACE, {"orderId": str(ORDER), "seats": two})
    assert other.json["commandId"] != first.json["commandId"]


async def test_the_same_order_once_it_exists_is_answered_the_same_and_sent_no_more(world: World):
    first = await world.request("POST", PLACE, {"orderId": str(ORDER), "seats": THREE_WORKSHOPS})
    world.order(*PLACED)
    again = await world.request("POST", PLACE, {"orderId": str(ORDER), "seats": THREE_WORKSHOPS})
    assert (again.status, again.json) == (202, first.json)
    assert len(world.bus.commands) == 1


@pytest.mark.parametrize(
    ("seats", "status"),
    [(THREE_WORKSHOPS, 202), ([{"seatTypeId": str(DINNER), "quantity": 1}], 409)],
)
async def test_the_seats_first_placed_count_whatever_she_wanted_since(world: World, seats: object, status: int):
    world.order(*PLACED, updated(dinner(1)))
    answer = await world.request("POST", PLACE, {"orderId": str(ORDER), "seats": seats})
    assert answer.status == status


async def test_the_same_order_with_other_seats_exists_already(world: World):
    world.order(*PLACED)
    two = [{"seatTypeId": str(WORKSHOP), "quantity": 2}]
    answer = await world.request("POST", PLACE, {"orderId": str(ORDER), "seats": two})
    assert (answer.status, answer.slug) == (409, "order-exists")
    assert "accessToken" not in answer.json
    assert world.bus.sent == []


async def test_nobody_gets_into_an_order_that_belongs_to_somebody(world: World):
    world.order(*PLACED, registrant())
    answer = await world.request("POST", PLACE, {"orderId": str(ORDER), "seats": THREE_WORKSHOPS})
    assert (answer.status, answer.slug) == (409, "order-exists")
    assert "accessToken" not in answer.json


async def test_an_order_that_exists_is_answered_the_same_though_its_conference_was_unpublished(world: World):
    world.order(*PLACED)
    world.conference(published=False)
    answer = await world.request("POST", PLACE, {"orderId": str(ORDER), "seats": THREE_WORKSHOPS})
    assert answer.status == 202


async def test_an_unpublished_conference_takes_no_orders(world: World):
    world.conference(published=False)
    answer = await world.request("POST", PLACE, {"orderId": str(ORDER), "seats": THREE_WORKSHOPS})
    assert (answer.status, answer.slug) == (404, "not-found")
    assert world.bus.sent == []


async def test_an_unknown_conference_takes_no_orders(world: World):
    answer = await world.request("POST", "/conferences/nobody/orders", {"seats": THREE_WORKSHOPS})
    assert (answer.status, answer.slug) == (404, "not-found")


async def test_access_codes_are_not_repeated(world: World):
    for _ in range(20):
        await world.request("POST", PLACE, {"seats": THREE_WORKSHOPS})
    codes = {command.access_code for command in world.bus.commands if isinstance(command, RegisterToConference)}
    assert len(codes) == 20
