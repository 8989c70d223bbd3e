"""Seats are reserved as far as they last, by numbered requests, whichever comes first. A quota of 10 unless said."""

import pytest

from domain.values import RaisedFor
from tests.domain.given_when_then import given
from tests.domain.seats import (
    ALICE,
    ALICE_HOLDS_6,
    BOB,
    DINNER,
    WORKSHOP,
    add,
    cancel,
    cancelled,
    commit,
    committed,
    make,
    quota,
    remove,
    reserved,
)

DAY = 24 * 60


class TestQuota:
    def test_seats_are_added_to_a_conference_that_had_none(self):
        given().when(add(10)).then(quota(10))

    def test_seats_are_removed_even_if_they_are_held(self):
        given(*ALICE_HOLDS_6).when(remove(8)).then(quota(-8))

    def test_seats_given_back_first_make_up_for_a_quota_that_was_cut(self):
        given(*ALICE_HOLDS_6, quota(-6), cancelled(2, {WORKSHOP: 6}, at=5)).when(make({WORKSHOP: 9}, 1, BOB)).then(
            reserved({WORKSHOP: 4}, {WORKSHOP: -4}, 1, BOB)
        )


class TestFirstRequest:
    def test_gets_all_seats_wanted_if_they_are_there(self):
        given(quota(10)).when(make({WORKSHOP: 4})).then(reserved({WORKSHOP: 4}, {WORKSHOP: -4}))

    def test_gets_what_is_there_if_more_are_wanted(self):
        given(quota(10)).when(make({WORKSHOP: 11})).then(reserved({WORKSHOP: 10}, {WORKSHOP: -10}))

    def test_gets_what_a_cut_quota_leaves(self):
        given(quota(10), quota(-5)).when(make({WORKSHOP: 10})).then(reserved({WORKSHOP: 5}, {WORKSHOP: -5}))

    def test_gets_nothing_where_the_quota_was_cut_below_what_is_held(self):
        given(*ALICE_HOLDS_6, quota(-7)).when(make({WORKSHOP: 1}, 1, BOB)).then(reserved({}, {}, 1, BOB))

    def test_gets_of_each_type_what_there_is_in_the_order_wanted(self):
        given(quota(10), quota(2, DINNER)).when(make({DINNER: 3, WORKSHOP: 3})).then(
            reserved({DINNER: 2, WORKSHOP: 3}, {DINNER: -2, WORKSHOP: -3})
        )


class TestNextRequestOfSomebodyWhoHoldsSix:
    def test_eight_takes_two_more(self):
        given(*ALICE_HOLDS_6).when(make({WORKSHOP: 8}, 2)).then(reserved({WORKSHOP: 8}, {WORKSHOP: -2}, 2))

    def test_two_gives_four_back(self):
        given(*ALICE_HOLDS_6).when(make({WORKSHOP: 2}, 2)).then(reserved({WORKSHOP: 2}, {WORKSHOP: 4}, 2))

    def test_twelve_gets_all_ten(self):
        given(*ALICE_HOLDS_6).when(make({WORKSHOP: 12}, 2)).then(reserved({WORKSHOP: 10}, {WORKSHOP: -4}, 2))

    def test_six_again_is_answered_and_changes_nothing(self):
        given(*ALICE_HOLDS_6).when(make({WORKSHOP: 6}, 2)).then(reserved({WORKSHOP: 6}, {}, 2))

    def test_another_type_only_gives_the_first_type_back(self):
        given(*ALICE_HOLDS_6, quota(12, DINNER)).when(make({DINNER: 3}, 2)).then(
            reserved({DINNER: 3}, {DINNER: -3, WORKSHOP: 6}, 2)
        )

    def test_leaves_four_for_somebody_else(self):
        given(*ALICE_HOLDS_6).when(make({WORKSHOP: 5}, 1, BOB)).then(reserved({WORKSHOP: 4}, {WORKSHOP: -4}, 1, BOB))

    @pytest.mark.parametrize("wanted", [6, 8])
    def test_keeps_six_where_the_quota_was_cut_to_four(self, wanted: int):
        given(*ALICE_HOLDS_6, quota(-6)).when(make({WORKSHOP: wanted}, 2)).then(reserved({WORKSHOP: 6}, {}, 2))


class TestNumbers:
    def test_a_request_overtaken_by_the_next_one_changes_nothing(self):
        given(quota(10), reserved({WORKSHOP: 2}, {WORKSHOP: -2}, number=2)).when(make({WORKSHOP: 6}, 1)).then_nothing()

    def test_the_same_request_again_changes_nothing(self):
        given(*ALICE_HOLDS_6).when(make({WORKSHOP: 6}, 1)).then_nothing()

    def test_a_request_overtaken_by_its_cancellation_takes_no_seats(self):
        given(quota(10), cancelled(2, {}, at=5)).when(make({WORKSHOP: 6}, 1)).then_nothing()

    def test_a_request_after_the_cancellation_takes_seats_again(self):
        given(*ALICE_HOLDS_6, cancelled(2, {WORKSHOP: 6}, at=5)).when(make({WORKSHOP: 7}, 3)).then(
            reserved({WORKSHOP: 7}, {WORKSHOP: -7}, 3)
        )

    def test_a_cancellation_overtaken_by_a_newer_request_changes_nothing(self):
        given(quota(10), reserved({WORKSHOP: 2}, {WORKSHOP: -2}, number=3)).when(cancel(2)).then_nothing()

    def test_a_commitment_overtaken_by_a_newer_request_changes_nothing(self):
        given(quota(10), reserved({WORKSHOP: 2}, {WORKSHOP: -2}, number=3)).when(commit(2)).then_nothing()

    def test_a_request_after_the_seats_were_sold_is_refused(self):
        given(*ALICE_HOLDS_6, committed(2, {WORKSHOP: 6})).when(make({WORKSHOP: 6}, 3)).then_refused(
            "reservation-committed"
        )

    def test_an_old_request_after_the_seats_were_sold_takes_none_again(self):
        given(*ALICE_HOLDS_6, committed(3, {WORKSHOP: 6})).when(make({WORKSHOP: 6}, 2)).then_nothing()


class TestCancelling:
    def test_gives_all_seats_back(self):
        given(*ALICE_HOLDS_6).when(cancel(2), at=5).then(cancelled(2, {WORKSHOP: 6}, at=5))

    def test_of_something_unknown_is_remembered(self):
        given(quota(10)).when(cancel(2), at=5).then(cancelled(2, {}, at=5))

    def test_is_remembered_even_before_the_conference_has_seats(self):
        given().when(cancel(2), at=5).then(cancelled(2, {}, at=5))

    def test_twice_gives_the_seats_back_once(self):
        given(*ALICE_HOLDS_6, cancelled(2, {WORKSHOP: 6}, at=5)).when(cancel(2), at=6).then_nothing()

    def test_once_more_with_a_higher_number_outdoes_the_request_in_between(self):
        given(*ALICE_HOLDS_6, cancelled(2, {WORKSHOP: 6}, at=5)).when(cancel(4), at=6).then(cancelled(4, {}, at=6))

    def test_after_the_seats_were_sold_changes_nothing(self):
        given(*ALICE_HOLDS_6, committed(2, {WORKSHOP: 6})).when(cancel(3)).then_nothing()


class TestCommitting:
    def test_sells_what_is_held(self):
        given(*ALICE_HOLDS_6).when(commit(2)).then(committed(2, {WORKSHOP: 6}))

    def test_leaves_what_remains_as_it_is(self):
        given(*ALICE_HOLDS_6, committed(2, {WORKSHOP: 6})).when(make({WORKSHOP: 9}, 1, BOB)).then(
            reserved({WORKSHOP: 4}, {WORKSHOP: -4}, 1, BOB)
        )

    def test_twice_sells_once(self):
        given(*ALICE_HOLDS_6, committed(2, {WORKSHOP: 6})).when(commit(2)).then_nothing()

    def test_what_nobody_holds_sells_nothing(self):
        given(quota(10)).when(commit(2)).then_nothing()

    def test_what_was_cancelled_sells_nothing(self):
        given(*ALICE_HOLDS_6, cancelled(2, {WORKSHOP: 6}, at=5)).when(commit(3)).then_nothing()


class TestTime:
    def test_at_its_last_moment_a_request_still_takes_seats(self):
        given(quota(10)).when(make({WORKSHOP: 4}, not_after=29), at=29).then(reserved({WORKSHOP: 4}, {WORKSHOP: -4}))

    def test_after_it_a_request_is_answered_with_nothing(self):
        given(quota(10)).when(make({WORKSHOP: 4}, not_after=29), at=29.1).then(reserved({}, {}))

    def test_after_it_a_request_is_answered_with_what_is_held(self):
        given(*ALICE_HOLDS_6).when(make({WORKSHOP: 2}, 2, not_after=40), at=40.1).then(
            reserved({WORKSHOP: 6}, {}, 2, not_after=40)
        )

    def test_after_it_nobody_waits_for_a_seat_type(self):
        given().when(make({WORKSHOP: 2}, not_after=29), at=29.1).then(reserved({}, {}))


class TestUnknownSeatTypes:
    def test_are_waited_for(self):
        given(quota(10)).when(make({WORKSHOP: 1, DINNER: 1})).then_not_yet("unknown-seat-type", 30)

    def test_of_a_conference_without_seats_are_waited_for(self):
        given().when(make({WORKSHOP: 1})).then_not_yet("unknown-seat-type", 30)

    def test_count_as_sold_out_when_patience_ends(self):
        given(quota(10)).when(make({DINNER: 1, WORKSHOP: 1}), out_of_patience=True).then(
            reserved({WORKSHOP: 1}, {WORKSHOP: -1})
        )

    def test_of_a_conference_without_seats_count_as_sold_out_when_patience_ends(self):
        given().when(make({WORKSHOP: 1}), out_of_patience=True).then(reserved({}, {}))

    def test_with_a_quota_of_zero_are_known(self):
        given(quota(0)).when(make({WORKSHOP: 1})).then(reserved({}, {}))


class TestSeatsRaisedForAnHonouredOrder:
    def test_go_into_its_reservation_although_none_remain(self):
        given(*ALICE_HOLDS_6, quota(-7)).when(add(2, RaisedFor(reservation_id=ALICE, number=2))).then(
            quota(2), reserved({WORKSHOP: 8}, {WORKSHOP: -2}, 2)
        )

    def test_of_a_type_it_does_not_hold_are_put_beside_the_others(self):
        given(quota(5, DINNER), reserved({DINNER: 3}, {DINNER: -3})).when(
            add(2, RaisedFor(reservation_id=ALICE, number=2))
        ).then(quota(2), reserved({DINNER: 3, WORKSHOP: 2}, {WORKSHOP: -2}, 2))

    def test_are_there_for_everybody_if_a_newer_request_was_made(self):
        given(quota(10), reserved({WORKSHOP: 6}, {WORKSHOP: -6}, number=3)).when(
            add(2, RaisedFor(reservation_id=ALICE, number=2))
        ).then(quota(2))

    @pytest.mark.parametrize("end", [cancelled(2, {WORKSHOP: 6}, at=5), committed(2, {WORKSHOP: 6})])
    def test_are_there_for_everybody_if_the_reservation_has_ended(self, end):
        given(*ALICE_HOLDS_6, end).when(add(2, RaisedFor(reservation_id=ALICE, number=3))).then(quota(2))

    def test_are_there_for_everybody_if_the_reservation_is_unknown(self):
        given(quota(10)).when(add(2, RaisedFor(reservation_id=ALICE, number=2))).then(quota(2))


class TestForgetting:
    """Only what others' events say of the time counts, never the clock on the wall."""

    SOLD = (*ALICE_HOLDS_6, committed(2, {WORKSHOP: 6}))
    GIVEN_BACK = (*ALICE_HOLDS_6, cancelled(2, {WORKSHOP: 6}, at=5))

    def test_sold_seats_are_remembered_for_a_day_after_the_last_time_of_their_requests(self):
        later = cancelled(1, {}, at=29 + DAY - 1, reservation=BOB)
        given(*self.SOLD, later).when(make({WORKSHOP: 1}, 1, not_after=5000), at=4000).then_nothing()

    def test_sold_seats_are_forgotten_then(self):
        later = cancelled(1, {}, at=29 + DAY, reservation=BOB)
        given(*self.SOLD, later).when(make({WORKSHOP: 1}, 1, not_after=5000), at=4000).then(
            reserved({WORKSHOP: 1}, {WORKSHOP: -1}, 1, not_after=5000)
        )

    def test_cancelled_reservations_are_remembered_for_two_days(self):
        later = cancelled(1, {}, at=5 + 2 * DAY - 1, reservation=BOB)
        given(*self.GIVEN_BACK, later).when(make({WORKSHOP: 1}, 1, not_after=5000), at=4000).then_nothing()

    def test_cancelled_reservations_are_forgotten_then(self):
        later = cancelled(1, {}, at=5 + 2 * DAY, reservation=BOB)
        given(*self.GIVEN_BACK, later).when(make({WORKSHOP: 1}, 1, not_after=5000), at=4000).then(
            reserved({WORKSHOP: 1}, {WORKSHOP: -1}, 1, not_after=5000)
        )

    def test_a_cancelled_reservation_that_took_seats_again_is_not_forgotten(self):
        again = reserved({WORKSHOP: 7}, {WORKSHOP: -7}, 3, not_after=60)
        later = cancelled(1, {}, at=90 * DAY, reservation=BOB)
        given(*self.GIVEN_BACK, again, later).when(commit(4)).then(committed(4, {WORKSHOP: 7}))

    def test_pending_reservations_are_never_forgotten(self):
        later = cancelled(1, {}, at=90 * DAY, reservation=BOB)
        given(*ALICE_HOLDS_6, later).when(commit(2)).then(committed(2, {WORKSHOP: 6}))
