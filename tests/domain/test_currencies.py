"""The currencies are those of the maintained table of ISO 4217, and so are their decimals."""

from iso4217 import Currency, raw_xml

from domain.currencies import CURRENCIES, decimals_of

UNITS_OF_ACCOUNT = {"UYW", "XAD"}
"""Not marked as funds in the table, and still no money: Uruguay's index of wages, the Arab Monetary Fund's dinar."""


def funds() -> set[str]:
    return {entry.findtext("Ccy", "") for entry in raw_xml.findall("CcyTbl/CcyNtry/CcyNm[@IsFund='true']/..")}


def minor_units() -> dict[str, int]:
    """Of the currencies of countries: a metal, a code for tests and the like have none."""
    return {
        currency.code: currency.exponent
        for currency in Currency
        if currency.exponent is not None and currency.code not in funds() | UNITS_OF_ACCOUNT
    }


def test_seats_are_sold_in_the_currencies_of_countries():
    assert minor_units().keys() == CURRENCIES
    assert {"EUR", "JPY", "HUF", "KWD", "MRU"} <= CURRENCIES
    assert {"XAU", "XXX", "XTS", "XDR", "CLF", "CHE", "USN", "BGN"} & CURRENCIES == set()


def test_amounts_have_the_decimals_of_their_currency_and_two_where_it_has_more():
    assert {code: decimals_of(code) for code in CURRENCIES} == {
        code: min(minor_unit, 2) for code, minor_unit in minor_units().items()
    }
    codes = ("JPY", "KRW", "CLP", "XOF", "EUR", "HUF", "RSD", "KWD", "MRU", "MGA")
    assert [decimals_of(code) for code in codes] == [0, 0, 0, 0, 2, 2, 2, 2, 2, 2]


def test_a_currency_that_was_withdrawn_has_two_decimals():
    assert decimals_of("BGN") == 2
