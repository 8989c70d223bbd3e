"""Sentences about the business customer and about what the public sees."""

import httpx
from pytest_bdd import given, parsers, then, when

from tests.acceptance.api import expect
from tests.acceptance.world import World


def public_page(world: World) -> httpx.Response:
    return world.api.http.get(f"/conferences/{world.conference.slug}")


def is_listed(world: World) -> bool:
    listed = expect(200, world.api.http.get("/conferences"))
    return world.conference.id in [conference["id"] for conference in listed]


@given("a conference that is not published")
def draft(world: World) -> None:
    world.conference = world.api.create_conference()


@given(parsers.parse('a conference on sale with {quantity:d} "{name}" seats at {price}'))
def on_sale(world: World, quantity: int, name: str, price: str) -> None:
    world.conference = world.api.create_conference()
    world.conference.add_seat_type(name, price, quantity)
    world.conference.publish()


@given(parsers.parse('it offers "{name}" at {price} with {quantity:d} seats'))
def offers(world: World, name: str, price: str, quantity: int) -> None:
    world.conference.add_seat_type(name, price, quantity)


@when("the owner publishes it")
def publish(world: World) -> None:
    world.conference.publish()


@when(parsers.parse('the owner changes "{name}" to {quantity:d} seats at {price}'))
def change_quota(world: World, name: str, quantity: int, price: str) -> None:
    changed = world.conference.change_seat_type(name, price, quantity)
    assert changed["quantity"] == quantity


@when(parsers.parse('the owner unpublishes it and sends visitors to "{url}"'))
def unpublish(world: World, url: str) -> None:
    world.conference.unpublish(url)


@then("the public finds the conference")
def found(world: World) -> None:
    world.eventually(lambda: public_page(world).status_code, 200)
    page = public_page(world).json()
    assert (page["name"], page["location"], page["currency"]) == ("PyCon", "Berlin", "EUR")
    assert (page["startDate"], page["endDate"]) == ("2090-05-01", "2090-05-03")


@then("the public does not find the conference")
def not_found(world: World) -> None:
    expect(404, public_page(world))


@then(parsers.parse('the public does not find the conference but is sent to "{url}"'))
def sent_elsewhere(world: World, url: str) -> None:
    assert expect(404, public_page(world))["redirectUrl"] == url


@then("it is in the public list")
def listed(world: World) -> None:
    assert is_listed(world)


@then("it is not in the public list")
def not_listed(world: World) -> None:
    assert not is_listed(world)


@then(parsers.parse('{number:d} "{name}" seats are available'))
def available(world: World, number: int, name: str) -> None:
    world.eventually(lambda: world.conference.available(name), number)


@then(parsers.parse('the owner sees {number:d} "{name}" seats sold'))
def sold(world: World, number: int, name: str) -> None:
    world.eventually(lambda: world.conference.sales(name)["sold"], number)


@then(parsers.parse('the owner sees {number:d} "{name}" seats remaining'))
def remaining(world: World, number: int, name: str) -> None:
    world.eventually(lambda: world.conference.sales(name)["remaining"], number)


@then(parsers.parse('a "{name}" seat costs "{price}"'))
def costs(world: World, name: str, price: str) -> None:
    world.eventually(lambda: world.conference.public_seat_type(name)["price"], price)
