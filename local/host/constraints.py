"""Inline route constraints as ASP.NET Core has them, on which Azure Functions' routes stand."""

import re
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

type Constraint = Callable[[str], bool]

_INT = re.compile(r"\s*[+-]?\d+\s*")
_NUMBER = re.compile(r"\s*[+-]?(\d+(,\d+)*\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")
_GUID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def constraint(text: str) -> Constraint:
    """The test for a constraint as written in a route, such as `int` or `length(2,5)`.

    Raises ValueError for one that ASP.NET Core does not know.
    """
    name, _, rest = text.partition("(")
    if rest and not rest.endswith(")"):
        raise ValueError(f"constraint '{text}' lacks its closing parenthesis")
    arguments = [part.strip() for part in rest[:-1].split(",")] if rest else []
    match name.lower(), arguments:
        case "regex", _ if rest:
            return _matching(rest[:-1].replace("{{", "{").replace("}}", "}"))
        case simple, [] if simple in _SIMPLE:
            return _SIMPLE[simple]
        case measured, [_, *_]:
            return _bounded(measured, [int(argument) for argument in arguments], text)
        case _:
            raise ValueError(f"constraint '{text}' is not known")


def _bounded(name: str, bounds: list[int], text: str) -> Constraint:
    """Constraints on the length of a value, or on the value as a number."""
    match name, bounds:
        case "length", [exact]:
            return lambda value: len(value) == exact
        case "length", [low, high]:
            return lambda value: low <= len(value) <= high
        case "minlength", [low]:
            return lambda value: len(value) >= low
        case "maxlength", [high]:
            return lambda value: len(value) <= high
        case "range", [low, high]:
            return lambda value: _is_long(value) and low <= int(value) <= high
        case "min", [low]:
            return lambda value: _is_long(value) and int(value) >= low
        case "max", [high]:
            return lambda value: _is_long(value) and int(value) <= high
        case _:
            raise ValueError(f"constraint '{text}' is not known")


def _matching(pattern: str) -> Constraint:
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"regular expression '{pattern}': {error}") from error
    return lambda value: compiled.search(value) is not None


def _is_int(value: str) -> bool:
    return _INT.fullmatch(value) is not None and -(2**31) <= int(value) < 2**31


def _is_long(value: str) -> bool:
    return _INT.fullmatch(value) is not None and -(2**63) <= int(value) < 2**63


def _is_number(value: str) -> bool:
    return _NUMBER.fullmatch(value) is not None


def _is_datetime(value: str) -> bool:
    # .NET accepts more spellings under the invariant culture; ISO dates are what a URL should carry.
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_guid(value: str) -> bool:
    bare = value[1:-1] if value[:1] + value[-1:] in ("{}", "()") else value
    return _GUID.fullmatch(bare) is not None and bool(UUID(bare))


_SIMPLE: dict[str, Constraint] = {
    "int": _is_int,
    "long": _is_long,
    "decimal": _is_number,
    "double": _is_number,
    "float": _is_number,
    "bool": lambda value: value.strip().lower() in ("true", "false"),
    "datetime": _is_datetime,
    "guid": _is_guid,
    "alpha": lambda value: re.fullmatch(r"[a-z]*", value, re.IGNORECASE) is not None,
    "required": lambda value: value != "",
}
