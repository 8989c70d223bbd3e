"""What the holder of an order's token may do with it. It is 12:01 unless said otherwise."""

from decimal import Decimal
from typing import Any

import pytest

from domain.messages import Event
from domain.registration.commands import AssignRegistrantDetails, CancelOrder, ChangeSeats
from domain.values import PersonalInfo
from tests.domain.given_when_then import minute
from tests.domain.orders import (
    ALICE,
    CHECKED_OUT,
    CONFIRMED,
    DINNER,
    EXPIRED,
    GIVEN_UP,
    HONOURED,
    INVOICED,
    ORDER,
    PARTIALLY_RESERVED,
    PLACED,
    RESERVED,
    SET_ASIDE,
    WORKSHOP,
    registrant,
    totals,
    updated,
    workshop,
)
from tests.http.world import World

BODIES: dict[tuple[str, str], Any] = {
    ("PUT", "/seats"): {"seats": [{"seatTypeId": str(WORKSHOP), "quantity": 1}]},
    ("PUT", "/registrant"): {"firstName": "Bob", "lastName": "Builder", "email": "bob@example.org"},
    ("DELETE", ""): None,
}
ENDED = {
    "order-confirmed": CONFIRMED,
    "order-expired": EXPIRED,
    "order-rejected": GIVEN_UP,
    "awaiting-attention": SET_ASIDE,
    "order-honoured": HONOURED,
}
EVERY_CHANGE = pytest.mark.parametrize("change", BODIES, ids=["seats", "registrant", "give up"])


async def change_of(world: World, change: tuple[str, str]) -> Any:
    method, path = change
    return await world.request(method, f"/orders/{ORDER}{path}", BODIES[change], token="order")


async def test_an_order_is_shown_whole(world: World):
    world.order(*CHECKED_OUT)
    answer = await world.request("GET", f"/orders/{ORDER}", token="order")
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    shown = {
        "orderId": "00000000-0000-4000-8000-000000000001",
        "conferenceId": "00000000-0000-4000-8000-00000000000c",
        "conferenceSlug": "pycon",
        "version": 4,
        "state": "ReservationCompleted",
        "placedAt": "2026-11-23T12:00:00Z",
        "reservationExpiresAt": "2026-11-23T12:15:00Z",
        "seats": [
            {
                "seatTypeId": "00000000-0000-4000-8000-0000000000aa",
                "name": "Workshop",
                "requestedQuantity": 3,
                "reservedQuantity": 3,
            }
        ],
        "lines": [{"description": "Workshop", "unitPrice": "15.10", "quantity": 3, "lineTotal": "45.30"}],
        "total": "45.30",
        "currency": "EUR",
        "isFreeOfCharge": False,
        "registrant": {"firstName": "Alice", "lastName": "Liddell", "email": "alice@example.org"},
        "accessCode": "ABC234",
        "paymentId": "1473064a-566e-5c85-9bd7-e437b86f2b05",
    }
    assert answer.json | shown == answer.json


async def test_an_order_that_is_not_there_yet_is_not_found(world: World):
    answer = await world.request("GET", f"/orders/{ORDER}", token="order")
    assert (answer.status, answer.slug) == (404, "not-found")


async def test_changed_seats_are_priced_as_the_conference_shows_them_now(world: World):
    world.order(*RESERVED)
    body = {"seats": [{"seatTypeId": str(DINNER), "quantity": 2}, {"seatTypeId": str(WORKSHOP), "quantity": 0}]}
    answer = await world.request("PUT", f"/orders/{ORDER}/seats", body, token="order")
    (command,) = world.bus.commands
    assert (answer.status, answer.json) == (202, {"commandId": str(command.id), "orderId": str(ORDER)})
    assert isinstance(command, ChangeSeats)
    assert (command.order_id, command.issued_at) == (ORDER, minute(1))
    assert [(item.seat_type, item.name, item.quantity, item.unit_price) for item in command.seats] == [
        (DINNER, "Dinner", 2, Decimal("45.50"))
    ]


async def test_an_order_of_an_unpublished_conference_can_still_be_changed(world: World):
    world.conference(published=False)
    world.order(*RESERVED)
    assert (await change_of(world, ("PUT", "/seats"))).status == 202


async def test_the_registrant_is_sent_as_entered(world: World):
    world.order(*RESERVED)
    answer = await change_of(world, ("PUT", "/registrant"))
    (command,) = world.bus.commands
    assert (answer.status, answer.json) == (202, {"commandId": str(command.id), "orderId": str(ORDER)})
    assert command == AssignRegistrantDetails(
        id=command.id,
        order_id=ORDER,
        registrant=PersonalInfo(first_name="Bob", last_name="Builder", email="bob@example.org"),
        issued_at=minute(1),
    )


@pytest.mark.parametrize("history", [PLACED, PARTIALLY_RESERVED, CHECKED_OUT, INVOICED])
async def test_an_open_order_can_be_given_up(world: World, history: tuple[Event, ...]):
    world.order(*history)
    answer = await change_of(world, ("DELETE", ""))
    (command,) = world.bus.commands
    assert answer.status == 202
    assert command == CancelOrder(id=command.id, order_id=ORDER, reason="given-up")


@EVERY_CHANGE
async def test_an_order_that_was_only_asked_for_takes_changes(world: World, change: tuple[str, str]):
    assert (await change_of(world, change)).status == 202
    assert len(world.bus.commands) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    # Giving up again changes nothing: it is accepted.
    [(change, reason) for change in BODIES for reason in ENDED if (change[0], reason) != ("DELETE", "order-rejected")],
)
async def test_an_order_that_ended_refuses_changes_and_says_why(world: World, change: tuple[str, str], reason: str):
    world.order(*ENDED[reason])
    answer = await change_of(world, change)
    # To her who wants other seats it is the reservation that is over, be the order said to have expired or not.
    too_late = change[1] == "/seats" and reason == "order-expired"
    assert (answer.status, answer.slug) == (409, "reservation-expired" if too_late else reason)
    assert world.bus.sent == []


async def test_giving_up_again_is_accepted_again(world: World):
    world.order(*GIVEN_UP)
    assert (await change_of(world, ("DELETE", ""))).status == 202


@pytest.mark.parametrize(("at", "status"), [(14.99, 202), (15, 409)])
async def test_seats_can_be_changed_until_the_reservation_expires(world: World, at: float, status: int):
    world.order(*RESERVED)
    world.clock.time = minute(at)
    answer = await change_of(world, ("PUT", "/seats"))
    assert answer.status == status
    if status == 409:
        assert answer.slug == "reservation-expired"


async def test_the_registrant_can_be_corrected_after_the_reservation_expired(world: World):
    world.order(*CHECKED_OUT)
    world.clock.time = minute(20)
    assert (await change_of(world, ("PUT", "/registrant"))).status == 202


@pytest.mark.parametrize("change", [("PUT", "/seats"), ("PUT", "/registrant")], ids=["seats", "registrant"])
async def test_a_change_is_issued_later_than_what_its_issuer_could_see(world: World, change: tuple[str, str]):
    """The clock that issued the last change was four minutes ahead of this one."""
    one_workshop = updated(workshop(2), issued=4)
    world.order(*PLACED, registrant(ALICE, issued=5), one_workshop, totals(total="30.20"))
    await change_of(world, change)
    (command,) = world.bus.commands
    assert isinstance(command, ChangeSeats | AssignRegistrantDetails)
    assert command.issued_at.isoformat() == "2026-11-23T12:05:00.000001+00:00"


async def test_every_sending_without_a_key_is_a_command_of_its_own(world: World):
    first = await change_of(world, ("DELETE", ""))
    second = await change_of(world, ("DELETE", ""))
    assert first.json["commandId"] != second.json["commandId"]
