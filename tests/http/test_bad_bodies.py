"""What every route with a body says to bodies that are not what it takes."""

from typing import Any

import pytest

from tests.domain.orders import CONFERENCE, DINNER, ORDER, PAYMENT, RESERVED, WORKSHOP
from tests.http.world import World

PERSON = {"firstName": "Alice", "lastName": "Liddell", "email": "alice@example.org"}
WORKSHOPS = {"seatTypeId": str(WORKSHOP), "quantity": 3}
SEATS = {"seats": [WORKSHOPS]}

PLACE = ("POST", "/conferences/pycon/orders", None)
CHANGE = ("PUT", f"/orders/{ORDER}/seats", "order")
REGISTRANT = ("PUT", f"/orders/{ORDER}/registrant", "order")
CHECKOUT = ("POST", f"/orders/{ORDER}/checkout", "order")
LOCATE = ("POST", "/orders/locate", None)
COMPLETE = ("POST", f"/payments/{PAYMENT}/complete", "payment")
CANCEL = ("POST", f"/payments/{PAYMENT}/cancel", "payment")
ASSIGN = ("PUT", f"/orders/{ORDER}/seat-assignments/0", "order")
UNASSIGN = ("DELETE", f"/orders/{ORDER}/seat-assignments/0", "order")
GIVE_UP = ("DELETE", f"/orders/{ORDER}", "order")
PUBLISH = ("POST", f"/management/conferences/{CONFERENCE}/publish", "conference")
DELETE_SEAT_TYPE = ("DELETE", f"/management/conferences/{CONFERENCE}/seat-types/{WORKSHOP}", "conference")

WITH_MEMBERS = [PLACE, CHANGE, REGISTRANT, CHECKOUT, LOCATE, ASSIGN]
WITHOUT_MEMBERS = [COMPLETE, CANCEL, UNASSIGN, GIVE_UP, PUBLISH, DELETE_SEAT_TYPE]
WITH_BODY = [*WITH_MEMBERS, *WITHOUT_MEMBERS]


def wanting(quantity: Any, seat_type: Any = str(WORKSHOP)) -> dict[str, Any]:
    return {"seats": [{"seatTypeId": seat_type, "quantity": quantity}]}


def person(**changes: Any) -> dict[str, Any]:
    return PERSON | changes


def types(*quantities: int) -> dict[str, Any]:
    """That many of as many different seat types."""
    return {
        "seats": [
            {"seatTypeId": f"00000000-0000-4000-8000-{number:012}", "quantity": quantity}
            for number, quantity in enumerate(quantities)
        ]
    }


async def ask(world: World, route: Any, **arguments: Any) -> Any:
    method, url, token = route
    return await world.request(method, url, token=token, **arguments)


@pytest.mark.parametrize("route", WITH_BODY)
@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"nul",
        b"{'seats': []}",
        b'{"seats": NaN}',
        b'{"seats": Infinity}',
        b'{"a": 1} {"b": 2}',
        b"\xff\xfe",
        b'{"seats": "\xff"}',
        b'{"seats": "\\ud800"}',
        b"[" * 10_000,
        b'{"a":' * 10_000,
        b'{"a": ' + b"9" * 10_000 + b"}",
        b"\xef\xbb\xbf{}",
        b'{"seats": "\x00"}',
    ],
)
async def test_what_is_no_json_in_utf_8_is_malformed(world: World, route: Any, content: bytes):
    answer = await ask(world, route, content=content)
    assert (answer.status, answer.slug) == (400, "malformed-json")


@pytest.mark.parametrize("route", WITH_MEMBERS)
async def test_an_empty_body_is_malformed_where_members_are_required(world: World, route: Any):
    answer = await ask(world, route, content=b"")
    assert (answer.status, answer.slug) == (400, "malformed-json")


@pytest.mark.parametrize("route", WITH_MEMBERS)
async def test_missing_members_are_all_named(world: World, route: Any):
    expected = {
        PLACE: ["/seats"],
        CHANGE: ["/seats"],
        REGISTRANT: ["/firstName", "/lastName", "/email"],
        CHECKOUT: ["/registrant"],
        LOCATE: ["/email", "/accessCode"],
        ASSIGN: ["/firstName", "/lastName", "/email"],
    }
    answer = await ask(world, route, body={})
    assert (answer.status, answer.slug, answer.pointers) == (422, "validation-failed", expected[route])


@pytest.mark.parametrize("route", WITH_BODY)
@pytest.mark.parametrize("body", [[], 1, "text", True, [{}]])
async def test_a_body_that_is_no_object_has_the_wrong_type(world: World, route: Any, body: Any):
    answer = await ask(world, route, body=body)
    assert (answer.status, answer.slug, answer.pointers) == (422, "validation-failed", [""])


@pytest.mark.parametrize("route", WITH_BODY)
async def test_a_body_over_64_kib_is_too_large_whatever_it_says(world: World, route: Any):
    just_over = b"{" + b" " * (64 * 1024) + b"}"
    answer = await ask(world, route, content=just_over)
    assert (answer.status, answer.slug) == (413, "body-too-large")


async def test_a_body_of_64_kib_is_read(world: World):
    body = b'{"seats": [{"seatTypeId": "00000000-0000-4000-8000-0000000000aa", "quantity": 1}]}'
    answer = await ask(world, PLACE, content=body.ljust(64 * 1024))
    assert answer.status == 202


@pytest.mark.parametrize(
    ("route", "body", "pointer"),
    [
        (PLACE, SEATS | {"coupon": "x"}, "/coupon"),
        (PLACE, {"seats": [WORKSHOPS | {"price": "0"}]}, "/seats/0/price"),
        (PLACE, {"order_id": str(ORDER), **SEATS}, "/order_id"),
        (CHANGE, SEATS | {"orderId": str(ORDER)}, "/orderId"),
        (REGISTRANT, person(phone="1"), "/phone"),
        (REGISTRANT, person(**{"a/b~c": "1"}), "/a~1b~0c"),
        (CHECKOUT, {"registrant": PERSON, "amount": "1"}, "/amount"),
        (CHECKOUT, {"registrant": person(vip=True)}, "/registrant/vip"),
        (LOCATE, {"email": "a@example.org", "accessCode": "ABC234", "orderId": None}, "/orderId"),
        (COMPLETE, {"amount": "1"}, "/amount"),
        (CANCEL, {"": ""}, "/"),
        (UNASSIGN, {"position": 1}, "/position"),
        (GIVE_UP, {"reason": "x"}, "/reason"),
        (PUBLISH, {"redirectUrl": None}, "/redirectUrl"),
        (DELETE_SEAT_TYPE, {"quantity": 0}, "/quantity"),
        (ASSIGN, person(position=1), "/position"),
    ],
)
async def test_unknown_members_are_refused_at_any_depth(world: World, route: Any, body: Any, pointer: str):
    answer = await ask(world, route, body=body)
    assert (answer.status, answer.slug, answer.pointers) == (400, "unknown-member", [pointer])


@pytest.mark.parametrize(
    ("route", "body"),
    [
        (PLACE, {"seats": "none", "coupon": 1}),
        (PLACE, {"seats": [{"seatTypeId": 1, "quantity": -1, "price": "0"}]}),
        (PLACE, {"seats": [*[WORKSHOPS] * 60, {"seatTypeId": str(DINNER), "quantity": 1, "price": "0"}]}),
        (CHECKOUT, {"registrant": {"vip": True}, "paymentType": "cash"}),
        (ASSIGN, person(email="nobody", position=1)),
    ],
)
async def test_unknown_members_go_before_whatever_else_is_wrong(world: World, route: Any, body: Any):
    answer = await ask(world, route, body=body)
    assert (answer.status, answer.slug) == (400, "unknown-member")


@pytest.mark.parametrize("quantity", [True, "2", 1.0, 1.5, 1e2, None, [], {}, -1, 101, 2**63, 10**400])
@pytest.mark.parametrize("route", [PLACE, CHANGE])
async def test_a_quantity_is_an_integer_from_0_to_100(world: World, route: Any, quantity: Any):
    answer = await ask(world, route, body=wanting(quantity))
    assert (answer.status, answer.slug, answer.pointers) == (422, "validation-failed", ["/seats/0/quantity"])


async def test_a_number_beyond_all_bounds_is_no_integer(world: World):
    content = b'{"seats": [{"seatTypeId": "00000000-0000-4000-8000-0000000000aa", "quantity": 1e400}]}'
    answer = await ask(world, PLACE, content=content)
    assert (answer.status, answer.pointers) == (422, ["/seats/0/quantity"])


@pytest.mark.parametrize(
    "seat_type",
    [1, None, "", "workshop", "00000000000040008000000000000aaa", "{00000000-0000-4000-8000-0000000000aa}", "٠" * 36],
)
async def test_a_seat_type_is_a_uuid_in_its_usual_form(world: World, seat_type: Any):
    answer = await ask(world, PLACE, body=wanting(1, seat_type))
    assert (answer.status, answer.slug, answer.pointers) == (422, "validation-failed", ["/seats/0/seatTypeId"])


@pytest.mark.parametrize("route", [PLACE, CHANGE])
@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"seats": []}, "At least one seat must be asked for"),
        (wanting(0), "At least one seat must be asked for"),
        ({"seats": [WORKSHOPS, WORKSHOPS]}, "The same seat type must not be asked for twice"),
        (types(*[1] * 51), "At most 50 seat types can be ordered at once"),
        (types(100, 100, 100, 100, 100, 1), "At most 500 seats can be ordered at once"),
    ],
)
async def test_seats_keep_the_limits_of_one_order(world: World, route: Any, body: Any, why: str):
    answer = await ask(world, route, body=body)
    assert (answer.status, answer.slug) == (422, "validation-failed")
    assert answer.json["errors"] == [{"pointer": "/seats", "detail": why}]


@pytest.mark.parametrize("quantities", [[10] * 50, [100] * 5, [0, 1]])
async def test_the_limits_themselves_are_kept(world: World, quantities: list[int]):
    """All that is left to say is that the conference does not have these seat types."""
    answer = await ask(world, PLACE, body=types(*quantities))
    assert answer.pointers == [f"/seats/{number}/seatTypeId" for number in range(len(quantities))]


@pytest.mark.parametrize("route", [PLACE, CHANGE])
async def test_seat_types_that_the_conference_does_not_have_are_named(world: World, route: Any):
    seats = [WORKSHOPS, {"seatTypeId": str(ORDER), "quantity": 1}, {"seatTypeId": str(PAYMENT), "quantity": 0}]
    answer = await ask(world, route, body={"seats": seats})
    assert (answer.status, answer.slug) == (422, "validation-failed")
    assert answer.pointers == ["/seats/1/seatTypeId", "/seats/2/seatTypeId"]


@pytest.mark.parametrize("route", [REGISTRANT, ASSIGN])
@pytest.mark.parametrize(
    "name", ["", "   ", "x" * 101, 7, None, ["A"], "A\x00", "A\nB", "A\tB", "A\u2028B", "A\x85B", "\u200b"]
)
async def test_a_name_is_one_line_of_1_to_100_characters(world: World, route: Any, name: Any):
    answer = await ask(world, route, body=person(firstName=name))
    assert (answer.status, answer.slug, answer.pointers) == (422, "validation-failed", ["/firstName"])


@pytest.mark.parametrize(
    "email",
    [
        "",
        "alice",
        "alice@",
        "@example.org",
        "alice@localhost",
        "a@b",
        "alice@@example.org",
        "alice@example.org, bob@example.org",
        "Alice <alice@example.org>",
        "alice@exa mple.org",
        "alice@example.org\nBcc: bob@example.org",
        "alice@-example.org",
        "a" * 65 + "@example.org",
        "a@" + "b" * 250 + ".org",
        "a." * 25_000 + "@example.org",
        "a@" + "b." * 25_000,
        5,
        None,
    ],
)
async def test_an_email_address_is_judged_by_a_library(world: World, email: Any):
    answer = await ask(world, REGISTRANT, body=person(email=email))
    assert (answer.status, answer.slug, answer.pointers) == (422, "validation-failed", ["/email"])


@pytest.mark.parametrize("payment_type", ["cash", "Invoice", "", None, 1])
async def test_a_payment_type_is_one_of_two(world: World, payment_type: Any):
    answer = await ask(world, CHECKOUT, body={"registrant": PERSON, "paymentType": payment_type})
    assert (answer.status, answer.slug, answer.pointers) == (422, "validation-failed", ["/paymentType"])


async def test_all_that_is_wrong_is_told_at_once(world: World):
    body = {"registrant": person(firstName="", email="nobody"), "paymentType": "cash"}
    answer = await ask(world, CHECKOUT, body=body)
    assert answer.pointers == ["/registrant/firstName", "/registrant/email", "/paymentType"]


@pytest.mark.parametrize(
    "email",
    ["Alice+pycon@example.test", "o'hara@example.com", "alice@bücher.example", "ALICE@EXAMPLE.ORG", " a@example.org "],
)
async def test_good_email_addresses_are_taken(world: World, email: str):
    world.order(*RESERVED)
    assert (await ask(world, REGISTRANT, body=person(email=email))).status == 202


async def test_text_is_trimmed_before_it_is_measured(world: World):
    world.order(*RESERVED)
    assert (await ask(world, REGISTRANT, body=person(firstName=f"  {'x' * 100}\n"))).status == 202
    (command,) = world.bus.commands
    assert command.model_dump()["registrant"]["firstName"] == "x" * 100


async def test_nothing_is_sent_for_a_bad_body(world: World):
    world.order(*RESERVED)
    for route in (PLACE, CHANGE, REGISTRANT, CHECKOUT, ASSIGN):
        await ask(world, route, body={"unknown": 1})
        await ask(world, route, body={})
    assert world.bus.sent == []


@pytest.mark.parametrize("route", [COMPLETE, CANCEL, UNASSIGN, GIVE_UP])
@pytest.mark.parametrize("content", [b"", b"{}", b" {} ", b"\n"])
async def test_a_route_without_required_members_takes_no_body_or_an_empty_object(
    world: World, route: Any, content: bytes
):
    assert (await ask(world, route, content=content)).status == 202


async def test_the_content_type_does_not_matter(world: World):
    answer = await ask(world, PLACE, body=SEATS, headers={"Content-Type": "text/plain"})
    assert answer.status == 202


async def test_of_a_member_named_twice_the_last_one_counts(world: World):
    content = b'{"seats": [], "seats": [{"seatTypeId": "00000000-0000-4000-8000-0000000000AA", "quantity": 1}]}'
    assert (await ask(world, PLACE, content=content)).status == 202
