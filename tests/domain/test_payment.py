"""A payment completes or is rejected, once; a completed one may be sent back. Messages come in any order."""

from decimal import Decimal
from uuid import UUID

from domain.payments.commands import (
    CancelThirdPartyProcessorPayment,
    CompleteThirdPartyProcessorPayment,
    InitiateThirdPartyProcessorPayment,
    RefundPayment,
)
from domain.payments.events import (
    PaymentCompleted,
    PaymentInitiated,
    PaymentItem,
    PaymentRefunded,
    PaymentRejected,
)
from tests.domain.given_when_then import given, minute

PAYMENT = UUID(int=0xE)
ORDER = UUID(int=0xA)
CONFERENCE = UUID(int=0xC)
COMMAND = UUID(int=0xFF)
ITEM = PaymentItem(description="Workshop", amount=Decimal("45.30"))

initiate = InitiateThirdPartyProcessorPayment(
    id=COMMAND,
    payment_id=PAYMENT,
    order_id=ORDER,
    conference_id=CONFERENCE,
    description="Registration for PyCon",
    total_amount=Decimal("45.30"),
    currency="EUR",
    items=[ITEM],
    payable_until=minute(89),
)
complete = CompleteThirdPartyProcessorPayment(id=COMMAND, payment_id=PAYMENT, order_id=ORDER)
cancel = CancelThirdPartyProcessorPayment(id=COMMAND, payment_id=PAYMENT, order_id=ORDER)
refund = RefundPayment(id=COMMAND, payment_id=PAYMENT, order_id=ORDER, reason="order-rejected")

initiated = PaymentInitiated(
    order_id=ORDER,
    conference_id=CONFERENCE,
    description="Registration for PyCon",
    total=Decimal("45.30"),
    currency="EUR",
    items=[ITEM],
    payable_until=minute(89),
)
completed = PaymentCompleted(order_id=ORDER, conference_id=CONFERENCE, amount=Decimal("45.30"), currency="EUR")
rejected = PaymentRejected(order_id=ORDER)
refunded = PaymentRefunded(
    order_id=ORDER, conference_id=CONFERENCE, amount=Decimal("45.30"), currency="EUR", reason="order-rejected"
)


class TestInitiating:
    def test_asks_for_the_total(self):
        given().when(initiate).then(initiated)

    def test_twice_asks_once(self):
        given(initiated).when(initiate).then_nothing()

    def test_after_it_was_withdrawn_changes_nothing(self):
        given(rejected).when(initiate).then_nothing()

    def test_after_it_ended_changes_nothing(self):
        given(initiated, completed).when(initiate).then_nothing()
        given(initiated, completed, refunded).when(initiate).then_nothing()


class TestCompleting:
    def test_brings_the_total_it_was_initiated_with(self):
        given(initiated).when(complete).then(completed)

    def test_twice_brings_it_once(self):
        given(initiated, completed).when(complete).then_nothing()

    def test_after_it_was_sent_back_changes_nothing(self):
        given(initiated, completed, refunded).when(complete).then_nothing()

    def test_of_a_rejected_payment_is_refused(self):
        given(initiated, rejected).when(complete).then_refused("payment-rejected")
        given(rejected).when(complete).then_refused("payment-rejected")

    def test_of_one_that_is_not_known_is_asked_again_for_a_minute(self):
        given().when(complete).then_not_yet("unknown-payment", 60)


class TestCancelling:
    def test_rejects_the_payment(self):
        given(initiated).when(cancel).then(rejected)

    def test_rejects_one_that_is_not_known_yet(self):
        given().when(cancel).then(rejected)

    def test_twice_rejects_once(self):
        given(initiated, rejected).when(cancel).then_nothing()
        given(rejected).when(cancel).then_nothing()

    def test_of_a_completed_payment_is_refused(self):
        given(initiated, completed).when(cancel).then_refused("payment-completed")
        given(initiated, completed, refunded).when(cancel).then_refused("payment-completed")


class TestSendingBack:
    def test_returns_the_whole_amount(self):
        given(initiated, completed).when(refund).then(refunded)

    def test_twice_returns_it_once(self):
        given(initiated, completed, refunded).when(refund).then_nothing()

    def test_of_what_was_never_paid_is_refused(self):
        given(initiated).when(refund).then_refused("payment-not-completed")
        given(initiated, rejected).when(refund).then_refused("payment-rejected")

    def test_of_one_that_is_not_known_is_asked_again_for_a_minute(self):
        given().when(refund).then_not_yet("unknown-payment", 60)


class TestTheTimeToPay:
    """The order's seats went back at minute 29; the payment can be completed for another hour."""

    def test_ends_an_hour_after_the_seats_went_back(self):
        given(initiated).when(complete, at=88.99).then(completed)
        given(initiated).when(complete, at=89).then_refused("payment-expired")

    def test_changes_nothing_about_a_payment_that_was_completed_in_time(self):
        given(initiated, completed).when(complete, at=10_000).then_nothing()
        given(initiated, completed).when(refund, at=10_000).then(refunded)
        given(initiated, completed, refunded).when(complete, at=10_000).then_nothing()

    def test_does_not_keep_a_payment_from_being_cancelled(self):
        given(initiated).when(cancel, at=10_000).then(rejected)

    def test_is_not_the_reason_where_a_payment_was_rejected(self):
        given(initiated, rejected).when(complete, at=10_000).then_refused("payment-rejected")

    def test_is_unlimited_for_a_payment_that_was_initiated_before_there_was_a_limit(self):
        unlimited = initiated.model_copy(update={"payable_until": None})
        given(unlimited).when(complete, at=10_000).then(completed)
