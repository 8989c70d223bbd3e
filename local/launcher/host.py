"""The Functions host of `local/host`, with the app in it."""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from local.launcher.settings import app_environment, settings_file

READY = re.compile(r"^Functions host ready on http://127\.0\.0\.1:(\d+)$")

SENDER = "conferences@contoso.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostConfiguration:
    """What all Functions hosts of one stack have in common, as all instances of an app in Azure have.

    `public_url` is where callers reach the stack. `storage`, `bus` and `email` are the connection strings of Azurite,
    the emulator and the stack's mailbox. `data`: where timers keep when they ran last. `shell`: the environment of the
    launcher that started the stack.
    """

    app: Path
    public_url: str
    data: Path
    keys: Mapping[str, str]
    storage: str
    bus: str
    email: str
    shell: Mapping[str, str]


class Host:
    """`port` 0: behind a front of ours, on any port that is free at each start."""

    name = "host"
    title = "the Functions host"
    grace = 7.0
    """Seconds. It lets what is in flight finish for up to 5 s, and needs the rest to give back what did not."""

    def __init__(self, configuration: HostConfiguration, *, port: int = 0) -> None:
        self._configuration = configuration
        self._asked_port = port
        self.port = port

    def command(self) -> Sequence[str]:
        app, data = self._configuration.app, self._configuration.data
        where = ["--port", str(self._asked_port), "--data", str(data), "--grace", "5"]
        front = [] if self._asked_port else ["--behind-front"]
        file = settings_file(app)
        settings = ["--settings", str(file)] if file else []
        return [sys.executable, "-m", "local.host", str(app), *where, *front, *settings]

    def environment(self) -> Mapping[str, str]:
        common = self._configuration
        return app_environment(
            settings_file(common.app),
            defaults={"PUBLIC_BASE_URL": common.public_url, **common.keys},
            real=common.shell,
            forced={
                "AzureWebJobsStorage": common.storage,
                "DataStorage": common.storage,
                "ServiceBus": common.bus,
                "Email": common.email,
                "EMAIL_SENDER": SENDER,
                "ENVIRONMENT": "local",
                "PYTHONUNBUFFERED": "1",
            },
        )

    def hears(self, line: str) -> bool:
        if found := READY.search(line):
            self.port = int(found[1])
        return found is not None
