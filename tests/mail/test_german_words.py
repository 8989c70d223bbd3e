"""German words that would tell a reader the opposite."""

import re

import pytest

from infrastructure.mail.texts import TEXTS

PLACING = re.compile(r"aufgeben|aufzugeben|aufgegeben|\bgeb(?:e|en|t)\b[^.?!]*\bauf\b(?=[.,?!]|$)", re.IGNORECASE)


@pytest.mark.parametrize(("key", "text"), TEXTS["de"].items())
def test_no_mail_says_that_an_order_is_placed_where_it_is_cancelled(key: str, text: str) -> None:
    """`Eine Bestellung aufgeben` means to place it."""
    assert not PLACING.search(text), key
