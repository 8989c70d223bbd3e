"""The AMQP codec: bytes worked out by hand from the specification, the SDK's codec as a second opinion, and noise."""

from typing import Any
from uuid import UUID

import pytest
from azure.servicebus._pyamqp import _decode, _encode
from azure.servicebus._pyamqp.types import TYPE, VALUE, AMQPTypes
from hypothesis import example, given
from hypothesis import strategies as st

from local.servicebus.amqp.decoding import MAX_DEPTH, decode, decode_at
from local.servicebus.amqp.encoding import encode
from local.servicebus.amqp.skipping import skip
from local.servicebus.amqp.values import (
    AmqpError,
    Array,
    Byte,
    Described,
    Float,
    Int,
    Opaque,
    Short,
    Symbol,
    Timestamp,
    UByte,
    UInt,
    ULong,
    UShort,
    Value,
)

UID = UUID("00112233-4455-6677-8899-aabbccddeeff")

BY_HAND: list[tuple[Value, str]] = [
    (None, "40"),
    (True, "41"),
    (False, "42"),
    (UInt(0), "43"),
    (UInt(255), "52ff"),
    (UInt(256), "7000000100"),
    (ULong(0), "44"),
    (ULong(16), "5310"),
    (ULong(2**64 - 1), "80ffffffffffffffff"),
    (UByte(2), "5002"),
    (UShort(65535), "60ffff"),
    (Byte(-1), "51ff"),
    (Short(-2), "61fffe"),
    (Int(-128), "5480"),
    (Int(128), "7100000080"),
    (-1, "55ff"),
    (-129, "81ffffffffffffff7f"),
    (Float(1.5), "723fc00000"),
    (1.5, "823ff8000000000000"),
    (Timestamp(1000), "8300000000000003e8"),
    (UID, "9800112233445566778899aabbccddeeff"),
    (b"\x01\x02", "a0020102"),
    ("ü", "a102c3bc"),
    (Symbol("AB"), "a3024142"),
    ([], "45"),
    ([None, True], "c0 03 02 40 41"),
    ({Symbol("a"): UInt(1)}, "c1 06 02 a30161 5201"),
    (Array([Int(1), Int(-1)]), "f0 0000000d 00000002 71 00000001 ffffffff"),
    (Described(ULong(0x24), []), "00532445"),
    (Opaque(0x73, b"\x00\x00\x00A"), "7300000041"),
]


@pytest.mark.parametrize(("value", "wire"), BY_HAND, ids=[wire for _, wire in BY_HAND])
def test_a_value_has_the_encoding_of_the_specification(value: Value, wire: str) -> None:
    assert encode(value) == bytes.fromhex(wire)
    decoded = decode(bytes.fromhex(wire))
    assert decoded == value
    assert type(decoded) is type(value)


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ("5601", True),
        ("5600", False),
        ("d0 00000005 00000001 40", [None]),
        ("b1 00000001 61", "a"),
        ("e0 04 02 50 0105", Array([UByte(1), UByte(5)])),
        ("70 00000001", UInt(1)),
    ],
)
def test_the_longer_forms_are_understood_too(wire: str, value: Value) -> None:
    assert decode(bytes.fromhex(wire)) == value


@pytest.mark.parametrize(
    ("what", "wire"),
    [
        ("nothing", ""),
        ("a constructor without its value", "70 0000"),
        ("an unknown constructor", "c9 00"),
        ("a boolean of 2", "5602"),
        ("text that is not UTF-8", "a1 01 ff"),
        ("text that ends after the frame", "a1 05 6161"),
        ("a map with a key only", "c1 02 01 40"),
        ("a map with a list as key", "c1 03 02 45 40"),
        ("a list that is longer than its elements", "c0 03 01 40 40"),
        ("a list of more elements than bytes", "d0 00000004 ffffffff"),
        ("an array of four billion nulls", "f0 00000005 ffffffff 40"),
        ("bytes after the value", "4040"),
    ],
)
def test_broken_bytes_are_refused(what: str, wire: str) -> None:
    with pytest.raises(AmqpError):
        decode(bytes.fromhex(wire))


def test_values_nest_so_deep_and_not_deeper() -> None:
    def nested(depth: int) -> Value:
        return [nested(depth - 1)] if depth else None

    assert decode(encode(nested(MAX_DEPTH))) == nested(MAX_DEPTH)
    with pytest.raises(AmqpError, match="inside each other"):
        decode(encode(nested(MAX_DEPTH + 1)))


@pytest.mark.parametrize(
    "value",
    [UInt(-1), UInt(2**32), Byte(128), 2**63, Float(1e300), Array([1, "a"]), Array([Array()]), {"a": UShort(65536)}],
)
def test_what_does_not_fit_its_type_cannot_be_encoded(value: Value) -> None:
    with pytest.raises(AmqpError):
        encode(value)


scalars: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(0, 255).map(UByte),
    st.integers(0, 2**16 - 1).map(UShort),
    st.integers(0, 2**32 - 1).map(UInt),
    st.integers(0, 2**64 - 1).map(ULong),
    st.integers(-(2**31), 2**31 - 1).map(Int),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-(2**63), 2**63 - 1).map(Timestamp),
    st.floats(allow_nan=False),
    st.floats(allow_nan=False, width=32).map(Float),
    st.uuids(),
    st.binary(max_size=300),
    st.text(max_size=100),
    st.text(st.characters(codec="ascii"), max_size=100).map(Symbol),
)
values: st.SearchStrategy[Value] = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(scalars, inner, max_size=4),
        st.builds(Described, scalars, inner),
        st.lists(st.integers(0, 2**32 - 1).map(UInt), max_size=4).map(Array),
    ),
    max_leaves=12,
)


@given(values)
def test_every_value_survives_encoding_and_decoding(value: Value) -> None:
    assert decode(encode(value)) == value


@given(values)
def test_skipping_ends_where_decoding_ends(value: Value) -> None:
    wire = encode(value) + b"rest"
    assert skip(wire, 0) == decode_at(wire, 0)[1] == len(wire) - 4


@given(st.binary(max_size=200))
@example(b"\x00" * 200)
@example(b"\xc0\x02\x01\x00")
def test_noise_raises_the_one_error_or_is_a_value(noise: bytes) -> None:
    for read in (decode, lambda data: decode_at(data, 0), lambda data: skip(data, 0)):
        try:
            read(noise)
        except AmqpError:
            continue


@given(values, st.data())
def test_a_damaged_value_raises_the_one_error_or_is_a_value(value: Value, data: st.DataObject) -> None:
    wire = bytearray(encode(value))
    wire[data.draw(st.integers(0, len(wire) - 1))] = data.draw(st.integers(0, 255))
    try:
        decode(bytes(wire))
    except AmqpError:
        return


def _sdk_encode(kind: str, value: object) -> bytes:
    output = bytearray()
    _encode.encode_value(output, {TYPE: kind, VALUE: value})
    return bytes(output)


SDK_VALUES: list[tuple[str, Any, Value]] = [
    (AMQPTypes.uint, 7, UInt(7)),
    (AMQPTypes.ulong, 2**40, ULong(2**40)),
    (AMQPTypes.long, -5, -5),
    (AMQPTypes.int, 100_000, Int(100_000)),
    (AMQPTypes.timestamp, 1_700_000_000_000, Timestamp(1_700_000_000_000)),
    (AMQPTypes.uuid, UID, UID),
    (AMQPTypes.binary, b"x" * 300, b"x" * 300),
    (AMQPTypes.string, "größe", "größe"),
    (AMQPTypes.symbol, b"amqp:accepted:list", Symbol("amqp:accepted:list")),
    (AMQPTypes.double, 2.25, 2.25),
    (AMQPTypes.boolean, True, True),
    (AMQPTypes.null, None, None),
]


@pytest.mark.parametrize(("kind", "given_value", "expected"), SDK_VALUES, ids=[kind for kind, _, _ in SDK_VALUES])
def test_what_the_sdk_encodes_is_understood(kind: str, given_value: Any, expected: Value) -> None:
    decoded = decode(_sdk_encode(kind, given_value))
    assert decoded == expected
    assert type(decoded) is type(expected)


def _as_the_sdk_reads_it(value: Value) -> object:
    """The SDK has one type for all integers, and bytes for text."""
    match value:
        case list():
            return [_as_the_sdk_reads_it(item) for item in value]
        case dict():
            return {_as_the_sdk_reads_it(key): _as_the_sdk_reads_it(item) for key, item in value.items()}
        case str():
            return value.encode()
        case _:
            return value


sdk_values: st.SearchStrategy[Value] = st.recursive(
    scalars, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4))
)


@given(sdk_values)
def test_the_sdk_understands_what_is_encoded(value: Value) -> None:
    wire = encode(value)
    decoder = _decode._DECODE_BY_CONSTRUCTOR[wire[0]]
    rest, decoded = decoder(memoryview(wire)[1:])
    assert decoded == _as_the_sdk_reads_it(value)
    assert bytes(rest) == b""
