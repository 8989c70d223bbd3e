import pytest

from functions.http.client_address import client_address


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:5000", "192.0.2.1"),
        ("198.51.100.7, 192.0.2.1:5000", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:ffff:ffff:ffff", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[2001:DB8::1]:5000", "2001:db8::/64"),
        ("[2001:db8::1]", "2001:db8::/64"),
        ("", "unknown"),
        ("garbage", "unknown"),
        ("192.0.2.1, garbage", "unknown"),
    ],
)
def test_the_address_is_the_one_that_the_front_end_saw(header: str, address: str):
    assert client_address({"x-forwarded-for": header}) == address


def test_without_a_front_end_all_are_one():
    assert client_address({}) == "unknown"
