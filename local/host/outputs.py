"""Sends what a function gives to its output bindings, by return value or `func.Out`, once it has succeeded."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from local.host.binding_data import Expand
from local.host.errors import OutputError, StartupError
from local.host.functions import BlobOutput, Function, Output, QueueOutput, ServiceBusOutput, TableOutput
from local.host.protos import ParameterBinding, TypedData

_RETURN_VALUE = "$return"


class Sink(Protocol):
    """Where one output binding's values go."""

    async def send(self, data: TypedData, expand: Expand) -> None:
        """Raises OutputError, and ValueError for a value that does not fit; `expand` fills in binding expressions."""

    async def close(self) -> None: ...


class Outputs:
    """All output bindings of the functions served."""

    def __init__(self, functions: Sequence[Function], *, faults: bool, queue_messages_in_base64: bool) -> None:
        """Raises StartupError for a connection string that is none."""
        self._sinks: dict[Output, Sink] = {}
        for function in functions:
            for output in function.outputs:
                try:
                    self._sinks[output] = _sink(output, faults=faults, in_base64=queue_messages_in_base64)
                except ValueError as error:
                    where = f"function '{function.name}': output binding '{output.name}'"
                    raise StartupError(f"{where}: connection string: {error}") from error

    async def send(
        self,
        function: Function,
        given: Sequence[ParameterBinding],
        return_value: TypedData | None,
        expand: Expand,
    ) -> None:
        """Send everything, one after the other. Raises OutputError: then the invocation has failed."""
        values = {one.name: one.data for one in given}
        if return_value is not None:
            values[_RETURN_VALUE] = return_value
        for output in function.outputs:
            data = values.get(output.name)
            if data is None or data.kind is None:
                continue
            try:
                await self._sinks[output].send(data, expand)
            except (OutputError, ValueError) as error:
                raise OutputError(f"output binding '{output.name}': {error}") from error

    async def close(self) -> None:
        await asyncio.gather(*(sink.close() for sink in self._sinks.values()))


def _sink(output: Output, *, faults: bool, in_base64: bool) -> Sink:
    # Imported here, because the clients take long to import and few apps need them.
    match output:
        case ServiceBusOutput():
            from local.host.sb_sdk_sender import ServiceBusSink

            return ServiceBusSink(output, faults=faults)
        case QueueOutput():
            from local.host.storage_sinks import QueueSink

            return QueueSink(output, faults=faults, in_base64=in_base64)
        case BlobOutput():
            from local.host.storage_sinks import BlobSink

            return BlobSink(output)
        case TableOutput():
            from local.host.storage_sinks import TableSink

            return TableSink(output)
