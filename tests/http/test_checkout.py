"""Checking out: which payment, if any. It is 12:04 unless said otherwise."""

from decimal import Decimal
from typing import Any

import pytest

from domain.messages import Event
from domain.payments.events import PaymentCompleted, PaymentInitiated, PaymentItem, PaymentRejected
from domain.registration.commands import CheckOut
from infrastructure.tokens import Grant
from tests.domain.given_when_then import minute
from tests.domain.orders import (
    ALICE,
    CHECKED_OUT,
    CONFERENCE,
    CONFIRMED,
    EXPIRED,
    FREE,
    GIVEN_UP,
    HONOURED,
    INVOICED,
    ORDER,
    PARTIALLY_RESERVED,
    PAYMENT,
    PLACED,
    RESERVED,
    SECOND_PAYMENT,
    SET_ASIDE,
    completed,
    held,
    totals,
    updated,
    workshop,
    workshop_line,
)
from tests.http.world import World

REGISTRANT = {"firstName": "Alice", "lastName": "Liddell", "email": "alice@example.org"}

INITIATED = PaymentInitiated(
    order_id=ORDER,
    conference_id=CONFERENCE,
    description="Registration for PyCon",
    total=Decimal("45.30"),
    currency="EUR",
    items=[PaymentItem(description="Workshop", amount=Decimal("45.30"))],
)


async def check_out(world: World, *history: Event, at: float = 4, **body: Any) -> Any:
    if history:
        world.order(*history)
    world.clock.time = minute(at)
    body = {"registrant": REGISTRANT, **body}
    return await world.request("POST", f"/orders/{ORDER}/checkout", body, token="order")


def command_of(world: World) -> CheckOut:
    (command,) = world.bus.commands
    assert isinstance(command, CheckOut)
    return command


async def test_a_checkout_names_the_payment_and_where_to_pay(world: World):
    answer = await check_out(world, *RESERVED)
    token = answer.json["paymentToken"]
    assert answer.status == 202
    assert answer.json == {
        "commandId": str(command_of(world).id),
        "paymentId": "1473064a-566e-5c85-9bd7-e437b86f2b05",
        "paymentUrl": f"https://conference.test/payment/#1473064a-566e-5c85-9bd7-e437b86f2b05:{token}",
        "paymentToken": token,
    }
    assert world.tokens.verify(token) == Grant("payment", PAYMENT, order_id=ORDER)


async def test_the_command_carries_registrant_payment_and_time(world: World):
    await check_out(world, *RESERVED)
    command = command_of(world)
    assert command == CheckOut(
        id=command.id,
        order_id=ORDER,
        registrant=ALICE,
        payment_type="third-party",
        payment_id=PAYMENT,
        rejected_payments=[],
        invoice_until=None,
        issued_at=minute(4),
    )


@pytest.mark.parametrize(
    "payment", [(), (INITIATED,), (INITIATED, PaymentCompleted(order_id=ORDER, amount=Decimal("45.30")))]
)
async def test_a_checkout_sent_again_names_the_same_payment(world: World, payment: tuple[Event, ...]):
    world.payment(*payment)
    answer = await check_out(world, *CHECKED_OUT)
    assert (answer.status, answer.json["paymentId"]) == (202, str(PAYMENT))


@pytest.mark.parametrize("payment", [(INITIATED, PaymentRejected(order_id=ORDER)), (PaymentRejected(order_id=ORDER),)])
async def test_after_a_rejected_payment_there_is_a_new_one(world: World, payment: tuple[Event, ...]):
    world.payment(*payment)
    answer = await check_out(world, *CHECKED_OUT)
    assert (answer.status, answer.json["paymentId"]) == (202, str(SECOND_PAYMENT))
    assert command_of(world).rejected_payments == [PAYMENT]


async def test_after_a_voided_payment_there_is_a_new_one(world: World):
    changed = (updated(workshop(2), issued=3.5), totals(workshop_line(2, "30.20"), total="30.20"), completed(held(2)))
    answer = await check_out(world, *CHECKED_OUT, *changed)
    assert (answer.status, answer.json["paymentId"]) == (202, str(SECOND_PAYMENT))


async def test_a_free_order_needs_no_payment(world: World):
    answer = await check_out(world, *FREE)
    nothing = {"paymentId": None, "paymentUrl": None, "paymentToken": None}
    assert (answer.status, answer.json) == (202, {"commandId": str(command_of(world).id), **nothing})
    assert command_of(world).payment_id is None


async def test_an_invoice_is_awaited_for_the_period_of_the_conference(world: World):
    answer = await check_out(world, *RESERVED, paymentType="invoice")
    assert (answer.status, answer.json["paymentId"]) == (202, None)
    assert command_of(world).payment_type == "invoice"
    assert command_of(world).invoice_until == minute(4 + 14 * 24 * 60)


async def test_no_invoice_where_the_conference_offers_none(world: World):
    world.conference(invoice_period_days=0)
    answer = await check_out(world, *RESERVED, paymentType="invoice")
    assert (answer.status, answer.slug) == (409, "invoice-not-offered")


async def test_who_awaits_an_invoice_does_not_pay_otherwise(world: World):
    answer = await check_out(world, *INVOICED)
    assert (answer.status, answer.slug) == (409, "awaiting-invoice-payment")


@pytest.mark.parametrize(
    ("history", "reason"),
    [
        ((), "not-reserved"),
        (PLACED, "not-reserved"),
        (PARTIALLY_RESERVED, "not-reserved"),
        (CONFIRMED, "order-confirmed"),
        (EXPIRED, "reservation-expired"),
        (GIVEN_UP, "order-rejected"),
        (SET_ASIDE, "awaiting-attention"),
        (HONOURED, "order-honoured"),
    ],
)
async def test_what_cannot_be_checked_out_says_why(world: World, history: tuple[Event, ...], reason: str):
    answer = await check_out(world, *history)
    assert (answer.status, answer.slug) == (409, reason)
    assert world.bus.sent == []


@pytest.mark.parametrize(("at", "status"), [(14.99, 202), (15, 409)])
async def test_a_checkout_begins_before_the_reservation_expires(world: World, at: float, status: int):
    answer = await check_out(world, *RESERVED, at=at)
    assert answer.status == status
    if status == 409:
        assert answer.slug == "reservation-expired"


async def test_a_checkout_is_issued_later_than_what_its_issuer_could_see(world: World):
    changed = (updated(workshop(2), issued=6), totals(workshop_line(2, "30.20"), total="30.20"), completed(held(2)))
    await check_out(world, *RESERVED, *changed, at=4)
    assert command_of(world).issued_at.isoformat() == "2026-11-23T12:06:00.000001+00:00"
