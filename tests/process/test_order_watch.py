"""Orders that something is under way at are looked at again soon: who is put on the list, who stays, who is taken off.

Patience is 5 minutes: looks are due at 12:05, 12:10 …
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from domain.catalogue import ORDER as ORDER_TYPE
from domain.messages import Command
from domain.payments.commands import CompleteThirdPartyProcessorPayment
from domain.registration.commands import CancelOrder, ChangeSeats, HonourOrder, MarkInvoicePaid
from functions.process_managers.order_watch import OrderWatch
from infrastructure.event_store import StorageUnavailable, StreamId
from infrastructure.memory.memory_watch_list import MemoryWatchList
from infrastructure.watch_list import Watched
from tests.http.fakes import SetClock
from tests.process.story import ORDER, PAYMENT, UNNAMED, minute, priced

OTHER = UUID("00000000-0000-4000-8000-00000000000b")
"""Sorts behind ORDER."""


class Watch:
    """`again`: what a visit of the order says; an exception is raised. `visited`, `seen`: processes and views."""

    def __init__(self) -> None:
        self.clock = SetClock(minute(0))
        self.list = MemoryWatchList()
        self.again: dict[UUID, datetime | Exception] = {}
        self.visited: list[UUID] = []
        self.seen: list[UUID] = []
        self.watch = OrderWatch(self.list, self._visit_process, self._visit_views, self.clock, timedelta(minutes=5))

    async def look(self, at: float) -> list[UUID]:
        """The orders visited."""
        self.clock.time = minute(at)
        self.visited.clear()
        await self.watch.look()
        return self.visited

    async def _visit_process(self, order: StreamId) -> datetime | None:
        self.visited.append(order.id)
        match self.again.get(order.id):
            case Exception() as error:
                raise error
            case again:
                return again

    async def _visit_views(self, order: StreamId) -> None:
        self.seen.append(order.id)


@pytest.fixture
def watch() -> Watch:
    return Watch()


BEGINNING: dict[str, Callable[[], Command]] = {
    "a payment that completes": lambda: CompleteThirdPartyProcessorPayment(
        id=UNNAMED, payment_id=PAYMENT, order_id=ORDER
    ),
    "an order that is honoured": lambda: HonourOrder(id=UNNAMED, order_id=ORDER),
    "an order that is refunded": lambda: CancelOrder(id=UNNAMED, order_id=ORDER, reason="refunded"),
    "an invoice that is paid": lambda: MarkInvoicePaid(id=UNNAMED, order_id=ORDER),
}


@pytest.mark.parametrize("command", BEGINNING.values(), ids=BEGINNING.keys())
async def test_what_a_process_has_to_finish_is_looked_at_when_it_should_have(
    watch: Watch, command: Callable[[], Command]
):
    watch.clock.time = minute(1)
    await watch.watch.expect(command())
    assert watch.list.watched == {Watched(ORDER, minute(10))}
    assert await watch.look(at=9.9) == []
    assert await watch.look(at=10) == [ORDER]
    assert watch.seen == [ORDER]
    assert watch.list.watched == set()


async def test_what_begins_shortly_after_each_other_is_one_row(watch: Watch):
    for at in (0.1, 2, 5):
        watch.clock.time = minute(at)
        await watch.watch.expect(BEGINNING["a payment that completes"]())
    assert watch.list.watched == {Watched(ORDER, minute(10))}


async def test_what_only_changes_an_open_order_costs_no_row(watch: Watch):
    await watch.watch.expect(ChangeSeats(id=UNNAMED, order_id=ORDER, seats=priced(1), issued_at=minute(1)))
    assert watch.list.watched == set()


async def test_an_order_that_is_not_at_rest_is_looked_at_again(watch: Watch):
    await watch.list.add(Watched(ORDER, minute(10)))
    watch.again[ORDER] = minute(33)
    assert await watch.look(at=11) == [ORDER]
    assert watch.list.watched == {Watched(ORDER, minute(35))}


async def test_a_visit_out_of_turn_puts_an_order_on_the_list_that_is_not_at_rest(watch: Watch):
    watch.again[ORDER] = minute(35)
    await watch.watch.visit(StreamId(ORDER_TYPE, ORDER))
    assert watch.list.watched == {Watched(ORDER, minute(35))}


async def test_an_order_that_fails_stays_and_its_neighbours_have_their_turn(watch: Watch):
    for order in (ORDER, OTHER):
        await watch.list.add(Watched(order, minute(10)))
    watch.again[ORDER] = ValueError("a bug")
    with pytest.raises(ExceptionGroup) as raised:
        await watch.look(at=10)
    assert watch.visited == [ORDER, OTHER]
    assert watch.list.watched == {Watched(ORDER, minute(10))}
    assert [str(error) for error in raised.value.exceptions] == ["a bug"]


async def test_while_the_storage_is_away_all_stay_on_the_list(watch: Watch):
    for order in (ORDER, OTHER):
        await watch.list.add(Watched(order, minute(10)))
    watch.again = dict.fromkeys((ORDER, OTHER), StorageUnavailable("away"))
    with pytest.raises(ExceptionGroup):
        await watch.look(at=10)
    assert watch.list.watched == {Watched(ORDER, minute(10)), Watched(OTHER, minute(10))}
