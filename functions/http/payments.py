"""Payments, for the page of the payment processor."""

from collections.abc import Sequence
from decimal import Decimal
from functools import reduce
from typing import Literal, cast
from uuid import UUID

from domain.catalogue import ORDER, PAYMENT
from domain.messages import Value
from domain.payments import payment, reasons
from domain.payments.commands import (
    CancelThirdPartyProcessorPayment,
    CompleteThirdPartyProcessorPayment,
    PaymentCommand,
)
from domain.payments.events import PaymentEvent, PaymentInitiated, PaymentItem, PaymentRejected
from domain.payments.payment import Payment, PaymentState
from domain.registration.events import OrderCheckedOut, OrderPlaced
from domain.registration.order.checkout import payment_description
from domain.values import Money
from functions.http.api import Api
from functions.http.bodies import Nothing
from functions.http.commanding import CommandAccepted, load, refuse_if_refused, send
from functions.http.problems import conflict
from functions.http.requests import Answer, Request
from functions.http.services import services
from functions.http.waiting import Waiting, read_waiting
from infrastructure.event_store import RecordedEvent, StreamId

payments = Api("Payments")


type PaymentStateName = Literal["Initiated", "Completed", "Rejected", "Refunded"]

STATE_NAMES: dict[PaymentState, PaymentStateName] = {
    PaymentState.INITIATED: "Initiated",
    PaymentState.COMPLETED: "Completed",
    PaymentState.REJECTED: "Rejected",
    PaymentState.REFUNDED: "Refunded",
}


class PaymentItemView(Value):
    description: str
    amount: Money


class PaymentView(Value):
    payment_id: UUID
    order_id: UUID
    state: PaymentStateName
    description: str
    items: list[PaymentItemView]
    total: Money
    currency: str
    version: int


class PaymentCommandAccepted(CommandAccepted):
    payment_id: UUID


@payments.operation("GET", "payments/{paymentId}", summary="Read a payment", token="payment")
async def get_payment(request: Request[None, Waiting]) -> Answer[PaymentView]:
    stream = StreamId(PAYMENT, request.ids["paymentId"])

    async def read() -> PaymentView | None:
        events = (await services().store.read(stream)).events
        return _view(events) if _is_initiated(events) else await _withdrawn_view(events)

    return await read_waiting(request, stream, stream, read, "payment")


@payments.operation(
    "POST",
    "payments/{paymentId}/complete",
    summary="Complete a payment",
    status=202,
    token="payment",
    honours_key=True,
    problems=(conflict(reasons.PAYMENT_REJECTED), conflict(reasons.PAYMENT_EXPIRED)),
)
async def complete_payment(request: Request[Nothing]) -> Answer[PaymentCommandAccepted]:
    """Possible until an hour after an unpaid order's seats go back."""
    return await _accept(
        request,
        CompleteThirdPartyProcessorPayment(
            id=request.new_id(), payment_id=request.ids["paymentId"], order_id=_order_of(request)
        ),
    )


@payments.operation(
    "POST",
    "payments/{paymentId}/cancel",
    summary="Cancel a payment",
    status=202,
    token="payment",
    honours_key=True,
    problems=(conflict(reasons.PAYMENT_COMPLETED),),
)
async def cancel_payment(request: Request[Nothing]) -> Answer[PaymentCommandAccepted]:
    return await _accept(
        request,
        CancelThirdPartyProcessorPayment(
            id=request.new_id(), payment_id=request.ids["paymentId"], order_id=_order_of(request)
        ),
    )


def _is_initiated(events: Sequence[RecordedEvent]) -> bool:
    return any(isinstance(recorded.event, PaymentInitiated) for recorded in events)


def _view(events: Sequence[RecordedEvent]) -> PaymentView:
    """Of a payment that was initiated."""
    history = [cast(PaymentEvent, recorded.event) for recorded in events]
    initiated = next(event for event in history if isinstance(event, PaymentInitiated))
    state = cast(Payment, reduce(payment.evolve, history, cast(Payment | None, None)))
    return PaymentView(
        payment_id=events[0].stream.id,
        order_id=initiated.order_id,
        state=STATE_NAMES[state.state],
        description=initiated.description,
        items=_items(initiated.items),
        total=initiated.total,
        currency=initiated.currency,
        version=events[-1].version,
    )


async def _withdrawn_view(events: Sequence[RecordedEvent]) -> PaymentView | None:
    """A payment that was rejected before it was initiated, as the order's checkout names it. None: there is no payment.

    Nothing is to be paid where the order refused the checkout that named the payment.
    """
    if not events:
        return None
    payment_id, order_id = events[0].stream.id, cast(PaymentRejected, events[0].event).order_id
    history = [recorded.event for recorded in (await services().store.read(StreamId(ORDER, order_id))).events]
    if not history:
        return None
    checkouts = (event for event in history if isinstance(event, OrderCheckedOut))
    checkout = next((event for event in checkouts if event.payment_id == payment_id), None)
    placed = cast(OrderPlaced, history[0])
    return PaymentView(
        payment_id=payment_id,
        order_id=order_id,
        state=STATE_NAMES[PaymentState.REJECTED],
        description=payment_description(placed.conference_name),
        items=_items(checkout.items) if checkout else [],
        total=checkout.amount if checkout else Decimal(0),
        currency=placed.currency,
        version=events[-1].version,
    )


def _items(items: Sequence[PaymentItem]) -> list[PaymentItemView]:
    return [PaymentItemView(description=item.description, amount=item.amount) for item in items]


async def _accept(request: Request[Nothing], command: PaymentCommand) -> Answer[PaymentCommandAccepted]:
    """Raises Problem 409 if the payment refuses the command as it stands."""
    existing = await load(StreamId(PAYMENT, command.payment_id), payment.evolve)
    refuse_if_refused(payment.decide(existing, command, services().clock.now()))
    await send(request, command)
    return Answer(PaymentCommandAccepted(command_id=command.id, payment_id=command.payment_id))


def _order_of(request: Request[Nothing]) -> UUID:
    """A payment's token names its order: the payment itself may not be known yet."""
    if request.grant.order_id is None:
        raise LookupError("a payment token without an order")
    return request.grant.order_id
