"""Read the source or target of an attach (AMQP 1.0 part 3.5)."""

from local.servicebus.amqp.performatives import Attach
from local.servicebus.amqp.values import AmqpError, Described, Symbol, ULong, Value

SOURCE = ULong(0x28)
FILTER = 7
"""The place of the filter set among the fields of a source."""


def address_of(terminus: Described | None) -> str | None:
    """The address in a source or target; None for the anonymous or dynamic node. Raises `AmqpError`."""
    if terminus is None:
        return None
    if not isinstance(terminus.value, list):
        raise AmqpError("a terminus is a described list")
    address = terminus.value[0] if terminus.value else None
    if address is not None and not isinstance(address, str):
        raise AmqpError("the address of a terminus is text")
    return address


def source_filter(attach: Attach) -> dict[Symbol, Value]:
    """The filter set of a source, without the descriptors of the filters. Raises `AmqpError`."""
    fields = attach.source.value if attach.source else None
    filters = fields[FILTER] if isinstance(fields, list) and len(fields) > FILTER else None
    if filters is None:
        return {}
    if not isinstance(filters, dict):
        raise AmqpError("a filter set is a map")
    return {
        Symbol(name): value.value if isinstance(value, Described) else value
        for name, value in filters.items()
        if isinstance(name, str)
    }


def with_filter(attach: Attach, name: str, value: Value) -> Described:
    """The source of an attach with another value in one of its filters, everything else as it came."""
    fields = list(attach.source.value) if attach.source and isinstance(attach.source.value, list) else []
    fields += [None] * (FILTER + 1 - len(fields))
    present = fields[FILTER]
    filters: dict[Value, Value] = dict(present) if isinstance(present, dict) else {}
    given = filters.get(name)
    filters[Symbol(name)] = Described(given.descriptor, value) if isinstance(given, Described) else value
    fields[FILTER] = filters
    return Described(attach.source.descriptor if attach.source else SOURCE, fields)
