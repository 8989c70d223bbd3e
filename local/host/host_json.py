"""host.json (schema version 2.0): what of it this host honours, and which keys it refuses.

Any value can be overridden by an app setting `AzureFunctionsJobHost__section__key`, as in Azure.
"""

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.host.errors import StartupError
from local.host.json_section import Section, span, text, texts
from local.host.sb_options import ServiceBusOptions, read_service_bus_options

_DEFAULT_TIMEOUT: float | None = 1800.0
_OVERRIDE = "AzureFunctionsJobHost__"

_TOP = [
    *("version", "aggregator", "concurrency", "customHandler", "extensionBundle", "extensions", "functions"),
    *("functionTimeout", "healthMonitor", "logging", "managedDependency", "retry", "sendCanceledInvocationsToWorker"),
    *("singleton", "telemetryMode", "watchDirectories", "watchFiles"),
]
_HTTP = [
    *("routePrefix", "customHeaders", "hsts", "maxOutstandingRequests", "maxConcurrentRequests"),
    "dynamicThrottlesEnabled",
]

_OF_HOST_V1 = dict.fromkeys(
    ("http", "servicebus", "queues", "eventhub"), "belongs to host.json version 1; now under 'extensions'"
)


@dataclass(frozen=True, slots=True)
class HostJson:
    route_prefix: str = "api"
    custom_headers: Mapping[str, str] = field(default_factory=dict)
    function_timeout: float | None = _DEFAULT_TIMEOUT
    """Seconds; None: unlimited."""
    log_levels: Mapping[str, str] = field(default_factory=dict)
    queue_messages_in_base64: bool = True
    """Of Azure Storage."""
    service_bus: ServiceBusOptions = field(default_factory=ServiceBusOptions)


def read_host_json(path: Path, environment: Mapping[str, str]) -> HostJson:
    """Read and check host.json. Raises StartupError naming every unknown key and every value of a wrong type."""
    if not path.exists():
        raise StartupError(f'{path}: no such file; a function app has a host.json with at least "version": "2.0"')
    try:
        document = json.loads(path.read_text("utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise StartupError(f"{path}: not valid JSON: {error}") from error
    if not isinstance(document, dict):
        raise StartupError(f"{path}: must be a JSON object")
    top = Section(str(path), _with_overrides(document, environment))
    result = _read(top)
    if top.problems:
        raise StartupError(*top.problems)
    return result


def _with_overrides(document: dict[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    merged = copy.deepcopy(document)
    for name, value in environment.items():
        if name.lower().startswith(_OVERRIDE.lower()):
            *sections, key = name[len(_OVERRIDE) :].split("__")
            target = merged
            for section in sections:
                target = target.setdefault(_key_as_written(target, section), {})
                if not isinstance(target, dict):
                    raise StartupError(f"setting '{name}': '{section}' is not a section of host.json")
            target[_key_as_written(target, key)] = value
    return merged


def _key_as_written(section: Mapping[str, Any], key: str) -> str:
    return next((name for name in section if name.lower() == key.lower()), key)


def _read(top: Section) -> HostJson:
    if (version := top.value("version", text, "")) != "2.0":
        top.problem("version", f'must be "2.0", is "{version}"')
    extensions = top.section("extensions")
    http, service_bus = (extensions.section(name) for name in ("http", "serviceBus"))
    top.refuse_unknown(_TOP, _OF_HOST_V1)
    http.refuse_unknown(_HTTP, {})
    return HostJson(
        route_prefix=http.value("routePrefix", text, "api").strip("/"),
        custom_headers=http.value("customHeaders", texts, {}),
        function_timeout=top.value("functionTimeout", _timeout, _DEFAULT_TIMEOUT),
        log_levels=top.section("logging").value("logLevel", texts, {}),
        queue_messages_in_base64=extensions.section("queues").value("messageEncoding", _is_base64, True),
        service_bus=read_service_bus_options(service_bus),
    )


def _timeout(value: Any) -> float | None:
    return None if value in ("-1", -1) else span(value)


def _is_base64(value: Any) -> bool:
    if not isinstance(value, str) or value.lower() not in ("base64", "none"):
        raise ValueError('must be "base64" or "none"')
    return value.lower() == "base64"
