"""Finding a conference by its owner's e-mail address and access code. The owner is guido@example.com."""

from collections.abc import Callable

import pytest

from functions.http.services import provide
from infrastructure.locators import Locator
from infrastructure.tokens import Grant
from tests.domain.orders import CONFERENCE
from tests.http.world import Response, World
from tests.management.site import pycon


@pytest.fixture
def world() -> World:
    world = World()
    provide(world.services)
    return world


async def created(world: World) -> str:
    """Its access code."""
    answer = await world.request("POST", "/management/conferences", pycon(conferenceId=str(CONFERENCE)))
    return str(answer.json["accessCode"])


async def locate(world: World, code: str, email: str = "guido@example.com", client: str = "192.0.2.1") -> Response:
    body = {"email": email, "accessCode": code}
    return await world.request("POST", "/management/conferences/locate", body, headers={"X-Forwarded-For": client})


def wrong(code: str) -> str:
    return ("B" if code[0] == "A" else "A") + code[1:]


@pytest.mark.parametrize("write", [str, str.lower, " {} ".format])
@pytest.mark.parametrize("email", ["guido@example.com", " GUIDO@Example.com "])
async def test_who_knows_address_and_code_is_given_a_token(world: World, write: Callable[[str], str], email: str):
    code = await created(world)
    answer = await locate(world, write(code), email)
    assert answer.status == 200
    assert answer.json.keys() == {"conferenceId", "accessToken"}
    assert answer.json["conferenceId"] == str(CONFERENCE)
    assert answer.headers["Cache-Control"] == "no-store"
    assert world.tokens.verify(answer.json["accessToken"]) == Grant("conference", CONFERENCE)
    opened = await world.request("GET", f"/management/conferences/{CONFERENCE}", token=answer.json["accessToken"])
    assert opened.json["name"] == "PyCon"


async def test_nothing_tells_which_of_both_was_wrong(world: World):
    code = await created(world)
    wrong_code, wrong_email = await locate(world, wrong(code)), await locate(world, code, "ada@example.com")
    assert (wrong_code.status, wrong_code.slug) == (wrong_email.status, wrong_email.slug) == (404, "not-found")
    assert wrong_code.json["detail"] == wrong_email.json["detail"]


async def test_a_locator_is_a_hint_and_the_conference_decides(world: World):
    """Codes that were replaced keep their locators."""
    code = await created(world)
    for email, former in [("guido@example.com", wrong(code)), ("ada@example.com", code)]:
        await world.locators.add(Locator("conference", email, former), CONFERENCE)
        assert (await locate(world, former, email)).status == 404
    assert (await locate(world, code)).status == 200


async def test_ten_failures_from_as_many_clients_lock_an_address_out_whatever_the_code(world: World):
    code = await created(world)
    for number in range(10):
        assert (await locate(world, wrong(code), client=f"192.0.2.{number}")).status == 404
    answer = await locate(world, code, client="198.51.100.1")
    assert (answer.status, answer.slug, answer.headers["Retry-After"]) == (429, "too-many-tries", "900")
    assert (await locate(world, code, "ada@example.com", client="198.51.100.1")).status == 404


async def test_fifty_failures_of_one_client_lock_it_out_whatever_the_address(world: World):
    code = await created(world)
    for number in range(50):
        assert (await locate(world, "AAAAA", f"guest{number}@example.com")).status == 404
    assert (await locate(world, code)).status == 429
    assert (await locate(world, code, client="192.0.2.2")).status == 200


async def test_failures_at_orders_and_at_conferences_count_together(world: World):
    """One address has ten, wherever its owner guesses."""
    code = await created(world)
    for _ in range(10):
        body = {"email": "guido@example.com", "accessCode": "ABC234"}
        assert (await world.request("POST", "/orders/locate", body)).status == 404
    assert (await locate(world, code)).status == 429


async def test_an_outage_is_no_wrong_code(world: World):
    code = await created(world)
    world.locators.down = True
    for _ in range(20):
        assert (await locate(world, code)).status == 503
    world.locators.down = False
    assert (await locate(world, code)).status == 200
