"""Sentences about registrants: ordering, paying, giving up, assigning seats, finding an order again."""

import time
import uuid
from datetime import datetime

from pytest_bdd import given, parsers, then, when

from tests.acceptance.api import Json, expect
from tests.acceptance.world import World

PEOPLE = "Anna|Bert"
WHO = f"(?P<person>{PEOPLE}|she|he)"


def is_about(world: World, person: str) -> None:
    if person not in ("she", "he"):
        world.person = person


@given(parsers.re(rf"(?P<person>{PEOPLE}) orders (?P<seats>.+)"))
@when(parsers.re(rf"(?P<person>{PEOPLE}) orders (?P<seats>.+)"))
def orders(world: World, person: str, seats: str) -> None:
    is_about(world, person)
    world.orders[person] = world.conference.place(world.wanted(seats))


@given(parsers.re(r"Anna, reached at a new address, orders (?P<seats>.+)"))
def orders_from_new_address(world: World, seats: str) -> None:
    world.email = f"anna-{uuid.uuid4().hex[:10]}@example.com"
    orders(world, "Anna", seats)


@given(parsers.re(rf"(?P<person>{PEOPLE}) has a confirmed order of (?P<seats>.+)"))
def confirmed_order(world: World, person: str, seats: str) -> None:
    orders(world, person, seats)
    world.order.wait_until("ReservationCompleted")
    check_out_and_pay(world, person)
    world.order.wait_until("Confirmed")


@given(parsers.re(r'(?:her|his) order is "(?P<state>\w+)"'))
@then(parsers.re(r'(?:her|his) order is "(?P<state>\w+)"'))
def order_is(world: World, state: str) -> None:
    world.order.wait_until(state)


@then(parsers.parse('its total is "{total}"'))
def total_is(world: World, total: str) -> None:
    order = world.order.read()
    assert (order["total"], order["currency"]) == (total, "EUR")
    assert order["isFreeOfCharge"] == (total == "0.00")


@then(parsers.parse('{person} holds {held:d} "{name}" of {wanted:d}'))
def holds_some(world: World, person: str, held: int, name: str, wanted: int) -> None:
    seats = world.orders[person].read()["seats"]
    assert [(item["name"], item["reservedQuantity"], item["requestedQuantity"]) for item in seats] == [
        (name, held, wanted)
    ]


@then(parsers.parse('Anna still holds {held:d} "{name}"'))
def still_holds(world: World, held: int, name: str) -> None:
    holds_some(world, "Anna", held, name, held)


@when(parsers.re(rf"{WHO} changes (?:her|his) order to (?P<seats>.+)"))
def changes_seats(world: World, person: str, seats: str) -> None:
    is_about(world, person)
    world.order.send("PUT", "/seats", {"seats": world.wanted(seats)})
    assert world.order.outcome() == "applied"


@when(parsers.re(rf"{WHO} gives up"))
def gives_up(world: World, person: str) -> None:
    is_about(world, person)
    world.order.send("DELETE")
    assert world.order.outcome() == "applied"


@given(parsers.re(rf"{WHO} checks out"))
@when(parsers.re(rf"{WHO} checks out"))
def checks_out(world: World, person: str) -> None:
    is_about(world, person)
    world.check_out()
    assert world.order.outcome() in ("applied", "unchanged")


@then("there is nothing to pay")
def nothing_to_pay(world: World) -> None:
    assert world.payments == []


@when(parsers.re(rf"{WHO} checks out and pays"))
@then(parsers.re(rf"{WHO} can check out and pay"))
def check_out_and_pay(world: World, person: str) -> None:
    checks_out(world, person)
    if world.payments:
        completes(world)


@then(parsers.parse('her payment is over "{total}"'))
def payment_over(world: World, total: str) -> None:
    payment = world.payment.read()
    assert (payment["total"], payment["currency"], payment["description"]) == (total, "EUR", "Registration for PyCon")
    assert payment["orderId"] == world.order.id


@when("the payment is completed")
def completes(world: World) -> None:
    world.payment.read()
    assert world.payment.settle("complete") in ("applied", "unchanged")


@when("Anna's payment is completed")
def completes_first(world: World) -> None:
    """The payment begun first."""
    assert world.payments[0].settle("complete") == "applied"


@then(parsers.parse('Anna\'s order is "{state}"'))
def order_of_anna_is(world: World, state: str) -> None:
    world.orders["Anna"].wait_until(state)


@when("the payment is cancelled")
def cancels(world: World) -> None:
    world.payment.read()
    assert world.payment.settle("cancel") == "applied"


@then(parsers.parse('its payment is "{state}"'))
def payment_is(world: World, state: str) -> None:
    world.eventually(lambda: world.payment.read()["state"], state)


@then("it is another payment than before")
def another_payment(world: World) -> None:
    assert world.payments[-1].id != world.payments[-2].id


@then("it is the same payment as before")
def same_payment(world: World) -> None:
    assert world.payments[-1].id == world.payments[-2].id


@then("completing it is refused as a conflict")
def cannot_complete(world: World) -> None:
    world.eventually(lambda: world.payment.request("POST", "/complete").status_code, 409)


@then("cancelling it is refused as a conflict")
def cannot_cancel(world: World) -> None:
    world.eventually(lambda: world.payment.request("POST", "/cancel").status_code, 409)


def assert_conflict(answer: Json, reason: str) -> None:
    assert answer["type"].rsplit("/", 1)[-1].rsplit(":", 1)[-1] == reason, answer


@then(parsers.re(rf'{WHO} cannot check out because it is "(?P<reason>[\w-]+)"'))
def cannot_check_out(world: World, person: str, reason: str) -> None:
    is_about(world, person)
    registrant = {"firstName": "Anna", "lastName": "Ames", "email": world.email}
    assert_conflict(expect(409, world.order.request("POST", "/checkout", json={"registrant": registrant})), reason)


@then(parsers.re(rf'{WHO} cannot change (?:her|his) order to (?P<seats>.+) because it is "(?P<reason>[\w-]+)"'))
def cannot_change(world: World, person: str, seats: str, reason: str) -> None:
    is_about(world, person)
    assert_conflict(expect(409, world.order.request("PUT", "/seats", json={"seats": world.wanted(seats)})), reason)


@then(parsers.re(rf'{WHO} cannot give up because it is "(?P<reason>[\w-]+)"'))
def cannot_give_up(world: World, person: str, reason: str) -> None:
    is_about(world, person)
    assert_conflict(expect(409, world.order.request("DELETE")), reason)


@then(parsers.parse("nobody can order {seats} any more"))
def cannot_order(world: World, seats: str) -> None:
    body = {"seats": world.wanted(seats)}
    expect(404, world.api.http.post(f"/conferences/{world.conference.slug}/orders", json=body))


@when("the window has closed")
def window_closes(world: World) -> None:
    expires_at = datetime.fromisoformat(world.order.read()["reservationExpiresAt"])
    while datetime.now(expires_at.tzinfo) < expires_at:
        time.sleep(0.05)


@then("there are no seats to assign yet")
def no_assignments(world: World) -> None:
    expect(404, world.order.request("GET", "/seat-assignments"))


@then(parsers.parse('her seats are "{names}" and all are free'))
def seats_are(world: World, names: str) -> None:
    seats = world.order.assignments()["seats"]
    assert [(seat["position"], seat["seatTypeName"], seat["attendee"]) for seat in seats] == [
        (position, name, None) for position, name in enumerate(names.split(", "))
    ]


@when(parsers.parse('Anna assigns seat {position:d} to "{email}" named "{name}"'))
def assigns(world: World, position: int, email: str, name: str) -> None:
    first, last = name.split()
    world.order.assignments()
    world.order.send("PUT", f"/seat-assignments/{position}", {"firstName": first, "lastName": last, "email": email})
    world.outcome = world.order.outcome("/seat-assignments")


@when(parsers.parse("Anna frees seat {position:d}"))
def frees(world: World, position: int) -> None:
    world.order.send("DELETE", f"/seat-assignments/{position}")
    world.outcome = world.order.outcome("/seat-assignments")


@then(parsers.parse('seat {position:d} belongs to "{email}" named "{name}"'))
def seat_belongs(world: World, position: int, email: str, name: str) -> None:
    first, last = name.split()
    assert world.order.assignments()["seats"][position]["attendee"] == {
        "firstName": first,
        "lastName": last,
        "email": email,
    }


@then(parsers.parse("seat {position:d} is free"))
def seat_is_free(world: World, position: int) -> None:
    assert world.order.assignments()["seats"][position]["attendee"] is None


@then(parsers.parse('the outcome is "{outcome}"'))
def outcome_is(world: World, outcome: str) -> None:
    assert world.outcome == outcome


@then(parsers.parse("there is no seat {position:d} to assign"))
def no_such_seat(world: World, position: int) -> None:
    world.order.assignments()
    attendee = {"firstName": "Bert", "lastName": "Brecht", "email": "bert@example.com"}
    expect(404, world.order.request("PUT", f"/seat-assignments/{position}", json=attendee))
