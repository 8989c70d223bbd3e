"""Sentences about a business customer who runs a conference, alone and with others."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from pytest_bdd import given, parsers, then, when

from tests.acceptance.api import Conference, Json, draft, expect, new_id
from tests.acceptance.steps.finding import wrong_code
from tests.acceptance.world import World

CONFERENCES = "/management/conferences"


def edit(world: World, name: str, if_match: str | None, **changes: Any) -> httpx.Response:
    members = draft(name=name, **changes).items()
    body = {member: value for member, value in members if member not in ("slug", "ownerEmail")}
    return world.conference.request("PUT", json=body, headers={"If-Match": if_match} if if_match else {})


@given("Olga and Otto have both read it")
def both_read(world: World) -> None:
    world.etag = world.conference.request("GET").headers["ETag"]


@when(parsers.parse('Olga calls it "{name}"'))
def olga_renames(world: World, name: str) -> None:
    etag = world.conference.request("GET").headers["ETag"]
    expect(200, edit(world, name, etag))


@then(parsers.parse('Otto cannot call it "{name}" without reading it again'))
def otto_cannot(world: World, name: str) -> None:
    assert expect(412, edit(world, name, world.etag))["type"].endswith("/precondition-failed")


@then("whoever does not say what was read is asked to")
def precondition_required(world: World) -> None:
    expect(428, edit(world, "PyCon Nowhere", None))


@then(parsers.parse('it is called "{name}"'))
def is_called(world: World, name: str) -> None:
    assert expect(200, world.conference.request("GET"))["name"] == name


@then(parsers.parse('it is in the public list as "{name}"'))
def listed_as(world: World, name: str) -> None:
    def listed() -> list[str]:
        found = expect(200, world.api.http.get("/conferences"))
        return [conference["name"] for conference in found if conference["id"] == world.conference.id]

    world.eventually(listed, [name])
    assert expect(200, world.conference.request("GET"))["isPublished"] is True


@then("its currency cannot be changed any more")
def currency_fixed(world: World) -> None:
    assert expect(409, edit(world, "PyCon Berlin", "*", currency="USD"))["type"].endswith("/currency-fixed")


# --- Seat types -------------------------------------------------------------------------------------------------------


def delete(world: World, name: str) -> httpx.Response:
    return world.conference.request("DELETE", f"/seat-types/{world.conference.seat_types[name]}")


@when(parsers.parse('the owner deletes "{name}"'))
def deletes(world: World, name: str) -> None:
    assert delete(world, name).status_code == 204


@then(parsers.parse('"{name}" cannot be deleted any more'))
def cannot_delete(world: World, name: str) -> None:
    assert expect(409, delete(world, name))["type"].endswith("/was-ever-published")


@then(parsers.parse('only "{name}" is for sale'))
def for_sale(world: World, name: str) -> None:
    def offered() -> list[str]:
        answer = world.api.http.get(f"/conferences/{world.conference.slug}/seat-types")
        return [item["name"] for item in expect(200, answer)]

    world.eventually(offered, [name])


@then(parsers.parse('"{name}" can still be added'))
def can_be_added(world: World, name: str) -> None:
    world.conference.add_seat_type(name, "25.00", 5)
    world.eventually(lambda: world.conference.available(name), 5)


# --- History ----------------------------------------------------------------------------------------------------------


def history(world: World) -> list[Json]:
    items: list[Json] = expect(200, world.conference.request("GET", "/history"))
    return items


@then(
    parsers.parse(
        'the last change was to "{name}": price from "{old_price}" to "{price}", quantity from {old:d} to {quantity:d}'
    )
)
def last_change(world: World, name: str, old_price: str, price: str, old: int, quantity: int) -> None:
    last = history(world)[0]
    assert (last["what"], last["seatTypeName"]) == ("SeatUpdated", name)
    assert last["changes"] == [
        {"member": "price", "before": old_price, "after": price},
        {"member": "quantity", "before": old, "after": quantity},
    ]


@then(parsers.parse("the changes before were {names}"))
def changes_before(world: World, names: str) -> None:
    assert [item["what"] for item in history(world)[1:]] == names.split(", ")


# --- Slugs ------------------------------------------------------------------------------------------------------------


@when("eight business customers want the same slug at once")
def want_one_slug(world: World) -> None:
    slug = f"wanted-{uuid.uuid4().hex[:12]}"
    with ThreadPoolExecutor(8) as customers:
        world.responses = list(
            customers.map(lambda _: world.api.http.post(CONFERENCES, json=draft(slug=slug)), range(8))
        )


@then("one of them has it, and the others are told that it is taken")
def one_has_it(world: World) -> None:
    assert sorted(answer.status_code for answer in world.responses) == [201] + [409] * 7
    refused = [answer.json()["type"] for answer in world.responses if answer.status_code == 409]
    assert all(type_.endswith("/slug-taken") for type_ in refused)


@when("a new conference is sent twice with one Idempotency-Key")
def sent_twice(world: World) -> None:
    body, headers = draft(), {"Idempotency-Key": new_id()}
    world.responses = [world.api.http.post(CONFERENCES, json=body, headers=headers) for _ in range(2)]


@then("both answers are about the same conference")
def same_conference(world: World) -> None:
    first, again = (expect(201, answer) for answer in world.responses)
    assert (again["conferenceId"], again["slug"]) == (first["conferenceId"], first["slug"])
    opened = Conference(world.api, again["conferenceId"], again["slug"], again["accessToken"])
    assert opened.request("GET").status_code == 200


# --- Finding a conference again ---------------------------------------------------------------------------------------


def locate(world: World, email: str, code: str) -> httpx.Response:
    return world.api.http.post(f"{CONFERENCES}/locate", json={"email": email, "accessCode": code})


@given("a conference whose owner has an address of her own")
def own_address(world: World) -> None:
    world.email = f"olga-{uuid.uuid4().hex[:10]}@example.com"
    answer = expect(201, world.api.http.post(CONFERENCES, json=draft(ownerEmail=world.email)))
    world.conference = Conference(world.api, answer["conferenceId"], answer["slug"], "")
    world.code = answer["accessCode"]
    assert len(world.code) == 5


@then("it is found by the owner's address and code, in any spelling")
def conference_found(world: World) -> None:
    for email, code in [(world.email, world.code), (f" {world.email.upper()} ", f" {world.code.lower()} ")]:
        answer = expect(200, locate(world, email, code))
        assert answer["conferenceId"] == world.conference.id
        world.conference.token = answer["accessToken"]
    assert expect(200, world.conference.request("GET"))["ownerEmail"] == world.email


@then("not by a wrong code, nor by another address")
def conference_not_found(world: World) -> None:
    expect(404, locate(world, world.email, wrong_code(world.code)))
    expect(404, locate(world, f"other-{world.email}", world.code))


@when(parsers.parse("somebody tries {number:d} more wrong codes for the owner's address"))
def guesses_codes(world: World, number: int) -> None:
    for _ in range(number):
        expect(404, locate(world, world.email, wrong_code(world.code)))


@then("even the right code of the conference has to wait")
def conference_throttled(world: World) -> None:
    answer = locate(world, world.email, world.code)
    expect(429, answer)
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
