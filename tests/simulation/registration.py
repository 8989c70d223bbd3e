"""The registration that the matrix is about, and what people do to it.

A conference has 3 workshops of 100.00 each. An order for 2 of them is placed at 12:00; the window ends at 12:15, the
seats are released at 12:29; an invoice may be paid until 12:40.
"""

import asyncio
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from domain.catalogue import CONFERENCE as CONFERENCE_TYPE
from domain.catalogue import ORDER as ORDER_TYPE
from domain.catalogue import PAYMENT as PAYMENT_TYPE
from domain.conference_management import conference as conferences
from domain.conference_management.events import ConferenceDetails, Owner, SeatTypeDetails
from domain.messages import Command, Event
from domain.payments.commands import CancelThirdPartyProcessorPayment, CompleteThirdPartyProcessorPayment
from domain.payments.events import PaymentRejected
from domain.registration import order as orders
from domain.registration.commands import (
    CancelOrder,
    ChangeSeats,
    CheckOut,
    HonourOrder,
    MarkInvoicePaid,
    RegisterToConference,
)
from domain.registration.order import Order
from domain.values import PersonalInfo, PricedSeats
from infrastructure.conference_streams import Cause
from infrastructure.event_store import Provenance, StreamId
from infrastructure.message_codec import encode_command
from infrastructure.messaging import CommandEnvelope, destination
from tests.simulation.house import House
from tests.simulation.world import START, World

CONFERENCE = UUID("00000000-0000-4000-8000-00000000000c")
WORKSHOP = UUID("00000000-0000-4000-8000-0000000000aa")
ORDER = UUID("00000000-0000-4000-8000-00000000000a")
RIVAL = UUID("00000000-0000-4000-8000-00000000000b")
QUOTA, CUT_QUOTA = 3, 1
WANTED, WANTED_THEN = 2, 3
ANNA = PersonalInfo(first_name="Anna", last_name="Ames", email="anna@example.com")
WORKSHOPS = SeatTypeDetails(name="Workshop", description="A day of practice", price=Decimal("100.00"))
WHY = Provenance("correlation", "cause")

INVOICE_UNTIL = START + timedelta(minutes=40)
EXPIRED = START + timedelta(minutes=45)

THE_ORDER = StreamId(ORDER_TYPE, ORDER)
THE_CONFERENCE = StreamId(CONFERENCE_TYPE, CONFERENCE)


def priced(quantity: int) -> list[PricedSeats]:
    return [PricedSeats(seat_type=WORKSHOP, name="Workshop", quantity=quantity, unit_price=Decimal("100.00"))]


def new_id(world: World, what: str) -> UUID:
    return uuid5(ORDER, f"{what} {world.now().isoformat()}")


def post(world: World, command: Command) -> None:
    """As an HTTP function does when it accepted the command. What it checks before is not checked."""
    message = encode_command(CommandEnvelope(command, world.now(), WHY))
    world.letters.post(destination(command), message)


async def order_of(world: World) -> Order:
    order = None
    for recorded in (await world.store.read(THE_ORDER)).events:
        order = orders.evolve(order, recorded.event)  # type: ignore[arg-type]
    assert order is not None
    return order


async def payment_events(world: World, payment_id: UUID) -> list[Event]:
    return [recorded.event for recorded in (await world.store.read(StreamId(PAYMENT_TYPE, payment_id))).events]


async def is_rejected(world: World, payment_id: UUID) -> bool:
    return any(isinstance(event, PaymentRejected) for event in await payment_events(world, payment_id))


# --- How it begins ----------------------------------------------------------------------------------------------------


async def open_conference(world: World, house: House) -> None:
    details = ConferenceDetails(
        name="PyCon",
        description="All about Python",
        location="Vienna",
        tagline="",
        twitter_search="",
        slug="pycon",
        start_date=date(2027, 5, 3),
        end_date=date(2027, 5, 5),
        time_zone="Europe/Vienna",
        currency="EUR",
        invoice_period_days=14,
        owner=Owner(name="Guido", email="guido@example.com"),
    )
    await house.conferences.create(CONFERENCE, details, "ABC23", Cause(UUID(int=1), WHY))
    await house.conferences.change(
        CONFERENCE, lambda now: conferences.create_seat_type(now, WORKSHOP, WORKSHOPS, QUOTA), Cause(UUID(int=2), WHY)
    )


async def place(world: World, house: House) -> None:
    _place(world, ORDER)


def _place(world: World, order_id: UUID) -> None:
    now = world.now()
    post(
        world,
        RegisterToConference(
            id=new_id(world, f"place {order_id}"),
            order_id=order_id,
            conference_id=CONFERENCE,
            conference_slug="pycon",
            conference_name="PyCon",
            currency="EUR",
            seats=priced(WANTED),
            placed_at=now,
            reservation_expires_at=now + timedelta(minutes=15),
            seats_released_at=now + timedelta(minutes=29),
            access_code="ABC234",
        ),
    )


# --- What people do ---------------------------------------------------------------------------------------------------


async def expire(world: World, house: House) -> None:
    """The time of the order passes, that of an invoice too."""
    await asyncio.sleep((EXPIRED - world.now()).total_seconds())


async def complete(world: World, house: House) -> None:
    """The processor says so of every payment that was ever begun."""
    for payment_id in (await order_of(world)).payments:
        post(
            world,
            CompleteThirdPartyProcessorPayment(
                id=new_id(world, f"complete {payment_id}"), payment_id=payment_id, order_id=ORDER
            ),
        )


async def cancel(world: World, house: House) -> None:
    """The payer turns round at the processor's page."""
    for payment_id in (await order_of(world)).payments:
        post(
            world,
            CancelThirdPartyProcessorPayment(
                id=new_id(world, f"cancel {payment_id}"), payment_id=payment_id, order_id=ORDER
            ),
        )


async def change_seats(world: World, house: House) -> None:
    post(
        world,
        ChangeSeats(id=new_id(world, "change"), order_id=ORDER, seats=priced(WANTED_THEN), issued_at=world.now()),
    )


async def check_out(world: World, house: House) -> None:
    await _check_out(world, "third-party", None)


async def check_out_for_invoice(world: World, house: House) -> None:
    await _check_out(world, "invoice", INVOICE_UNTIL)


async def _check_out(world: World, payment_type: str, invoice_until: datetime | None) -> None:
    order = await order_of(world)
    rejected = [payment_id for payment_id in order.payments if await is_rejected(world, payment_id)]
    payment_id = None if invoice_until else orders.next_payment_id(ORDER, order, rejected)
    post(
        world,
        CheckOut(
            id=new_id(world, "check out"),
            order_id=ORDER,
            registrant=ANNA,
            payment_type=payment_type,
            payment_id=payment_id,
            rejected_payments=rejected,
            invoice_until=invoice_until,
            issued_at=world.now(),
        ),
    )


async def give_up(world: World, house: House) -> None:
    post(world, CancelOrder(id=new_id(world, "give up"), order_id=ORDER, reason="given-up"))


async def refund(world: World, house: House) -> None:
    post(world, CancelOrder(id=new_id(world, "refund"), order_id=ORDER, reason="refunded"))


async def honour(world: World, house: House) -> None:
    post(world, HonourOrder(id=new_id(world, "honour"), order_id=ORDER))


async def cut_quota(world: World, house: House) -> None:
    await house.conferences.change(
        CONFERENCE,
        lambda now: conferences.update_seat_type(now, WORKSHOP, WORKSHOPS, CUT_QUOTA),
        Cause(new_id(world, "cut"), WHY),
    )


async def pay_invoice(world: World, house: House) -> None:
    post(world, MarkInvoicePaid(id=new_id(world, "pay invoice"), order_id=ORDER))


async def cancel_invoice(world: World, house: House) -> None:
    post(world, CancelOrder(id=new_id(world, "cancel invoice"), order_id=ORDER, reason="invoice-cancelled"))


async def rival(world: World, house: House) -> None:
    """Somebody else orders as many seats, and leaves it at that."""
    _place(world, RIVAL)
