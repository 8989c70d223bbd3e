"""Read the source or target of an attach (AMQP 1.0 part 3.5)."""

from local.servicebus.amqp.performatives import Attach
from local.servicebus.amqp.values import AmqpError, Described, Symbol, Value


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
    filters = fields[7] if isinstance(fields, list) and len(fields) > 7 else None
    if filters is None:
        return {}
    if not isinstance(filters, dict):
        raise AmqpError("a filter set is a map")
    return {
        Symbol(name): value.value if isinstance(value, Described) else value
        for name, value in filters.items()
        if isinstance(name, str)
    }
