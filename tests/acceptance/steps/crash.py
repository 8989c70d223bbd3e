"""Sentences about the host being killed in the middle of things: clients try again, as any client would."""

import uuid
from collections.abc import Callable
from functools import partial

import httpx
from pytest_bdd import parsers, then, when

from tests.acceptance.api import Order, Payment, expect
from tests.acceptance.world import FRESH_AFTER_CRASH_SECONDS, World

READY_SECONDS = 15
"""After a kill the stack is ready again within this time, by itself."""


def kill_host(world: World) -> None:
    world.fresh_seconds = FRESH_AFTER_CRASH_SECONDS
    world.stack.kill_host()


def stubbornly(world: World, call: Callable[[], httpx.Response]) -> httpx.Response:
    """The answer, asked for again while nobody is there to give one."""
    for _ in range(20):
        try:
            answer = call()
        except httpx.TransportError:
            world.stack.wait_until_ready(READY_SECONDS)
            continue
        if answer.status_code < 500:
            return answer
        world.stack.wait_until_ready(READY_SECONDS)
    raise AssertionError("no answer after 20 tries")


@when(parsers.parse('{people:d} registrants order {quantity:d} "{name}" each while the host is killed {kills:d} times'))
def many_order(world: World, people: int, quantity: int, name: str, kills: int) -> None:
    path = f"/conferences/{world.conference.slug}/orders"
    for number in range(people):
        body = {"orderId": str(uuid.uuid4()), "seats": world.conference.seats(**{name: quantity})}
        if number % (people // kills) == 1:
            kill_host(world)
        answer = expect(202, stubbornly(world, partial(world.api.http.post, path, json=body)))
        order = Order(world.api, answer["orderId"], answer["accessToken"], answer["commandId"])
        world.orders[f"registrant {number}"] = order


def state_of(world: World, order: Order) -> str | None:
    answer = stubbornly(world, partial(order.request, "GET"))
    return answer.json()["state"] if answer.status_code == 200 else None


def status_of(world: World, payment: Payment) -> int:
    return stubbornly(world, partial(payment.request, "GET")).status_code


@then(parsers.parse('each of them holds {quantity:d} "{name}"'))
def each_holds(world: World, quantity: int, name: str) -> None:
    for order in world.orders.values():
        world.eventually(partial(state_of, world, order), "ReservationCompleted")
        assert [seat["reservedQuantity"] for seat in order.read()["seats"]] == [quantity]


@then("each of them can check out and pay while the host is killed once more")
def each_pays(world: World) -> None:
    registrant = {"firstName": "Anna", "lastName": "Ames", "email": "anna@example.com"}
    for number, order in enumerate(world.orders.values()):
        answer = expect(
            202,
            stubbornly(world, partial(order.request, "POST", "/checkout", json={"registrant": registrant})),
        )
        payment = Payment(world.api, answer["paymentId"], answer["paymentToken"])
        if number == len(world.orders) // 2:
            kill_host(world)
        world.eventually(partial(status_of, world, payment), 200)
        expect(202, stubbornly(world, partial(payment.request, "POST", "/complete")))


@then(parsers.parse("each of their orders is confirmed and has {quantity:d} seats to assign"))
def each_confirmed(world: World, quantity: int) -> None:
    for order in world.orders.values():
        world.eventually(partial(state_of, world, order), "Confirmed")
        assert len(order.assignments()["seats"]) == quantity


@when("the owner publishes it and the host is killed at once")
def publish_and_kill(world: World) -> None:
    expect(204, world.conference.request("POST", "/publish"))
    kill_host(world)
    world.stack.wait_until_ready(READY_SECONDS)
