"""The output bindings of a function, from what the worker reports."""

from collections.abc import Mapping, Sequence
from typing import Any

from local.host.errors import StartupError
from local.host.functions import Output, ServiceBusOutput
from local.host.settings import Settings


def read_outputs(bindings: Sequence[Mapping[str, Any]], settings: Settings, where: str) -> tuple[Output, ...]:
    """`bindings`: all but the trigger, the last one decorated first. Raises StartupError for what is not served."""
    outputs: list[Output] = []
    for binding in reversed(bindings):
        match binding["type"], binding["direction"]:
            case "http", "OUT":
                pass  # The response is the HTTP side's business.
            case "serviceBus", "OUT":
                outputs.append(_service_bus(binding, settings, where))
            case other, direction:
                what = f"{'output' if direction == 'OUT' else 'input'} binding '{binding['name']}' of type '{other}'"
                raise StartupError(f"{where}: {what} is not supported by this host")
    return tuple(outputs)


def _service_bus(binding: Mapping[str, Any], settings: Settings, where: str) -> ServiceBusOutput:
    is_topic = "topicName" in binding
    return ServiceBusOutput(
        name=binding["name"],
        entity=settings.expand(binding["topicName" if is_topic else "queueName"], where),
        is_topic=is_topic,
        connection_string=settings.service_bus_connection(binding.get("connection", ""), where),
    )
