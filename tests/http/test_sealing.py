import pytest

from infrastructure.sealing import seal, unseal

SECRET = "the caller's token"


def test_who_has_the_secret_reads_what_was_sealed():
    assert unseal(seal(b"\x00 Zo\xc3\xab", SECRET, "row 1"), SECRET, "row 1") == b"\x00 Zo\xc3\xab"


def test_what_is_sealed_tells_nothing_not_even_that_two_are_the_same():
    one, other = seal(b"content", SECRET, "row 1"), seal(b"content", SECRET, "row 1")
    assert b"content" not in one
    assert one[:12] != other[:12]
    assert one[12:] != other[12:]


@pytest.mark.parametrize(("secret", "place"), [("another's token", "row 1"), (SECRET, "row 2"), ("", "row 1")])
def test_with_another_secret_or_in_another_place_it_stays_closed(secret: str, place: str):
    with pytest.raises(ValueError, match="not sealed with this secret"):
        unseal(seal(b"content", SECRET, "row 1"), secret, place)


@pytest.mark.parametrize("position", [0, 12, -1])
def test_what_was_changed_stays_closed(position: int):
    sealed = bytearray(seal(b"content", SECRET, "row 1"))
    sealed[position] ^= 1
    with pytest.raises(ValueError, match="changed since"):
        unseal(bytes(sealed), SECRET, "row 1")
