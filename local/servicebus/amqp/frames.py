"""Cut a byte stream into protocol headers and frames (AMQP 1.0 part 2.3)."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from local.servicebus.amqp.values import AmqpError

AMQP_HEADER = b"AMQP\x00\x01\x00\x00"
SASL_HEADER = b"AMQP\x03\x01\x00\x00"
AMQP_FRAME, SASL_FRAME = 0, 1
MAX_FRAME_SIZE = 65_536
"""Bytes of the largest frame that the emulator takes."""

_HEADER = struct.Struct(">IBBH")


class Header(NamedTuple):
    """The eight bytes that start a protocol layer."""

    data: bytes


class Frame(NamedTuple):
    """One frame; an empty body is a heartbeat."""

    kind: int
    channel: int
    body: bytes


class FrameReader:
    """Collects bytes until whole frames are there."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Header | Frame]:
        """Add bytes from the peer and yield what is complete. Raises `AmqpError` for an impossible frame."""
        buffer = self._buffer
        buffer += data
        position = 0
        try:
            while len(buffer) - position >= _HEADER.size:
                if buffer[position : position + 4] == b"AMQP":
                    end = position + _HEADER.size
                    item: Header | Frame = Header(bytes(buffer[position:end]))
                else:
                    size, offset, kind, channel = _HEADER.unpack_from(buffer, position)
                    start, end = position + offset * 4, position + size
                    if size > MAX_FRAME_SIZE or offset < 2 or start > end:
                        problem = f"a frame of {size} bytes with data offset {offset}"
                        raise AmqpError(problem, "amqp:connection:framing-error")
                    if end > len(buffer):
                        break
                    item = Frame(kind, channel, bytes(buffer[start:end]))
                position = end
                yield item
        finally:
            del buffer[:position]


def encode_frame(channel: int, body: bytes, kind: int = AMQP_FRAME) -> bytes:
    """One frame around `body`."""
    return _HEADER.pack(len(body) + _HEADER.size, 2, kind, channel) + body
