"""Whoever begins something that a process has to finish is on the watch list before it is decided.

If the answer to it is lost, the watch is all that comes back to the order before the day is over.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from domain.messages import Command
from domain.payments.commands import CompleteThirdPartyProcessorPayment, InitiateThirdPartyProcessorPayment
from domain.registration.commands import CancelOrder, HonourOrder, MarkInvoicePaid, RegisterToConference
from functions.commands.handlers import CommandHandlers
from functions.process_managers.order_watch import BEGINS, OrderWatch
from functions.process_managers.registration import RegistrationProcessManager
from infrastructure.access_code_renewal import AccessCodeRenewal
from infrastructure.event_store import Provenance, StorageUnavailable, StreamId
from infrastructure.memory.memory_event_store import MemoryEventStore
from infrastructure.memory.memory_watch_list import MemoryWatchList
from infrastructure.messaging import CommandEnvelope
from infrastructure.publisher import Publisher
from infrastructure.waiting import Wakeups
from infrastructure.watch_list import Watched
from tests.handling.house import NotingBus, WatchedStore
from tests.http.fakes import MemoryLocators, SetClock
from tests.process.story import CONFERENCE, ORDER, PAYMENT, UNNAMED, minute, priced

BEGINNINGS: dict[str, Callable[[], Command]] = {
    "placing": lambda: RegisterToConference(
        id=UNNAMED,
        order_id=ORDER,
        conference_id=CONFERENCE,
        conference_slug="pycon",
        conference_name="PyCon",
        currency="EUR",
        seats=priced(1),
        placed_at=minute(1),
        reservation_expires_at=minute(16),
        seats_released_at=minute(30),
        access_code="ABC234",
    ),
    "paying": lambda: CompleteThirdPartyProcessorPayment(id=UNNAMED, payment_id=PAYMENT, order_id=ORDER),
    "honouring": lambda: HonourOrder(id=UNNAMED, order_id=ORDER),
    "marking an invoice paid": lambda: MarkInvoicePaid(id=UNNAMED, order_id=ORDER),
    "giving up": lambda: CancelOrder(id=UNNAMED, order_id=ORDER, reason="given-up"),
}


class DownWatchList(MemoryWatchList):
    async def add(self, watched: Watched) -> None:
        raise StorageUnavailable("switched off by the test")


class House:
    def __init__(self, watch_list: MemoryWatchList) -> None:
        self.watch_list, self.store = watch_list, WatchedStore(MemoryEventStore())
        self.bus, self.clock = NotingBus(), SetClock(minute(1))
        publisher = Publisher(self.store, self.bus, self.clock)
        self._handlers = CommandHandlers(
            self.store,
            publisher,
            self.clock,
            RegistrationProcessManager(self.store, publisher, self.clock),
            OrderWatch(watch_list, _rest, _nothing, self.clock, timedelta(minutes=5)),
            Wakeups(),
            AccessCodeRenewal(self.store, publisher, MemoryLocators(), self.clock, b"k" * 32),
        )

    async def handle(self, command: Command) -> None:
        """As if it had been issued long ago: what cannot be decided is refused, and not waited for."""
        issued_at = self.clock.now() - timedelta(minutes=2)
        await self._handlers.handle(CommandEnvelope(command, issued_at, Provenance("correlation", "cause")))


async def _rest(order: StreamId) -> None:
    return None


async def _nothing(order: StreamId) -> None:
    pass


def test_each_command_that_begins_something_is_here():
    assert {type(command()) for command in BEGINNINGS.values()} == set(BEGINS)


@pytest.mark.parametrize("command", BEGINNINGS.values(), ids=BEGINNINGS)
async def test_the_order_is_on_the_list_when_the_command_is_decided(command: Callable[[], Command]):
    house = House(MemoryWatchList())
    listed: list[set[Watched]] = []

    async def note() -> None:
        listed.append(set(house.watch_list.watched))

    house.store.before_append = note
    await house.handle(command())
    assert listed == [{Watched(ORDER, minute(10))}]


@pytest.mark.parametrize("command", BEGINNINGS.values(), ids=BEGINNINGS)
async def test_nothing_is_decided_while_nobody_can_be_put_on_the_list(command: Callable[[], Command]):
    house = House(DownWatchList())
    with pytest.raises(StorageUnavailable):
        await house.handle(command())
    assert (house.store.calls, house.bus.sent) == ([], [])


async def test_what_begins_nothing_is_not_on_the_list():
    house = House(MemoryWatchList())
    await house.handle(
        InitiateThirdPartyProcessorPayment(
            id=UNNAMED,
            payment_id=PAYMENT,
            order_id=ORDER,
            conference_id=CONFERENCE,
            description="PyCon",
            total_amount=Decimal("100.00"),
            currency="EUR",
            items=[],
        )
    )
    assert house.store.calls.count("append") == 1
    assert house.watch_list.watched == set()
