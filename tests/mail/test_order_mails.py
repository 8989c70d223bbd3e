"""What registrants are told of their orders: each row of the table on the decision page, once per cause.

PyCon in Vienna is organised by Guido; Alice ordered three workshops at 15.10. A stream's event of version n happened
n minutes after noon in UTC, and it is 13:00 by the clock of the test.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.catalogue import ORDER as ORDERS
from domain.catalogue import PAYMENT as PAYMENTS
from domain.messages import Event
from domain.payments.events import PaymentCompleted, PaymentInitiated, PaymentRefunded
from infrastructure.conference_streams import Cause
from infrastructure.conferences import Conferences
from infrastructure.event_store import Marker, Provenance, RecordedEvent, StorageUnavailable, StreamId
from infrastructure.mail.dispatch import Dispatch
from infrastructure.mail.letters import Letters
from infrastructure.mail.mailer import Mail, MailUnavailable
from infrastructure.publisher import Publisher
from tests.domain.given_when_then import minute
from tests.domain.orders import (
    BOB,
    CHECKED_OUT,
    CONFERENCE,
    CONFIRMED,
    FREE,
    INVOICED,
    ORDER,
    PAYMENT,
    PLACED,
    RESERVED,
    checked_out,
    confirmed,
    expired,
    invoice_awaited,
    placed,
    registrant,
    rejected,
    set_aside,
    updated,
)
from tests.http.fakes import MemoryAttempts, MemoryBus, MemoryLocators, MemorySlugs, SetClock
from tests.mail.trouble import Carrier, ForgetfulStore
from tests.views.story import conference_details

KEY = b"k" * 32
ALICE, GUIDO = "alice@example.org", "guido@example.com"
SAYS_SO = Provenance("correlation", "causation")


@dataclass
class World:
    store: ForgetfulStore = field(default_factory=ForgetfulStore)
    carrier: Carrier = field(default_factory=Carrier)
    attempts: MemoryAttempts = field(default_factory=MemoryAttempts)
    is_limited: bool = True
    clock: SetClock = field(default_factory=lambda: SetClock(minute(60)))

    def __post_init__(self) -> None:
        publisher = Publisher(self.store, MemoryBus(), self.clock)
        self.conferences = Conferences(self.store, publisher, MemorySlugs(), MemoryLocators(), self.clock, KEY)
        letters = Letters("https://conference.test")
        attempts = self.attempts if self.is_limited else None
        self.mail = Dispatch(self.store, self.carrier, letters, self.clock, KEY, attempts)

    async def conference(self, **details: Any) -> None:
        await self.conferences.create(CONFERENCE, conference_details(**details), "K7MQ2", Cause(uuid4(), SAYS_SO), "en")

    def happened(self, stream: StreamId, *history: Event) -> list[RecordedEvent]:
        events = [
            RecordedEvent(stream, version, event, minute(version), SAYS_SO) for version, event in enumerate(history)
        ]
        self.store.happened(stream, events)
        return events

    async def order(self, *history: Event, order_id: UUID = ORDER) -> list[Mail]:
        """What the news of these events make the carrier get, each of them told twice."""
        events = self.happened(StreamId(ORDERS, order_id), *history)
        return await self.react(*events)

    async def payment(self, reason: str) -> list[Mail]:
        stream = StreamId(PAYMENTS, PAYMENT)
        completed = PaymentCompleted(order_id=ORDER, amount=Decimal("45.30"), currency="EUR")
        refunded = PaymentRefunded(order_id=ORDER, amount=Decimal("45.30"), currency="EUR", reason=reason)
        return await self.react(*self.happened(stream, INITIATED, completed, refunded))

    async def react(self, *events: RecordedEvent) -> list[Mail]:
        before = len(self.carrier.handed_in)
        for event in (*events, *events):
            await self.mail.react(event)
        return self.carrier.handed_in[before:]


INITIATED = PaymentInitiated(
    order_id=ORDER,
    conference_id=CONFERENCE,
    description="Registration for PyCon",
    total=Decimal("45.30"),
    currency="EUR",
    items=[],
)
EXPIRED = (*CHECKED_OUT, expired)
SET_ASIDE = (*EXPIRED, set_aside())


@pytest.fixture
async def world() -> World:
    world = World()
    await world.conference()
    return world


def told(mails: list[Mail]) -> list[tuple[str, str]]:
    return [(mail.to, mail.subject) for mail in mails]


# --- The table: cause, who is told, of what ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "history",
    [PLACED, RESERVED, (*RESERVED, registrant()), CHECKED_OUT, (*CHECKED_OUT, updated()), (*PLACED, expired)],
    ids=["placed", "reserved", "registrant", "checked out", "changed", "expired without registrant"],
)
async def test_nobody_is_told_while_nothing_is_decided(world: World, history: tuple[Event, ...]):
    assert await world.order(*history) == []


async def test_confirmed(world: World):
    assert told(await world.order(*CONFIRMED)) == [(ALICE, "PyCon: your order is confirmed")]


async def test_confirmed_free_of_charge(world: World):
    mails = await world.order(*FREE, registrant(), checked_out(None, amount="0"), confirmed(None))
    assert told(mails) == [(ALICE, "PyCon: your order is confirmed")]


async def test_an_invoice(world: World):
    (mail,) = await world.order(*INVOICED)
    assert (mail.to, mail.subject) == (ALICE, "PyCon: how to pay for your order")
    assert "Its seats are held for you until 7 December 2026, 10:20 (Europe/Vienna).\n" in mail.text
    assert "3 × Workshop: 45.30 EUR\nTotal: 45.30 EUR\n" in mail.text
    assert "Please pay 45.30 EUR by then." in mail.text
    assert "Reference: ABC234\n" in mail.text
    assert "The organiser is Guido (guido@example.com)." in mail.text
    assert "https://conference.test/orders/find\n" in mail.text


async def test_an_invoice_that_is_paid(world: World):
    mails = await world.order(*INVOICED, confirmed(None))
    assert told(mails) == [(ALICE, "PyCon: how to pay for your order"), (ALICE, "PyCon: your order is confirmed")]


async def test_an_invoice_that_the_owner_cancels(world: World):
    _, mail = await world.order(*INVOICED, rejected("invoice-cancelled"))
    assert (mail.to, mail.subject) == (ALICE, "PyCon: your order was cancelled")
    assert "Please do not pay the invoice." in mail.text
    assert "Guido (guido@example.com)" in mail.text


async def test_an_invoice_that_is_not_paid_in_time(world: World):
    _, mail = await world.order(*INVOICED, expired)
    assert (mail.to, mail.subject) == (ALICE, "PyCon: your order has expired")
    assert "no payment for your order for PyCon was recorded by 7 December 2026, 10:20 (Europe/Vienna)." in mail.text
    assert "please contact the organiser, Guido (guido@example.com)" in mail.text


async def test_expired_after_checkout(world: World):
    (mail,) = await world.order(*EXPIRED)
    assert (mail.to, mail.subject) == (ALICE, "PyCon: your order has expired")
    assert "was not paid in time. It has expired, and its seats are on sale again." in mail.text
    assert "Access code: ABC234\n" in mail.text


async def test_an_address_that_was_only_typed_in_is_not_told_of_the_expiry(world: World):
    assert await world.order(*RESERVED, registrant(), expired) == []


async def test_given_up(world: World):
    assert await world.order(*CHECKED_OUT, rejected("given-up")) == []
    assert told(await world.order(*INVOICED, rejected("given-up"))) == [(ALICE, "PyCon: how to pay for your order")]


async def test_paid_too_late_and_undecided(world: World):
    _, owner, buyer = await world.order(*SET_ASIDE)
    assert (owner.to, owner.subject) == (GUIDO, "PyCon: an order awaits your decision")
    assert (buyer.to, buyer.subject) == (ALICE, "PyCon: your payment arrived too late")
    assert "your payment of 45.30 EUR for PyCon" in buyer.text
    assert "Guido (guido@example.com)" in buyer.text


async def test_refunded_by_the_owner_is_one_mail(world: World):
    await world.order(*SET_ASIDE)
    assert len(await world.order(*SET_ASIDE, rejected("refunded"))) == 0
    (mail,) = await world.payment("order-rejected")
    assert (mail.to, mail.subject) == (ALICE, "PyCon: your payment is refunded")
    assert "your payment of 45.30 EUR for PyCon is refunded." in mail.text
    assert "The organiser has therefore cancelled the order." in mail.text


@pytest.mark.parametrize(
    ("history", "reason", "sentence"),
    [
        ((*CHECKED_OUT, rejected("given-up")), "order-rejected", "The order had been cancelled before"),
        (CONFIRMED, "order-confirmed", "Another payment counts for this order"),
        (SET_ASIDE, "another-payment", "Another payment counts for this order"),
        (CHECKED_OUT, "other-amount", "It did not match your order any more"),
        (CHECKED_OUT, "not-reserved", "It did not match your order any more"),
        (CHECKED_OUT, "of a newer release", "It did not match your order any more"),
    ],
)
async def test_a_payment_that_does_not_confirm_the_order_goes_back(
    world: World, history: tuple[Event, ...], reason: str, sentence: str
):
    await world.order(*history)
    (mail,) = await world.payment(reason)
    assert (mail.to, mail.subject) == (ALICE, "PyCon: your payment is refunded")
    assert sentence in mail.text


# --- Form -------------------------------------------------------------------------------------------------------------


async def test_in_german_and_in_the_time_zone_of_the_conference():
    world = World()
    await world.conference(time_zone="America/New_York")
    begin = placed().model_copy(update={"language": "de"})
    _, mail = await world.order(begin, *INVOICED[1:], expired)
    assert mail.subject == "PyCon: Ihre Bestellung ist verfallen"
    assert "bis 7. Dezember 2026, 04:20 Uhr (America/New_York) kein Zahlungseingang" in mail.text
    invoice = world.carrier.handed_in[0]
    assert "Bitte überweisen Sie bis dahin 45,30 EUR." in invoice.text
    assert "Verwendungszweck: ABC234\n" in invoice.text
    assert '<html lang="de">' in invoice.html


async def test_every_mail_has_both_forms_with_the_same_words(world: World):
    await world.order(*SET_ASIDE, rejected("refunded"))
    await world.payment("order-rejected")
    await world.order(*INVOICED, rejected("invoice-cancelled"), order_id=UUID(int=2))
    assert len(world.carrier.handed_in) == 6
    for mail in world.carrier.handed_in:
        words = [word for word in re.findall(r"[\w@.]+", mail.text) if not word.startswith("http")]
        assert all(word.removesuffix(".") in mail.html for word in words), mail.subject
        assert "{" not in mail.text + mail.subject


# --- Once, whatever happens -------------------------------------------------------------------------------------------


async def test_a_mail_shows_the_order_as_it_was_and_goes_to_whom_it_was_meant_for(world: World):
    """So it is the very same when it is handed in again, and nobody else's address gets it."""
    invoice = len(INVOICED) - 1
    events = world.happened(StreamId(ORDERS, ORDER), *INVOICED, registrant(BOB), confirmed(None))
    await world.mail.react(events[invoice])
    await world.mail.react(events[-1])
    assert [mail.to for mail in world.carrier.handed_in] == [ALICE, BOB.email]


async def test_a_crash_after_the_mail_was_taken_hands_in_the_very_same_mail_again(world: World):
    events = world.happened(StreamId(ORDERS, ORDER), *SET_ASIDE)
    for _ in range(2):
        world.store.forgets = 1
        with pytest.raises(StorageUnavailable):
            await world.mail.react(events[-1])
    await world.mail.react(events[-1])
    mails = world.carrier.handed_in
    assert [mail.to for mail in mails] == [GUIDO, GUIDO, GUIDO, ALICE]
    assert len({mail.id for mail in mails}) == 2
    assert mails[0] == mails[1] == mails[2]


async def test_each_checkout_by_invoice_is_a_cause_of_its_own(world: World):
    again = (updated(*placed().seats), *INVOICED[2:3], checked_out(None, payment_type="invoice"), invoice_awaited(9))
    mails = await world.order(*INVOICED, *again)
    assert told(mails) == [(ALICE, "PyCon: how to pay for your order")] * 2
    assert mails[0].id != mails[1].id


async def test_an_event_that_nobody_is_told_of_costs_no_request(world: World):
    async def fail(stream: StreamId, key: str) -> Marker | None:
        raise StorageUnavailable("asked")

    world.store.marker = fail  # type: ignore[method-assign]
    assert await world.order(*CHECKED_OUT, rejected("given-up")) == []


# --- Refused by the carrier -------------------------------------------------------------------------------------------


async def test_an_address_that_the_carrier_refuses_is_noted_and_not_tried_again(
    world: World, caplog: pytest.LogCaptureFixture
):
    world.carrier.refuses = {ALICE}
    assert await world.order(*CONFIRMED) == []
    assert world.carrier.asked == 1
    marker = await world.store.marker(StreamId(ORDERS, ORDER), f"mailed_{len(CONFIRMED) - 1}")
    assert marker == Marker(f"mailed_{len(CONFIRMED) - 1}", "refused", "mail-refused")
    (record,) = [record for record in caplog.records if "refused" in record.message]
    assert record.levelname == "WARNING"
    assert "InvalidEmailAddress" in record.message
    assert "alice" not in caplog.text.lower()


async def test_that_one_address_is_refused_keeps_no_other_from_its_mail(world: World):
    world.carrier.refuses = {GUIDO}
    assert told(await world.order(*SET_ASIDE)) == [
        (ALICE, "PyCon: your order has expired"),
        (ALICE, "PyCon: your payment arrived too late"),
    ]


async def test_a_carrier_that_is_not_there_is_tried_again(world: World):
    world.carrier.fails = True
    with pytest.raises(MailUnavailable):
        await world.order(*CONFIRMED)
    world.carrier.fails = False
    assert len(await world.order(*CONFIRMED)) == 1


# --- What strangers may cause -----------------------------------------------------------------------------------------


async def expiries(world: World, count: int, first: int = 1, who: str = "alice") -> int:
    sent = 0
    for number in range(first, first + count):
        person = BOB.model_copy(update={"email": f"{who}+{number}@example.org"})
        sent += len(await world.order(*RESERVED, registrant(person), checked_out(), expired, order_id=UUID(int=number)))
    return sent


async def test_one_recipient_is_told_of_20_expired_orders_that_nobody_paid_for_within_a_day(world: World):
    assert await expiries(world, 25) == 20
    world.clock.time += timedelta(days=1)
    assert await expiries(world, 1, first=25) == 0, "it was decided"
    assert await expiries(world, 1, first=100) == 1


async def test_of_a_busy_sale_each_of_1100_registrants_is_told_that_the_order_expired(world: World):
    for number in range(1, 1101):
        buyer = registrant(BOB.model_copy(update={"email": f"buyer{number}@example.org"}))
        stream = StreamId(ORDERS, UUID(int=number))
        await world.mail.react(world.happened(stream, *RESERVED, buyer, checked_out(), expired)[-1])
    assert len(world.carrier.handed_in) == 1100


async def test_what_a_payment_the_owner_or_an_invoice_causes_is_always_sent(world: World):
    assert await expiries(world, 25, who="alice") == 20
    assert len(await world.order(*INVOICED, expired)) == 2
    assert len(await world.order(*INVOICED, rejected("invoice-cancelled"), order_id=UUID(int=200))) == 2
    assert len(await world.order(*CONFIRMED, order_id=UUID(int=201))) == 1
    await world.order(*CHECKED_OUT)
    assert len(await world.payment("other-amount")) == 1


async def test_the_last_mail_of_the_day_is_handed_in_again_after_a_crash(world: World):
    assert await expiries(world, 19) == 19
    world.store.forgets = 1
    with pytest.raises(StorageUnavailable):
        await expiries(world, 1, first=20)
    assert await expiries(world, 1, first=20) == 1
    assert world.carrier.handed_in[-1] == world.carrier.handed_in[-2]


async def test_without_limits_everybody_is_told_of_every_expired_order():
    world = World(is_limited=False)
    await world.conference()
    assert await expiries(world, 25) == 25
