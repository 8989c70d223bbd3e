"""From what the worker reports of an app's functions to what the host serves."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from local.host.errors import StartupError
from local.host.functions import Entity, Function, HttpFunction, ServiceBusFunction, TimerFunction
from local.host.protos import RpcFunctionMetadata
from local.host.reading_outputs import read_outputs
from local.host.selection import bindings_of
from local.host.settings import Settings

_log = logging.getLogger("Host.Startup")


def read_functions(indexed: Sequence[RpcFunctionMetadata], settings: Settings) -> list[Function]:
    """Raises StartupError that tells of every function the host cannot serve, not just of the first."""
    by_name: dict[str, str] = {}
    for one in indexed:
        if one.name != (other := by_name.setdefault(one.name.lower(), one.name)):
            raise StartupError(f"functions '{other}' and '{one.name}': names must differ by more than case")
    functions: list[Function] = []
    problems: list[str] = []
    for one in indexed:
        try:
            functions.append(read_function(one, settings))
        except StartupError as error:
            problems += error.problems
    if problems:
        raise StartupError(*problems)
    return functions


def read_function(indexed: RpcFunctionMetadata, settings: Settings) -> Function:
    """Turn what the worker reports into a trigger, with `%NAME%` and the connection resolved.

    Raises StartupError if the host cannot serve the function as decorated.
    """
    bindings = bindings_of(indexed)
    triggers = [binding for binding in bindings if binding["type"].endswith("Trigger")]
    if len(triggers) != 1:
        raise StartupError(f"function '{indexed.name}': needs exactly one trigger, has {len(triggers)}")
    trigger = triggers[0]
    where = f"function '{indexed.name}'"
    common = {
        "name": indexed.name,
        "id": indexed.function_id,
        "parameter": trigger["name"],
        "outputs": read_outputs([one for one in bindings if one is not trigger], settings, where),
    }
    if indexed.retry_options and trigger["type"] != "timerTrigger":
        _log.warning("%s: its retry policy is ignored; of the triggers here only timers have one", where)
    match trigger["type"]:
        case "httpTrigger":
            return _http(trigger, common)
        case "serviceBusTrigger":
            return _service_bus(trigger, common, settings, where)
        case "timerTrigger":
            return TimerFunction(
                schedule=settings.expand(trigger["schedule"], where),
                run_on_startup=trigger.get("runOnStartup", False),
                use_monitor=trigger.get("useMonitor", True),
                retry=indexed.retry_options,
                **common,
            )
        case other:
            raise StartupError(f"{where}: trigger '{other}' is not supported by this host")


def _http(trigger: Mapping[str, Any], common: Mapping[str, Any]) -> HttpFunction:
    methods = trigger.get("methods")
    return HttpFunction(
        route=trigger.get("route", common["name"]),
        methods=frozenset(method.upper() for method in methods) if methods else None,
        auth_level=trigger.get("authLevel", "FUNCTION"),
        **common,
    )


def _service_bus(
    trigger: Mapping[str, Any], common: Mapping[str, Any], settings: Settings, where: str
) -> ServiceBusFunction:
    if "queueName" in trigger:
        entity = Entity(queue_or_topic=settings.expand(trigger["queueName"], where))
    else:
        entity = Entity(
            queue_or_topic=settings.expand(trigger["topicName"], where),
            subscription=settings.expand(trigger["subscriptionName"], where),
        )
    return ServiceBusFunction(
        entity=entity,
        connection_string=settings.service_bus_connection(trigger.get("connection", ""), where),
        binary=trigger.get("dataType", "STRING") == "BINARY",
        auto_complete=trigger.get("autoCompleteMessages"),
        sessions=trigger.get("isSessionsEnabled", False),
        many=trigger.get("cardinality", "ONE").upper() == "MANY",
        **common,
    )
