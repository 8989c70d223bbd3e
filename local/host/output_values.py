"""What an output binding that takes many values (a queue, a topic) makes of the one value a function gives it."""

import json
from typing import Any

from local.host.protos import TypedData


def values_of(data: TypedData, *, faults: bool) -> list[str | bytes]:
    """The messages that a function's value stands for.

    A list stands for its elements, and so does text that is a JSON array; bytes are always one message. `faults`: text
    in braces is written anew and indented, as Azure's host does. Raises ValueError for text in braces or brackets that
    is no JSON.
    """
    match data.kind:
        case "bytes":
            return [bytes(data.value)]
        case "json":
            content = json.loads(data.value)
        case "string" if _looks_like_json(data.value):
            content = _parsed(data.value)
            if not faults and not isinstance(content, list):
                return [data.value]
        case _:
            return [str(data.value)]
    return [_as_text(item) for item in content] if isinstance(content, list) else [_as_text(content)]


def _looks_like_json(text: str) -> bool:
    trimmed = text.strip()
    return trimmed[:1] + trimmed[-1:] in ("{}", "[]")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise ValueError(f"what stands in braces or brackets must be JSON, as in Azure: {error}") from error


def _as_text(item: Any) -> str:
    """As Newtonsoft's JToken.ToString() does."""
    match item:
        case None:
            return ""
        case str():
            return item
        case bool():
            return str(item)
        case _:
            return json.dumps(item, indent=2, ensure_ascii=False)
