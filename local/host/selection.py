"""Which functions of an app this process serves: `--only`, and those that are disabled by a setting."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from local.host.errors import StartupError
from local.host.protos import RpcFunctionMetadata

_HTTP_GROUP = "http"
_PREFIX = "function:"


def bindings_of(indexed: RpcFunctionMetadata) -> list[dict[str, Any]]:
    """The bindings as decorated, the trigger (one whose type ends in `Trigger`) among them."""
    return [json.loads(text) for text in indexed.raw_bindings]


def select(indexed: Sequence[RpcFunctionMetadata], only: Sequence[str]) -> list[RpcFunctionMetadata]:
    """The functions named in `only` (any case), all of them if it is empty.

    As the scale groups of a Flex Consumption app are written, `http` means all HTTP functions and `function:NAME` is
    NAME. Raises StartupError for a name that no function has.
    """
    if not only:
        return list(indexed)
    by_name = {one.name.lower(): one for one in indexed}
    chosen: dict[str, RpcFunctionMetadata] = {}
    unknown: list[str] = []
    for wanted in only:
        name = wanted.lower().removeprefix(_PREFIX)
        if name in by_name:
            chosen[name] = by_name[name]
        elif name == _HTTP_GROUP:
            chosen |= {key: one for key, one in by_name.items() if _is_http(one)}
        else:
            unknown.append(wanted)
    if unknown:
        raise StartupError(*(f"--only {name}: the app has no such function; {_list_of(by_name)}" for name in unknown))
    if not chosen:
        raise StartupError("--only http: the app has no HTTP function")
    return list(chosen.values())


def is_disabled(name: str, settings: Mapping[str, str]) -> bool:
    """Whether the setting `AzureWebJobs.NAME.Disabled` (or with `__` for each dot) says true or 1."""
    disabled = (f"AzureWebJobs.{name}.Disabled".lower(), f"AzureWebJobs__{name}__Disabled".lower())
    return any(key.lower() in disabled and value.lower() in ("true", "1") for key, value in settings.items())


def _is_http(indexed: RpcFunctionMetadata) -> bool:
    return any(binding["type"] == "httpTrigger" for binding in bindings_of(indexed))


def _list_of(by_name: Mapping[str, RpcFunctionMetadata]) -> str:
    return f"it has {', '.join(sorted(one.name for one in by_name.values()))}"
