"""The Functions host of `local/host`, with the app in it."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.launcher.settings import app_environment, settings_file

READY = "Functions host ready on "


class Host:
    """`storage` and `bus` are the connection strings of Azurite and the emulator, which keep their ports."""

    name = "host"
    title = "the Functions host"
    grace = 7.0
    """Seconds. It lets what is in flight finish for up to 5 s, and needs the rest to give back what did not."""

    def __init__(self, *, app: Path, port: int, data: Path, keys: Mapping[str, str], storage: str, bus: str) -> None:
        self._app = app
        self._port = port
        self._data = data
        self._keys = keys
        self._storage = storage
        self._bus = bus

    def command(self) -> Sequence[str]:
        where = ["--port", str(self._port), "--data", str(self._data), "--grace", "5"]
        file = settings_file(self._app)
        settings = ["--settings", str(file)] if file else []
        return [sys.executable, "-m", "local.host", str(self._app), *where, *settings]

    def environment(self) -> Mapping[str, str]:
        return app_environment(
            settings_file(self._app),
            defaults={"PUBLIC_BASE_URL": f"http://localhost:{self._port}", **self._keys},
            real=os.environ,
            forced={
                "AzureWebJobsStorage": self._storage,
                "DataStorage": self._storage,
                "ServiceBus": self._bus,
                "ENVIRONMENT": "local",
                "PYTHONUNBUFFERED": "1",
            },
        )

    def hears(self, line: str) -> bool:
        return READY in line
