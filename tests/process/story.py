"""A given/when/then language for the registration process: what it learned, what it learns now, what it then wants.

Order events are numbered as they come. Times are minutes after the placement (12:00 UTC): the window ends at 15, the
buffer at 29.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from domain.catalogue import decode_command
from domain.messages import Command, Event, NotYet
from domain.payments.events import PaymentCompleted, PaymentItem, PaymentRejected
from domain.registration import process as registration_process
from domain.registration.events import (
    OrderCheckedOut,
    OrderEvent,
    OrderPlaced,
    OrderUpdated,
    SeatsReserved,
)
from domain.registration.process import RegistrationProcess
from domain.registration.process_events import RegistrationProcessAdvanced
from domain.values import PricedSeats, SeatQuantity

ORDER = UUID("00000000-0000-4000-8000-00000000000a")
CONFERENCE = UUID("00000000-0000-4000-8000-00000000000c")
PAYMENT = UUID("00000000-0000-4000-8000-000000000001")
OTHER_PAYMENT = UUID("00000000-0000-4000-8000-000000000002")
WORKSHOP = UUID("00000000-0000-4000-8000-0000000000aa")
DINNER = UUID("00000000-0000-4000-8000-0000000000bb")
PRICE = Decimal("100.00")
UNNAMED = UUID(int=0)
"""Stands for the id of an expected command: ids are derived, and compared on their own."""

type Input = Callable[[RegistrationProcess | None, datetime], list[Event] | NotYet]


def minute(minutes: float) -> datetime:
    return datetime(2026, 11, 23, 12, 0, tzinfo=UTC) + timedelta(minutes=minutes)


def seats(workshops: int, dinners: int = 0) -> list[SeatQuantity]:
    quantities = {WORKSHOP: workshops, DINNER: dinners}
    return [SeatQuantity(seat_type=key, quantity=value) for key, value in quantities.items() if value]


def priced(workshops: int, dinners: int = 0) -> list[PricedSeats]:
    named = {WORKSHOP: "Workshop", DINNER: "Dinner"}
    return [
        PricedSeats(seat_type=item.seat_type, name=named[item.seat_type], quantity=item.quantity, unit_price=PRICE)
        for item in seats(workshops, dinners)
    ]


def order_placed(workshops: int = 3, dinners: int = 0) -> OrderPlaced:
    return OrderPlaced(
        conference_id=CONFERENCE,
        conference_slug="pycon",
        conference_name="PyCon",
        currency="EUR",
        seats=priced(workshops, dinners),
        placed_at=minute(0),
        reservation_expires_at=minute(15),
        seats_released_at=minute(29),
        access_code="ABC234",
    )


def order_updated(quantity: int) -> OrderUpdated:
    return OrderUpdated(conference_id=CONFERENCE, seats=priced(quantity), issued_at=minute(5))


def order_checked_out(payment_id: UUID | None = PAYMENT, amount: str = "300.00") -> OrderCheckedOut:
    return OrderCheckedOut(
        conference_id=CONFERENCE,
        payment_id=payment_id,
        payment_type="third-party",
        amount=Decimal(amount),
        currency="EUR",
        description="Registration for PyCon",
        items=[PaymentItem(description="3 x Workshop", amount=Decimal("300.00"))],
    )


class Reserved:
    """SeatsReserved answers request `number`: so many seats are held then."""

    def __init__(self, number: int, workshops: int, dinners: int = 0) -> None:
        held = seats(workshops, dinners)
        self.event = SeatsReserved(reservation_id=ORDER, number=number, details=held, changes=[], not_after=minute(29))


class Completed:
    def __init__(self, payment_id: UUID = PAYMENT, amount: str = "300.00") -> None:
        self.payment_id = payment_id
        self.event = PaymentCompleted(order_id=ORDER, amount=Decimal(amount))


class Rejected:
    def __init__(self, payment_id: UUID = PAYMENT) -> None:
        self.payment_id = payment_id
        self.event = PaymentRejected(order_id=ORDER)


class TimePasses:
    """The message for the deadline at minute `deadline` arrives; without it, one for the current minute."""

    def __init__(self, deadline: float | None = None) -> None:
        self.deadline = deadline


type News = OrderEvent | Reserved | Completed | Rejected | TimePasses


class Story:
    def __init__(self) -> None:
        self.process: RegistrationProcess | None = None
        self.transitions: list[RegistrationProcessAdvanced] = []
        self._order_version = -1
        self._wanted: list[Command] = []
        self._decision: list[Event] | NotYet = []

    def given(self, *news: News, at: float = 1) -> "Story":
        for item in news:
            self._take(item, minute(at))
        return self

    def when(self, *news: News, at: float = 1) -> "Story":
        """The order's events become known at once, as those of one commit do; other news after them, one by one."""
        self._wanted = []
        of_the_order = [item for item in news if not isinstance(item, Reserved | Completed | Rejected | TimePasses)]
        if of_the_order:
            self._learn(self._of_order(of_the_order, minute(at)))
        for item in news:
            if item not in of_the_order:
                self._take(item, minute(at))
        return self

    def then_wants(self, *commands: Command) -> "Story":
        assert [command.model_copy(update={"id": UNNAMED}) for command in self._wanted] == list(commands)
        return self

    def then_wants_nothing(self) -> "Story":
        assert self._wanted == []
        return self

    def then_not_yet(self, reason: str) -> "Story":
        assert isinstance(self._decision, NotYet)
        assert self._decision.reason == reason
        return self

    def then_nothing_changes(self) -> "Story":
        assert self._decision == []
        return self

    def _take(self, item: News, now: datetime) -> None:
        self._learn(self._decide(item, now))

    def _learn(self, decision: object) -> None:
        assert isinstance(decision, list | NotYet)
        self._decision = decision
        for event in decision if isinstance(decision, list) else []:
            assert isinstance(event, RegistrationProcessAdvanced)
            self.transitions.append(event)
            self.process = registration_process.evolve(self.process, event)
            self._wanted += [decode_command(item.type, item.schema_version, item.payload) for item in event.commands]

    def _decide(self, item: News, now: datetime) -> object:
        match item:
            case Reserved():
                return registration_process.seats_reserved(self.process, item.event, now)
            case Completed() | Rejected():
                return registration_process.payment_ended(self.process, item.payment_id, item.event, now)
            case TimePasses():
                deadline = now if item.deadline is None else minute(item.deadline)
                return registration_process.time_passed(self.process, deadline, now)
            case _:
                return self._of_order([item], now)

    def _of_order(self, events: Sequence[OrderEvent], now: datetime) -> object:
        first = self._order_version + 1
        self._order_version += len(events)
        return registration_process.order_moved(self.process, ORDER, list(enumerate(events, first)), now)


def given(*news: News, at: float = 1) -> Story:
    return Story().given(*news, at=at)
