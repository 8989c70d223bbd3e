"""Decode AMQP 1.0 values from bytes that nobody has checked."""

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

MAX_DEPTH = 32
"""Compound values inside each other; deeper ones are refused before the interpreter's stack is in danger."""

type Reader = Callable[[bytes, int, int], tuple[Value, int]]
"""(data, position after the constructor, depth) -> (value, position after the value)."""


def decode(data: bytes) -> Value:
    """Decode the one value that fills `data`. Raises `AmqpError` on anything else."""
    value, end = decode_at(data, 0)
    if end != len(data):
        raise AmqpError(f"{len(data) - end} bytes follow the value")
    return value


def decode_at(data: bytes, position: int) -> tuple[Value, int]:
    """Decode the value that starts at `position`; returns it and the position after it. Raises `AmqpError`."""
    try:
        return _read(data, position, 0)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise AmqpError(f"broken AMQP value: {error}") from error


def _read(data: bytes, position: int, depth: int) -> tuple[Value, int]:
    return _READERS[data[position]](data, position + 1, depth)


def _unknown(data: bytes, position: int, _depth: int) -> tuple[Value, int]:
    raise AmqpError(f"unknown constructor 0x{data[position - 1]:02x}")


def _constant(value: Value) -> Reader:
    return lambda _data, position, _depth: (value, position)


def _empty_list(_data: bytes, position: int, _depth: int) -> tuple[Value, int]:
    return [], position


def _fixed(layout: str, kind: Callable[[int], Value] | Callable[[float], Value] | None = None) -> Reader:
    """A number in big-endian `layout`; `kind` gives it its AMQP type."""
    unpack, size = struct.Struct(layout).unpack_from, struct.calcsize(layout)
    if kind is None:
        return lambda data, position, _depth: (unpack(data, position)[0], position + size)
    return lambda data, position, _depth: (kind(unpack(data, position)[0]), position + size)


def _boolean(data: bytes, position: int, _depth: int) -> tuple[Value, int]:
    if data[position] > 1:
        raise AmqpError(f"a boolean is 0 or 1, not {data[position]}")
    return data[position] == 1, position + 1


def _opaque(code: int, size: int) -> Reader:
    def read(data: bytes, position: int, _depth: int) -> tuple[Value, int]:
        return Opaque(code, _cut(data, position, size)), position + size

    return read


def _uuid(data: bytes, position: int, _depth: int) -> tuple[Value, int]:
    return UUID(bytes=_cut(data, position, 16)), position + 16


def _variable(length: struct.Struct, convert: Callable[[bytes], Value]) -> Reader:
    def read(data: bytes, position: int, _depth: int) -> tuple[Value, int]:
        size = int(length.unpack_from(data, position)[0])
        start = position + length.size
        return convert(_cut(data, start, size)), start + size

    return read


def _described(data: bytes, position: int, depth: int) -> tuple[Value, int]:
    _check_depth(depth)
    descriptor, position = _read(data, position, depth + 1)
    value, position = _read(data, position, depth + 1)
    return Described(descriptor, value), position


def _compound_header(data: bytes, position: int, width: struct.Struct, depth: int) -> tuple[int, int, int]:
    """Read size and count; returns (count, start of the elements, end of the value).

    A count above the number of bytes is refused: nothing bigger than the frame itself may be allocated. That also
    refuses long arrays of zero-width elements (null, true, ...), which nobody sends.
    """
    _check_depth(depth)
    size, count = int(width.unpack_from(data, position)[0]), int(width.unpack_from(data, position + width.size)[0])
    start, end = position + 2 * width.size, position + width.size + size
    if end > len(data) or start > end:
        raise AmqpError("a compound value ends after its frame")
    if count > size:
        raise AmqpError(f"{count} elements cannot be in {size} bytes")
    return count, start, end


def _check_end(position: int, end: int) -> None:
    if position != end:
        raise AmqpError("the elements of a compound value do not fill it")


def _list(width: struct.Struct) -> Reader:
    def read(data: bytes, position: int, depth: int) -> tuple[Value, int]:
        count, position, end = _compound_header(data, position, width, depth)
        items: list[Value] = []
        for _ in range(count):
            item, position = _READERS[data[position]](data, position + 1, depth + 1)
            items.append(item)
        _check_end(position, end)
        return items, position

    return read


def _map(width: struct.Struct) -> Reader:
    def read(data: bytes, position: int, depth: int) -> tuple[Value, int]:
        count, position, end = _compound_header(data, position, width, depth)
        if count % 2:
            raise AmqpError("a map has a key without a value")
        entries: dict[Value, Value] = {}
        for _ in range(count // 2):
            key, position = _read(data, position, depth + 1)
            if isinstance(key, list | dict | Described):
                raise AmqpError("a compound value is the key of a map")
            entries[key], position = _read(data, position, depth + 1)
        _check_end(position, end)
        return entries, position

    return read


def _array(width: struct.Struct) -> Reader:
    def read(data: bytes, position: int, depth: int) -> tuple[Value, int]:
        count, position, end = _compound_header(data, position, width, depth)
        reader = _READERS[data[position]]
        if reader is _described:
            raise AmqpError(f"an array of constructor 0x{data[position]:02x} is not supported")
        position += 1
        items = Array()
        for _ in range(count):
            item, position = reader(data, position, depth + 1)
            items.append(item)
        _check_end(position, end)
        return items, position

    return read


def _cut(data: bytes, start: int, size: int) -> bytes:
    if start + size > len(data):
        raise AmqpError("a value ends after its frame")
    return data[start : start + size]


def _check_depth(depth: int) -> None:
    if depth >= MAX_DEPTH:
        raise AmqpError(f"more than {MAX_DEPTH} values inside each other")


def _text(data: bytes) -> str:
    return data.decode("utf-8")


def _symbol(data: bytes) -> Symbol:
    return Symbol(data, "ascii")


_U8, _U32 = struct.Struct(">B"), struct.Struct(">I")
_READERS: list[Reader] = [_unknown] * 256
for _code, _reader in {
    0x00: _described,
    0x40: _constant(None),
    0x41: _constant(True),
    0x42: _constant(False),
    0x43: _constant(UInt(0)),
    0x44: _constant(ULong(0)),
    0x45: _empty_list,
    0x50: _fixed(">B", UByte),
    0x51: _fixed(">b", Byte),
    0x52: _fixed(">B", UInt),
    0x53: _fixed(">B", ULong),
    0x54: _fixed(">b", Int),
    0x55: _fixed(">b"),
    0x56: _boolean,
    0x60: _fixed(">H", UShort),
    0x61: _fixed(">h", Short),
    0x70: _fixed(">I", UInt),
    0x71: _fixed(">i", Int),
    0x72: _fixed(">f", Float),
    0x73: _opaque(0x73, 4),
    0x74: _opaque(0x74, 4),
    0x80: _fixed(">Q", ULong),
    0x81: _fixed(">q"),
    0x82: _fixed(">d"),
    0x83: _fixed(">q", Timestamp),
    0x84: _opaque(0x84, 8),
    0x94: _opaque(0x94, 16),
    0x98: _uuid,
    0xA0: _variable(_U8, bytes),
    0xA1: _variable(_U8, _text),
    0xA3: _variable(_U8, _symbol),
    0xB0: _variable(_U32, bytes),
    0xB1: _variable(_U32, _text),
    0xB3: _variable(_U32, _symbol),
    0xC0: _list(_U8),
    0xC1: _map(_U8),
    0xD0: _list(_U32),
    0xD1: _map(_U32),
    0xE0: _array(_U8),
    0xF0: _array(_U32),
}.items():
    _READERS[_code] = _reader
