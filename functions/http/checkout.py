"""Checking out: who the registrant is and how the order is paid, in one command."""

from datetime import timedelta
from typing import Literal
from uuid import UUID

from domain.catalogue import PAYMENT
from domain.payments import payment
from domain.payments.payment import PaymentState
from domain.registration import order, reasons
from domain.registration.commands import CheckOut
from domain.registration.order import Order, next_payment_id
from functions.http.api import Api
from functions.http.authorization import refuse_unless_of
from functions.http.bodies import Body
from functions.http.commanding import CommandAccepted, issued_after, load, refuse_if_refused, send
from functions.http.limits import admit_unpaid_mail
from functions.http.orders import TOO_LATE, TOO_MANY_CHANGES
from functions.http.pending_changes import CHANGE_PENDING, order_with_answered_seats
from functions.http.people import Person
from functions.http.problems import TOO_MANY_TRIES, Problem, conflict
from functions.http.requests import Answer, Request
from functions.http.services import services
from infrastructure.event_store import StreamId
from infrastructure.tokens import Grant

checkout = Api("Orders")


class CheckOutBody(Body):
    registrant: Person
    payment_type: Literal["third-party", "invoice"] = "third-party"


class CheckoutAccepted(CommandAccepted):
    """`payment_url`: absolute, where to pay; the token stands in its fragment, which no server sees. None of the three
    where nothing is to be paid through the processor: the order is free, or its invoice is awaited."""

    payment_id: UUID | None = None
    payment_url: str | None = None
    payment_token: str | None = None


@checkout.operation(
    "POST",
    "orders/{orderId}/checkout",
    summary="Check out",
    status=202,
    token="order",
    honours_key=True,
    problems=(
        *TOO_LATE,
        TOO_MANY_CHANGES,
        CHANGE_PENDING,
        *map(
            conflict,
            (
                reasons.NOT_RESERVED,
                reasons.NO_SEATS,
                reasons.INVOICE_NOT_OFFERED,
                reasons.AWAITING_INVOICE_PAYMENT,
            ),
        ),
        TOO_MANY_TRIES,
    ),
)
async def check_out(request: Request[CheckOutBody]) -> Answer[CheckoutAccepted]:
    """The same payment as long as it stands and the total is the same; after a rejected or voided one a new one.

    Waits up to 2 s for a change of seats that was sent before it, and answers for the new total."""
    order_id, by_invoice = request.ids["orderId"], request.body.payment_type == "invoice"
    existing = await order_with_answered_seats(order_id)
    if existing is None:
        raise Problem(conflict(reasons.NOT_RESERVED), "The order's seats are not reserved yet.")
    refuse_unless_of(request.grant, existing.conference_id)
    rejected = await _rejected_payments(existing)
    payment_id = None if by_invoice or existing.total == 0 else next_payment_id(order_id, existing, rejected)
    issued_at = issued_after(existing.latest_issue)
    invoice_period = await _invoice_period(existing) if by_invoice else None
    command = CheckOut(
        id=request.new_id(),
        order_id=order_id,
        registrant=request.body.registrant.info(),
        payment_type=request.body.payment_type,
        payment_id=payment_id,
        rejected_payments=rejected,
        invoice_until=issued_at + invoice_period if invoice_period else None,
        issued_at=issued_at,
    )
    decision = order.decide(existing, command, issued_at)
    refuse_if_refused(decision)
    await admit_unpaid_mail(request.headers, order_id, command.id, existing, decision)
    await send(request, command)
    return Answer(_accepted(command))


async def _rejected_payments(existing: Order) -> list[UUID]:
    """The order's open payment, if it stands rejected in its own stream. Older ones are known to be void."""
    if existing.open_payment is None:
        return []
    found = await load(StreamId(PAYMENT, existing.open_payment), payment.evolve)
    return [existing.open_payment] if found and found.state is PaymentState.REJECTED else []


async def _invoice_period(existing: Order) -> timedelta | None:
    """None where the conference offers no invoices."""
    conference = await services().views.conference(existing.conference_id)
    if conference is None or not conference.invoice_period_days:
        return None
    return services().settings.invoice_period(conference.invoice_period_days)


def _accepted(command: CheckOut) -> CheckoutAccepted:
    if command.payment_id is None:
        return CheckoutAccepted(command_id=command.id)
    token = services().tokens.issue(Grant("payment", command.payment_id, order_id=command.order_id))
    return CheckoutAccepted(
        command_id=command.id,
        payment_id=command.payment_id,
        payment_url=f"{services().settings.public_base_url}/payment/#{command.payment_id}:{token}",
        payment_token=token,
    )
