"""Keys of HTTP functions and of `/admin`, as Azure asks for them; without a key file nobody is asked."""

import hmac
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from local.host.errors import StartupError


@dataclass(frozen=True, slots=True)
class Keys:
    """The master key opens everything, a host key every function of level FUNCTION, a function's key that function."""

    master: str
    host: tuple[str, ...]
    functions: Mapping[str, tuple[str, ...]]
    """By name in lower case."""

    def open_admin(self, given: str) -> bool:
        return _is_one_of(given, (self.master,))

    def open_function(self, name: str, level: str, given: str) -> bool:
        """`level`: ANONYMOUS, FUNCTION or ADMIN."""
        if level == "ANONYMOUS" or self.open_admin(given):
            return True
        return level == "FUNCTION" and _is_one_of(given, (*self.host, *self.functions.get(name.lower(), ())))


def given_key(headers: Mapping[str, str], raw_query: bytes) -> str:
    """The key a request brings, "" for none: the header, even an empty one, comes before the query."""
    header = headers.get("x-functions-key")
    if header is not None:
        return header.partition(",")[0]
    query = parse_qsl(raw_query.decode("latin-1"), keep_blank_values=True)
    return next((value for name, value in query if name.lower() == "code"), "")


def _is_one_of(given: str, keys: Iterable[str]) -> bool:
    # Not any(...): the time must not tell how far the search went.
    return sum(hmac.compare_digest(given.encode(), key.encode()) for key in keys if key) > 0


def read_keys(path: Path, functions: Iterable[str]) -> Keys:
    """Read the file; if there is none, write one with random keys, readable by its owner only.

    Its shape: `{"masterKey": "…", "functionKeys": {"default": "…"}, "functions": {"NAME": {"default": "…"}}}`. Raises
    StartupError if it has another.
    """
    if not path.exists():
        _write(path, functions)
    try:
        content = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise StartupError(f"{path}: not valid JSON: {error}") from error
    master = content.get("masterKey") if isinstance(content, dict) else None
    if not isinstance(master, str) or not master:
        raise StartupError(f"{path}: masterKey must be a string that is not empty")
    of_functions = content.get("functions", {})
    if not isinstance(of_functions, dict):
        raise StartupError(f"{path}: functions must be an object")
    return Keys(
        master=master,
        host=_keys_of(path, "functionKeys", content.get("functionKeys", {})),
        functions={
            name.lower(): _keys_of(path, f"functions.{name}", by_name) for name, by_name in of_functions.items()
        },
    )


def _keys_of(path: Path, where: str, by_name: Any) -> tuple[str, ...]:
    if not isinstance(by_name, dict) or not all(isinstance(key, str) for key in by_name.values()):
        raise StartupError(f"{path}: {where} must be an object of strings")
    return tuple(by_name.values())


def _write(path: Path, functions: Iterable[str]) -> None:
    content = {
        "masterKey": _random_key(),
        "functionKeys": {"default": _random_key()},
        "functions": {name: {"default": _random_key()} for name in sorted(functions)},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)


def _random_key() -> str:
    return secrets.token_urlsafe(42)
