"""Who is let in, and what the others are told."""

import base64
import json
from typing import Any
from uuid import UUID

import jwt
import pytest

from domain.registration.events import SeatAssignmentsCreated
from infrastructure.tokens import Grant, InvalidToken, Tokens
from tests.domain.given_when_then import minute
from tests.domain.orders import CONFERENCE, CONFIRMED, ORDER, OTHER_CONFERENCE, PAYMENT, PLACED
from tests.http.fakes import SetClock
from tests.http.world import World

NOON = SetClock(minute(0))
KEY, OTHER_KEY = b"0123456789abcdef" * 3, b"another key of thirty-two bytes!"
SOMEBODY_ELSES = UUID("99999999-0000-4000-8000-000000000000")

ROUTES = {
    "get_order": ("GET", f"/orders/{ORDER}", "order"),
    "change_seats": ("PUT", f"/orders/{ORDER}/seats", "order"),
    "assign_registrant": ("PUT", f"/orders/{ORDER}/registrant", "order"),
    "check_out": ("POST", f"/orders/{ORDER}/checkout", "order"),
    "give_up_order": ("DELETE", f"/orders/{ORDER}", "order"),
    "get_seat_assignments": ("GET", f"/orders/{ORDER}/seat-assignments", "order"),
    "assign_seat": ("PUT", f"/orders/{ORDER}/seat-assignments/0", "order"),
    "unassign_seat": ("DELETE", f"/orders/{ORDER}/seat-assignments/0", "order"),
    "get_payment": ("GET", f"/payments/{PAYMENT}", "payment"),
    "complete_payment": ("POST", f"/payments/{PAYMENT}/complete", "payment"),
    "cancel_payment": ("POST", f"/payments/{PAYMENT}/cancel", "payment"),
}
EVERY_ROUTE = pytest.mark.parametrize("route", ROUTES.values(), ids=ROUTES)


def unsigned(claims: dict[str, Any]) -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'none', 'typ': 'JWT', 'kid': 'k1'})}.{part(claims)}."


CLAIMS = {"kind": "order", "sub": str(ORDER), "conference": str(CONFERENCE), "exp": 2_000_000_000}
EXPIRED = CLAIMS | {"exp": int(minute(1).timestamp())}
UNLIMITED = {name: claim for name, claim in CLAIMS.items() if name != "exp"}
"""The clock says one minute past noon."""


def signed(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, KEY, algorithm="HS256", headers={"kid": "k1"})


BAD_TOKENS = {
    "garbage": "garbage",
    "empty parts": "..",
    "no algorithm": unsigned(CLAIMS),
    "another key": jwt.encode(CLAIMS, OTHER_KEY, algorithm="HS256", headers={"kid": "k1"}),
    "unknown key id": jwt.encode(CLAIMS, KEY, algorithm="HS256", headers={"kid": "k9"}),
    "no key id": jwt.encode(CLAIMS, KEY, algorithm="HS256"),
    "another algorithm": jwt.encode(CLAIMS, KEY, algorithm="HS384", headers={"kid": "k1"}),
    "unknown kind": signed(CLAIMS | {"kind": "admin"}),
    "no kind": signed({"sub": str(ORDER), "exp": 2_000_000_000}),
    "no subject": signed({"kind": "order", "exp": 2_000_000_000}),
    "subject no id": signed(CLAIMS | {"sub": "me"}),
    "expired this second": signed(EXPIRED),
    "good for ever": signed(UNLIMITED),
    "an expiry that is no number": signed(CLAIMS | {"exp": "tomorrow"}),
    "not ascii": "ö.ö.ö",
}


@pytest.mark.parametrize("token", BAD_TOKENS.values(), ids=BAD_TOKENS)
async def test_a_bad_token_opens_nothing(world: World, token: str):
    answer = await world.request("GET", f"/orders/{ORDER}", token=token)
    assert (answer.status, answer.slug) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


@EVERY_ROUTE
async def test_a_token_for_another_thing_does_not_reveal_whether_this_one_exists(
    world: World, route: tuple[str, str, str]
):
    method, url, kind = route
    token = world.token(kind, SOMEBODY_ELSES)  # type: ignore[arg-type]
    unknown = await world.request(method, url, token=token)
    world.order(*PLACED)
    known = await world.request(method, url, token=token)
    assert (unknown.status, unknown.slug) == (known.status, known.slug) == (404, "not-found")
    assert unknown.json["detail"] == known.json["detail"]


@pytest.mark.parametrize("name", [name for name, (_, _, kind) in ROUTES.items() if kind == "order"])
async def test_a_token_from_placing_the_same_order_at_another_conference_opens_nothing(world: World, name: str):
    """Two placings under one id at once are both given a token; only one of them becomes the order."""
    method, url, _ = ROUTES[name]
    person = {"firstName": "Bob", "lastName": "Builder", "email": "bob@example.org"}
    bodies: dict[str, Any] = {
        "change_seats": {"seats": [{"seatTypeId": "99999999-0000-4000-8000-0000000000aa", "quantity": 1}]},
        "assign_registrant": person,
        "check_out": {"registrant": person},
        "assign_seat": person,
    }
    token = world.tokens.issue(Grant("order", ORDER, conference_id=OTHER_CONFERENCE))
    world.order(*CONFIRMED)
    answers = [await world.request(method, url, bodies.get(name), token=token)]
    world.seat_assignments(SeatAssignmentsCreated(order_id=ORDER, conference_id=CONFERENCE, seats=[]))
    answers += [await world.request(method, url, bodies.get(name), token=token)]
    # What is not there yet is nobody's yet.
    expected = [404, 401] if name == "get_seat_assignments" else [401, 401]
    assert [answer.status for answer in answers] == expected
    assert answers[1].headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert world.bus.sent == []


@EVERY_ROUTE
async def test_a_malformed_id_in_the_path_is_an_unknown_thing(world: World, route: tuple[str, str, str]):
    method, url, kind = route
    for malformed in ("7", "x" * 36, f"{{{ORDER}}}", str(ORDER).replace("-", ""), f"{ORDER}0"):
        bad_url = url.replace(str(ORDER), malformed).replace(str(PAYMENT), malformed)
        answer = await world.request(method, bad_url, token=kind)
        assert (answer.status, answer.slug) == (404, "not-found")


async def test_an_id_in_the_path_may_be_upper_case(world: World):
    order_id = "ABCDEF00-0000-4000-8000-00000000ABCD"
    token = world.token("order", UUID(order_id))
    answer = await world.request("DELETE", f"/orders/{order_id}", token=token)
    assert (answer.status, answer.json["orderId"]) == (202, "abcdef00-0000-4000-8000-00000000abcd")


@pytest.mark.parametrize("header", ["bearer {}", "BEARER   {}", " Bearer {} "])
async def test_the_scheme_is_read_as_http_says(world: World, header: str):
    world.order(*PLACED)
    headers = {"Authorization": header.format(world.token("order"))}
    assert (await world.request("GET", f"/orders/{ORDER}", headers=headers)).status == 200


@pytest.mark.parametrize("header", ["Basic {}", "{}", "Bearer", "Bearer ", "Token {}"])
async def test_other_schemes_are_no_token(world: World, header: str):
    headers = {"Authorization": header.format(world.token("order"))}
    assert (await world.request("GET", f"/orders/{ORDER}", headers=headers)).status == 401


def test_a_grant_survives_its_token():
    tokens = Tokens({"k1": KEY}, NOON)
    for grant in (
        Grant("order", ORDER, conference_id=CONFERENCE),
        Grant("payment", PAYMENT, order_id=ORDER),
        Grant("conference", CONFERENCE),
    ):
        assert tokens.verify(tokens.issue(grant)) == grant


def test_the_same_grant_has_the_same_token():
    grant = Grant("order", ORDER, conference_id=CONFERENCE)
    assert Tokens({"k1": KEY}, NOON).issue(grant) == Tokens({"k1": KEY}, NOON).issue(grant)


def test_keys_can_be_replaced_while_tokens_of_the_old_one_stay_good():
    grant = Grant("conference", CONFERENCE)
    old, both, new = (Tokens(keys, NOON) for keys in ({"old": OTHER_KEY}, {"new": KEY, "old": OTHER_KEY}, {"new": KEY}))
    assert both.verify(old.issue(grant)) == grant
    assert new.verify(both.issue(grant)) == grant
    with pytest.raises(InvalidToken):
        new.verify(old.issue(grant))


def test_at_least_one_key_is_needed():
    with pytest.raises(ValueError, match="key"):
        Tokens({}, NOON)
