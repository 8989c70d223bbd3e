"""Tokens of a conference that ended because a new access code was used. Guido owns it, and lost a device.

The routes are those of the app, whichever they are: one that is added tomorrow is tried too.
"""

from dataclasses import dataclass
from uuid import uuid4

import pytest

from domain.conference_management.commands import RenewAccessCode
from functions.http.routes import ROUTES
from functions.http.services import provide
from infrastructure.access_code_renewal import AccessCodeRenewal
from infrastructure.conference_rows import sealed_access_code
from infrastructure.conference_streams import stream_of
from infrastructure.event_store import Provenance, StorageUnavailable
from infrastructure.publisher import Publisher
from tests.domain.orders import CONFERENCE, ORDER
from tests.http.world import SETTINGS, Response, World
from tests.management.site import pycon, workshop

OF_CONFERENCES = [
    (operation.method, operation.route)
    for api in ROUTES
    for operation in api.operations
    if operation.token == "conference"
]
SEAT_TYPE = "cccccccc-1111-4000-8000-000000000000"
NEW_CONFERENCE = pycon(conferenceId=str(CONFERENCE))


@dataclass
class Owner:
    """`token`: of the first code."""

    world: World
    token: str

    async def new_code(self) -> str:
        """As it stands in the mail."""
        store, clock = self.world.store, self.world.clock
        renewal = AccessCodeRenewal(
            store, Publisher(store, self.world.bus, clock), self.world.locators, clock, SETTINGS.locator_key
        )
        command = RenewAccessCode(id=uuid4(), conference_id=CONFERENCE, email="guido@example.com")
        await renewal.renew(command, Provenance("correlation", "causation"))
        code = sealed_access_code(await store.read_state(stream_of(CONFERENCE)), SETTINGS.locator_key, CONFERENCE)
        assert code
        return code

    async def locate(self, code: str) -> str:
        """The token."""
        body = {"email": "guido@example.com", "accessCode": code}
        return str((await self.world.request("POST", "/management/conferences/locate", body)).json["accessToken"])

    async def ask(self, token: str, method: str = "GET", route: str = "management/conferences/{id}") -> Response:
        url = f"/{route}".format(id=CONFERENCE, orderId=ORDER, seatTypeId=SEAT_TYPE)
        return await self.world.request(method, url, token=token)


@pytest.fixture
async def owner(monkeypatch: pytest.MonkeyPatch) -> Owner:
    monkeypatch.setattr("functions.http.management.showing.LONGEST_WAIT_SECONDS", 0)
    world = World()
    provide(world.services)
    token = (await world.request("POST", "/management/conferences", NEW_CONFERENCE)).json["accessToken"]
    seat_types = f"/management/conferences/{CONFERENCE}/seat-types"
    await world.request("POST", seat_types, workshop(seatTypeId=SEAT_TYPE), token=token)
    return Owner(world, token)


def test_there_are_routes_to_be_tried():
    assert {"GET", "PUT", "POST", "DELETE"} == {method for method, _ in OF_CONFERENCES}


@pytest.mark.parametrize(("method", "route"), OF_CONFERENCES)
async def test_no_route_takes_a_token_from_before_a_new_code_was_used(owner: Owner, method: str, route: str):
    code = await owner.new_code()
    assert (await owner.ask(owner.token, method, route)).status != 401
    token = await owner.locate(code)
    before, sent = owner.world.store.rows(stream_of(CONFERENCE)), len(owner.world.bus.sent)
    answer = await owner.ask(owner.token, method, route)
    assert (answer.status, answer.slug) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert (owner.world.store.rows(stream_of(CONFERENCE)), len(owner.world.bus.sent)) == (before, sent)
    assert (await owner.ask(token, method, route)).status != 401


async def test_tokens_are_good_until_the_new_code_is_used(owner: Owner):
    """Whoever knows the owner's address can ask for a code: that locks nobody out."""
    await owner.new_code()
    code = await owner.new_code()
    assert (await owner.ask(owner.token)).status == 200
    body = {"email": "guido@example.com", "accessCode": "AAAAA"}
    assert (await owner.world.request("POST", "/management/conferences/locate", body)).status == 404
    assert (await owner.ask(owner.token)).status == 200
    await owner.locate(code)
    assert (await owner.ask(owner.token)).status == 401


async def test_each_further_code_ends_the_tokens_of_the_one_before(owner: Owner):
    tokens = [owner.token]
    for _ in range(3):
        code = await owner.new_code()
        tokens.append(await owner.locate(code))
        assert tokens[-1] == await owner.locate(code)
        assert [(await owner.ask(token)).status for token in tokens] == [*[401] * (len(tokens) - 1), 200]


async def test_a_conference_that_is_created_again_gives_no_token_once_a_new_code_was_used(owner: Owner):
    """Id and details are known to whom the owner wants to lock out."""

    async def create_again() -> tuple[int, str | None]:
        answer = await owner.world.request("POST", "/management/conferences", NEW_CONFERENCE)
        assert answer.json["accessCode"] is None
        return answer.status, answer.json["accessToken"]

    code = await owner.new_code()
    assert await create_again() == (201, owner.token)
    await owner.locate(code)
    assert await create_again() == (201, None)


async def test_an_answer_that_was_kept_for_an_ended_token_is_not_given_to_it_again(owner: Owner):
    key, url = {"Idempotency-Key": "1"}, f"/management/conferences/{CONFERENCE}/seat-types"

    async def add() -> Response:
        return await owner.world.request("POST", url, workshop(name="Dinner"), token=owner.token, headers=key)

    assert [(await add()).status, (await add()).status] == [201, 201]
    await owner.locate(await owner.new_code())
    assert (await add()).status == 401


async def test_tokens_of_orders_and_of_other_conferences_go_on(owner: Owner):
    other = (await owner.world.request("POST", "/management/conferences", pycon(slug="other"))).json
    await owner.locate(await owner.new_code())
    answer = await owner.world.request(
        "GET", f"/management/conferences/{other['conferenceId']}", token=other["accessToken"]
    )
    assert answer.status == 200
    assert (await owner.world.request("GET", f"/orders/{ORDER}", token="order")).status == 404


async def test_a_storage_that_does_not_answer_opens_nothing(owner: Owner, monkeypatch: pytest.MonkeyPatch):
    async def unavailable(*_: object) -> str:
        raise StorageUnavailable("switched off by the test")

    monkeypatch.setattr(owner.world.store, "state_row", unavailable)
    answer = await owner.ask(owner.token)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
