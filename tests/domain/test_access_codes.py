"""Which access code opens a conference, which tokens are still good, and how often there is a new code."""

from domain.conference_management.access_codes import AccessCodes
from domain.messages import Refused
from tests.domain.given_when_then import minute

FIRST = AccessCodes()


def renewed(codes: AccessCodes, *minutes: float) -> AccessCodes:
    """After renewals so many minutes after noon."""
    for at in minutes:
        after = codes.renewed(minute(at))
        assert isinstance(after, AccessCodes)
        codes = after
    return codes


def test_a_new_code_is_the_next_generation_and_ends_no_token_before_it_is_used():
    codes = renewed(FIRST, 0)
    assert (codes.generation, codes.generation_in_force, codes.ends_older_tokens) == (1, 0, True)
    used = codes.used()
    assert (used.generation, used.generation_in_force, used.ends_older_tokens) == (1, 1, False)


def test_the_code_that_a_conference_was_created_with_ends_nothing():
    assert not FIRST.ends_older_tokens
    assert FIRST.used() == FIRST


def test_of_two_codes_that_were_asked_for_the_second_one_is_what_counts():
    used = renewed(FIRST, 0, 1).used()
    assert (used.generation, used.generation_in_force) == (2, 2)


def test_three_codes_are_made_within_15_minutes_and_a_fourth_one_after_the_first_of_them_is_15_minutes_old():
    codes = renewed(FIRST, 0, 5, 10)
    assert codes.renewed(minute(14.99)) == Refused("too-many-renewals")
    fourth = renewed(codes, 15)
    assert fourth.generation == 4
    assert fourth.renewed(minute(19.99)) == Refused("too-many-renewals")
    assert renewed(fourth, 20).generation == 5


def test_what_is_remembered_of_renewals_does_not_grow():
    codes = renewed(FIRST, *range(0, 500, 5))
    assert codes.generation == 100
    assert codes.renewed_at == (minute(485), minute(490), minute(495))


def test_a_clock_that_is_a_little_behind_gets_no_fourth_code():
    assert renewed(FIRST, 1, 1, 1).renewed(minute(0)) == Refused("too-many-renewals")


def test_a_row_of_an_earlier_or_later_release_is_read():
    assert AccessCodes.model_validate_json("{}") == FIRST
    assert AccessCodes.model_validate_json('{"generation":2,"generationInForce":1,"other":0}').generation_in_force == 1
