"""Amounts of money as mails show them."""

from decimal import Decimal

from domain.currencies import decimals_of
from domain.values import Language, round_money

_GERMAN = str.maketrans(",.", ".,")


def formatted_money(amount: Decimal, currency: str, language: Language) -> str:
    """`1,499.50 HUF`, `3,000 JPY`; in German `1.499,50 HUF`, `3.000 JPY`: with the decimals that the currency has."""
    number = f"{round_money(amount, currency):,.{decimals_of(currency)}f}"
    return f"{number.translate(_GERMAN) if language == 'de' else number} {currency}"
