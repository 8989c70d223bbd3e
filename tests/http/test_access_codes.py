"""Codes that people read out, write down and type in."""

import hmac
from collections import Counter
from uuid import UUID

import pytest

from infrastructure.access_codes import ALPHABET, CONFERENCE_CODE_LENGTH, ORDER_CODE_LENGTH, is_same, new_access_code
from infrastructure.conference_rows import access_code_rows, has_access_code
from infrastructure.event_store import State


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


def test_codes_and_addresses_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch):
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert is_same(" Ada@Example.org", "ada@example.org")
    assert not is_same("ABC234", "abc235")
    assert compared == [(b"ada@example.org", b"ada@example.org"), (b"abc234", b"abc235")]


def test_what_a_conference_is_opened_by_is_compared_as_hashes_in_constant_time(monkeypatch: pytest.MonkeyPatch):
    compared: list[bool] = []

    def compare(one: str, other: str) -> bool:
        compared.append(len(one) == len(other) == 64)  # SHA-256 in hexadecimal digits
        return one == other

    monkeypatch.setattr(hmac, "compare_digest", compare)
    conference, key = UUID(int=1), b"k" * 32
    state = State(0, access_code_rows(key, conference, "K7MQ2"), [])
    assert has_access_code(state, key, conference, "k7mq2 ")
    assert not has_access_code(state, key, conference, "K7MQ3")
    assert not has_access_code(state, key, UUID(int=2), "K7MQ2")
    assert compared == [True, True, True]
