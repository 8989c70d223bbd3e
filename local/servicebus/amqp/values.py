"""Python types for AMQP 1.0 values (part 1 of the specification).

Types without a Python twin are thin subclasses, so that a decoded value is encoded again as the type it was: a `UInt`
is an `int` that travels as `uint`. Plain Python values have one meaning each: `int` is `long`, `float` is `double`,
`str` is `string`, `bytes` is `binary`.
"""

from typing import NamedTuple
from uuid import UUID

type Value = bool | int | float | str | bytes | UUID | list[Value] | dict[Value, Value] | Described | Opaque | None


class UByte(int):
    """0 to 255."""

    __slots__ = ()


class UShort(int):
    """0 to 65,535."""

    __slots__ = ()


class UInt(int):
    """0 to 2**32 - 1."""

    __slots__ = ()


class ULong(int):
    """0 to 2**64 - 1."""

    __slots__ = ()


class Byte(int):
    """-128 to 127."""

    __slots__ = ()


class Short(int):
    """-32,768 to 32,767."""

    __slots__ = ()


class Int(int):
    """-2**31 to 2**31 - 1."""

    __slots__ = ()


class Timestamp(int):
    """Milliseconds since 1970-01-01T00:00:00Z."""

    __slots__ = ()


class Float(float):
    """An IEEE 754 number of 32 bits."""

    __slots__ = ()


class Symbol(str):
    """ASCII text from a constrained domain: names of properties, error conditions, capabilities."""

    __slots__ = ()


class Array(list[Value]):
    """Elements of one type, which are encoded with a single constructor."""

    __slots__ = ()


class Described(NamedTuple):
    """A value that carries the descriptor of its type."""

    descriptor: Value
    value: Value


class Opaque(NamedTuple):
    """A value of fixed width that the emulator hands on without reading it: decimals and characters."""

    code: int
    data: bytes


class AmqpError(Exception):
    """The peer sent bytes that are not AMQP 1.0, or something that the protocol does not allow."""

    def __init__(self, description: str, condition: str = "amqp:decode-error") -> None:
        super().__init__(description)
        self.condition = Symbol(condition)
        self.description = description
