"""The output bindings of a function, from what the worker reports."""

from collections.abc import Mapping, Sequence
from typing import Any

from local.host.errors import StartupError
from local.host.functions import BlobOutput, Output, QueueOutput, ServiceBusOutput, TableOutput
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
            case "queue", "OUT":
                outputs.append(
                    QueueOutput(
                        name=binding["name"],
                        queue=settings.expand(binding["queueName"], where),
                        connection_string=settings.storage_connection(binding.get("connection", ""), where),
                    )
                )
            case "blob", "OUT":
                outputs.append(_blob(binding, settings, where))
            case "table", "OUT":
                outputs.append(
                    TableOutput(
                        name=binding["name"],
                        table=settings.expand(binding["tableName"], where),
                        partition_key=_expanded(binding.get("partitionKey"), settings, where),
                        row_key=_expanded(binding.get("rowKey"), settings, where),
                        connection_string=settings.storage_connection(binding.get("connection", ""), where),
                    )
                )
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


def _blob(binding: Mapping[str, Any], settings: Settings, where: str) -> BlobOutput:
    path = settings.expand(binding["path"], where)
    if not all(path.partition("/")[::2]):
        raise StartupError(f"{where}: output binding '{binding['name']}': path '{path}' is not 'container/blob'")
    return BlobOutput(
        name=binding["name"],
        path=path,
        connection_string=settings.storage_connection(binding.get("connection", ""), where),
    )


def _expanded(text: str | None, settings: Settings, where: str) -> str | None:
    return None if text is None else settings.expand(text, where)
