"""Sentences about the lists of a business customer: orders, attendees, and how many seats are left."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pytest_bdd import parsers, then, when

from tests.acceptance.api import Order
from tests.acceptance.world import World


def owners_of_listed(world: World, **query: str) -> set[str]:
    """The people whose orders the owner sees."""
    listed = {item["orderId"] for item in world.conference.listed_orders(**query)}
    return {person for person, order in world.orders.items() if order.id in listed}


def people(text: str) -> set[str]:
    return set() if text == "nobody's orders" else {text.removeprefix("the orders of ")}


@then(parsers.re("the owner sees (?P<who>the orders of .+|nobody's orders)"))
def sees_orders(world: World, who: str) -> None:
    world.eventually(lambda: owners_of_listed(world), people(who))


@then(parsers.re(r'in the state "(?P<state>\w+)" the owner sees (?P<who>.+)'))
def sees_orders_in_state(world: World, state: str, who: str) -> None:
    world.eventually(lambda: owners_of_listed(world, state=state), people(who))


@when("Anna assigns the seats to")
def assigns_all(world: World, datatable: list[list[str]]) -> None:
    headings, *rows = datatable
    for position, row in enumerate(rows):
        world.orders["Anna"].send("PUT", f"/seat-assignments/{position}", dict(zip(headings, row, strict=True)))
        assert world.orders["Anna"].outcome("/seat-assignments") == "applied"


@then("the file of attendees holds")
def file_holds(world: World, datatable: list[list[str]]) -> None:
    headings, *expected = datatable

    def held() -> list[list[str]]:
        return [[row[heading] for heading in headings] for row in attendees(world)]

    world.eventually(held, expected)
    assert [row["position"] for row in attendees(world)] == [str(number) for number in range(len(expected))]


def attendees(world: World) -> list[dict[str, Any]]:
    answer = world.conference.request("GET", "/attendees", headers={"Accept": "text/csv"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@when(
    parsers.parse('{number:d} people order {wanted:d} "{name}" each while the owner cuts "{cut}" to {quantity:d} seats')
)
def order_while_cut(world: World, number: int, wanted: int, name: str, cut: str, quantity: int) -> None:
    def order(_: int) -> Order:
        return world.conference.place(world.conference.seats(**{name: wanted}))

    with ThreadPoolExecutor(number + 1) as everybody:
        orders = [everybody.submit(order, person) for person in range(number)]
        cutting = everybody.submit(world.conference.change_seat_type, cut, "100.00", quantity)
    assert cutting.result()["quantity"] == quantity
    world.orders = {str(person): placed.result() for person, placed in enumerate(orders)}


@then(parsers.parse("what they hold and what remains are the {quantity:d} seats"))
def nothing_lost(world: World, quantity: int) -> None:
    states = [order.wait_until("ReservationCompleted", "PartiallyReserved") for order in world.orders.values()]
    held = sum(seat["reservedQuantity"] for state in states for seat in state["seats"])

    def left() -> tuple[int, int]:
        sales = world.conference.sales("Workshop")
        return sales["reserved"], sales["remaining"]

    world.eventually(left, (held, quantity - held))
    assert quantity <= held <= 10
    world.eventually(lambda: world.conference.available("Workshop"), 0)
