"""Sentences about finding an order again."""

import httpx
from pytest_bdd import parsers, then, when

from tests.acceptance.api import expect
from tests.acceptance.world import World


def locate(world: World, email: str, code: str) -> httpx.Response:
    return world.api.http.post("/orders/locate", json={"email": email, "accessCode": code})


def code_of(world: World) -> str:
    code = world.order.read()["accessCode"]
    assert isinstance(code, str)
    return code


def wrong_code(code: str) -> str:
    return ("A" if code[0] != "A" else "B") + code[1:]


@then("her order is found by her address and code")
def found(world: World) -> None:
    code = code_of(world)
    assert len(code) == 6
    world.eventually(lambda: locate(world, world.email, code).status_code, 200)
    answer = expect(200, locate(world, world.email, code))
    assert answer["orderId"] == world.order.id
    opened = world.api.http.get(
        f"/orders/{world.order.id}", headers={"Authorization": f"Bearer {answer['accessToken']}"}
    )
    assert expect(200, opened)["registrant"]["email"] == world.email


@then("her order is found by her address and code in other letters and with blanks around")
def found_in_any_spelling(world: World) -> None:
    answer = expect(200, locate(world, f"  {world.email.upper()} ", f" {code_of(world).lower()} "))
    assert answer["orderId"] == world.order.id


@then("her order is not found with a wrong code")
def wrong_code_finds_nothing(world: World) -> None:
    expect(404, locate(world, world.email, wrong_code(code_of(world))))


@then("her order is not found with another address")
def wrong_address_finds_nothing(world: World) -> None:
    expect(404, locate(world, f"other-{world.email}", code_of(world)))


@when(parsers.parse("somebody tries {number:d} wrong codes for her address"))
def guesses(world: World, number: int) -> None:
    for _ in range(number):
        expect(404, locate(world, world.email, wrong_code(code_of(world))))


@then("even the right code has to wait")
def throttled(world: World) -> None:
    answer = locate(world, world.email, code_of(world))
    expect(429, answer)
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
