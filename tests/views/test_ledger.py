"""What stands in the ledger of a conference: what payments moved, what orders are owed, and that both agree."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.conference_management.views import ledger, orders
from domain.conference_management.views.ledger import PaymentRow, Totals, entry_of
from domain.conference_management.views.orders import ManagedOrderView
from domain.payments.events import PaymentCompleted, PaymentInitiated, PaymentRefunded
from domain.recorded import StreamBeginsElsewhere
from domain.registration.events import (
    OrderAwaitingAttention,
    OrderAwaitingInvoicePayment,
    OrderConfirmed,
    OrderEvent,
    OrderExpired,
    OrderHonoured,
    OrderRejected,
    OrderReservationCompleted,
    OrderUpdated,
)
from domain.values import NamedSeats
from infrastructure.event_store import StreamId
from tests.views.story import (
    CONFERENCE,
    ORDER,
    PAYMENT,
    WORKSHOP,
    minute,
    order_placed,
    recorded,
    seats,
    stream_of,
    totals,
    workshops,
)

OTHER_PAYMENT = UUID("ffffffff-0000-4000-8000-000000000000")

PLACED = (
    order_placed(workshops(2)),
    totals("398", (workshops(2), "398")),
    OrderReservationCompleted(conference_id=CONFERENCE, seats=seats(workshop=2), reservation_expires_at=minute(15)),
)
CONFIRMED = OrderConfirmed(
    conference_id=CONFERENCE,
    payment_id=PAYMENT,
    seats=[NamedSeats(seat_type=WORKSHOP, name="Workshop", quantity=2)],
)
CONFIRMED_WITHOUT_PAYMENT = CONFIRMED.model_copy(update={"payment_id": None})
EXPIRED = OrderExpired(conference_id=CONFERENCE)
ASIDE = OrderAwaitingAttention(
    conference_id=CONFERENCE, payment_id=PAYMENT, amount="398.00", reason="seats-not-available"
)
HONOURED = OrderHonoured(conference_id=CONFERENCE, payment_id=PAYMENT, amount="398.00")
INVOICED = OrderAwaitingInvoicePayment(conference_id=CONFERENCE, until=minute(1000))


def rejected(reason: str) -> OrderRejected:
    return OrderRejected(conference_id=CONFERENCE, reason=reason)


INITIATED = PaymentInitiated(
    order_id=ORDER, conference_id=CONFERENCE, description="PyCon", total="398.00", currency="EUR", items=[]
)
COMPLETED = PaymentCompleted(order_id=ORDER, conference_id=CONFERENCE, amount="398.00", currency="EUR")
REFUNDED = PaymentRefunded(
    order_id=ORDER, conference_id=CONFERENCE, amount="398.00", currency="EUR", reason="order-rejected"
)


def order(*events: OrderEvent) -> ManagedOrderView:
    view = None
    for event in stream_of(StreamId("Order", ORDER), *PLACED, *events):
        view = orders.apply(view, event)  # type: ignore[arg-type]
    assert view is not None
    return view


def payment(*events: PaymentInitiated | PaymentCompleted | PaymentRefunded, payment_id: UUID = PAYMENT) -> PaymentRow:
    row = None
    for event in stream_of(StreamId("ThirdPartyProcessorPayment", payment_id), *events):
        row = ledger.apply(row, event)  # type: ignore[arg-type]
    assert row is not None
    return row


TAKEN = payment(INITIATED, COMPLETED)
SENT_BACK = payment(INITIATED, COMPLETED, REFUNDED)


def sums(order: ManagedOrderView | None, *payments: PaymentRow) -> dict[str, str]:
    """Those that are not zero."""
    entry = entry_of(order, payments).model_dump(mode="json")
    names = ("taken", "takenByInvoice", "refunded", "owed", "income", "held", "invoiced", "balance")
    return {name: entry[name] for name in names if entry[name] != "0.00"}


class TestAtRest:
    def test_a_confirmed_order_is_income(self):
        assert sums(order(CONFIRMED), TAKEN) == {"taken": "398.00", "owed": "398.00", "income": "398.00"}

    def test_money_that_was_sent_back_is_owed_to_nobody(self):
        assert sums(order(rejected("given-up")), SENT_BACK) == {"taken": "398.00", "refunded": "398.00"}

    def test_a_late_payment_is_held_until_somebody_decides(self):
        expected = {"taken": "398.00", "owed": "398.00", "held": "398.00"}
        assert sums(order(EXPIRED, ASIDE), TAKEN) == expected
        assert sums(order(EXPIRED, ASIDE, HONOURED), TAKEN) == expected

    def test_what_was_held_becomes_income_or_goes_back(self):
        honoured = order(EXPIRED, ASIDE, HONOURED, CONFIRMED)
        assert sums(honoured, TAKEN) == {"taken": "398.00", "owed": "398.00", "income": "398.00"}
        refunded = order(EXPIRED, ASIDE, rejected("refunded"))
        assert sums(refunded, SENT_BACK) == {"taken": "398.00", "refunded": "398.00"}

    def test_the_second_of_two_payments_is_taken_and_sent_back(self):
        second = payment(INITIATED, COMPLETED, REFUNDED, payment_id=OTHER_PAYMENT)
        assert sums(order(CONFIRMED), TAKEN, second) == {
            "taken": "796.00",
            "refunded": "398.00",
            "owed": "398.00",
            "income": "398.00",
        }

    def test_an_invoice_is_awaited_and_not_taken_yet(self):
        assert sums(order(INVOICED)) == {"invoiced": "398.00"}

    def test_a_paid_invoice_is_taken_and_income(self):
        assert sums(order(INVOICED, CONFIRMED_WITHOUT_PAYMENT)) == {
            "taken": "398.00",
            "takenByInvoice": "398.00",
            "owed": "398.00",
            "income": "398.00",
        }

    @pytest.mark.parametrize(
        "end",
        [
            rejected("invoice-cancelled"),
            rejected("given-up"),
            EXPIRED,
            OrderUpdated(conference_id=CONFERENCE, seats=[workshops(1)], issued_at=minute(4)),
        ],
        ids=["cancelled", "given up", "expired", "other seats"],
    )
    def test_an_invoice_that_is_not_awaited_any_longer_is_nothing(self, end: OrderEvent):
        assert sums(order(INVOICED, end)) == {}

    def test_a_payment_by_card_that_confirms_an_order_whose_invoice_was_awaited_is_the_only_money(self):
        assert sums(order(INVOICED, CONFIRMED), TAKEN) == {"taken": "398.00", "owed": "398.00", "income": "398.00"}

    def test_a_free_order_moves_no_money(self):
        free = (order_placed(workshops(2)), totals("0"), CONFIRMED_WITHOUT_PAYMENT)
        view = None
        for event in stream_of(StreamId("Order", ORDER), *free):
            view = orders.apply(view, event)  # type: ignore[arg-type]
        assert entry_of(view, []).is_empty

    @pytest.mark.parametrize("end", [(), (EXPIRED,), (rejected("given-up"),)])
    def test_an_order_that_nobody_paid_for_is_no_entry(self, end: tuple[OrderEvent, ...]):
        assert entry_of(order(*end), []).is_empty


class TestInFlight:
    def test_a_payment_whose_order_has_not_answered_is_above_zero(self):
        assert sums(order(), TAKEN) == {"taken": "398.00", "balance": "398.00"}

    def test_a_payment_of_an_order_that_is_not_shown_yet_is_above_zero(self):
        assert sums(None, TAKEN) == {"taken": "398.00", "balance": "398.00"}

    def test_a_refund_that_is_on_its_way_is_above_zero(self):
        assert sums(order(rejected("given-up")), TAKEN) == {"taken": "398.00", "balance": "398.00"}

    def test_a_confirmation_that_is_ahead_of_its_payments_news_is_below_zero(self):
        assert sums(order(CONFIRMED)) == {"owed": "398.00", "income": "398.00", "balance": "-398.00"}


def test_an_entry_says_which_payment_moved_what_and_when():
    entry = entry_of(order(EXPIRED, rejected("given-up")), [SENT_BACK]).model_dump(mode="json")
    assert entry["payments"] == [
        {
            "paymentId": "eeeeeeee-0000-4000-8000-000000000000",
            "taken": "398.00",
            "takenAt": "2026-11-23T12:01:00Z",
            "refunded": "398.00",
            "refundedAt": "2026-11-23T12:02:00Z",
            "refundReason": "order-rejected",
        }
    ]
    assert (entry["orderId"], entry["accessCode"], entry["state"], entry["currency"]) == (
        "bbbbbbbb-0000-4000-8000-000000000000",
        "K7MQ2X",
        "Rejected",
        "EUR",
    )


def test_that_a_payment_completed_says_all_there_is_to_know_of_it():
    news: Any = recorded(StreamId("ThirdPartyProcessorPayment", PAYMENT), 1, COMPLETED)
    assert ledger.apply(None, news) == TAKEN


def test_a_refund_of_what_never_completed_is_no_beginning():
    news: Any = recorded(StreamId("ThirdPartyProcessorPayment", PAYMENT), 2, REFUNDED)
    with pytest.raises(StreamBeginsElsewhere):
        ledger.apply(None, news)


def test_totals_add_up_each_currency_for_itself():
    adding = Totals()
    adding.add(entry_of(order(CONFIRMED), [TAKEN]))
    adding.add(entry_of(order(EXPIRED, ASIDE), [TAKEN]))
    adding.add(entry_of(order(rejected("given-up")), [SENT_BACK]))
    adding.add(entry_of(None, [TAKEN.model_copy(update={"currency": "CHF", "taken": Decimal("0.10")})]))
    assert [item.model_dump(mode="json") for item in adding.sums()] == [
        {
            "currency": "CHF",
            "taken": "0.10",
            "refunded": "0.00",
            "owed": "0.00",
            "income": "0.00",
            "held": "0.00",
            "invoiced": "0.00",
            "balance": "0.10",
        },
        {
            "currency": "EUR",
            "taken": "1194.00",
            "refunded": "398.00",
            "owed": "796.00",
            "income": "398.00",
            "held": "398.00",
            "invoiced": "0.00",
            "balance": "0.00",
        },
    ]
