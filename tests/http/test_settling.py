"""How the business customer settles late payments and invoices: what is accepted, and what is refused why."""

from typing import Any
from uuid import UUID

import pytest

from domain.messages import Event
from domain.registration.commands import CancelOrder, HonourOrder, MarkInvoicePaid
from tests.domain.orders import (
    CHECKED_OUT,
    CONFIRMED,
    EXPIRED,
    GIVEN_UP,
    HONOURED,
    INVOICED,
    ORDER,
    OTHER_CONFERENCE,
    REFUNDED,
    SET_ASIDE,
    confirmed,
    expired,
    rejected,
)
from tests.http.world import Response, World

CONFERENCE_URL = "/management/conferences/00000000-0000-4000-8000-00000000000c"
ORDER_URL = f"{CONFERENCE_URL}/orders/{ORDER}"
INVOICE_PAID = (*INVOICED, confirmed(None))
INVOICE_CANCELLED = (*INVOICED, rejected("invoice-cancelled"))


async def settle(world: World, what: str, action: str, *history: Event) -> Response:
    """`what`: resolution or invoice."""
    world.order(*history)
    return await world.request("POST", f"{ORDER_URL}/{what}", {"action": action}, token="conference")


@pytest.mark.parametrize(
    ("what", "action", "history", "expected"),
    [
        ("resolution", "honour", SET_ASIDE, HonourOrder(id=UUID(int=0), order_id=ORDER)),
        ("resolution", "refund", SET_ASIDE, CancelOrder(id=UUID(int=0), order_id=ORDER, reason="refunded")),
        ("invoice", "paid", INVOICED, MarkInvoicePaid(id=UUID(int=0), order_id=ORDER)),
        ("invoice", "cancel", INVOICED, CancelOrder(id=UUID(int=0), order_id=ORDER, reason="invoice-cancelled")),
    ],
    ids=["honour", "refund", "paid", "cancel"],
)
async def test_what_awaits_an_answer_takes_it(
    world: World, what: str, action: str, history: tuple[Event, ...], expected: Any
):
    answer = await settle(world, what, action, *history)
    (command,) = world.bus.commands
    assert command == expected.model_copy(update={"id": command.id})
    assert (answer.status, answer.json) == (202, {"commandId": str(command.id), "orderId": str(ORDER)})


@pytest.mark.parametrize(
    ("what", "action", "history", "reason"),
    [
        ("resolution", "honour", CHECKED_OUT, "not-awaiting-attention"),
        ("resolution", "honour", EXPIRED, "not-awaiting-attention"),
        ("resolution", "honour", INVOICED, "not-awaiting-attention"),
        ("resolution", "honour", CONFIRMED, "order-confirmed"),
        ("resolution", "honour", REFUNDED, "order-rejected"),
        ("resolution", "honour", GIVEN_UP, "order-rejected"),
        ("resolution", "refund", CHECKED_OUT, "not-awaiting-attention"),
        ("resolution", "refund", CONFIRMED, "order-confirmed"),
        ("resolution", "refund", HONOURED, "order-honoured"),
        ("resolution", "refund", REFUNDED, "order-rejected"),
        ("invoice", "paid", CHECKED_OUT, "not-awaiting-invoice-payment"),
        ("invoice", "paid", INVOICE_PAID, "order-confirmed"),
        ("invoice", "paid", INVOICE_CANCELLED, "order-rejected"),
        ("invoice", "paid", (*INVOICED, expired), "order-expired"),
        ("invoice", "paid", CONFIRMED, "order-confirmed"),
        ("invoice", "paid", SET_ASIDE, "awaiting-attention"),
        ("invoice", "cancel", CHECKED_OUT, "not-awaiting-invoice-payment"),
        ("invoice", "cancel", INVOICE_PAID, "order-confirmed"),
        ("invoice", "cancel", INVOICE_CANCELLED, "order-rejected"),
        ("invoice", "cancel", HONOURED, "order-honoured"),
    ],
)
async def test_what_awaits_no_answer_refuses_it(
    world: World, what: str, action: str, history: tuple[Event, ...], reason: str
):
    answer = await settle(world, what, action, *history)
    assert (answer.status, answer.slug) == (409, reason)
    assert world.bus.commands == []


async def test_to_honour_again_while_it_is_being_honoured_is_no_conflict(world: World):
    answer = await settle(world, "resolution", "honour", *HONOURED)
    assert answer.status == 202


@pytest.mark.parametrize("what", ["resolution", "invoice"])
@pytest.mark.parametrize("body", [{}, {"action": "burn"}, {"action": None}, {"action": ["refund"]}])
async def test_any_other_action_is_a_fault_of_the_body(world: World, what: str, body: Any):
    world.order(*SET_ASIDE)
    answer = await world.request("POST", f"{ORDER_URL}/{what}", body, token="conference")
    assert (answer.status, answer.pointers) == (422, ["/action"])
    assert world.bus.commands == []


@pytest.mark.parametrize(("what", "action"), [("resolution", "honour"), ("invoice", "paid")])
async def test_an_order_that_is_not_there_is_not_found(world: World, what: str, action: str):
    answer = await world.request("POST", f"{ORDER_URL}/{what}", {"action": action}, token="conference")
    assert (answer.status, answer.slug) == (404, "not-found")


@pytest.mark.parametrize(
    ("what", "action", "history"), [("resolution", "refund", SET_ASIDE), ("invoice", "paid", INVOICED)]
)
async def test_an_order_of_another_conference_is_not_found(
    world: World, what: str, action: str, history: tuple[Event, ...]
):
    world.order(*history)
    answer = await world.request(
        "POST",
        f"/management/conferences/{OTHER_CONFERENCE}/orders/{ORDER}/{what}",
        {"action": action},
        token=world.token("conference", OTHER_CONFERENCE),
    )
    assert (answer.status, answer.slug) == (404, "not-found")
    assert world.bus.commands == []


@pytest.mark.parametrize("what", ["resolution", "invoice"])
@pytest.mark.parametrize("token", [None, "order", "payment"])
async def test_only_the_holder_of_the_conferences_token_settles_anything(world: World, what: str, token: Any):
    world.order(*SET_ASIDE)
    answer = await world.request("POST", f"{ORDER_URL}/{what}", {"action": "refund"}, token=token)
    assert (answer.status, answer.slug) == (401, "unauthorized")
    assert world.bus.commands == []


async def test_the_same_request_under_one_key_is_one_command(world: World):
    world.order(*SET_ASIDE)
    for _ in range(2):
        answer = await world.request(
            "POST",
            f"{ORDER_URL}/resolution",
            {"action": "honour"},
            token="conference",
            headers={"idempotency-key": "once"},
        )
        assert answer.status == 202
    assert len(world.bus.commands) == 1
