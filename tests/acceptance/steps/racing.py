"""Sentences about many registrants whose payments race with something else."""

import contextlib
import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial

from pytest_bdd import given, parsers, then, when

from tests.acceptance.api import LONGEST_WAIT, Order, Payment, Refused, expect
from tests.acceptance.world import World

JITTER_SECONDS = 0.15


def registrants(world: World) -> list[Order]:
    return [order for person, order in world.orders.items() if person.startswith("registrant")]


def in_parallel(*calls: Callable[[], object]) -> None:
    """All of them in about the same moment; raises what the first that failed raised."""

    def after_a_moment(call: Callable[[], object]) -> None:
        time.sleep(random.uniform(0, JITTER_SECONDS))
        call()

    with ThreadPoolExecutor(len(calls)) as pool:
        for running in [pool.submit(after_a_moment, call) for call in calls]:
            running.result()


@given(parsers.parse('{people:d} registrants have checked out {quantity:d} "{name}" each'))
def have_checked_out(world: World, people: int, quantity: int, name: str) -> None:
    def check_out(number: int) -> None:
        order = world.conference.place(world.conference.seats(**{name: quantity}))
        order.wait_until("ReservationCompleted")
        payment = order.check_out()
        assert payment is not None
        payment.read()
        world.orders[f"registrant {number}"] = order
        world.payments_of[order.id] = [payment]

    in_parallel(*(partial(check_out, number) for number in range(people)))


@given("their orders have expired")
def have_expired(world: World) -> None:
    for order in registrants(world):
        order.wait_until("Expired")


def pay(payment: Payment) -> None:
    """Until it is decided; that it may be refused is part of the race."""
    answer = payment.request("POST", "/complete")
    if answer.status_code != 409:
        command = expect(202, answer)["commandId"]
        payment.request("GET", headers={"Prefer": f"wait={LONGEST_WAIT}"}, params={"command": command})


def try_to(send: Callable[[], object]) -> None:
    """What came too late is refused, and that is well."""
    with contextlib.suppress(Refused):
        send()


def want_other_seats(world: World, order: Order) -> None:
    order.send("PUT", "/seats", {"seats": world.conference.seats(Workshop=3)})
    order.outcome()


def want_other_seats_and_pay(world: World, order: Order) -> None:
    want_other_seats(world, order)
    order.wait_until("ReservationCompleted", "Confirmed", "Expired")
    second = order.check_out()
    assert second is not None
    world.payments_of[order.id].append(second)
    if order.outcome() in ("applied", "unchanged"):
        pay(second)


def wait_for_the_release(world: World, order: Order) -> None:
    """So that the payment completes when the order expires."""
    released = datetime.fromisoformat(order.read()["reservationExpiresAt"]) + timedelta(seconds=world.buffer_seconds)
    time.sleep(max(0, (released - datetime.now(released.tzinfo)).total_seconds() - JITTER_SECONDS))
    in_parallel(partial(pay, world.payments_of[order.id][0]))


RIVALS: dict[str, Callable[[World, Order], object]] = {
    "gives up": lambda world, order: order.send("DELETE"),
    "wants other seats": want_other_seats,
    "wants other seats, checks out and pays": want_other_seats_and_pay,
    "cancels the payment": lambda world, order: expect(202, world.payments_of[order.id][0].request("POST", "/cancel")),
}


@when("each of them pays in the moment in which the order expires")
def pay_at_the_deadline(world: World) -> None:
    in_parallel(*(partial(wait_for_the_release, world, order) for order in registrants(world)))


@when(parsers.parse("each of them pays and in the same moment {rival}"))
def race(world: World, rival: str) -> None:
    def one(order: Order) -> None:
        pays = partial(pay, world.payments_of[order.id][0])
        in_parallel(pays, partial(try_to, partial(RIVALS[rival], world, order)))

    in_parallel(*(partial(one, order) for order in registrants(world)))


@when("all of them pay in the same moment")
def all_pay(world: World) -> None:
    in_parallel(*(partial(pay, world.payments_of[order.id][0]) for order in registrants(world)))


@then("every payment has ended as its order says")
def all_ended(world: World) -> None:
    world.eventually(lambda: [fault for order in registrants(world) for fault in faults(world, order)], [])


def faults(world: World, order: Order) -> list[str]:
    """What does not agree: exactly one payment is kept where the order needs one, none otherwise."""
    shown, payments = order.read(), [payment.read() for payment in world.payments_of[order.id]]
    kept = [payment["total"] for payment in payments if payment["state"] == "Completed"]
    expected = [shown["total"]] if shown["state"] in ("Confirmed", "AwaitingAttention") else []
    states = [payment["state"] for payment in payments]
    return [] if kept == expected else [f"{order.id}: {shown['state']} of {shown['total']}, payments {states}"]


@then("the ledger is even")
def ledger_is_even(world: World) -> None:
    world.eventually(lambda: [item["balance"] for item in world.conference.ledger().values()], ["0.00"])
    entries = world.conference.ledger_entries()
    assert {entry["balance"] for entry in entries} == {"0.00"}
    moved = {payment["paymentId"] for entry in entries for payment in entry["payments"]}
    taken = {
        payment.id
        for payments in world.payments_of.values()
        for payment in payments
        if payment.read()["state"] in ("Completed", "Refunded")
    }
    assert moved >= taken


@then(
    parsers.parse('{some:d} of their orders are "{state}" and {others:d} are "{other_state}"'),
)
def orders_are(world: World, some: int, state: str, others: int, other_state: str) -> None:
    expected = Counter({state: some, other_state: others})
    world.eventually(lambda: Counter(order.read()["state"] for order in registrants(world)), expected)


@when("the owner honours one of these and refunds the other")
def honours_and_refunds(world: World) -> None:
    honoured, refunded = (order for order in registrants(world) if order.read()["state"] == "AwaitingAttention")
    world.conference.settle(honoured, "resolution", "honour")
    world.conference.settle(refunded, "resolution", "refund")
    honoured.wait_until("Confirmed")
    refunded.wait_until("Rejected")
