"""Finding an order by e-mail address and access code. The order is Alice's, with the code ABC234."""

from datetime import timedelta
from typing import Any

import pytest

from domain.values import PersonalInfo
from infrastructure.locators import Locator
from infrastructure.tokens import Grant
from tests.domain.orders import ALICE, BOB, CHECKED_OUT, CONFERENCE, CONFIRMED, EXPIRED, GIVEN_UP, ORDER, registrant
from tests.http.world import World


async def locate(world: World, email: str = "alice@example.org", code: str = "ABC234", client: str = "") -> Any:
    headers = {"X-Forwarded-For": client} if client else {}
    return await world.request("POST", "/orders/locate", {"email": email, "accessCode": code}, headers=headers)


async def known(world: World, *history: Any, locators: tuple[PersonalInfo, ...] = (ALICE,)) -> None:
    world.order(*(history or CHECKED_OUT))
    for person in locators:
        await world.locators.add(Locator("order", person.email, "ABC234"), ORDER)


@pytest.mark.parametrize("history", [CHECKED_OUT, CONFIRMED, EXPIRED, GIVEN_UP])
async def test_an_order_is_found_in_any_state_from_its_checkout_on(world: World, history: Any):
    await known(world, *history)
    answer = await locate(world)
    assert (answer.status, answer.json["orderId"]) == (200, str(ORDER))
    grant = Grant("order", ORDER, conference_id=CONFERENCE)
    assert world.tokens.verify(answer.json["accessToken"]) == grant
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("email", "code"),
    [("ALICE@Example.Org", "abc234"), (" alice@example.org ", " ABC234 "), ("Alice@example.org", "AbC234")],
)
async def test_case_and_blanks_around_do_not_matter(world: World, email: str, code: str):
    await known(world)
    assert (await locate(world, email, code)).status == 200


async def test_an_address_whose_small_letters_have_no_single_capital_is_found_in_capitals(world: World):
    person = PersonalInfo(first_name="Erika", last_name="Groß", email="groß@example.org")
    await known(world, *CHECKED_OUT, registrant(person, issued=4), locators=(person,))
    assert (await locate(world, email="GROSS@example.org")).status == 200


async def test_nothing_tells_which_of_both_was_wrong(world: World):
    await known(world)
    wrong_code = await locate(world, code="ABC235")
    wrong_email = await locate(world, email="bob@example.org")
    assert (wrong_code.status, wrong_code.slug) == (wrong_email.status, wrong_email.slug) == (404, "not-found")
    assert wrong_code.json["detail"] == wrong_email.json["detail"]


async def test_a_locator_is_a_hint_and_the_order_decides(world: World):
    """The registrant was corrected to Bob; Alice's locator is still there."""
    await known(world, *CHECKED_OUT, registrant(BOB, issued=4), locators=(ALICE, BOB))
    assert (await locate(world)).status == 404
    assert (await locate(world, email="bob@example.org")).status == 200


async def test_a_locator_may_come_before_the_order_shows_a_registrant(world: World):
    await world.locators.add(Locator("order", "alice@example.org", "ABC234"), ORDER)
    assert (await locate(world)).status == 404


async def test_after_ten_failures_an_address_is_locked_out_whatever_the_code(world: World):
    await known(world)
    for number in range(10):
        assert (await locate(world, code="WRONG2", client=f"192.0.2.{number}")).status == 404
    answer = await locate(world, client="192.0.2.99")
    assert (answer.status, answer.slug, answer.headers["Retry-After"]) == (429, "too-many-tries", "900")
    assert (await locate(world, email="ALICE@example.org", client="192.0.2.99")).status == 429
    assert (await locate(world, email="bob@example.org", client="192.0.2.99")).status == 404


async def test_failures_are_forgotten_after_fifteen_minutes(world: World):
    await known(world)
    for _ in range(10):
        await locate(world, code="WRONG2")
        world.clock.time += timedelta(minutes=1)
    answer = await locate(world)
    assert (answer.status, answer.headers["Retry-After"]) == (429, "300")
    world.clock.time += timedelta(seconds=299)
    assert (await locate(world)).status == 429
    world.clock.time += timedelta(seconds=1)
    assert (await locate(world)).status == 200


async def test_whoever_succeeds_has_not_failed(world: World):
    await known(world)
    for _ in range(9):
        await locate(world, code="WRONG2")
    for _ in range(5):
        assert (await locate(world)).status == 200
    assert (await locate(world, code="WRONG2")).status == 404
    assert (await locate(world)).status == 429


async def test_after_fifty_failures_a_client_is_locked_out_whatever_the_address(world: World):
    await known(world)
    for number in range(50):
        answer = await locate(world, email=f"guest{number}@example.org", client="192.0.2.1:5000")
        assert answer.status == 404
    assert (await locate(world, client="198.51.100.7, 192.0.2.1:6000")).status == 429
    assert (await locate(world, client="192.0.2.2")).status == 200


async def test_being_locked_out_does_not_count_as_a_failure_of_the_client(world: World):
    for _ in range(60):
        await locate(world, code="WRONG2", client="192.0.2.1")
    assert (await locate(world, email="bob@example.org", client="192.0.2.1")).status == 404


async def test_a_code_that_cannot_be_looked_for_is_no_wrong_one(world: World):
    await known(world)
    world.locators.down = True
    for _ in range(20):
        assert (await locate(world)).status == 503
    world.locators.down = False
    assert (await locate(world)).status == 200


async def test_a_try_that_cannot_be_counted_is_no_failure_of_the_client(world: World):
    await known(world)
    world.attempts.down = "email-"
    for _ in range(60):
        assert (await locate(world, client="192.0.2.1")).status == 503
    world.attempts.down = None
    assert (await locate(world, client="192.0.2.1")).status == 200


@pytest.mark.parametrize(("email", "code"), [("bob@example.org", "ABC235"), ("alice@example.org", "ABC235")])
async def test_address_and_code_are_both_compared_whatever_the_first_one_says(
    world: World, monkeypatch: pytest.MonkeyPatch, email: str, code: str
):
    """How long the answer takes does not tell which of both was wrong."""
    await known(world)
    await world.locators.add(Locator("order", email, code), ORDER)
    compared: list[str] = []

    def compare(one: str, other: str) -> bool:
        compared.append(one)
        return one == other

    monkeypatch.setattr("functions.http.locate.is_same", compare)
    assert (await locate(world, email, code)).status == 404
    assert sorted(compared) == ["ABC234", "alice@example.org"]


async def test_a_try_is_counted_before_the_code_is_looked_for(world: World):
    """Many at once would all have looked before any of them counted."""
    await known(world)
    for number in range(10):
        await locate(world, code="WRONG2", client=f"192.0.2.{number}")
    world.locators.down = True
    assert (await locate(world, client="192.0.2.99")).status == 429
