"""What the host knows of a function once it is indexed: its trigger, read from the bindings the worker reports."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from local.host.errors import StartupError
from local.host.protos import RpcFunctionMetadata, RpcRetryOptions
from local.host.settings import Settings

_log = logging.getLogger("Host.Startup")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Indexed:
    name: str
    id: str
    parameter: str
    """Name of the Python parameter that takes the trigger's value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpFunction(_Indexed):
    route: str
    methods: frozenset[str] | None
    """None: any method."""
    auth_level: str
    """ANONYMOUS, FUNCTION or ADMIN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A queue, or a subscription of a topic."""

    queue_or_topic: str
    subscription: str | None = None

    def __str__(self) -> str:
        return f"{self.queue_or_topic}/{self.subscription}" if self.subscription else self.queue_or_topic


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceBusFunction(_Indexed):
    entity: Entity
    connection_string: str
    binary: bool
    """True: the body travels as bytes (`data_type=BINARY`); False: as text, with all that follows from it."""
    auto_complete: bool | None
    """None: host.json decides."""
    many: bool = False
    """True: gets batches (`cardinality="many"`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFunction(_Indexed):
    schedule: str
    """NCRONTAB, six fields, UTC."""
    run_on_startup: bool
    use_monitor: bool
    retry: RpcRetryOptions | None


type Function = HttpFunction | ServiceBusFunction | TimerFunction


def read_function(indexed: RpcFunctionMetadata, settings: Settings) -> Function:
    """Turn what the worker reports into a trigger, with `%NAME%` and the connection resolved.

    Raises StartupError if the host cannot serve the function as decorated.
    """
    bindings: list[dict[str, Any]] = [json.loads(text) for text in indexed.raw_bindings]
    triggers = [binding for binding in bindings if binding["type"].endswith("Trigger")]
    if len(triggers) != 1:
        raise StartupError(f"function '{indexed.name}': needs exactly one trigger, has {len(triggers)}")
    trigger = triggers[0]
    _refuse_other_bindings(indexed.name, trigger, bindings)
    common = {"name": indexed.name, "id": indexed.function_id, "parameter": trigger["name"]}
    where = f"function '{indexed.name}'"
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


def _refuse_other_bindings(name: str, trigger: Mapping[str, Any], bindings: list[dict[str, Any]]) -> None:
    for binding in bindings:
        is_http_return = trigger["type"] == "httpTrigger" and binding["type"] == "http" and binding["name"] == "$return"
        if binding is not trigger and not is_http_return:
            what = f"binding '{binding['name']}' of type '{binding['type']}'"
            raise StartupError(f"function '{name}': {what} is not supported by this host")


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
    if trigger.get("isSessionsEnabled"):
        raise StartupError(f"{where}: sessions (is_sessions_enabled) are not supported by this host")
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
        many=trigger.get("cardinality", "ONE").upper() == "MANY",
        **common,
    )


def retry_delay(policy: RpcRetryOptions, attempt: int) -> timedelta:
    """How long to wait before the given retry (1 is the first), without jitter."""
    if policy.retry_strategy == "fixed_delay":
        return policy.delay_interval or timedelta()
    minimum = policy.minimum_interval or timedelta()
    maximum = policy.maximum_interval or timedelta.max
    # The largest factor only keeps the multiplication from overflowing; any real maximum is below.
    factor: int = 2 ** min(attempt - 1, 20)
    return min(maximum, minimum * factor)
