"""What the payment processor's page may do with its token."""

import asyncio
from decimal import Decimal
from uuid import UUID

import pytest

from domain.catalogue import PAYMENT as PAYMENT_STREAM
from domain.messages import Event
from domain.payments.commands import CancelThirdPartyProcessorPayment, CompleteThirdPartyProcessorPayment
from domain.payments.events import PaymentCompleted, PaymentRefunded, PaymentRejected
from infrastructure.event_store import Marker, StreamId
from tests.domain.given_when_then import minute
from tests.domain.orders import CHECKED_OUT, ORDER, PAYMENT, RESERVED, totals, updated, workshop, workshop_line
from tests.http.test_checkout import INITIATED
from tests.http.world import World

COMPLETED = PaymentCompleted(order_id=ORDER, amount=Decimal("45.30"))
REJECTED = PaymentRejected(order_id=ORDER)
REFUNDED = PaymentRefunded(order_id=ORDER, amount=Decimal("45.30"), reason="order-rejected")
COMMAND = UUID("00000000-0000-4000-8000-0000000000ff")


@pytest.mark.parametrize(
    ("history", "state", "version"),
    [
        ((INITIATED,), "Initiated", 0),
        ((INITIATED, COMPLETED), "Completed", 1),
        ((INITIATED, REJECTED), "Rejected", 1),
        ((INITIATED, COMPLETED, REFUNDED), "Refunded", 2),
    ],
)
async def test_a_payment_is_shown_as_its_stream_says(
    world: World, history: tuple[Event, ...], state: str, version: int
):
    world.payment(*history)
    answer = await world.request("GET", f"/payments/{PAYMENT}", token="payment")
    assert answer.status == 200
    assert answer.json == {
        "paymentId": "1473064a-566e-5c85-9bd7-e437b86f2b05",
        "orderId": "00000000-0000-4000-8000-000000000001",
        "state": state,
        "description": "Registration for PyCon",
        "items": [{"description": "Workshop", "amount": "45.30"}],
        "total": "45.30",
        "currency": "EUR",
        "version": version,
    }


@pytest.mark.parametrize("rejected", [(), (REJECTED,)], ids=["unknown", "rejected, and its order is unknown"])
async def test_a_payment_that_nobody_began_is_not_found(world: World, rejected: tuple[Event, ...]):
    world.payment(*rejected)
    answer = await world.request("GET", f"/payments/{PAYMENT}", token="payment")
    assert (answer.status, answer.slug) == (404, "not-found")


@pytest.mark.parametrize("headers", [{}, {"Prefer": "wait=20"}], ids=["at once", "waiting"])
@pytest.mark.parametrize("query", [{}, {"command": str(COMMAND)}], ids=["", "for its command"])
async def test_a_payment_that_was_withdrawn_before_it_was_initiated_is_rejected(
    world: World, headers: dict[str, str], query: dict[str, str]
):
    """Other seats void the checkout; the withdrawal was faster than the initiation, which changes nothing any more."""
    world.order(*CHECKED_OUT, updated(workshop(2)), totals(workshop_line(2, "30.20"), total="30.20"))
    world.payment(REJECTED)
    world.decided(StreamId(PAYMENT_STREAM, PAYMENT), COMMAND, Marker("x", "applied", first_version=0, count=1))
    answer = await asyncio.wait_for(
        world.request("GET", f"/payments/{PAYMENT}", token="payment", headers=headers, query=query), 5
    )
    assert answer.status == 200
    assert answer.json == {
        "paymentId": "1473064a-566e-5c85-9bd7-e437b86f2b05",
        "orderId": "00000000-0000-4000-8000-000000000001",
        "state": "Rejected",
        "description": "Registration for PyCon",
        "items": [{"description": "3 x Workshop", "amount": "45.30"}],
        "total": "45.30",
        "currency": "EUR",
        "version": 0,
    }
    assert answer.headers.get("Command-Outcome") == ("applied" if query else None)


async def test_a_payment_whose_checkout_was_refused_has_nothing_to_pay_once_it_is_rejected(world: World):
    world.order(*RESERVED)
    world.payment(REJECTED)
    answer = await world.request("GET", f"/payments/{PAYMENT}", token="payment")
    assert (answer.status, answer.json["state"]) == (200, "Rejected")
    assert (answer.json["description"], answer.json["items"]) == ("Registration for PyCon", [])
    assert (answer.json["total"], answer.json["currency"]) == ("0.00", "EUR")


@pytest.mark.parametrize(("at", "status"), [(88.99, 202), (89, 409)])
async def test_a_payment_is_completed_until_an_hour_after_the_seats_went_back(world: World, at: float, status: int):
    """Its token is good for a week."""
    world.payment(INITIATED.model_copy(update={"payable_until": minute(89)}))
    token = world.token("payment")
    world.clock.time = minute(at)
    answer = await world.request("POST", f"/payments/{PAYMENT}/complete", token=token)
    assert answer.status == status
    assert len(world.bus.commands) == (status == 202)
    if status == 409:
        assert answer.slug == "payment-expired"
        assert (await world.request("POST", f"/payments/{PAYMENT}/cancel", token=token)).status == 202


@pytest.mark.parametrize(
    ("action", "history", "reason"),
    [
        ("complete", (), None),
        ("complete", (INITIATED,), None),
        ("complete", (INITIATED, COMPLETED), None),
        ("complete", (INITIATED, COMPLETED, REFUNDED), None),
        ("complete", (INITIATED, REJECTED), "payment-rejected"),
        ("complete", (REJECTED,), "payment-rejected"),
        ("cancel", (REJECTED,), None),
        ("cancel", (), None),
        ("cancel", (INITIATED,), None),
        ("cancel", (INITIATED, REJECTED), None),
        ("cancel", (INITIATED, COMPLETED), "payment-completed"),
    ],
)
async def test_a_payment_takes_what_its_state_allows(
    world: World, action: str, history: tuple[Event, ...], reason: str | None
):
    world.payment(*history)
    answer = await world.request("POST", f"/payments/{PAYMENT}/{action}", token="payment")
    if reason:
        assert (answer.status, answer.slug) == (409, reason)
        assert world.bus.sent == []
    else:
        (command,) = world.bus.commands
        assert (answer.status, answer.json) == (202, {"commandId": str(command.id), "paymentId": str(PAYMENT)})
        types = {"complete": CompleteThirdPartyProcessorPayment, "cancel": CancelThirdPartyProcessorPayment}
        assert command == types[action](id=command.id, payment_id=PAYMENT, order_id=ORDER)


async def test_the_outcome_of_a_command_to_a_payment_is_told(world: World):
    world.payment(INITIATED, COMPLETED)
    world.decided(StreamId(PAYMENT_STREAM, PAYMENT), COMMAND, Marker("x", "applied", first_version=1, count=1))
    answer = await world.request("GET", f"/payments/{PAYMENT}", token="payment", query={"command": str(COMMAND)})
    assert answer.headers["Command-Outcome"] == "applied"
