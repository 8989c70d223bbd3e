"""Writes the mail of an occasion from what is stored: to whom it goes, and its letter."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never, cast
from uuid import UUID

from domain.catalogue import CONFERENCE, ORDER, PAYMENT
from domain.conference_management.conference import Conference
from domain.payments.events import PaymentRefunded
from domain.recorded import Recorded
from domain.registration.events import OrderCheckedOut, OrderEvent, OrderPlaced
from domain.registration.views import order as order_view
from domain.registration.views.order import OrderView
from infrastructure.conference_rows import conference_of, sealed_access_code
from infrastructure.event_store import EventStore, RecordedEvent, State, StreamId
from infrastructure.mail.letter import Letter
from infrastructure.mail.letters import KnownOrder, Letters
from infrastructure.mail.occasions import Occasion, occasions_of


@dataclass(frozen=True, slots=True)
class Addressed:
    """`is_unasked`: nobody paid, and nobody was counted as the cause of it before."""

    to: str
    name: str
    letter: Letter
    is_unasked: bool = False


class Writer:
    """`key`: that access codes are sealed with. All methods raise StorageUnavailable."""

    def __init__(self, store: EventStore, letters: Letters, key: bytes) -> None:
        self._store = store
        self._letters = letters
        self._key = key

    async def write(self, occasion: Occasion, recorded: RecordedEvent) -> Addressed | None:
        """As things stood at the event, so that a mail written again is the very same; None where nobody is to be told.

        A refund is an event of the payment: its mail shows the order as it stands now.
        """
        match occasion:
            case "code-new" | "code-renewed":
                return await self._access_code(recorded.stream.id, renewed=occasion == "code-renewed")
            case "refunded":
                return await self._refunded(cast(PaymentRefunded, recorded.event))
            case "attention-owner":
                order = await self._order(recorded)
                conference, _ = await self._conference(order.view.conference_id)
                return _to_owner(conference, self._letters.attention(order.view, conference))
            case "confirmed":
                order = await self._order(recorded)
                return _to_registrant(order, self._letters.confirmed(order))
            case "expired":
                return await self._expired(await self._order(recorded))
            case "invoice" | "cancelled" | "attention-buyer":
                order = await self._order(recorded)
                return _to_registrant(order, await self._about(occasion, order))
            case _:
                assert_never(occasion)

    async def again(self, order: KnownOrder) -> Addressed:
        """The latest mail about the order, to its registrant; its particulars where none was sent, or where it was
        the confirmation. Raises ValueError for an order without a registrant."""
        if refund := await self._latest_refund(order.view.order_id):
            return _to_registrant(order, self._letters.refunded(order, refund))
        match order.view.state:
            case "AwaitingInvoicePayment":
                letter = await self._about("invoice", order)
            case "Expired":
                letter = await self._about("expired", order)
            case "AwaitingAttention":
                letter = await self._about("attention-buyer", order)
            case "Rejected" if order.view.reason == "invoice-cancelled":
                letter = await self._about("cancelled", order)
            case _:
                letter = self._letters.particulars(order)
        return _to_registrant(order, letter)

    async def known_order(self, order_id: UUID, last_version: int | None = None) -> KnownOrder | None:
        """As its stream says, up to the event `last_version` if one is named; None where there is no order."""
        events = (await self._store.read(StreamId(ORDER, order_id))).events
        if not events:
            return None
        view: OrderView | None = None
        for event in events:
            if last_version is None or event.version <= last_version:
                view = order_view.apply(view, cast(Recorded[OrderEvent], event))
        placed = cast(OrderPlaced, events[0].event)
        assert view is not None
        return KnownOrder(view, placed.conference_name, placed.language)

    async def _access_code(self, conference_id: UUID, *, renewed: bool) -> Addressed | None:
        """None where an older release kept no code that could be mailed."""
        conference, state = await self._conference(conference_id)
        code = sealed_access_code(state, self._key, conference_id)
        if code is None:
            return None
        return _to_owner(conference, self._letters.access_code(conference, code, renewed=renewed))

    async def _expired(self, order: KnownOrder) -> Addressed | None:
        """Only who checked out waits for an answer. Until then an address was typed in at most, by whomever."""
        if order.view.checked_out_at is None:
            return None
        by_invoice = order.view.awaiting_payment_until is not None
        return _to_registrant(order, await self._about("expired", order), is_unasked=not by_invoice)

    async def _refunded(self, refund: PaymentRefunded) -> Addressed:
        order = await self.known_order(refund.order_id)
        if order is None:
            raise LookupError(f"Order_{refund.order_id} has a payment, but no events")
        return _to_registrant(order, self._letters.refunded(order, refund))

    async def _latest_refund(self, order_id: UUID) -> PaymentRefunded | None:
        """The latest refund of any of the order's payments; None if there is none, or a later mail about the order."""
        events = (await self._store.read(StreamId(ORDER, order_id))).events
        mailed = [recorded for recorded in events if occasions_of(recorded.event)]
        for payment in {checkout.payment_id for checkout in _checkouts(events) if checkout.payment_id}:
            found = (await self._store.read(StreamId(PAYMENT, payment))).events
            mailed += [recorded for recorded in found if isinstance(recorded.event, PaymentRefunded)]
        latest = max(mailed, key=lambda recorded: recorded.occurred_at, default=None)
        return latest.event if latest and isinstance(latest.event, PaymentRefunded) else None

    async def _about(self, occasion: Occasion, order: KnownOrder) -> Letter:
        """To the registrant, naming the owner."""
        conference, _ = await self._conference(order.view.conference_id)
        match occasion:
            case "invoice":
                return self._letters.invoice(order, conference)
            case "expired":
                return self._letters.expired(order, conference)
            case "cancelled":
                return self._letters.cancelled(order, conference)
            case _:
                return self._letters.attention_of_registrant(order, conference)

    async def _conference(self, conference_id: UUID) -> tuple[Conference, State]:
        state = await self._store.read_state(StreamId(CONFERENCE, conference_id))
        conference = conference_of(conference_id, state)
        if conference is None:
            raise LookupError(f"Conference_{conference_id} has events, but no state")
        return conference, state

    async def _order(self, recorded: RecordedEvent) -> KnownOrder:
        order = await self.known_order(recorded.stream.id, recorded.version)
        if order is None:
            raise LookupError(f"{recorded.stream} was published, but has no events")
        return order


def _checkouts(events: list[RecordedEvent]) -> Iterator[OrderCheckedOut]:
    return (recorded.event for recorded in events if isinstance(recorded.event, OrderCheckedOut))


def _to_owner(conference: Conference, letter: Letter) -> Addressed:
    owner = conference.details.owner
    return Addressed(owner.email, owner.name, letter)


def _to_registrant(order: KnownOrder, letter: Letter, *, is_unasked: bool = False) -> Addressed:
    registrant = order.view.registrant
    if registrant is None:
        raise ValueError("nobody to write to")
    return Addressed(registrant.email, f"{registrant.first_name} {registrant.last_name}", letter, is_unasked)
