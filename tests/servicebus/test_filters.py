"""Which messages a correlation filter lets through."""

from uuid import UUID

import pytest

from local.servicebus.amqp.encoding import encode
from local.servicebus.amqp.values import Described, Int, Symbol, ULong, Value
from local.servicebus.filters import CorrelationFilter
from local.servicebus.messages import Content, parse


def content(properties: list[Value] | None = None, **application: Value) -> Content:
    sections = [Described(ULong(0x73), properties or []), Described(ULong(0x74), dict(application.items()))]
    return parse(b"".join(encode(section) for section in sections))


def test_every_condition_of_a_filter_must_hold() -> None:
    both = CorrelationFilter({"Label": "urgent"}, {"OrderPlaced": "1"})
    assert both.matches(content([None, None, None, "urgent"], OrderPlaced="1"))
    assert not both.matches(content([None, None, None, "urgent"], OrderPlaced="2"))
    assert not both.matches(content([None, None, None, "urgent"]))
    assert not both.matches(content(OrderPlaced="1"))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("MessageId", 0),
        ("To", 2),
        ("Label", 3),
        ("ReplyTo", 4),
        ("CorrelationId", 5),
        ("ContentType", 6),
        ("SessionId", 10),
        ("ReplyToSessionId", 12),
    ],
)
def test_a_system_property_is_looked_up_at_its_place(name: str, place: int) -> None:
    only = CorrelationFilter({name: "wanted"})
    properties: list[Value] = [None] * 13
    properties[place] = "wanted"
    assert only.matches(content(properties))
    assert not only.matches(content(["wanted" if index != place else None for index in range(13)]))


def test_a_missing_property_matches_nothing_not_even_an_empty_text() -> None:
    assert not CorrelationFilter({"Label": ""}).matches(content())
    assert not CorrelationFilter({}, {"a": ""}).matches(content())
    assert not CorrelationFilter({}, {"a": False}).matches(content())


@pytest.mark.parametrize(
    ("wanted", "value", "same"),
    [
        ("1", "1", True),
        ("1", 1, False),
        ("a", "A", False),
        ("a", Symbol("a"), True),
        (1, Int(1), True),
        (1, 1.0, True),
        (1, True, False),
        (True, True, True),
        (True, 1, False),
        (False, 0, False),
        (1, "1", False),
        ("01234567-89ab-cdef-0123-456789abcdef", UUID("01234567-89ab-cdef-0123-456789abcdef"), True),
    ],
)
def test_values_are_compared_with_their_kind(wanted: str | int | bool, value: Value, same: bool) -> None:
    assert CorrelationFilter({}, {"p": wanted}).matches(content(p=value)) is same


def test_names_of_properties_are_case_sensitive() -> None:
    assert not CorrelationFilter({}, {"orderplaced": "1"}).matches(content(OrderPlaced="1"))
