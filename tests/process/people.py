"""What people do in a `world`: register, change their minds, pay or not; what the owner does with late payments."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.catalogue import ORDER
from domain.conference_management.events import ConferenceCreated, ConferencePublished, SeatCreated
from domain.payments.commands import CancelThirdPartyProcessorPayment, CompleteThirdPartyProcessorPayment
from domain.registration import order as orders
from domain.registration.commands import (
    CancelOrder,
    ChangeSeats,
    CheckOut,
    HonourOrder,
    MarkInvoicePaid,
    RegisterToConference,
)
from domain.registration.order import Phase
from domain.values import PersonalInfo, PricedSeats
from tests.process.world import World
from tests.views.story import conference_details, workshop_details

CONFERENCE = UUID("00000000-0000-4000-8000-00000000000c")
WORKSHOP = UUID("00000000-0000-4000-8000-0000000000aa")
ORDERS = [UUID(int=number, version=4) for number in (1, 2, 3)]
QUOTA = 5
ANNA = PersonalInfo(first_name="Anna", last_name="Ames", email="anna@example.com")


def open_conference(world: World) -> None:
    world.change_conference(
        CONFERENCE,
        ConferenceCreated(details=conference_details()),
        SeatCreated(seat_type=WORKSHOP, details=workshop_details(), quantity=QUOTA, previous_quantity=0),
        ConferencePublished(),
    )


def priced(quantity: int) -> list[PricedSeats]:
    return [PricedSeats(seat_type=WORKSHOP, name="Workshop", quantity=quantity, unit_price=Decimal("100.00"))]


def place(world: World, order_id: UUID, quantity: int | None = None) -> None:
    world.send(
        RegisterToConference(
            id=world.new_id(),
            order_id=order_id,
            conference_id=CONFERENCE,
            conference_slug="pycon",
            conference_name="PyCon",
            currency="EUR",
            seats=priced(quantity or world.random.randint(1, 4)),
            placed_at=world.now,
            reservation_expires_at=world.now + timedelta(minutes=15),
            seats_released_at=world.now + timedelta(minutes=29),
            access_code="ABC234",
        )
    )


def change(world: World, order_id: UUID) -> None:
    seats = priced(world.random.randint(1, 4))
    world.send(ChangeSeats(id=world.new_id(), order_id=order_id, seats=seats, issued_at=world.now))


def check_out(world: World, order_id: UUID) -> None:
    order = world.state(ORDER, order_id)
    if order is not None:
        payment_id = orders.next_payment_id(order_id, order, [])
        world.send(checkout_of(world, order_id, payment_type="third-party", payment_id=payment_id))


def check_out_by_invoice(world: World, order_id: UUID) -> None:
    until = world.now + timedelta(minutes=40)
    world.send(checkout_of(world, order_id, payment_type="invoice", payment_id=None, invoice_until=until))


def checkout_of(world: World, order_id: UUID, **how: Any) -> CheckOut:
    common = {"registrant": ANNA, "rejected_payments": [], "invoice_until": None, "issued_at": world.now}
    return CheckOut(id=world.new_id(), order_id=order_id, **(common | how))


def give_up(world: World, order_id: UUID) -> None:
    world.send(CancelOrder(id=world.new_id(), order_id=order_id, reason="given-up"))


def refund(world: World, order_id: UUID) -> None:
    world.send(CancelOrder(id=world.new_id(), order_id=order_id, reason="refunded"))


def honour(world: World, order_id: UUID) -> None:
    if world.state(ORDER, order_id) is not None:
        world.send(HonourOrder(id=world.new_id(), order_id=order_id))


def pay_invoice(world: World, order_id: UUID) -> None:
    if world.state(ORDER, order_id) is not None:
        world.send(MarkInvoicePaid(id=world.new_id(), order_id=order_id))


def cancel_invoice(world: World, order_id: UUID) -> None:
    world.send(CancelOrder(id=world.new_id(), order_id=order_id, reason="invoice-cancelled"))


def complete(world: World, order_id: UUID) -> None:
    order = world.state(ORDER, order_id)
    for payment_id in order.payments if order else ():
        world.send(CompleteThirdPartyProcessorPayment(id=world.new_id(), payment_id=payment_id, order_id=order_id))


def reject(world: World, order_id: UUID) -> None:
    order = world.state(ORDER, order_id)
    for payment_id in order.payments if order else ():
        world.send(CancelThirdPartyProcessorPayment(id=world.new_id(), payment_id=payment_id, order_id=order_id))


type Action = Callable[[World, UUID], None]

ALL: tuple[Action, ...] = (
    *(place, change, check_out, check_out_by_invoice, complete, reject, give_up),
    *(pay_invoice, cancel_invoice, honour, refund),
)
LIKELY: Mapping[Phase | None, tuple[Action, ...]] = {
    None: (place,),
    Phase.OPEN: (
        *(check_out, check_out, check_out, check_out_by_invoice, complete, complete),
        *(change, reject, give_up, pay_invoice, cancel_invoice),
    ),
    Phase.EXPIRED: (complete,),
    Phase.AWAITING_ATTENTION: (honour, honour, refund, complete),
}
"""What people do with an order that stands so, most of the time: left to chance alone, few would ever be paid."""


def act(world: World) -> None:
    order_id = world.random.choice(ORDERS)
    order = world.state(ORDER, order_id)
    likely = LIKELY.get(order.phase if order else None, ALL)
    world.random.choice(likely if world.random.random() < 0.8 else ALL)(world, order_id)


def pay_too_late(world: World) -> None:
    """The first order is paid when it has expired, and so many of its seats are another's that it cannot have them."""
    world.deliver_all()
    first, second, _ = ORDERS
    for order_id, quantity in ((first, 4), (second, 3)):
        place(world, order_id, quantity)
        world.deliver_all()
        check_out(world, order_id)
        world.deliver_all()
        if order_id == first:
            world.pass_time(40)
            world.deliver_all()
    complete(world, second)
    world.deliver_all()
    complete(world, first)
