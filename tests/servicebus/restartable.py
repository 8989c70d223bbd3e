"""An emulator with a journal that tests kill and start again."""

import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.servicebus.bus import Bus
from tests.servicebus.emulator import Emulator, namespace, start_emulator

CONFIG = namespace(
    {
        "orders": {"LockDuration": "PT5M"},
        "talks": {"LockDuration": "PT5M", "RequiresSession": True},
        "once": {"RequiresDuplicateDetection": True, "DuplicateDetectionHistoryTimeWindow": "PT5M"},
    },
    {"events": {"Subscriptions": [{"Name": "one"}, {"Name": "two"}]}},
)
CONFIG_TEXT = json.dumps(CONFIG)


class Restartable:
    """An emulator with a journal that can be killed and started again on its port."""

    def __init__(self, folder: Path) -> None:
        self._config = folder / "Config.json"
        self._config.write_text(CONFIG_TEXT)
        self._journal = folder / "journal.db"
        self.emulator: Emulator
        self.started: list[Emulator] = []

    async def start(self, port: int = 0) -> Bus:
        self.emulator = await start_emulator(self._config, self._journal, port)
        self.started.append(self.emulator)
        return Bus(self.emulator.connection_string)

    async def kill_and_start(self) -> Bus:
        await self.emulator.kill()
        return await self.start(self.emulator.port)


@asynccontextmanager
async def restartable_emulator() -> AsyncIterator[Restartable]:
    """Not started yet; stopped at the end."""
    with tempfile.TemporaryDirectory() as folder:
        restartable = Restartable(Path(folder))
        try:
            yield restartable
        finally:
            for emulator in restartable.started:
                await emulator.stop()
