"""The ledger: rows that follow their own streams, read page by page with totals of all."""

from decimal import Decimal
from uuid import UUID

import pytest

from domain.conference_management.views.ledger import LedgerEntry
from domain.messages import Event
from domain.payments.events import PaymentCompleted, PaymentInitiated, PaymentRefunded, PaymentRejected
from domain.registration.events import OrderConfirmed, OrderExpired
from functions.projectors.view_audit import ViewAudit
from infrastructure.event_store import Commit, EventStore, Marker, RecordedEvent, StreamId
from infrastructure.ledger import Ledgers, moved_money, payment_place, payments_projector
from infrastructure.management_views import TABLE, management_projectors
from infrastructure.view_store import ListedViewStore
from infrastructure.waiting import Wakeups
from tests.handling.house import WatchedStore
from tests.http.fakes import SetClock
from tests.stores import Stores
from tests.views.projecting import WatchedRows
from tests.views.story import CONFERENCE, minute, order_placed, recorded, totals, workshops

CONFIRMED = OrderConfirmed(conference_id=CONFERENCE, payment_id=None, seats=[])


def order_id(number: int) -> UUID:
    return UUID(int=number, version=4)


def payment_id(number: int) -> UUID:
    return UUID(int=1000 - number, version=4)


def money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def order(payment: UUID | None, *ends: Event) -> list[Event]:
    confirmed = [CONFIRMED.model_copy(update={"payment_id": payment})] if payment else []
    return [order_placed(workshops(2)), totals("398", (workshops(2), "398")), *confirmed, *ends]


def paid(number: int, *more: Event) -> list[Event]:
    of = {"order_id": order_id(number), "conference_id": CONFERENCE, "currency": "EUR"}
    return [
        PaymentInitiated(description="PyCon", total="398.00", items=[], **of),
        PaymentCompleted(amount="398.00", **of),
        *more,
    ]


def refunded(number: int) -> PaymentRefunded:
    return PaymentRefunded(
        order_id=order_id(number), conference_id=CONFERENCE, amount="398.00", currency="EUR", reason="order-rejected"
    )


class World:
    def __init__(self, store: EventStore, rows: ListedViewStore) -> None:
        self.store = WatchedStore(store)
        self.rows = WatchedRows(rows)
        self.payments = payments_projector(self.rows, self.store, Wakeups())
        self.orders = management_projectors(self.rows, self.store, Wakeups())["Order"]
        self.ledgers = Ledgers(self.rows)

    async def happened(self, stream: StreamId, events: list[Event]) -> list[RecordedEvent]:
        news = [recorded(stream, version, event) for version, event in enumerate(events)]
        marker = Marker("command_it", "applied", None, 0, len(news))
        await self.store.append(Commit(stream, -1, [marker], news))
        return news

    async def order(self, number: int, payment: UUID | None, *ends: Event) -> None:
        await self.orders.project(await self.happened(StreamId("Order", order_id(number)), order(payment, *ends)))

    async def paid(self, number: int, *more: Event) -> list[RecordedEvent]:
        return await self.happened(_payment(number), paid(number, *more))

    async def entries(self) -> list[LedgerEntry]:
        return (await self.ledgers.page(CONFERENCE, after=None, limit=100)).entries


def _payment(number: int) -> StreamId:
    return StreamId("ThirdPartyProcessorPayment", payment_id(number))


@pytest.fixture
async def world(stores: Stores) -> World:
    return World(stores.events, await stores.rows(TABLE))


async def test_what_a_payment_took_is_written_by_its_own_news_without_reading_anything(world: World):
    news = await world.paid(1)
    world.store.calls.clear()
    await world.payments.project(news[1:])
    assert (world.store.calls, world.rows.loaded) == ([], 0)
    assert [(item.order_id, money(item.taken)) for item in await world.entries()] == [(order_id(1), "398.00")]


async def test_a_refund_whose_payment_was_never_heard_of_is_found_in_the_stream(world: World):
    news = await world.paid(1, refunded(1))
    await world.payments.project(news[2:])
    (entry,) = await world.entries()
    assert (money(entry.taken), money(entry.refunded)) == ("398.00", "398.00")
    assert entry.payments[0].taken_at == minute(1)


async def test_news_that_come_late_or_twice_change_nothing(world: World):
    news = await world.paid(1, refunded(1))
    for commit in (news[2:], news[1:2], news[1:2], news[2:]):
        await world.payments.project(commit)
    (entry,) = await world.entries()
    assert (money(entry.taken), money(entry.refunded)) == ("398.00", "398.00")


async def test_both_kinds_of_rows_meet_at_the_order_whichever_of_them_is_missing(world: World):
    await world.order(2, payment_id(2))
    await world.order(3, None, OrderExpired(conference_id=CONFERENCE))
    await world.order(5, payment_id(5))
    for number in (1, 2, 4, 6):
        await world.payments.project((await world.paid(number))[1:])
    found = [(item.order_id.int & 0xFF, money(item.taken), money(item.owed)) for item in await world.entries()]
    assert found == [
        (1, "398.00", "0.00"),
        (2, "398.00", "398.00"),
        (4, "398.00", "0.00"),
        (5, "0.00", "398.00"),
        (6, "398.00", "0.00"),
    ]


async def test_pages_follow_each_other_and_the_first_one_has_the_totals_of_all(world: World):
    for number in range(1, 8):
        if number != 4:  # an entry that its payment alone tells of
            await world.order(number, payment_id(number))
        await world.payments.project((await world.paid(number))[1:])
    seen, after = [], None
    for _ in range(3):
        page = await world.ledgers.page(CONFERENCE, after=after, limit=3)
        if after is None:
            assert page.totals is not None
            (sums,) = page.totals
            assert (money(sums.taken), money(sums.income), money(sums.balance)) == ("2786.00", "2388.00", "398.00")
        else:
            assert page.totals is None
        seen.append([entry.order_id.int & 0xFF for entry in page.entries])
        after = page.after
    assert seen == [[1, 2, 3], [4, 5, 6], [7]]
    assert after is None


async def test_a_conference_without_money_has_an_empty_ledger(world: World):
    page = await world.ledgers.page(CONFERENCE, after=None, limit=3)
    assert (page.totals, page.entries, page.after) == ([], [], None)


async def test_a_row_that_was_lost_or_spoilt_is_written_anew_from_its_stream(world: World):
    await world.paid(1, refunded(1))
    audit = ViewAudit(world.store, [world.payments], SetClock(minute(60)), is_shown=moved_money)
    await audit.visit(_payment(1))
    (entry,) = await world.entries()
    assert (money(entry.taken), money(entry.refunded)) == ("398.00", "398.00")

    place = payment_place(CONFERENCE, order_id(1), payment_id(1))
    stands = await world.rows.get(place)
    assert stands is not None
    await world.rows.save(place, 2, stands.json.replace('"refunded":"398.00"', '"refunded":"0.01"'), stands.etag)
    assert money((await world.entries())[0].refunded) == "0.01"
    await audit.visit(_payment(1))
    assert money((await world.entries())[0].refunded) == "398.00"


@pytest.mark.parametrize(
    "history",
    [
        [PaymentRejected(order_id=order_id(1))],
        [paid(1)[0]],
        [paid(1)[0], PaymentRejected(order_id=order_id(1))],
    ],
    ids=["withdrawn before it was known", "open", "rejected"],
)
async def test_a_payment_that_moved_nothing_has_no_row(world: World, history: list[Event]):
    await world.happened(_payment(1), history)
    audit = ViewAudit(world.store, [world.payments], SetClock(minute(60)), is_shown=moved_money)
    await audit.visit(_payment(1))
    assert await world.rows.get(payment_place(CONFERENCE, order_id(1), payment_id(1))) is None
