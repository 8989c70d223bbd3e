"""Idempotency-Key. The order's seats are reserved; it is 12:04."""

from datetime import timedelta
from typing import Any

import pytest

from tests.domain.given_when_then import minute
from tests.domain.orders import CONFIRMED, ORDER, PAYMENT, PLACED, RESERVED
from tests.http.world import World

ALICE = {"registrant": {"firstName": "Alice", "lastName": "Liddell", "email": "alice@example.org"}}
BOB = {"registrant": {"firstName": "Bob", "lastName": "Builder", "email": "bob@example.org"}}


async def check_out(world: World, key: str | None, body: Any = ALICE, token: str = "order") -> Any:
    headers = {"Idempotency-Key": key} if key is not None else {}
    return await world.request("POST", f"/orders/{ORDER}/checkout", body, token=token, headers=headers)


@pytest.fixture(autouse=True)
def reserved(world: World) -> None:
    world.order(*RESERVED)
    world.clock.time = minute(4)


async def test_the_same_request_with_the_same_key_has_one_effect_and_one_answer(world: World):
    first = await check_out(world, "key-1")
    again = await check_out(world, "key-1")
    assert (again.status, again.json) == (202, first.json)
    assert len(world.bus.sent) == 1
    assert again.headers["Content-Type"] == "application/json"
    assert again.headers["X-Correlation-Id"] != first.headers["X-Correlation-Id"]


async def test_nothing_that_is_kept_of_an_answer_gives_its_token_away(world: World):
    token = (await check_out(world, "key-1")).json["paymentToken"]
    [(_, claimed)] = world.idempotency.kept.values()
    assert claimed.answer is not None
    assert token.encode() not in claimed.answer.content
    assert token not in str(claimed.answer.headers)
    assert (await check_out(world, "key-1")).json["paymentToken"] == token


async def test_the_answer_is_the_same_whatever_happened_since(world: World):
    first = await check_out(world, "key-1")
    world.order(*CONFIRMED)
    assert (await check_out(world, "key-1")).json == first.json
    assert (await check_out(world, None)).status == 409


async def test_the_same_members_in_another_order_are_the_same_request(world: World):
    first = await check_out(world, "key-1")
    other_way_round = {"paymentType": "third-party", "registrant": dict(reversed(ALICE["registrant"].items()))}
    assert (await check_out(world, "key-1", other_way_round)).json == first.json


async def test_the_same_key_with_another_body_is_refused(world: World):
    await check_out(world, "key-1")
    answer = await check_out(world, "key-1", BOB)
    assert (answer.status, answer.slug) == (422, "idempotency-key-reused")
    assert len(world.bus.sent) == 1


async def test_another_key_is_another_request(world: World):
    first = await check_out(world, "key-1")
    other = await check_out(world, "key-2")
    assert other.json["commandId"] != first.json["commandId"]


async def test_a_key_is_forgotten_after_24_hours(world: World):
    token = world.token("order")
    await check_out(world, "key-1", token=token)
    world.clock.time += timedelta(hours=23, minutes=59)
    assert (await check_out(world, "key-1", BOB, token)).status == 422
    world.clock.time += timedelta(minutes=1)
    assert (await check_out(world, "key-1", BOB, token)).slug == "reservation-expired"


async def test_a_key_used_again_after_24_hours_is_for_a_new_command(world: World):
    key, token = {"Idempotency-Key": "key-1"}, world.token("payment")
    first = await world.request("POST", f"/payments/{PAYMENT}/complete", token=token, headers=key)
    world.clock.time += timedelta(hours=24)
    second = await world.request("POST", f"/payments/{PAYMENT}/complete", token=token, headers=key)
    assert (first.status, second.status) == (202, 202)
    assert second.json["commandId"] != first.json["commandId"]
    assert len(world.bus.sent) == 2


async def test_a_request_that_got_stuck_is_carried_out_again_as_the_same_command(world: World):
    world.bus.down = True
    assert (await check_out(world, "key-1")).status == 503
    world.bus.down = False
    first = await check_out(world, "key-1")
    assert first.status == 202
    world.bus.sent.clear()
    assert (await check_out(world, "key-1")).json == first.json
    assert world.bus.sent == []


async def test_both_tries_of_a_request_whose_answer_was_not_kept_are_one_command(world: World):
    world.bus.keeps_and_fails = True
    assert (await check_out(world, "key-1")).status == 503
    world.bus.keeps_and_fails = False
    world.clock.time += timedelta(seconds=5)
    assert (await check_out(world, "key-1")).status == 202
    first, second = world.bus.commands
    assert first.id == second.id


async def test_what_was_refused_may_fare_better_with_the_same_key(world: World):
    world.order(*PLACED)
    assert (await check_out(world, "key-1")).status == 409
    world.order(*RESERVED)
    assert (await check_out(world, "key-1")).status == 202


async def test_a_key_belongs_to_its_route(world: World):
    key = {"Idempotency-Key": "key-1"}
    complete = await world.request("POST", f"/payments/{PAYMENT}/complete", token="payment", headers=key)
    cancel = await world.request("POST", f"/payments/{PAYMENT}/cancel", token="payment", headers=key)
    assert complete.json["commandId"] != cancel.json["commandId"]
    assert len(world.bus.sent) == 2


async def test_a_key_belongs_to_its_token(world: World):
    """Of two holders of one payment neither is told what the other one was answered, nor that there is another one."""
    headers = {"Idempotency-Key": "key-1"}
    mine = world.token("payment")
    world.clock.time += timedelta(hours=13)  # tokens given on another day differ
    other = world.token("payment")
    answers = [
        await world.request("POST", f"/payments/{PAYMENT}/complete", token=token, headers=headers)
        for token in (mine, other, mine)
    ]
    assert [answer.status for answer in answers] == [202, 202, 202]
    first, second, again = [answer.json["commandId"] for answer in answers]
    assert first == again != second


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "a\tb", "schlüssel"])
async def test_a_malformed_key_is_refused(world: World, key: str):
    answer = await check_out(world, key)
    assert (answer.status, answer.slug) == (400, "bad-idempotency-key")
    assert world.bus.sent == []
