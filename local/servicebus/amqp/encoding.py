"""Encode AMQP 1.0 values, each in its shortest form."""

import struct
from collections.abc import Callable
from uuid import UUID

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


def encode(value: Value) -> bytes:
    """The bytes of one value.

    Raises `AmqpError` for a number outside its type, and for the rare array that can be decoded but not encoded: of
    arrays, decimals or characters.
    """
    try:
        return _ENCODERS[type(value)](value)
    except (struct.error, OverflowError) as error:
        raise AmqpError(f"{value!r} does not fit its AMQP type: {error}", "amqp:not-implemented") from error


def encode_list(items: list[bytes]) -> bytes:
    """A list of elements that are encoded already."""
    if not items:
        return b"\x45"
    return _compound(0xC0, 0xD0, b"".join(items), len(items))


def encode_map(entries: list[bytes]) -> bytes:
    """A map of keys and values, in turns, that are encoded already."""
    return _compound(0xC1, 0xD1, b"".join(entries), len(entries))


def encode_binary(data: bytes) -> bytes:
    """Bytes as `binary`."""
    return _variable(0xA0, 0xB0, data)


def _compound(short: int, long: int, body: bytes, count: int) -> bytes:
    if len(body) < 255 and count < 256:
        return bytes((short, len(body) + 1, count)) + body
    return struct.pack(">BII", long, len(body) + 4, count) + body


def _variable(short: int, long: int, data: bytes) -> bytes:
    if len(data) < 256:
        return bytes((short, len(data))) + data
    return struct.pack(">BI", long, len(data)) + data


def _unsigned(zero: int, short: int, layout: str, code: int) -> Callable[[int], bytes]:
    wide = struct.Struct(layout)

    def encode_number(value: int) -> bytes:
        if value == 0:
            return bytes((zero,))
        if 0 < value < 256:
            return bytes((short, value))
        return wide.pack(code, value)

    return encode_number


def _signed(short: int, layout: str, code: int) -> Callable[[int], bytes]:
    wide = struct.Struct(layout)

    def encode_number(value: int) -> bytes:
        if -128 <= value < 128:
            return bytes((short, value & 0xFF))
        return wide.pack(code, value)

    return encode_number


def _fixed(layout: str, code: int) -> Callable[[int | float], bytes]:
    pack = struct.Struct(layout).pack
    return lambda value: pack(code, value)


def _list(items: list[Value]) -> bytes:
    return encode_list([encode(item) for item in items])


def _map(entries: dict[Value, Value]) -> bytes:
    return encode_map([encode(part) for entry in entries.items() for part in entry])


def _array(items: Array) -> bytes:
    """All elements share one constructor, the widest of their type."""
    kinds = {type(item) for item in items}
    if not kinds:
        return b"\xe0\x02\x00\x40"
    if len(kinds) > 1 or not kinds <= _ELEMENTS.keys():
        names = sorted(kind.__name__ for kind in kinds)
        raise AmqpError(f"an array of {', '.join(names)} is not supported", "amqp:not-implemented")
    code, encode_element = _ELEMENTS[kinds.pop()]
    body = b"".join([encode_element(item) for item in items])
    return struct.pack(">BIIB", 0xF0, len(body) + 5, len(items), code) + body


def _element(layout: str) -> Callable[[int | float], bytes]:
    return struct.Struct(layout).pack


def _sized(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _described(value: Described) -> bytes:
    return b"\x00" + encode(value.descriptor) + encode(value.value)


def _list_element(items: list[Value]) -> bytes:
    body = b"".join([encode(item) for item in items])
    return struct.pack(">II", len(body) + 4, len(items)) + body


def _map_element(entries: dict[Value, Value]) -> bytes:
    return _list_element([part for entry in entries.items() for part in entry])


_ENCODERS: dict[type, Callable[..., bytes]] = {
    type(None): lambda _value: b"\x40",
    bool: lambda value: b"\x41" if value else b"\x42",
    UByte: _fixed(">BB", 0x50),
    UShort: _fixed(">BH", 0x60),
    UInt: _unsigned(0x43, 0x52, ">BI", 0x70),
    ULong: _unsigned(0x44, 0x53, ">BQ", 0x80),
    Byte: _fixed(">Bb", 0x51),
    Short: _fixed(">Bh", 0x61),
    Int: _signed(0x54, ">Bi", 0x71),
    int: _signed(0x55, ">Bq", 0x81),
    Float: _fixed(">Bf", 0x72),
    float: _fixed(">Bd", 0x82),
    Timestamp: _fixed(">Bq", 0x83),
    UUID: lambda value: b"\x98" + value.bytes,
    bytes: encode_binary,
    str: lambda value: _variable(0xA1, 0xB1, value.encode("utf-8")),
    Symbol: lambda value: _variable(0xA3, 0xB3, value.encode("ascii")),
    list: _list,
    dict: _map,
    Array: _array,
    Described: _described,
    Opaque: lambda value: bytes((value.code,)) + value.data,
}

_ELEMENTS: dict[type, tuple[int, Callable[..., bytes]]] = {
    bool: (0x56, lambda value: b"\x01" if value else b"\x00"),
    UByte: (0x50, _element(">B")),
    UShort: (0x60, _element(">H")),
    UInt: (0x70, _element(">I")),
    ULong: (0x80, _element(">Q")),
    Byte: (0x51, _element(">b")),
    Short: (0x61, _element(">h")),
    Int: (0x71, _element(">i")),
    int: (0x81, _element(">q")),
    Float: (0x72, _element(">f")),
    float: (0x82, _element(">d")),
    Timestamp: (0x83, _element(">q")),
    UUID: (0x98, lambda value: value.bytes),
    bytes: (0xB0, _sized),
    str: (0xB1, lambda value: _sized(value.encode("utf-8"))),
    Symbol: (0xB3, lambda value: _sized(value.encode("ascii"))),
    list: (0xD0, _list_element),
    dict: (0xD1, _map_element),
}
