"""Money: the currency's decimals, each line rounded half to even, the total the sum of the rounded lines."""

from decimal import Decimal

import pytest

from domain.registration.pricing import price_of
from tests.domain.orders import dinner, dinner_line, workshop, workshop_line


@pytest.mark.parametrize(
    ("unit_price", "quantity", "line_total"),
    [
        ("15.10", 3, "45.30"),
        ("9.987", 1, "9.99"),
        ("2.125", 1, "2.12"),
        ("2.125", 2, "4.25"),
        ("2.135", 1, "2.14"),
        ("2.1251", 1, "2.13"),
        ("0.005", 1, "0.00"),
        ("0.015", 1, "0.02"),
        ("0.1", 3, "0.30"),
        ("50000", 100, "5000000.00"),
        ("15.10", 0, "0.00"),
    ],
)
def test_a_line_costs_unit_price_times_quantity(unit_price: str, quantity: int, line_total: str):
    price = price_of([workshop(quantity, unit_price)], "EUR")
    assert price.lines == [workshop_line(quantity, line_total, unit_price)]
    assert price.total == Decimal(line_total)


def test_the_total_adds_lines_that_were_rounded_one_by_one():
    """2.125 + 2.125 would be 4.25."""
    price = price_of([workshop(1, "2.125"), dinner(1, "2.125")], "EUR")
    assert price.lines == [workshop_line(1, "2.12", "2.125"), dinner_line(1, "2.12", "2.125")]
    assert price.total == Decimal("4.24")


def test_nothing_costs_nothing_and_has_no_lines():
    price = price_of([], "EUR")
    assert price.lines == []
    assert str(price.total) == "0.00"


def test_a_total_always_has_two_decimals():
    assert str(price_of([workshop(2, "50")], "EUR").total) == "100.00"


@pytest.mark.parametrize(
    ("currency", "unit_price", "quantity", "line_total"),
    [
        ("JPY", "1000", 3, "3000.00"),
        # Whatever price is stored: 3001.50 lies half between two yen, 1000.50 too; the even one is charged.
        ("JPY", "1000.50", 3, "3002.00"),
        ("JPY", "1000.50", 1, "1000.00"),
        ("KRW", "0.49", 1, "0.00"),
        ("HUF", "999.50", 3, "2998.50"),
        ("RSD", "1499.50", 1, "1499.50"),
        ("KWD", "1.25", 3, "3.75"),
        ("KWD", "0.005", 1, "0.00"),
        ("MRU", "0.20", 1, "0.20"),
    ],
)
def test_a_line_has_the_decimals_of_its_currency(currency: str, unit_price: str, quantity: int, line_total: str):
    price = price_of([workshop(quantity, unit_price)], currency)
    assert price.lines == [workshop_line(quantity, line_total, unit_price)]
    assert str(price.total) == line_total
