"""The watch over orders that something is under way at: each is visited soon, not only when the audit's round comes by.

Whoever begins something that a registration process has to finish is put on the list first (`BEGINS`). A visit that
finds the process at rest takes it off; one that does not says when to come again. So the list is as long as what is
under way, and costs an order two or three rows in its life.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from math import ceil
from uuid import UUID

from domain.catalogue import ORDER
from domain.messages import Command
from domain.payments.commands import CompleteThirdPartyProcessorPayment
from domain.registration.commands import CancelOrder, HonourOrder, MarkInvoicePaid, RegisterToConference
from infrastructure.clock import Clock
from infrastructure.event_store import StorageUnavailable, StreamId
from infrastructure.messaging import BusUnavailable
from infrastructure.watch_list import Watched, WatchList

BEGINS = (RegisterToConference, CompleteThirdPartyProcessorPayment, HonourOrder, MarkInvoicePaid, CancelOrder)
"""Before its deadline an order stands on the list from its placement on; these may come when it is off it again."""

AT_ONCE = 16
"""Visits at the same time."""

type VisitProcess = Callable[[StreamId], Awaitable[datetime | None]]
"""Gives when to come again (aware UTC), None: nothing is under way."""
type VisitViews = Callable[[StreamId], Awaitable[None]]


class OrderWatch:
    """`patience`, whole seconds: so long what is under way is left alone.

    A look is due at a multiple of it, between once and twice as late: what begins shortly after each other at one order
    is one row.
    """

    def __init__(
        self,
        watch_list: WatchList,
        visit_process: VisitProcess,
        visit_views: VisitViews,
        clock: Clock,
        patience: timedelta,
    ) -> None:
        self._list = watch_list
        self._visit_process = visit_process
        self._visit_views = visit_views
        self._clock = clock
        self._patience = patience

    async def expect(self, command: Command) -> None:
        """To be called before the command is decided. Raises StorageUnavailable."""
        if isinstance(command, BEGINS):
            await self._add(command.order_id, self._clock.now() + self._patience)

    async def visit(self, order: StreamId) -> None:
        """Now. Raises what the visits raise."""
        again_at = await self._visit_process(order)
        await self._visit_views(order)
        if again_at is not None:
            await self._add(order.id, again_at)

    async def look(self) -> int:
        """Visits the orders whose time has come; gives how many.

        One that fails stays on the list and does not keep the others from their turn: its exception is raised at the
        end. StorageUnavailable and BusUnavailable are raised at once, since nothing else would fare better. All of it
        in an ExceptionGroup.
        """
        due = [watched async for watched in self._list.due(self._clock.now())]
        failures: list[Exception] = []
        gate = asyncio.Semaphore(AT_ONCE)

        async def look_at(watched: Watched) -> None:
            async with gate:
                try:
                    await self.visit(StreamId(ORDER, watched.order_id))
                except (StorageUnavailable, BusUnavailable):
                    raise
                except Exception as error:  # noqa: BLE001 (raised below, when the others had their turn)
                    error.add_note(f"at order {watched.order_id}")
                    failures.append(error)
                else:
                    await self._list.remove(watched)

        async with asyncio.TaskGroup() as looks:
            for watched in due:
                looks.create_task(look_at(watched))
        if failures:
            raise ExceptionGroup(f"{len(failures)} orders could not be looked after", failures)
        return len(due)

    async def _add(self, order_id: UUID, earliest: datetime) -> None:
        step = self._patience.total_seconds()
        look_at = datetime.fromtimestamp(ceil(earliest.timestamp() / step) * step, UTC)
        await self._list.add(Watched(order_id, look_at))
