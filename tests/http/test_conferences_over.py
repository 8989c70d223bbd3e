"""PyCon ends on 5 May 2027 in Vienna, which is at 22:00 UTC. From then on it is over."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.domain.orders import DINNER, ORDER, PLACED, WORKSHOP, registrant
from tests.http.world import World

END = datetime(2027, 5, 5, 22, tzinfo=UTC)
LAST_MOMENT = END - timedelta(microseconds=1)
PLACE = "/conferences/pycon/orders"
TWO_DINNERS = [{"seatTypeId": str(DINNER), "quantity": 2}]
THREE_WORKSHOPS = [{"seatTypeId": str(WORKSHOP), "quantity": 3}]


async def listed(world: World) -> list[str]:
    return [conference["slug"] for conference in (await world.request("GET", "/conferences")).json]


async def test_the_list_leaves_a_conference_out_when_its_last_day_has_ended(world: World):
    world.clock.time = LAST_MOMENT
    assert await listed(world) == ["pycon"]
    world.clock.time = END
    assert await listed(world) == []


async def test_its_page_and_its_seats_are_still_shown(world: World):
    world.clock.time = END
    page = await world.request("GET", "/conferences/pycon")
    assert (page.status, page.json["endDate"], page.json["timeZone"]) == (200, "2027-05-05", "Europe/Vienna")
    assert len((await world.request("GET", "/conferences/pycon/seat-types")).json) == 2


async def test_it_takes_orders_up_to_the_last_moment_and_none_from_then_on(world: World):
    world.clock.time = LAST_MOMENT
    assert (await world.request("POST", PLACE, {"seats": TWO_DINNERS})).status == 202
    world.clock.time = END
    late = await world.request("POST", PLACE, {"seats": TWO_DINNERS})
    assert (late.status, late.slug) == (409, "conference-over")
    assert len(world.bus.sent) == 1


async def test_the_end_is_that_of_its_own_time_zone(world: World):
    world.conference(time_zone="America/Los_Angeles")  # 7 hours behind UTC: it ends at 07:00 on 6 May
    world.clock.time = END
    assert await listed(world) == ["pycon"]
    assert (await world.request("POST", PLACE, {"seats": TWO_DINNERS})).status == 202
    world.clock.time = END + timedelta(hours=9)
    assert await listed(world) == []
    assert (await world.request("POST", PLACE, {"seats": TWO_DINNERS})).slug == "conference-over"


@pytest.mark.parametrize(
    "body", [{"seats": [{"seatTypeId": str(ORDER), "quantity": 1}]}, {"orderId": str(ORDER), "seats": TWO_DINNERS}]
)
async def test_whatever_else_stands_in_the_way_of_an_order_that_is_too_late_it_is_too_late(world: World, body: Any):
    world.clock.time = END
    assert (await world.request("POST", PLACE, body)).slug == "conference-over"


async def test_an_unpublished_conference_does_not_say_that_it_is_over(world: World):
    world.conference(published=False)
    world.clock.time = END
    assert (await world.request("POST", PLACE, {"seats": TWO_DINNERS})).status == 404


async def test_an_order_placed_before_the_end_is_answered_again_after_it(world: World):
    world.clock.time = LAST_MOMENT
    first = await world.request("POST", PLACE, {"orderId": str(ORDER), "seats": THREE_WORKSHOPS})
    world.order(*PLACED)
    world.clock.time = END
    again = await world.request("POST", PLACE, {"orderId": str(ORDER), "seats": THREE_WORKSHOPS})
    assert (again.status, again.json["commandId"]) == (202, first.json["commandId"])
    other = await world.request("POST", PLACE, {"orderId": str(ORDER), "seats": TWO_DINNERS})
    assert (other.status, other.slug) == (409, "order-exists")


async def test_an_order_placed_before_the_end_goes_on_after_it(world: World):
    world.order(*PLACED, registrant())
    world.clock.time = END
    order = f"/orders/{ORDER}"
    token = world.token("order")
    for method, path, body in [
        ("PUT", "/seats", {"seats": TWO_DINNERS}),
        ("PUT", "/registrant", {"firstName": "Ada", "lastName": "Lovelace", "email": "ada@example.com"}),
        ("DELETE", "", None),
        ("GET", "", None),
    ]:
        answer = await world.request(method, order + path, body, token=token)
        assert answer.status in (200, 202) or answer.slug != "conference-over", (method, path)
