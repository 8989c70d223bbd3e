"""Many tries at codes, for many addresses by way of many networks. Guido owns PyCon, and it is noon and one minute."""

from datetime import timedelta

import pytest

from functions.http.services import provide
from functions.http.throttling import USUALLY, WHILE_MANY_FAIL
from infrastructure.access_codes import ALPHABET, CONFERENCE_CODE_LENGTH, ORDER_CODE_LENGTH
from infrastructure.failures import STALENESS
from tests.domain.given_when_then import minute
from tests.domain.orders import CONFERENCE
from tests.http.world import Response, World
from tests.management.site import pycon

ROUTES = ("/management/conferences/locate", "/orders/locate")


@pytest.fixture
def world() -> World:
    world = World()
    provide(world.services)
    return world


async def locate(world: World, email: str, network: int, code: str = "AAAAA", route: str = ROUTES[0]) -> Response:
    headers = {"X-Forwarded-For": f"203.0.{network // 250}.{network % 250}"}
    return await world.request("POST", route, {"email": email, "accessCode": code}, headers=headers)


async def failed_elsewhere(world: World, number: int) -> None:
    await world.failures.write(minute(1), "another instance", number)


async def created(world: World) -> str:
    """The access code."""
    answer = await world.request("POST", "/management/conferences", pycon(conferenceId=str(CONFERENCE)))
    return str(answer.json["accessCode"])


@pytest.mark.parametrize("route", ROUTES)
async def test_up_to_2000_failures_an_address_has_10_and_from_then_on_3(world: World, route: str):
    await failed_elsewhere(world, 1_990)
    tries = [await locate(world, "usual@example.com", number, route=route) for number in range(11)]
    assert [answer.status for answer in tries] == [404] * 10 + [429]
    tries = [await locate(world, "first@example.com", 20, route=route)]  # the 2,001st
    tries += [await locate(world, "late@example.com", 30 + number, route=route) for number in range(4)]
    assert [answer.status for answer in tries] == [404, 404, 404, 404, 429]
    assert (tries[-1].slug, tries[-1].headers["Retry-After"]) == ("too-many-tries", "900")
    assert (await locate(world, "usual@example.com", 40, route=route)).status == 429


@pytest.mark.parametrize("route", ROUTES)
async def test_while_many_fail_a_network_has_10(world: World, route: str):
    await failed_elsewhere(world, 2_001)
    tries = [await locate(world, f"guest{number}@example.com", 1, route=route) for number in range(11)]
    assert [answer.status for answer in tries] == [404] * 10 + [429]
    assert (await locate(world, "guest10@example.com", 2, route=route)).status == 404


async def test_both_routes_count_together(world: World):
    await failed_elsewhere(world, 1_999)
    for route in ROUTES:
        assert (await locate(world, "ada@example.com", 1, route=route)).status == 404
    assert (await locate(world, "ada@example.com", 1)).status == 404
    assert (await locate(world, "ada@example.com", 1, route=ROUTES[1])).status == 429


async def test_an_owner_with_the_right_code_comes_in_while_many_fail(world: World):
    """With two failures, as often as she likes; with three, whatever the code, until the first is 15 minutes old."""
    code = await created(world)
    await failed_elsewhere(world, 2_001)
    for _ in range(2):
        assert (await locate(world, "guido@example.com", 1)).status == 404
    assert [(await locate(world, "guido@example.com", 1, code)).status for _ in range(5)] == [200] * 5
    assert (await locate(world, "guido@example.com", 2)).status == 404
    assert (await locate(world, "guido@example.com", 3, code)).status == 429
    world.clock.time += timedelta(minutes=15)
    assert (await locate(world, "guido@example.com", 3, code)).status == 200


async def test_neither_success_nor_refusal_nor_outage_is_a_failure(world: World):
    code = await created(world)
    await failed_elsewhere(world, 1_990)
    for _ in range(20):
        assert (await locate(world, "guido@example.com", 1, code)).status == 200
    world.locators.down = True
    for _ in range(20):
        assert (await locate(world, "guido@example.com", 1, code)).status == 503
    world.locators.down = False
    for _ in range(30):
        await locate(world, "ada@example.com", 2)
    assert sum(world.failures.rows.values()) == 2_000


async def test_an_hour_later_an_address_has_10_again(world: World):
    await failed_elsewhere(world, 2_001)
    assert [(await locate(world, "ada@example.com", 1)).status for _ in range(4)] == [404, 404, 404, 429]
    world.clock.time += timedelta(minutes=61)
    assert [(await locate(world, "ada@example.com", 1)).status for _ in range(11)] == [404] * 10 + [429]


async def test_who_waits_is_told_when_the_first_of_three_failures_is_forgotten(world: World):
    """Ten failed before so many failed elsewhere, a minute apart: the eighth has to be 15 minutes old."""
    for number in range(10):
        assert (await locate(world, "ada@example.com", number)).status == 404
        world.clock.time += timedelta(minutes=1)
    await failed_elsewhere(world, 2_001)
    assert (await locate(world, "ada@example.com", 20)).headers["Retry-After"] == str(12 * 60)


async def test_without_the_count_nobody_is_let_in_and_nobody_loses_a_try(world: World):
    code = await created(world)
    world.failures.down = True
    for _ in range(12):
        assert (await locate(world, "guido@example.com", 1, code)).status == 503
    world.failures.down = False
    assert (await locate(world, "guido@example.com", 1, code)).status == 200


async def test_a_search_reads_the_count_once_in_two_seconds(world: World):
    for _ in range(5):
        await locate(world, "ada@example.com", 1)
    assert world.failures.reads == 1
    world.clock.time += STALENESS
    await locate(world, "ada@example.com", 1)
    assert world.failures.reads == 2


def test_what_is_left_to_an_attacker_is_what_the_decision_page_says():
    """10,000 known owners, 2,000 networks; and as many networks as one likes."""
    quarters = 24 * 4
    codes, of_orders = len(ALPHABET) ** CONFERENCE_CODE_LENGTH, len(ALPHABET) ** ORDER_CODE_LENGTH
    before = min(10_000 * USUALLY.of_an_email, 2_000 * USUALLY.of_a_client) * quarters
    now = min(10_000 * WHILE_MANY_FAIL.of_an_email, 2_000 * WHILE_MANY_FAIL.of_a_client) * quarters
    of_addresses = 10_000 * WHILE_MANY_FAIL.of_an_email * quarters
    assert (codes, before, now, of_addresses) == (28_629_151, 9_600_000, 1_920_000, 2_880_000)
    assert [round(codes / tries, 1) for tries in (before, now, of_addresses)] == [3.0, 14.9, 9.9]
    assert round(codes / (2_000 * 24)) == 596
    assert round(of_orders / now) == 462
