"""Sends what a function gives to its output bindings, by return value or `func.Out`, once it has succeeded."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol

from local.host.errors import OutputError
from local.host.functions import Function, Output, ServiceBusOutput
from local.host.output_values import values_of
from local.host.protos import ParameterBinding, TypedData

_RETURN_VALUE = "$return"


class Sink(Protocol):
    """Where one output binding's values go."""

    async def send(self, values: Sequence[str | bytes]) -> None:
        """Raises OutputError."""

    async def close(self) -> None:
        """Never raises."""


class Outputs:
    """All output bindings of the functions served."""

    def __init__(self, functions: Sequence[Function], *, faults: bool) -> None:
        self._faults = faults
        self._sinks: Mapping[Output, Sink] = {
            output: _sink(output) for function in functions for output in function.outputs
        }

    async def send(self, function: Function, given: Sequence[ParameterBinding], return_value: TypedData | None) -> None:
        """Send everything, one after the other. Raises OutputError: then the invocation has failed."""
        values = {one.name: one.data for one in given}
        if return_value is not None:
            values[_RETURN_VALUE] = return_value
        for output in function.outputs:
            data = values.get(output.name)
            if data is not None and data.kind is not None:
                await self._send_one(output, data)

    async def close(self) -> None:
        await asyncio.gather(*(sink.close() for sink in self._sinks.values()))

    async def _send_one(self, output: Output, data: TypedData) -> None:
        try:
            values = values_of(data, faults=self._faults)
        except ValueError as error:
            raise OutputError(f"output binding '{output.name}': {error}") from error
        await self._sinks[output].send(values)


def _sink(output: Output) -> Sink:
    match output:
        case ServiceBusOutput():
            # Here, because importing the client takes long and few apps need it.
            from local.host.sb_sdk_sender import ServiceBusSink

            return ServiceBusSink(output)
