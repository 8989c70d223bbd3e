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


class _Field(NamedTuple):
    name: str
    kinds: tuple[type, ...] | None  # None: any value
    default: Value
    mandatory: bool


def _fields(performative: type[Any]) -> tuple[_Field, ...]:
    hints = get_type_hints(performative)
    defaults: dict[str, Value] = performative._field_defaults
    return tuple(
        _Field(name, kinds := _kinds(hint), defaults.get(name), name not in defaults and NoneType not in (kinds or ()))
        for name, hint in hints.items()
    )


def _kinds(hint: object) -> tuple[type, ...] | None:
    if isinstance(hint, TypeAliasType):
        return None
    members = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    return tuple(get_origin(member) or member for member in members)


_BY_CODE = {code: (kind, _fields(kind)) for kind, code in _CODES.items()}


def decode_performative(value: Value) -> Performative | SaslFrame:
    """Turn the described list of a frame body into its named tuple.

    An omitted or null field gets its default. Raises `AmqpError` for an unknown body, a missing mandatory field or a
    field of the wrong type.
    """
    if not (isinstance(value, Described) and isinstance(value.descriptor, int) and isinstance(value.value, list)):
        raise AmqpError("a frame body is a described list")
    if value.descriptor not in _BY_CODE:
        raise AmqpError(f"unknown frame body 0x{value.descriptor:x}")
    kind, fields = _BY_CODE[value.descriptor]
    given = value.value
    if len(given) > len(fields):
        raise AmqpError(f"{kind.__name__} has at most {len(fields)} fields, not {len(given)}")
    checked = [_check(kind, field, given[index] if index < len(given) else None) for index, field in enumerate(fields)]
    return cast("Performative | SaslFrame", kind(*checked))


def _check(kind: type[Any], field: _Field, value: Value) -> Value:
    if value is None:
        if field.mandatory:
            raise AmqpError(f"{kind.__name__} lacks {field.name}")
        return field.default
    if field.kinds is not None and not isinstance(value, field.kinds):
        raise AmqpError(f"{field.name} of {kind.__name__} cannot be {type(value).__name__}")
    return value


def encode_performative(performative: Performative | SaslFrame) -> bytes:
    """The described list of a frame body; trailing null fields are left out.

    The descriptor is always the short form: the Python SDK reads the code from a fixed offset.
    """
    fields: list[bytes] = [encode(field) for field in performative]
    while fields and fields[-1] == b"\x40":
        fields.pop()
    return bytes((0x00, 0x53, _CODES[type(performative)])) + encode_list(fields)
