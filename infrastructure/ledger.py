"""The ledger of a conference: where the rows of its payments stand, how they are projected, and how it is read."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from uuid import UUID

from domain.conference_management.views import ledger
from domain.conference_management.views.ledger import LedgerEntry, LedgerSums, PaymentRow, Totals, entry_of
from domain.conference_management.views.orders import ManagedOrderView
from domain.payments.events import PaymentCompleted, PaymentInitiated, PaymentRefunded
from infrastructure.event_store import EventStore, RecordedEvent
from infrastructure.projecting import Projection, Projector
from infrastructure.view_store import ListedViewStore, Place
from infrastructure.waiting import Wakeups

_ORDERS = "Order_"
_PAYMENTS = "Payment_"
_BEHIND_PAYMENTS = "_g"
"""Behind all payment ids, which are hexadecimal."""


def payment_place(conference_id: UUID | None, order_id: UUID, payment_id: UUID) -> Place:
    """Next to the order's own row, and like it ordered by the order's id."""
    return Place(_partition(conference_id), f"{_PAYMENTS}{order_id}_{payment_id}")


def _partition(conference_id: UUID | None) -> str:
    return f"Conference_{conference_id}"


def payments_projector(rows: ListedViewStore, store: EventStore, wakeups: Wakeups) -> Projector[PaymentRow]:
    """Takes commits of payments that moved money: those of others name no conference."""
    payments = Projection(
        PaymentRow,
        _place_of,
        ledger.apply,
        tells_all=lambda event: isinstance(event, PaymentCompleted),
    )
    return Projector(payments, rows, store, wakeups)


def moved_money(history: Iterable[RecordedEvent]) -> bool:
    """Whether a payment has a row: not while it is open, and not if it was rejected."""
    return any(isinstance(recorded.event, PaymentCompleted) for recorded in history)


def _place_of(recorded: RecordedEvent) -> Place:
    event = recorded.event
    assert isinstance(event, PaymentInitiated | PaymentCompleted | PaymentRefunded)
    return payment_place(event.conference_id, event.order_id, recorded.stream.id)


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """`totals`: of the whole conference, on the first page only. `after`: the order to go on behind, None: the end."""

    totals: list[LedgerSums] | None
    entries: list[LedgerEntry]
    after: UUID | None


@dataclass(frozen=True, slots=True)
class Ledgers:
    """Every question raises StorageUnavailable when the storage does not answer."""

    rows: ListedViewStore

    async def page(self, conference_id: UUID, *, after: UUID | None, limit: int) -> LedgerPage:
        """By order id, from behind the order `after` on. The first page reads all, for the totals: they have as many
        sources as there are orders and payments, so no row can hold them."""
        totals = Totals() if after is None else None
        found: list[LedgerEntry] = []
        is_last = True
        async for entry in self._entries(conference_id, after):
            if totals is not None:
                totals.add(entry)
            if len(found) < limit:
                found.append(entry)
                continue
            is_last = False
            if totals is None:
                break
        return LedgerPage(totals.sums() if totals else None, found, None if is_last else found[-1].order_id)

    async def _entries(self, conference_id: UUID, after: UUID | None) -> AsyncIterator[LedgerEntry]:
        """One for each order that money was moved for or is awaited for. Both kinds of rows come by order id."""
        payments = self._payments_by_order(conference_id, after)
        group = await anext(payments, None)
        async for order in self._orders(conference_id, after):
            while group is not None and group[0].order_id < order.order_id:
                yield entry_of(None, group)
                group = await anext(payments, None)
            own: list[PaymentRow] = []
            if group is not None and group[0].order_id == order.order_id:
                own, group = group, await anext(payments, None)
            entry = entry_of(order, own)
            if not entry.is_empty:
                yield entry
        while group is not None:
            yield entry_of(None, group)
            group = await anext(payments, None)

    async def _orders(self, conference_id: UUID, after: UUID | None) -> AsyncIterator[ManagedOrderView]:
        last = f"{_ORDERS}{after}" if after else ""
        async for json in self.rows.list(_partition(conference_id), _ORDERS, after=last):
            yield ManagedOrderView.model_validate_json(json)

    async def _payments_by_order(self, conference_id: UUID, after: UUID | None) -> AsyncIterator[list[PaymentRow]]:
        """Those that moved money, the ones of each order together."""
        last = f"{_PAYMENTS}{after}{_BEHIND_PAYMENTS}" if after else ""
        group: list[PaymentRow] = []
        async for json in self.rows.list(_partition(conference_id), _PAYMENTS, after=last):
            row = PaymentRow.model_validate_json(json)
            if not row.taken:
                continue
            if group and group[0].order_id != row.order_id:
                yield group
                group = []
            group.append(row)
        if group:
            yield group
