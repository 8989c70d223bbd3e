"""Codes that people read out, write down and type in."""

from collections import Counter

import pytest

from infrastructure.access_codes import ALPHABET, CONFERENCE_CODE_LENGTH, ORDER_CODE_LENGTH, is_same, new_access_code


def test_codes_are_of_characters_that_nobody_mistakes():
    assert (CONFERENCE_CODE_LENGTH, ORDER_CODE_LENGTH) == (5, 6)
    assert ALPHABET == "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
    for length in (5, 6):
        code = new_access_code(length)
        assert len(code) == length
        assert set(code) <= set(ALPHABET)


def test_every_character_is_as_likely_as_any_other():
    """Of 31,000 characters about 1,000 each: 800 and 1,200 are more than six standard deviations away."""
    drawn = Counter(new_access_code(31_000))
    assert drawn.keys() == set(ALPHABET)
    assert all(800 < times < 1_200 for times in drawn.values())


@pytest.mark.parametrize(("other", "same"), [("abc23", True), (" ABC23 ", True), ("ABC24", False), ("ABC2", False)])
def test_codes_are_compared_without_regard_to_case_and_blanks(other: str, same: bool):
    assert is_same("ABC23", other) is same
