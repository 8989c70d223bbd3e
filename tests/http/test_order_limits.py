"""An order that was changed as often as it can be says so before it accepts anything. It is 12:04."""

from typing import Any

import pytest

from domain.messages import Event
from tests.domain.given_when_then import minute
from tests.domain.orders import BOB, CHECKED_OUT, DINNER, ORDER, WORKSHOP, completed, held, registrant
from tests.domain.test_order_limits import CHANGED_49_TIMES, CHANGED_50_TIMES, checkouts
from tests.http.test_checkout import REGISTRANT
from tests.http.world import World

BOB_TOO = (registrant(BOB, by_checkout_alone=True), registrant(by_checkout_alone=True)) * 24
DINNERS = {"seats": [{"seatTypeId": str(DINNER), "quantity": 2}]}
THREE_WORKSHOPS = {"seats": [{"seatTypeId": str(WORKSHOP), "quantity": 3}]}
BUILDER = {"firstName": "Bob", "lastName": "Builder", "email": "bob@example.org"}


async def put(world: World, method: str, what: str, body: Any, *history: Event) -> tuple[int, str]:
    world.clock.time = minute(4)
    world.order(*history)
    answer = await world.request(method, f"/orders/{ORDER}/{what}", body, token="order")
    assert len(world.bus.sent) == (answer.status == 202)
    return answer.status, answer.slug if answer.status == 409 else ""


@pytest.mark.parametrize(
    ("history", "body", "answer"),
    [
        (CHANGED_49_TIMES, DINNERS, (202, "")),
        (CHANGED_50_TIMES, DINNERS, (409, "too-many-changes")),
        (CHANGED_50_TIMES, THREE_WORKSHOPS, (202, "")),
    ],
    ids=["the 50th change", "the 51st change", "the same seats again"],
)
async def test_seats_change_50_times(world: World, history: tuple[Event, ...], body: Any, answer: tuple[int, str]):
    assert await put(world, "PUT", "seats", body, *history) == answer


@pytest.mark.parametrize(
    ("history", "registrant", "answer"),
    [
        (checkouts(49), BUILDER, (202, "")),
        (checkouts(50), BUILDER, (409, "too-many-changes")),
        (checkouts(50), REGISTRANT, (202, "")),
        ((*CHECKED_OUT, *BOB_TOO), BUILDER, (202, "")),
        ((*CHECKED_OUT, *BOB_TOO, registrant(by_checkout_alone=True)), BUILDER, (409, "too-many-changes")),
        ((*CHANGED_50_TIMES, completed(held(3))), REGISTRANT, (202, "")),
    ],
    ids=["the 50th", "the 51st", "the same again", "49 before by other people", "50 before", "after 50 changes"],
)
async def test_an_order_is_checked_out_50_times(
    world: World, history: tuple[Event, ...], registrant: Any, answer: tuple[int, str]
):
    assert await put(world, "POST", "checkout", {"registrant": registrant}, *history) == answer


async def test_a_registrant_is_corrected_1000_times(world: World):
    recorded_1000_times = (*CHECKED_OUT, *(registrant(BOB), registrant()) * 499, registrant(BOB))
    assert await put(world, "PUT", "registrant", REGISTRANT, *recorded_1000_times) == (409, "too-many-changes")
    assert await put(world, "PUT", "registrant", BUILDER, *recorded_1000_times) == (202, "")
