"""Every route of the app before every kind of token that does not fit it. A route without a row here fails.

`ROWS` says by hand which token opens which route; what is then expected of each token is the same for all of them.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest

from domain.catalogue import CONFERENCE as CONFERENCE_STREAM
from domain.registration.events import SeatAssignmentsCreated
from functions.http.routes import ROUTES
from infrastructure.event_store import StreamId
from infrastructure.tokens import Grant, TokenKind, Tokens
from tests.domain.given_when_then import minute
from tests.domain.orders import CONFERENCE, CONFIRMED, ORDER, PAYMENT
from tests.http.fakes import SetClock
from tests.http.test_checkout import INITIATED
from tests.http.world import SETTINGS, Response, World
from tests.management.site import pycon, workshop

ROWS: dict[str, TokenKind | None] = {
    "GET conferences": None,
    "GET conferences/{slug}": None,
    "GET conferences/{slug}/seat-types": None,
    "POST conferences/{slug}/orders": None,
    "POST orders/locate": None,
    "GET orders/{orderId}": "order",
    "PUT orders/{orderId}/seats": "order",
    "PUT orders/{orderId}/registrant": "order",
    "POST orders/{orderId}/checkout": "order",
    "POST orders/{orderId}/mail": "order",
    "DELETE orders/{orderId}": "order",
    "GET orders/{orderId}/seat-assignments": "order",
    "PUT orders/{orderId}/seat-assignments/{position}": "order",
    "DELETE orders/{orderId}/seat-assignments/{position}": "order",
    "GET payments/{paymentId}": "payment",
    "POST payments/{paymentId}/complete": "payment",
    "POST payments/{paymentId}/cancel": "payment",
    "POST management/conferences": None,
    "POST management/conferences/locate": None,
    "POST management/conferences/access-code": None,
    "GET management/conferences/{id}": "conference",
    "PUT management/conferences/{id}": "conference",
    "POST management/conferences/{id}/publish": "conference",
    "POST management/conferences/{id}/unpublish": "conference",
    "GET management/conferences/{id}/seat-types": "conference",
    "POST management/conferences/{id}/seat-types": "conference",
    "PUT management/conferences/{id}/seat-types/{seatTypeId}": "conference",
    "DELETE management/conferences/{id}/seat-types/{seatTypeId}": "conference",
    "GET management/conferences/{id}/orders": "conference",
    "GET management/conferences/{id}/orders/{orderId}": "conference",
    "POST management/conferences/{id}/orders/{orderId}/resolution": "conference",
    "POST management/conferences/{id}/orders/{orderId}/invoice": "conference",
    "GET management/conferences/{id}/ledger": "conference",
    "GET management/conferences/{id}/attendees": "conference",
    "GET management/conferences/{id}/history": "conference",
    "GET health/live": None,
    "GET health/ready": None,
    "GET openapi.json": None,
    "GET docs": None,
}
"""Method and route → the kind of token that opens it; None: it is open to everybody."""

IDS = {"orderId": str(ORDER), "paymentId": str(PAYMENT), "id": str(CONFERENCE), "slug": "pycon", "position": "0"}
SEAT_TYPE = "cccccccc-1111-4000-8000-000000000000"
SUBJECTS: dict[TokenKind, UUID] = {"order": ORDER, "payment": PAYMENT, "conference": CONFERENCE}
SOMEBODY_ELSES = UUID("99999999-0000-4000-8000-000000000000")
KEYS = dict(SETTINGS.token_signing_keys)
RETIRED = {"k0": b"a key that was replaced long ago"}
NOW = minute(1)


@dataclass(frozen=True)
class Case:
    """`status`: what a guarded route answers, by the contract."""

    name: str
    token: Callable[[TokenKind], str | None]
    status: int


def good(kind: TokenKind, subject: UUID | None = None) -> Grant:
    return Grant(kind, subject or SUBJECTS[kind], conference_id=CONFERENCE, order_id=ORDER)


def issued(grant: Grant, keys: dict[str, bytes], days_ago: int = 0) -> str:
    return Tokens(keys, SetClock(NOW - timedelta(days=days_ago))).issue(grant)


def unsigned(kind: TokenKind) -> str:
    """What a good token says, with the algorithm `none` and no signature."""
    said = jwt.decode(issued(good(kind), KEYS), options={"verify_signature": False})
    parts = [{"alg": "none", "typ": "JWT", "kid": next(iter(KEYS))}, said]
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def of_another_kind(kind: TokenKind) -> str:
    """For a thing of the very same id, where ids of two kinds could be confused."""
    other: TokenKind = "payment" if kind == "order" else "order"
    return issued(good(other, SUBJECTS[kind]), KEYS)


CASES = [
    Case("no token", lambda kind: None, 401),
    Case("garbage", lambda kind: "garbage", 401),
    Case("expired", lambda kind: issued(good(kind), KEYS, days_ago=100), 401),
    Case("another kind", of_another_kind, 401),
    Case("another resource", lambda kind: issued(good(kind, SOMEBODY_ELSES), KEYS), 404),
    Case("a retired key", lambda kind: issued(good(kind), RETIRED), 401),
    Case("a retired key under the name of the new one", lambda kind: issued(good(kind), {"k1": RETIRED["k0"]}), 401),
    Case("no algorithm", unsigned, 401),
]

GUARDED = pytest.mark.parametrize("row", [row for row, kind in ROWS.items() if kind])
OPEN = pytest.mark.parametrize("row", [row for row, kind in ROWS.items() if not kind])
EVERY_CASE = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@pytest.fixture
async def world(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Everything that a route could name is there."""
    monkeypatch.setattr("functions.http.management.showing.LONGEST_WAIT_SECONDS", 0)
    world.store.happened(StreamId(CONFERENCE_STREAM, CONFERENCE), [])
    await world.request("POST", "/management/conferences", pycon(conferenceId=str(CONFERENCE)))
    await ask(
        world, "POST management/conferences/{id}/seat-types", world.token("conference"), workshop(seatTypeId=SEAT_TYPE)
    )
    world.order(*CONFIRMED)
    world.payment(INITIATED)
    world.seat_assignments(SeatAssignmentsCreated(order_id=ORDER, conference_id=CONFERENCE, seats=[]))
    return world


async def ask(world: World, row: str, token: str | None, body: Any = None) -> Response:
    method, route = row.split()
    return await world.request(method, f"/{route}".format(**IDS, seatTypeId=SEAT_TYPE), body, token=token)


def test_every_route_has_its_row_and_no_row_is_without_a_route():
    declared = {
        f"{operation.method} {operation.route}": operation.token for api in ROUTES for operation in api.operations
    }
    assert declared == ROWS


@GUARDED
@EVERY_CASE
async def test_a_token_that_does_not_fit_opens_nothing(world: World, row: str, case: Case):
    kind = ROWS[row]
    assert kind
    sent = len(world.bus.sent)
    answer = await ask(world, row, case.token(kind))
    assert (answer.status, answer.slug) == (case.status, {401: "unauthorized", 404: "not-found"}[case.status])
    challenges = {"no token": "Bearer", "another resource": None}
    assert answer.headers.get("WWW-Authenticate") == challenges.get(case.name, 'Bearer error="invalid_token"')
    assert len(world.bus.sent) == sent


@GUARDED
async def test_the_token_that_fits_opens_it(world: World, row: str):
    """Without a body most of them have something to find fault with; none of it is the token."""
    kind = ROWS[row]
    assert kind
    answer = await ask(world, row, issued(good(kind), KEYS))
    assert answer.status != 401
    assert answer.status < 400 or answer.json["detail"] != f"There is no such {kind}, or your token is not for it."


@OPEN
@EVERY_CASE
async def test_what_is_open_to_everybody_takes_no_notice_of_tokens(world: World, row: str, case: Case):
    without = await ask(world, row, None)
    assert without.status not in (401, 404)
    assert (await ask(world, row, case.token("order"))).status == without.status


@pytest.mark.parametrize(("kind", "days"), [("order", 90), ("payment", 7), ("conference", 30)])
def test_a_token_is_good_for_its_days_and_until_the_midnight_after(kind: TokenKind, days: int):
    """Issued at noon and one minute on 23 November."""
    clock = SetClock(NOW)
    tokens = Tokens(KEYS, clock)
    token = tokens.issue(good(kind))
    clock.time = NOW.replace(hour=23, minute=59) + timedelta(days=days)
    assert tokens.verify(token) == good(kind)
