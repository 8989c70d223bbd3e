"""The registration process of an order that the business customer honours although its seats were gone.

Placed at minute 0 and paid at minute 40, when nothing could be had again: requests 1 to 4 are over.
"""

from domain.registration.events import OrderAwaitingAttention, OrderConfirmed, OrderExpired, OrderHonoured
from tests.process.expected import commit, confirm, make, raise_quota, refund
from tests.process.story import (
    CONFERENCE,
    DINNER,
    OTHER_PAYMENT,
    PAYMENT,
    WORKSHOP,
    Completed,
    Reserved,
    Story,
    TimePasses,
    given,
    order_checked_out,
    order_placed,
)

EXPIRED = OrderExpired(conference_id=CONFERENCE)
ASIDE = OrderAwaitingAttention(
    conference_id=CONFERENCE, payment_id=PAYMENT, amount="300.00", reason="seats-not-available"
)
HONOURED = OrderHonoured(conference_id=CONFERENCE, payment_id=PAYMENT, amount="300.00")
CONFIRMED = OrderConfirmed(conference_id=CONFERENCE, payment_id=PAYMENT, seats=[])


def set_aside(workshops: int = 3, dinners: int = 0) -> Story:
    story = given(order_placed(workshops, dinners), Reserved(1, workshops, dinners), order_checked_out())
    return story.given(EXPIRED, at=29).given(Completed(), Reserved(3, 0), ASIDE, at=40)


def honoured(workshops: int = 3, dinners: int = 0) -> Story:
    return set_aside(workshops, dinners).given(HONOURED, at=50)


def test_its_seats_are_asked_for_once_more_for_an_hour():
    set_aside().when(HONOURED, at=50).then_wants(make(number=5, quantity=3, not_after=110))


def test_seats_that_are_there_again_confirm_it_and_no_quota_is_raised():
    honoured().when(Reserved(5, 3), at=51).then_wants(confirm(held=3))


def test_what_it_got_is_kept_and_the_quota_is_raised_by_the_rest():
    honoured().when(Reserved(5, 2), at=51).then_wants(raise_quota(6, WORKSHOP, 1))


def test_where_it_got_nothing_the_quota_is_raised_by_all():
    honoured().when(Reserved(5, 0), at=51).then_wants(raise_quota(6, WORKSHOP, 3))


def test_the_raised_seats_confirm_it():
    honoured().given(Reserved(5, 2), at=51).when(Reserved(6, 3), at=52).then_wants(confirm(held=3))


def test_the_quotas_of_several_types_are_raised_one_after_the_other():
    story = honoured(3, dinners=2)
    story.when(Reserved(5, 1), at=51).then_wants(raise_quota(6, WORKSHOP, 2))
    story.when(Reserved(6, 3), at=52).then_wants(raise_quota(7, DINNER, 2))
    story.when(Reserved(7, 3, dinners=2), at=53).then_wants(confirm(held=3, dinners=2))


def test_only_the_types_that_are_short_are_raised():
    honoured(3, dinners=2).when(Reserved(5, 3, dinners=1), at=51).then_wants(raise_quota(6, DINNER, 1))


def test_each_quota_is_raised_once():
    story = honoured().given(Reserved(5, 2), at=51)
    story.when(Reserved(5, 2), at=52).then_wants_nothing().then_nothing_changes()
    story.when(TimePasses(), at=500).then_wants_nothing().then_nothing_changes()


def test_an_answer_from_before_it_was_honoured_says_nothing():
    honoured().when(Reserved(3, 3), at=51).then_wants_nothing().then_nothing_changes()


def test_it_is_confirmed_once():
    honoured().given(Reserved(5, 3), at=51).when(Reserved(5, 3), at=52).then_wants_nothing().then_nothing_changes()


def test_it_is_confirmed_once_whatever_else_is_learned():
    story = given(order_placed(3), Reserved(1, 3), order_checked_out(), order_checked_out(OTHER_PAYMENT))
    story.given(EXPIRED, at=29).given(Completed(), Reserved(3, 0), ASIDE, HONOURED, Reserved(5, 3), at=40)
    story.when(Completed(OTHER_PAYMENT), at=51).then_wants(refund("another-payment", OTHER_PAYMENT))


def test_once_confirmed_its_seats_are_kept_for_good():
    honoured().given(Reserved(5, 2), Reserved(6, 3), at=51).when(CONFIRMED, at=52).then_wants(commit(number=7))


def test_another_payment_for_it_is_refunded():
    story = given(order_placed(3), Reserved(1, 3), order_checked_out(), order_checked_out(OTHER_PAYMENT))
    story.given(EXPIRED, at=29).given(Completed(), Reserved(3, 0), ASIDE, HONOURED, at=40)
    story.when(Completed(OTHER_PAYMENT), at=51).then_wants(refund("another-payment", OTHER_PAYMENT))


def test_the_payment_that_it_is_honoured_for_is_not_refunded_by_time():
    honoured().when(TimePasses(), at=5000).then_wants_nothing()
