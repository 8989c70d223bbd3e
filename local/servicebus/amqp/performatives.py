"""The frame bodies of AMQP 1.0 (part 2.7 and 5.3) as named tuples, decoded with a check of every field's type."""

from types import NoneType, UnionType
from typing import Any, NamedTuple, TypeAliasType, cast, get_args, get_origin, get_type_hints

from local.servicebus.amqp.encoding import encode, encode_list
from local.servicebus.amqp.values import AmqpError, Described, Symbol, UByte, UInt, ULong, UShort, Value

SENDER, RECEIVER = False, True
"""Values of `role`."""


class Open(NamedTuple):
    container_id: str
    hostname: str | None = None
    max_frame_size: UInt = UInt(2**32 - 1)
    channel_max: UShort = UShort(65535)
    idle_time_out: UInt | None = None
    outgoing_locales: Value = None
    incoming_locales: Value = None
    offered_capabilities: Value = None
    desired_capabilities: Value = None
    properties: dict[Value, Value] | None = None


class Begin(NamedTuple):
    remote_channel: UShort | None
    next_outgoing_id: UInt
    incoming_window: UInt
    outgoing_window: UInt
    handle_max: UInt = UInt(2**32 - 1)
    offered_capabilities: Value = None
    desired_capabilities: Value = None
    properties: dict[Value, Value] | None = None


class Attach(NamedTuple):
    name: str
    handle: UInt
    role: bool
    snd_settle_mode: UByte = UByte(2)
    rcv_settle_mode: UByte = UByte(0)
    source: Described | None = None
    target: Described | None = None
    unsettled: dict[Value, Value] | None = None
    incomplete_unsettled: bool = False
    initial_delivery_count: UInt | None = None
    max_message_size: ULong | None = None
    offered_capabilities: Value = None
    desired_capabilities: Value = None
    properties: dict[Value, Value] | None = None


class Flow(NamedTuple):
    next_incoming_id: UInt | None
    incoming_window: UInt
    next_outgoing_id: UInt
    outgoing_window: UInt
    handle: UInt | None = None
    delivery_count: UInt | None = None
    link_credit: UInt | None = None
    available: UInt | None = None
    drain: bool = False
    echo: bool = False
    properties: dict[Value, Value] | None = None


class Transfer(NamedTuple):
    handle: UInt
    delivery_id: UInt | None = None
    delivery_tag: bytes | None = None
    message_format: UInt | None = None
    settled: bool | None = None
    more: bool = False
    rcv_settle_mode: UByte | None = None
    state: Described | None = None
    resume: bool = False
    aborted: bool = False
    batchable: bool = False


class Disposition(NamedTuple):
    role: bool
    first: UInt
    last: UInt | None = None
    settled: bool = False
    state: Described | None = None
    batchable: bool = False


class Detach(NamedTuple):
    handle: UInt
    closed: bool = False
    error: Described | None = None


class End(NamedTuple):
    error: Described | None = None


class Close(NamedTuple):
    error: Described | None = None


class SaslMechanisms(NamedTuple):
    sasl_server_mechanisms: Value


class SaslInit(NamedTuple):
    mechanism: Symbol
    initial_response: bytes | None = None
    hostname: str | None = None


class SaslOutcome(NamedTuple):
    code: UByte
    additional_data: bytes | None = None


type Performative = Open | Begin | Attach | Flow | Transfer | Disposition | Detach | End | Close
type SaslFrame = SaslMechanisms | SaslInit | SaslOutcome

_CODES: dict[type[Any], int] = {
    Open: 0x10,
    Begin: 0x11,
    Attach: 0x12,
    Flow: 0x13,
    Transfer: 0x14,
    Disposition: 0x15,
    Detach: 0x16,
    End: 0x17,
    Close: 0x18,
    SaslMechanisms: 0x40,
    SaslInit: 0x41,
    SaslOutcome: 0x44,
}


class _Shape(NamedTuple):
    """What the fields of a performative may be."""

    kind: type[Any]
    names: tuple[str, ...]
    kinds: tuple[tuple[type, ...] | None, ...]  # None: any value
    defaults: tuple[Value, ...]
    mandatory: tuple[bool, ...]
    least: int  # how many fields must be there


def _shape(kind: type[Any]) -> _Shape:
    hints = get_type_hints(kind)
    kinds = tuple(_kinds(hint) for hint in hints.values())
    given: dict[str, Value] = kind._field_defaults
    mandatory = tuple(
        name not in given and types is not None and NoneType not in types
        for name, types in zip(hints, kinds, strict=True)
    )
    least = max((index + 1 for index, needed in enumerate(mandatory) if needed), default=0)
    return _Shape(kind, tuple(hints), kinds, tuple(given.get(name) for name in hints), mandatory, least)


def _kinds(hint: object) -> tuple[type, ...] | None:
    if isinstance(hint, TypeAliasType):
        return None
    members = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    return tuple(get_origin(member) or member for member in members)


_SHAPES = {code: _shape(kind) for kind, code in _CODES.items()}


def decode_performative(value: Value) -> Performative | SaslFrame:
    """Turn the described list of a frame body into its named tuple.

    An omitted or null field gets its default. Raises `AmqpError` for an unknown body, a missing mandatory field or a
    field of the wrong type.
    """
    if not (isinstance(value, Described) and isinstance(value.descriptor, int) and isinstance(value.value, list)):
        raise AmqpError("a frame body is a described list")
    shape, given = _SHAPES.get(value.descriptor), value.value
    if shape is None:
        raise AmqpError(f"unknown frame body 0x{value.descriptor:x}")
    if not shape.least <= len(given) <= len(shape.names):
        raise AmqpError(f"{shape.kind.__name__} cannot have {len(given)} fields")
    checked = list(shape.defaults)
    for index, field in enumerate(given):
        if field is None:
            if shape.mandatory[index]:
                raise AmqpError(f"{shape.kind.__name__} lacks {shape.names[index]}")
            continue
        kinds = shape.kinds[index]
        if kinds is not None and not isinstance(field, kinds):
            raise AmqpError(f"{shape.names[index]} of {shape.kind.__name__} cannot be {type(field).__name__}")
        checked[index] = field
    return cast("Performative | SaslFrame", shape.kind(*checked))


def encode_performative(performative: Performative | SaslFrame) -> bytes:
    """The described list of a frame body; trailing null fields are left out.

    The descriptor is always the short form: the Python SDK reads the code from a fixed offset.
    """
    fields: list[bytes] = [encode(field) for field in performative]
    while fields and fields[-1] == b"\x40":
        fields.pop()
    return bytes((0x00, 0x53, _CODES[type(performative)])) + encode_list(fields)
