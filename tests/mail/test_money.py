"""Amounts in mails have the decimals that their currency has, in the form of the reader's language."""

from decimal import Decimal

import pytest

from domain.values import Language
from infrastructure.mail.money import formatted_money


@pytest.mark.parametrize(
    ("amount", "currency", "english", "german"),
    [
        ("1118.50", "EUR", "1,118.50 EUR", "1.118,50 EUR"),
        ("999.50", "HUF", "999.50 HUF", "999,50 HUF"),
        ("1499.50", "RSD", "1,499.50 RSD", "1.499,50 RSD"),
        ("3000.00", "JPY", "3,000 JPY", "3.000 JPY"),
        ("1234567.00", "KRW", "1,234,567 KRW", "1.234.567 KRW"),
        ("1.25", "KWD", "1.25 KWD", "1,25 KWD"),
        ("0.20", "MRU", "0.20 MRU", "0,20 MRU"),
        # Of orders from before prices were checked: half to even, as totals are rounded.
        ("3001.50", "JPY", "3,002 JPY", "3.002 JPY"),
    ],
)
def test_an_amount_is_written_with_the_decimals_of_its_currency(
    amount: str, currency: str, english: str, german: str
) -> None:
    expected: dict[Language, str] = {"en": english, "de": german}
    assert {language: formatted_money(Decimal(amount), currency, language) for language in expected} == expected
