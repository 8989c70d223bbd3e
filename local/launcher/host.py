"""The Functions host of `local/host`, with the app in it."""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.launcher.settings import app_environment, settings_file

READY = re.compile(r"^Functions host ready on http://127\.0\.0\.1:(\d+)$")

SENDER = "conferences@contoso.example"


class Host:
    """`storage`, `bus` and `email` are the connection strings of Azurite, the emulator and the launcher's own mailbox.

    `public_url` is where callers reach it. `port` 0: behind a front of ours, on any port that is free at each start.
    """

    name = "host"
    title = "the Functions host"
    grace = 7.0
    """Seconds. It lets what is in flight finish for up to 5 s, and needs the rest to give back what did not."""

    def __init__(
        self,
        *,
        app: Path,
        public_url: str,
        data: Path,
        keys: Mapping[str, str],
        storage: str,
        bus: str,
        email: str,
        port: int = 0,
    ) -> None:
        self._app = app
        self._public_url = public_url
        self._asked_port = port
        self.port = port
        self._data = data
        self._keys = keys
        self._storage = storage
        self._bus = bus
        self._email = email

    def command(self) -> Sequence[str]:
        where = ["--port", str(self._asked_port), "--data", str(self._data), "--grace", "5"]
        front = [] if self._asked_port else ["--behind-front"]
        file = settings_file(self._app)
        settings = ["--settings", str(file)] if file else []
        return [sys.executable, "-m", "local.host", str(self._app), *where, *front, *settings]

    def environment(self) -> Mapping[str, str]:
        return app_environment(
            settings_file(self._app),
            defaults={"PUBLIC_BASE_URL": self._public_url, **self._keys},
            real=os.environ,
            forced={
                "AzureWebJobsStorage": self._storage,
                "DataStorage": self._storage,
                "ServiceBus": self._bus,
                "Email": self._email,
                "EMAIL_SENDER": SENDER,
                "ENVIRONMENT": "local",
                "PYTHONUNBUFFERED": "1",
            },
        )

    def hears(self, line: str) -> bool:
        if found := READY.search(line):
            self.port = int(found[1])
        return found is not None
