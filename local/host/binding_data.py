"""Binding expressions: `{name}` in the paths, queue and table names of output bindings."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from local.host.errors import OutputError
from local.host.protos import RpcHttp, TypedData

type Expand = Callable[[str], str]
"""Replaces every expression of a text by its value. Raises OutputError for one without a value."""

_EXPRESSION = re.compile(r"\{([^{}]+)\}")


def expander(function: str, data: TypedData, metadata: Mapping[str, TypedData]) -> Expand:
    """For one invocation with this trigger's value and metadata; nothing is computed for a text without expressions."""

    def expand(template: str) -> str:
        if "{" not in template:
            return template
        values = _values(function, data, metadata)

        def value_of(match: re.Match[str]) -> str:
            value = values.get(match[1].lower())
            if value is None:
                raise OutputError(f"'{template}': there is no value for '{{{match[1]}}}' in this invocation")
            return value

        return _EXPRESSION.sub(value_of, template)

    return expand


def _values(function: str, data: TypedData, metadata: Mapping[str, TypedData]) -> dict[str, str]:
    """By name in lower case; the later ones win."""
    now = datetime.now(UTC)
    values = {
        "rand-guid": str(uuid4()),
        "datetime": now.strftime("%Y-%m-%dT%H-%M-%SZ"),
        "sys.randguid": str(uuid4()),
        "sys.utcnow": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "sys.methodname": function,
    }
    values |= {name.lower(): str(item.value) for name, item in metadata.items() if item.kind == "string"}
    body: Any = data.value
    if data.kind == "http":
        request: RpcHttp = data.value
        values |= {f"query.{name}".lower(): value for name, value in request.query.items()}
        values |= {f"headers.{name}".lower(): value for name, value in request.headers.items()}
        body = request.body.value if request.body else None
    values |= _members(body)
    if data.kind == "http":
        values |= {name.lower(): value for name, value in data.value.params.items()}
    return values


def _members(body: Any) -> dict[str, str]:
    """Top-level members of a JSON object; none of anything else."""
    if not isinstance(body, str | bytes):
        return {}
    try:
        content = json.loads(body)
    except ValueError:
        return {}
    if not isinstance(content, dict):
        return {}
    return {
        name.lower(): value if isinstance(value, str) else json.dumps(value)
        for name, value in content.items()
        if value is not None and not isinstance(value, list)
    }
