"""App settings: local.settings.json and the environment, `%NAME%` and connections resolved from them."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.host.errors import StartupError

_PLACEHOLDER = re.compile(r"%([^%]+)%")


@dataclass(frozen=True, slots=True)
class LocalSettings:
    """local.settings.json: `values` are the app settings, the rest is its section `Host`."""

    values: Mapping[str, str]
    port: int | None = None
    cors_origins: tuple[str, ...] = ()
    cors_credentials: bool = False


def read_local_settings(path: Path, *, required: bool) -> LocalSettings:
    """Read the file; a missing one is empty settings unless `required`. Raises StartupError if it is malformed."""
    if not path.exists():
        if required:
            raise StartupError(f"{path}: no such file")
        return LocalSettings(values={})
    try:
        document = json.loads(path.read_text("utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise StartupError(f"{path}: not valid JSON: {error}") from error
    if not isinstance(document, dict):
        raise StartupError(f"{path}: must be a JSON object")
    if document.get("IsEncrypted"):
        raise StartupError(f"{path}: IsEncrypted is true; this host reads plain settings only (func settings decrypt)")
    values = document.get("Values", {})
    if not isinstance(values, dict):
        raise StartupError(f"{path}: Values must be an object")
    wrong = [f"{path}: Values.{name} must be a string" for name, value in values.items() if not isinstance(value, str)]
    if wrong:
        raise StartupError(*wrong)
    return _with_host_section(path, values, document.get("Host", {}))


def _with_host_section(path: Path, values: dict[str, str], host: Mapping[str, Any]) -> LocalSettings:
    port = host.get("LocalHttpPort")
    if port is not None and (not isinstance(port, int) or isinstance(port, bool)):
        raise StartupError(f"{path}: Host.LocalHttpPort must be a number")
    cors = host.get("CORS") or ""
    if not isinstance(cors, str):
        raise StartupError(f"{path}: Host.CORS must be a string of origins separated by commas")
    credentials = host.get("CORSCredentials", False)
    if not isinstance(credentials, bool):
        raise StartupError(f"{path}: Host.CORSCredentials must be true or false")
    return LocalSettings(
        values=values,
        port=port,
        cors_origins=tuple(origin.strip().rstrip("/") for origin in cors.split(",") if origin.strip()),
        cors_credentials=credentials,
    )


def export(values: Mapping[str, str]) -> None:
    """Put app settings into this process's environment, where the app expects them; what is set there already wins."""
    for name, value in values.items():
        os.environ.setdefault(name, value)


@dataclass(frozen=True, slots=True)
class Settings:
    """The app settings in effect."""

    values: Mapping[str, str]

    def expand(self, text: str, where: str) -> str:
        """Replace every `%NAME%` by that setting. Raises StartupError, naming `where`, if one is not set."""

        def value_of(match: re.Match[str]) -> str:
            value = self.values.get(match[1])
            if value is None:
                raise StartupError(f"{where}: setting '{match[1]}' (for '{text}') is not set")
            return value

        return _PLACEHOLDER.sub(value_of, text)

    def service_bus_connection(self, name: str, where: str) -> str:
        """The connection string behind a trigger's `connection`, looked up as Azure does.

        Raises StartupError if there is none; one by identity (`NAME__fullyQualifiedNamespace`) works in Azure only.
        """
        return self._connection(name or "AzureWebJobsServiceBus", where)

    def storage_connection(self, name: str, where: str) -> str:
        """The connection string behind a storage binding's `connection`. Raises StartupError as above."""
        return self._connection(name or "AzureWebJobsStorage", where)

    def _connection(self, name: str, where: str) -> str:
        for candidate in (f"AzureWebJobs{name}", name):
            if value := self.values.get(candidate):
                return value
        by_identity = [key for key in self.values if key.lower().startswith(f"{name}__".lower())]
        if by_identity:
            raise StartupError(
                f"{where}: setting '{min(by_identity)}' asks for an identity, which works in Azure only; "
                f"set '{name}' to a connection string here"
            )
        raise StartupError(f"{where}: connection setting '{name}' is not set")
