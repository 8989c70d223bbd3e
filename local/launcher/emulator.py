"""The Service Bus emulator of `local/servicebus`."""

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from infrastructure.topology import emulator_config

READY = re.compile(r"Service Bus emulator ready on 127\.0\.0\.1:(\d+)$")


class Emulator:
    """Its configuration is written from the topology at every start of the stack. `durable` False: all in memory."""

    name = "servicebus"
    title = "the Service Bus emulator"
    grace = 1.2

    def __init__(self, data: Path, *, durable: bool) -> None:
        self._config = data / "servicebus.json"
        self._config.write_text(json.dumps(emulator_config(), indent=2))
        self._journal = data / "servicebus.journal" if durable else None
        self._inspection_port_file = data / "servicebus-http.port"
        self._inspection_port_file.unlink(missing_ok=True)
        self._port = "0"

    def command(self) -> Sequence[str]:
        journal = ["--journal", str(self._journal)] if self._journal else []
        inspection = ["--http-port", self._inspection_port or "0", "--http-port-file", str(self._inspection_port_file)]
        config = ["--config", str(self._config), "--port", self._port]
        return [sys.executable, "-m", "local.servicebus", *config, *journal, *inspection]

    def environment(self) -> Mapping[str, str]:
        return os.environ | {"PYTHONUNBUFFERED": "1"}

    def hears(self, line: str) -> bool:
        if found := READY.search(line):
            self._port = found[1]
        return found is not None

    @property
    def connection_string(self) -> str:
        return (
            f"Endpoint=sb://127.0.0.1:{self._port};SharedAccessKeyName=RootManageSharedAccessKey;"
            "SharedAccessKey=local;UseDevelopmentEmulator=true"
        )

    @property
    def inspection_url(self) -> str:
        """Shows how many messages each entity holds."""
        return f"http://127.0.0.1:{self._inspection_port}/"

    @property
    def _inspection_port(self) -> str:
        return self._inspection_port_file.read_text().strip() if self._inspection_port_file.exists() else ""
