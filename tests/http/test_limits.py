"""What one network and one recipient may cause. It is noon and one minute; the limits are those of each test."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.registration.commands import AssignRegistrantDetails, CheckOut
from functions.http.services import provide
from tests.domain.given_when_then import minute
from tests.domain.orders import (
    ALICE,
    BOB,
    CHECKED_OUT,
    CONFIRMED,
    FREE,
    INVOICED,
    ORDER,
    PARTIALLY_RESERVED,
    RESERVED,
    WORKSHOP,
    checked_out,
    confirmed,
    registrant,
)
from tests.http.world import Response, World
from tests.management.site import pycon

NETWORK = "203.0.113.7:5000"
OTHER_NETWORK = "198.51.100.1:5000"


def limit(world: World, **limits: int) -> None:
    settings = world.services().settings.model_copy(update=limits)
    services = replace(world.services(), settings=settings)
    provide(lambda: services)


def order_number(number: int) -> UUID:
    return UUID(int=ORDER.int + number)


def at(network: str) -> dict[str, str]:
    return {"X-Forwarded-For": network}


def refused_for(answer: Response) -> int:
    """Seconds."""
    assert (answer.status, answer.slug) == (429, "too-many-tries")
    return int(answer.headers["Retry-After"])


async def overtaken(
    world: World, slow: Coroutine[Any, Any, Response], fast: Coroutine[Any, Any, Response]
) -> tuple[int, int]:
    """The statuses of a request that counts first and is answered last, and of the one that overtakes it."""
    go_on = world.attempts.hold_next = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        slower = tasks.create_task(slow)
        await world.attempts.held.wait()
        faster = tasks.create_task(fast)
        await asyncio.wait([faster])
        go_on.set()
    return slower.result().status, faster.result().status


# --- Orders -----------------------------------------------------------------------------------------------------------


async def place(world: World, number: int, network: str = NETWORK, quantity: int = 1, slug: str = "pycon") -> Response:
    seats = [{"seatTypeId": str(WORKSHOP), "quantity": quantity}]
    body = {"orderId": str(order_number(number)), "seats": seats}
    return await world.request("POST", f"/conferences/{slug}/orders", body, headers=at(network))


async def test_orders_of_one_network_within_a_minute(world: World):
    limit(world, orders_per_network_per_minute=2)
    assert [(await place(world, number)).status for number in range(2)] == [202, 202]
    world.clock.time += timedelta(seconds=20, milliseconds=500)
    assert refused_for(await place(world, 2)) == 40
    assert len(world.bus.commands) == 2
    assert (await place(world, 3, OTHER_NETWORK)).status == 202
    world.clock.time += timedelta(seconds=40)
    assert (await place(world, 2)).status == 202


async def test_the_addresses_of_an_ipv6_line_are_one_network(world: World):
    limit(world, orders_per_network_per_minute=1)
    assert (await place(world, 0, "[2001:db8:1:2::1]:5000")).status == 202
    assert (await place(world, 1, "[2001:db8:1:2:ffff::9]:5000")).status == 429
    assert (await place(world, 1, "[2001:db8:1:3::1]:5000")).status == 202


async def test_what_the_caller_claims_to_be_is_not_its_network(world: World):
    limit(world, orders_per_network_per_minute=1)
    assert (await place(world, 0, f"10.0.0.1, {NETWORK}")).status == 202
    assert (await place(world, 1, f"10.0.0.2, {NETWORK}")).status == 429


async def test_an_order_that_is_sent_again_counts_once(world: World):
    limit(world, orders_per_network_per_minute=2)
    statuses = [(await place(world, number)).status for number in (0, 0, 0, 1, 0)]
    assert statuses == [202] * 5
    assert (await place(world, 2)).status == 429


async def test_another_order_under_the_same_id_counts(world: World):
    limit(world, orders_per_network_per_minute=1)
    assert (await place(world, 0)).status == 202
    assert (await place(world, 0, quantity=2)).status == 429


async def test_what_is_wrong_with_an_order_is_said_before_the_limit_and_counts_for_nothing(world: World):
    limit(world, orders_per_network_per_minute=1)
    for _ in range(3):
        assert (await place(world, 0, quantity=-1)).status == 422
        assert (await place(world, 0, slug="nowhere")).status == 404
    assert (await place(world, 0)).status == 202
    assert (await place(world, 1, quantity=-1)).status == 422
    assert (await place(world, 1, slug="nowhere")).status == 404


async def test_placing_is_counted_without_a_storage_request(world: World):
    limit(world, orders_per_network_per_minute=5)
    world.attempts.down = ""
    assert (await place(world, 0)).status == 202


async def test_without_limits_nothing_is_counted(world: World):
    world.attempts.down = ""
    assert {(await place(world, number)).status for number in range(50)} == {202}
    world.order(*FREE)
    assert (await check_out(world)).status == 202
    assert (await create(world, "one")).status == 201


# --- Conferences ------------------------------------------------------------------------------------------------------


async def create(world: World, slug: str, network: str = NETWORK, **members: Any) -> Response:
    return await world.request("POST", "/management/conferences", pycon(slug=slug, **members), headers=at(network))


async def test_conferences_of_one_network_within_an_hour(world: World):
    limit(world, conferences_per_network_per_hour=2)
    assert [(await create(world, slug)).status for slug in ("one", "two")] == [201, 201]
    world.clock.time += timedelta(minutes=50)
    assert refused_for(await create(world, "three")) == 600
    assert len(world.bus.news) == 2
    assert (await create(world, "three", OTHER_NETWORK)).status == 201
    world.clock.time += timedelta(minutes=10)
    assert (await create(world, "four")).status == 201


async def test_a_conference_that_is_not_created_counts_for_nothing(world: World):
    limit(world, conferences_per_network_per_hour=2)
    assert (await create(world, "one")).status == 201
    for _ in range(3):
        assert (await create(world, "one")).status == 409
        assert (await create(world, "manage")).status == 409
        assert (await create(world, "two", currency="XXX")).status == 422
    assert (await create(world, "two")).status == 201


async def test_a_slug_that_is_taken_is_a_conflict_beyond_the_limit_too(world: World):
    limit(world, conferences_per_network_per_hour=1)
    assert (await create(world, "one")).status == 201
    assert (await create(world, "pycon")).slug == "slug-taken"
    assert (await create(world, "manage")).status == 409
    assert (await create(world, "two")).status == 429


async def test_the_very_same_conference_is_answered_again_beyond_the_limit(world: World):
    limit(world, conferences_per_network_per_hour=1)
    conference_id = str(UUID(int=77, version=4))
    for minutes in (0, 1, 59, 600):
        world.clock.time = minute(minutes)
        assert (await create(world, "one", conferenceId=conference_id)).status == 201
    assert (await create(world, "two")).status == 201
    assert (await create(world, "one", conferenceId=conference_id)).status == 201
    assert (await create(world, "three")).status == 429


async def test_of_many_conferences_at_once_no_more_than_allowed(world: World):
    limit(world, conferences_per_network_per_hour=3)
    answers = await asyncio.gather(*(create(world, f"c{number}") for number in range(10)))
    assert sorted(answer.status for answer in answers) == [201] * 3 + [429] * 7


@pytest.mark.parametrize(
    ("slow", "status"),
    [
        pytest.param({"slug": "one"}, 201, id="the very same"),
        pytest.param({"slug": "one", "name": "Another"}, 409, id="another one with its id and its slug"),
        pytest.param({"slug": "taken"}, 409, id="another one with its id and a slug that is taken"),
    ],
)
async def test_a_conference_counts_though_another_request_for_it_was_counted_first_and_created_nothing(
    world: World, slow: dict[str, str], status: int
):
    conference_id = str(UUID(int=77, version=4))
    assert (await create(world, network=OTHER_NETWORK, slug="taken")).status == 201
    limit(world, conferences_per_network_per_hour=2)
    slower = create(world, conferenceId=conference_id, **slow)
    assert await overtaken(world, slower, create(world, "one", conferenceId=conference_id)) == (status, 201)
    assert [(await create(world, slug)).status for slug in ("two", "three")] == [201, 429]


# --- Mail -------------------------------------------------------------------------------------------------------------


async def check_out(
    world: World, number: int = 0, email: str = "ada@example.org", network: str = NETWORK, **more: Any
) -> Response:
    body = {"registrant": {"firstName": "Ada", "lastName": "Lovelace", "email": email}, **more}
    order_id = order_number(number)
    url, token = f"/orders/{order_id}/checkout", world.token("order", order_id)
    return await world.request("POST", url, body, token=token, headers=at(network))


def free_orders(world: World, count: int) -> None:
    for number in range(count):
        world.order(*FREE, order_id=order_number(number))


async def test_free_orders_of_one_recipient_within_a_day(world: World):
    free_orders(world, 5)
    limit(world, mails_per_recipient_per_day=2)
    assert (await check_out(world, 0, "ada@example.org", NETWORK)).status == 202
    assert (await check_out(world, 1, "ADA@Example.ORG", OTHER_NETWORK)).status == 202
    assert refused_for(await check_out(world, 2, "ada+news@example.org", "192.0.2.1")) == 24 * 3600
    assert [command.order_id for command in world.bus.commands if isinstance(command, CheckOut)] == [
        order_number(0),
        order_number(1),
    ]
    assert (await check_out(world, 3, "grace@example.org")).status == 202


async def test_one_mailbox_has_one_allowance_however_its_domain_is_written(world: World):
    free_orders(world, 2)
    limit(world, mails_per_recipient_per_day=1)
    assert (await check_out(world, 0, "ada@bücher.example")).status == 202
    assert (await check_out(world, 1, "Ada@XN--BCHER-KVA.example")).status == 429


async def test_free_orders_of_one_network_within_an_hour(world: World):
    free_orders(world, 4)
    limit(world, mails_per_network_per_hour=2)
    statuses = [(await check_out(world, number, f"r{number}@example.org")).status for number in range(3)]
    assert statuses == [202, 202, 429]
    assert (await check_out(world, 2, "r2@example.org", OTHER_NETWORK)).status == 202
    world.clock.time += timedelta(minutes=5)
    assert refused_for(await check_out(world, 3, "r3@example.org")) == 3300


async def test_a_refused_checkout_counts_neither_for_its_network_nor_for_its_recipient(world: World):
    free_orders(world, 3)
    limit(world, mails_per_recipient_per_day=1, mails_per_network_per_hour=2)
    assert (await check_out(world, 0, "ada@example.org")).status == 202
    for _ in range(5):
        assert (await check_out(world, 1, "ada@example.org")).status == 429
    assert (await check_out(world, 1, "grace@example.org")).status == 202
    for _ in range(5):
        assert (await check_out(world, 2, "mary@example.org")).status == 429
    assert (await check_out(world, 2, "mary@example.org", OTHER_NETWORK)).status == 202


async def test_a_checkout_counts_though_another_one_of_the_order_was_counted_first_and_refused(world: World):
    free_orders(world, 4)
    limit(world, mails_per_recipient_per_day=1, mails_per_network_per_hour=2)
    assert (await check_out(world, 0, "ada@example.org", OTHER_NETWORK)).status == 202
    slower, faster = check_out(world, 1, "ada@example.org"), check_out(world, 1, "grace@example.org")
    assert await overtaken(world, slower, faster) == (429, 202)
    statuses = [(await check_out(world, number, f"r{number}@example.org")).status for number in (2, 3)]
    assert statuses == [202, 429]


async def test_a_checkout_by_invoice_counts_and_the_same_again_does_not(world: World):
    world.order(*RESERVED)
    world.order(*RESERVED, order_id=order_number(1))
    limit(world, mails_per_recipient_per_day=1, mails_per_network_per_hour=1)
    assert (await check_out(world, 0, paymentType="invoice")).status == 202
    assert (await check_out(world, 0, paymentType="invoice")).status == 202, "before the first was carried out"
    world.order(*INVOICED)
    assert (await check_out(world, 0, "alice@example.org", paymentType="invoice")).status == 202
    assert (await check_out(world, 1, paymentType="invoice")).status == 429


async def test_a_checkout_that_is_to_be_paid_is_never_limited(world: World):
    limit(world, mails_per_recipient_per_day=1, mails_per_network_per_hour=1)
    for number in range(5):
        world.order(*RESERVED, order_id=order_number(number))
        assert (await check_out(world, number)).status == 202


async def test_what_is_not_allowed_anyway_is_a_conflict_and_counts_for_nothing(world: World):
    limit(world, mails_per_recipient_per_day=1)
    world.order(*PARTIALLY_RESERVED)
    world.order(*FREE, registrant(), checked_out(None, amount="0"), confirmed(None), order_id=order_number(1))
    for _ in range(3):
        assert (await check_out(world, 0, paymentType="invoice")).status == 409
        assert (await check_out(world, 1)).status == 409
    world.order(*FREE, order_id=order_number(2))
    assert (await check_out(world, 2)).status == 202
    assert (await check_out(world, 0, paymentType="invoice")).status == 409


async def test_an_invoice_that_is_sent_to_another_address_counts_for_it(world: World):
    world.order(*INVOICED)
    limit(world, mails_per_recipient_per_day=1)

    async def change(email: str) -> Response:
        body = {"firstName": "Bob", "lastName": "Builder", "email": email}
        return await world.request("PUT", f"/orders/{ORDER}/registrant", body, token="order", headers=at(NETWORK))

    assert (await change("bob@example.org")).status == 202
    assert (await change("Bob@example.org")).status == 429
    assert (await change("ALICE@example.org")).status == 202, "the address that it has"
    assert len([command for command in world.bus.commands if isinstance(command, AssignRegistrantDetails)]) == 2


async def test_the_registrant_of_an_order_without_invoice_is_changed_without_limit(world: World):
    limit(world, mails_per_recipient_per_day=1, mails_per_network_per_hour=1)
    world.order(*CHECKED_OUT)
    for _ in range(3):
        body = {"firstName": "Bob", "lastName": "Builder", "email": "bob@example.org"}
        answer = await world.request("PUT", f"/orders/{ORDER}/registrant", body, token="order", headers=at(NETWORK))
        assert answer.status == 202


async def ask(world: World, number: int = 0, network: str = NETWORK, **headers: str) -> Response:
    order_id = order_number(number)
    token = world.token("order", order_id)
    return await world.request("POST", f"/orders/{order_id}/mail", token=token, headers=at(network) | headers)


async def test_mails_that_are_asked_for_count_for_their_recipient_and_their_network(world: World):
    for number, who in enumerate((ALICE, ALICE, BOB)):
        world.order(*RESERVED, registrant(who), checked_out(), confirmed(), order_id=order_number(number))
    limit(world, mails_per_recipient_per_day=2, mails_per_network_per_hour=3)
    assert [(await ask(world, number)).status for number in (0, 1, 0)] == [202, 202, 429]
    assert (await ask(world, 2)).status == 202
    assert refused_for(await ask(world, 2)) == 3600
    assert (await ask(world, 2, OTHER_NETWORK)).status == 202
    assert len(world.mailer.sent) == 4


async def test_a_mail_that_is_asked_for_again_with_its_key_counts_once(world: World):
    world.order(*CONFIRMED)
    limit(world, mails_per_recipient_per_day=1)
    key = {"Idempotency-Key": "a-key"}
    assert [(await ask(world, 0, NETWORK, **key)).status for _ in range(3)] == [202] * 3
    assert (await ask(world)).status == 429
    assert len(world.mailer.sent) == 1


async def test_mails_beyond_the_order_s_own_limit_count_for_nothing_else(world: World):
    world.order(*CONFIRMED)
    world.order(*CONFIRMED, order_id=order_number(1))
    limit(world, mails_per_recipient_per_day=4)
    assert [(await ask(world)).status for _ in range(6)] == [202] * 3 + [429] * 3
    assert [(await ask(world, 1)).status for _ in range(2)] == [202, 429]


async def test_the_limits_hold_for_many_at_once(world: World):
    free_orders(world, 20)
    limit(world, mails_per_recipient_per_day=3)
    answers = await asyncio.gather(*(check_out(world, number, network=f"10.0.0.{number}") for number in range(20)))
    assert sorted(answer.status for answer in answers) == [202] * 3 + [429] * 17


@pytest.mark.parametrize("kind", ["mail-network", "mail-recipient"])
async def test_a_storage_that_cannot_count_lets_nobody_in_and_counts_nothing(world: World, kind: str):
    world.order(*FREE)
    limit(world, mails_per_recipient_per_day=1, mails_per_network_per_hour=1)
    world.attempts.down = kind
    for _ in range(3):
        assert (await check_out(world)).status == 503
    assert world.bus.commands == []
    world.attempts.down = None
    assert (await check_out(world)).status == 202
