"""What a registration process reads of its order before it takes news: what it would miss otherwise, and no more."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from domain.catalogue import ORDER, PAYMENT, SEATS_AVAILABILITY
from domain.messages import Event
from domain.payments.events import PaymentCompleted
from domain.registration import process
from domain.registration.commands import ExpireRegistrationProcess
from domain.registration.events import OrderConfirmed, SeatsReserved
from domain.registration.process import RegistrationProcess
from functions.process_managers.registration import RegistrationProcessManager
from infrastructure.event_store import Commit, EventStore, Marker, Provenance, RecordedEvent, StreamId
from infrastructure.messaging import CommandEnvelope
from infrastructure.publisher import Publisher
from tests.handling.house import NotingBus, WatchedStore
from tests.http.fakes import SetClock
from tests.process.story import CONFERENCE, minute, order_checked_out, order_placed, order_updated, seats
from tests.stores import Stores

CONFIRMED = OrderConfirmed(conference_id=CONFERENCE, payment_id=None, seats=[])
STORED = ["append", "mark_published"]


class Registration:
    """One order's stream, and a process manager that hears of it."""

    def __init__(self, store: EventStore) -> None:
        self.store = WatchedStore(store)
        self.order = StreamId(ORDER, uuid4())
        self._all = store
        self._length = 0
        self.manager = self.another_instance()

    def another_instance(self) -> RegistrationProcessManager:
        """With nothing in memory."""
        bus, clock = NotingBus(), SetClock(minute(1))
        return RegistrationProcessManager(self.store, Publisher(self.store, bus, clock), clock)

    async def reaches_its_deadline(self, manager: RegistrationProcessManager) -> list[str]:
        """What was asked of the store."""
        self.store.calls.clear()
        command = ExpireRegistrationProcess(id=uuid4(), order_id=self.order.id, deadline=minute(29))
        provenance = Provenance("correlation", "cause")
        await manager.time_passed(CommandEnvelope(command, minute(0), provenance), command)
        return self.store.calls

    async def order_decides(self, *events: Event) -> list[RecordedEvent]:
        """One commit of the order. Nobody hears of it yet."""
        first = self._length
        commit = [_recorded(self.order, version, event) for version, event in enumerate(events, first)]
        marker = Marker(f"command_{first}", "applied", None, first, len(events))
        await self._all.append(Commit(self.order, first - 1, [marker], commit))
        self._length += len(events)
        return commit

    async def hears(self, news: Sequence[RecordedEvent]) -> list[str]:
        """What was asked of the store."""
        self.store.calls.clear()
        await self.manager.order_moved(news)
        return self.store.calls

    async def process(self) -> RegistrationProcess:
        found = await self._all.read(StreamId("RegistrationProcess", self.order.id))
        state = None
        for recorded in found.events:
            state = process.evolve(state, recorded.event)
        assert state is not None
        return state


@pytest.fixture
def registration(stores: Stores) -> Registration:
    return Registration(stores.events)


async def test_the_first_news_of_an_order_are_all_there_is(registration: Registration):
    assert await registration.hears(await registration.order_decides(order_placed())) == STORED


async def test_the_very_next_news_of_an_order_leave_nothing_to_be_read(registration: Registration):
    await registration.hears(await registration.order_decides(order_placed()))
    assert await registration.hears(await registration.order_decides(CONFIRMED)) == STORED
    assert (await registration.process()).facts.order_version == 1


async def test_what_lies_between_is_read_and_counts_first(registration: Registration):
    await registration.hears(await registration.order_decides(order_placed(3)))
    await registration.order_decides(order_updated(5))
    assert await registration.hears(await registration.order_decides(CONFIRMED)) == ["read", *STORED]
    facts = (await registration.process()).facts
    assert (facts.order_version, facts.wanted) == (2, tuple(seats(5)))


async def test_news_that_begin_within_what_is_known_and_go_on_are_enough(registration: Registration):
    both = await registration.order_decides(order_placed(), order_checked_out())
    await registration.hears(both[:1])
    assert await registration.hears(both) == STORED
    assert (await registration.process()).facts.order_version == 1


async def test_before_news_of_the_seats_the_order_is_read(registration: Registration):
    await registration.hears(await registration.order_decides(order_placed(3)))
    await registration.order_decides(order_updated(5))
    registration.store.calls.clear()
    await registration.manager.hear(_seats_reserved(registration.order.id))
    assert registration.store.calls == ["read", *STORED]
    assert (await registration.process()).facts.wanted == tuple(seats(5))


async def test_news_of_others_among_those_of_the_order_make_it_be_read(registration: Registration):
    await registration.hears(await registration.order_decides(order_placed(3)))
    late = await registration.order_decides(order_checked_out())
    await registration.order_decides(order_updated(5))
    registration.store.calls.clear()
    completed = PaymentCompleted(order_id=registration.order.id, amount=Decimal("300.00"))
    payment = _recorded(StreamId(PAYMENT, uuid4()), 1, completed)
    await asyncio.gather(registration.manager.order_moved(late), registration.manager.hear(payment))
    assert registration.store.calls == ["read", *STORED]
    assert (await registration.process()).facts.wanted == tuple(seats(5))


async def test_the_deadline_of_an_order_that_is_confirmed_costs_a_look_at_most(registration: Registration):
    await registration.hears(await registration.order_decides(order_placed()))
    await registration.hears(await registration.order_decides(CONFIRMED))
    assert await registration.reaches_its_deadline(registration.manager) == []
    assert await registration.reaches_its_deadline(registration.another_instance()) == ["read"]


async def test_the_deadline_of_an_order_that_is_open_is_learned_after_what_the_order_says(registration: Registration):
    await registration.hears(await registration.order_decides(order_placed(3)))
    await registration.order_decides(order_updated(5))
    assert await registration.reaches_its_deadline(registration.manager) == ["read", *STORED]
    assert (await registration.process()).facts.order_version == 1


async def test_the_deadline_of_an_order_that_was_confirmed_unheard_still_makes_its_seats_final(
    registration: Registration,
):
    await registration.hears(await registration.order_decides(order_placed()))
    await registration.order_decides(CONFIRMED)
    assert await registration.reaches_its_deadline(registration.manager) == ["read", *STORED]
    assert (await registration.process()).facts.commit_sent


def _seats_reserved(order_id: UUID) -> RecordedEvent:
    event = SeatsReserved(reservation_id=order_id, number=1, details=seats(3), changes=[], not_after=minute(29))
    return _recorded(StreamId(SEATS_AVAILABILITY, CONFERENCE), 7, event)


def _recorded(stream: StreamId, version: int, event: Event) -> RecordedEvent:
    return RecordedEvent(stream, version, event, minute(0), Provenance("correlation", "cause"))
