"""What the management routes say to bodies that are not what they take, at each border of each member."""

from typing import Any

import pytest

from functions.http.bodies import parse_body
from functions.http.management.bodies import SeatTypeMembers
from functions.http.services import provide
from tests.domain.orders import CONFERENCE
from tests.http.world import Response, World
from tests.management.site import pycon, workshop

OF = f"/management/conferences/{CONFERENCE}"
SEAT_TYPE = "cccccccc-1111-4000-8000-000000000000"


@pytest.fixture
def world() -> World:
    """There is no conference: what passes every check of its body is answered as unknown, or created."""
    world = World()
    provide(world.services)
    return world


def edit(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in pycon().items() if name not in ("slug", "ownerEmail")} | members


async def create(world: World, **members: Any) -> Response:
    return await world.request("POST", "/management/conferences", pycon(**members))


async def add_seat_type(world: World, **members: Any) -> Response:
    return await world.request("POST", f"{OF}/seat-types", workshop(**members), token="conference")


def assert_bad(answer: Response, pointer: str) -> None:
    assert (answer.status, answer.slug, answer.pointers) == (422, "validation-failed", [pointer])


@pytest.mark.parametrize(
    ("member", "bad"),
    [
        ("slug", "PyCon"),
        ("slug", "py con"),
        ("slug", "py_con"),
        ("slug", ""),
        ("slug", "p" * 61),
        ("slug", "pycön"),
        ("slug", "pycon/x"),
        ("name", ""),
        ("name", "   "),
        ("name", "\u200b\u202e"),
        ("name", "n" * 201),
        ("name", "a\nb"),
        ("name", None),
        ("name", 5),
        ("ownerName", ""),
        ("ownerName", "\u3164"),
        ("ownerName", "n" * 101),
        ("ownerEmail", "guido"),
        ("ownerEmail", "guido@"),
        ("description", "d" * 4_001),
        ("description", "\u0000"),
        ("description", "one\rtwo"),
        ("location", "l" * 201),
        ("tagline", "t" * 201),
        ("tagline", True),
        ("twitterSearch", "t" * 101),
        ("startDate", "2027-02-30"),
        ("startDate", "2027-5-3"),
        ("startDate", "2027-05-03T00:00:00Z"),
        ("startDate", 20270503),
        ("endDate", "2027-05-02"),
        ("timeZone", ""),
        ("timeZone", " UTC"),
        ("timeZone", "europe/vienna"),
        ("timeZone", "Europe/Atlantis"),
        ("timeZone", "localtime"),
        ("timeZone", "posixrules"),
        ("timeZone", "posix/Europe/Vienna"),
        ("timeZone", "../../etc/localtime"),
        ("timeZone", "/usr/share/zoneinfo/UTC"),
        ("timeZone", "UTC+1"),
        ("timeZone", None),
        ("timeZone", 1),
        ("currency", "EURO"),
        ("currency", "eur"),
        ("currency", "XXX"),
        ("currency", "XAU"),
        ("currency", "XTS"),
        ("currency", "CLF"),
        ("currency", "BGN"),
        ("currency", ""),
        ("currency", None),
        ("invoicePeriodDays", -1),
        ("invoicePeriodDays", 91),
        ("invoicePeriodDays", "14"),
        ("invoicePeriodDays", 14.0),
        ("invoicePeriodDays", True),
        ("conferenceId", "1"),
    ],
)
async def test_a_conference_with_a_bad_member_is_refused_with_a_pointer_to_it(world: World, member: str, bad: Any):
    assert_bad(await create(world, **{member: bad}), f"/{member}")


@pytest.mark.parametrize(
    ("member", "good"),
    [
        ("slug", "p"),
        ("slug", "2027-py-con"),
        ("slug", "p" * 60),
        ("name", "n"),
        ("name", "n" * 200),
        ("name", "  n  "),
        ("description", ""),
        ("description", "d" * 4_000),
        ("description", "one\ntwo"),
        ("description", "d" * 3_998 + "\r\nd"),
        ("location", ""),
        ("tagline", None),
        ("tagline", "t" * 200),
        ("twitterSearch", "t" * 100),
        ("ownerEmail", "guido+pycon@example.com"),
        ("endDate", "2027-05-03"),
        ("startDate", "0001-01-01"),
        ("timeZone", "Europe/Vienna"),
        ("timeZone", "Asia/Calcutta"),
        ("timeZone", "Etc/GMT+12"),
        ("currency", "JPY"),
        ("invoicePeriodDays", 0),
        ("invoicePeriodDays", 90),
    ],
)
async def test_a_conference_whose_members_are_just_within_their_borders_passes(world: World, member: str, good: Any):
    assert (await create(world, **{member: good})).status == 201


def test_lines_are_kept_with_one_kind_of_break_and_without_tabs():
    """As browsers send what was typed, or pasted, into a text area."""
    content = b'{"name": "Workshop", "price": "199.00", "quantity": 1, "description": "one\\r\\ntwo\\nthree\\tfour"}'
    assert parse_body(SeatTypeMembers, content).details().description == "one\ntwo\nthree four"


@pytest.mark.parametrize(
    "member",
    ["ownerName", "ownerEmail", "name", "slug", "description", "location", "startDate", "endDate", "currency"],
)
async def test_a_member_that_is_needed_is_missed(world: World, member: str):
    body = {name: value for name, value in pycon().items() if name != member}
    assert_bad(await world.request("POST", "/management/conferences", body), f"/{member}")


async def test_an_edit_is_checked_like_a_new_conference(world: World):
    for member, bad in [("name", ""), ("endDate", "2027-05-02"), ("currency", "EURO"), ("timeZone", "Mars")]:
        answer = await world.request("PUT", OF, edit(**{member: bad}), token="conference", headers={"If-Match": "*"})
        assert_bad(answer, f"/{member}")


@pytest.mark.parametrize(
    ("member", "bad"),
    [
        ("name", ""),
        ("name", "n" * 71),
        ("description", "d" * 251),
        ("price", "50000.01"),
        ("price", "1.005"),
        ("price", "-1"),
        ("price", "1e2"),
        ("price", "1,50"),
        ("price", ""),
        ("price", "NaN"),
        ("price", 199),
        ("price", 199.5),
        ("quantity", -1),
        ("quantity", 100_001),
        ("quantity", "10"),
        ("quantity", 1.0),
        ("quantity", True),
        ("seatTypeId", "x"),
    ],
)
async def test_a_seat_type_with_a_bad_member_is_refused_with_a_pointer_to_it(world: World, member: str, bad: Any):
    assert_bad(await add_seat_type(world, **{member: bad}), f"/{member}")
    changed = await world.request("PUT", f"{OF}/seat-types/{SEAT_TYPE}", workshop(**{member: bad}), token="conference")
    assert_bad(changed, f"/{member}")


@pytest.mark.parametrize(
    ("member", "good"),
    [
        ("name", "n"),
        ("name", "n" * 70),
        ("description", ""),
        ("description", "d" * 250),
        ("price", "0"),
        ("price", "50000.00"),
        ("price", "0.5"),
        ("quantity", 0),
        ("quantity", 100_000),
    ],
)
async def test_a_seat_type_whose_members_are_just_within_their_borders_passes(world: World, member: str, good: Any):
    assert (await add_seat_type(world, **{member: good})).slug == "not-found"


@pytest.mark.parametrize(
    "bad",
    [
        "example.com",
        "ftp://example.com",
        "javascript:alert(1)",
        "http://",
        "//x.com",
        "https://x.com\\@y.com",
        "https://x.com@y.com",
        "https://x.com/" + "a" * 1_987,
        5,
    ],
)
async def test_visitors_are_sent_to_web_addresses_only(world: World, bad: Any):
    answer = await world.request("POST", f"{OF}/unpublish", {"redirectUrl": bad}, token="conference")
    assert_bad(answer, "/redirectUrl")


@pytest.mark.parametrize("good", ["https://example.com/" + "a" * 1_980, "http://example.com:8080/x?y#z", None])
async def test_a_web_address_has_up_to_2000_characters(world: World, good: str | None):
    answer = await world.request("POST", f"{OF}/unpublish", {"redirectUrl": good}, token="conference")
    assert answer.slug == "not-found"


@pytest.mark.parametrize("body", [None, {}])
async def test_publishing_needs_no_body(world: World, body: Any):
    for action in ("publish", "unpublish"):
        answer = await world.request("POST", f"{OF}/{action}", body, token="conference")
        assert answer.slug == "not-found"


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("POST", "/management/conferences", pycon(isPublished=True, name="")),
        ("PUT", OF, edit(slug="other")),
        ("PUT", OF, edit(ownerEmail="other@example.com")),
        ("POST", f"{OF}/unpublish", {"url": "https://example.com"}),
        ("POST", f"{OF}/seat-types", workshop(sold=1, price=5)),
        ("PUT", f"{OF}/seat-types/{SEAT_TYPE}", workshop(currency="EUR")),
    ],
)
async def test_unknown_members_are_refused_whatever_else_is_wrong(world: World, method: str, url: str, body: Any):
    answer = await world.request(method, url, body, token="conference", headers={"If-Match": "*"})
    assert (answer.status, answer.slug) == (400, "unknown-member")


@pytest.mark.parametrize("kind", [None, "order", "payment", "garbage"])
async def test_management_takes_tokens_of_conferences_only(world: World, kind: str | None):
    for method, url, body in [
        ("GET", "", None),
        ("PUT", "", edit()),
        ("POST", "/publish", None),
        ("POST", "/unpublish", None),
        ("GET", "/seat-types", None),
        ("POST", "/seat-types", workshop()),
        ("PUT", f"/seat-types/{SEAT_TYPE}", workshop()),
        ("DELETE", f"/seat-types/{SEAT_TYPE}", None),
        ("GET", "/orders", None),
        ("GET", f"/orders/{SEAT_TYPE}", None),
        ("GET", "/attendees", None),
    ]:
        answer = await world.request(method, OF + url, body, token=kind)
        assert (answer.status, answer.slug) == (401, "unauthorized"), (method, url)
