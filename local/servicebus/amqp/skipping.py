"""Find where an encoded value ends without decoding it."""

import struct

from local.servicebus.amqp.decoding import MAX_DEPTH
from local.servicebus.amqp.values import AmqpError

_U32 = struct.Struct(">I")


def skip(data: bytes, position: int) -> int:
    """The position after the value that starts at `position`, found without decoding it. Raises `AmqpError`."""
    try:
        end = _end_of(data, position, 0)
    except (struct.error, IndexError) as error:
        raise AmqpError(f"broken AMQP value: {error}") from error
    if end > len(data):
        raise AmqpError("a value ends after its frame")
    return end


def _end_of(data: bytes, position: int, depth: int) -> int:
    code = data[position]
    position += 1
    match code >> 4:
        case 0x0 if code == 0 and depth < MAX_DEPTH:
            return _end_of(data, _end_of(data, position, depth + 1), depth + 1)
        case 0x4 | 0x5 | 0x6 | 0x7 | 0x8 | 0x9 as width:
            return position + (0, 1, 2, 4, 8, 16)[width - 4]
        case 0xA | 0xC | 0xE:
            return position + 1 + data[position]
        case 0xB | 0xD | 0xF:
            return position + 4 + int(_U32.unpack_from(data, position)[0])
        case _:
            raise AmqpError(f"unknown constructor 0x{code:02x}")
