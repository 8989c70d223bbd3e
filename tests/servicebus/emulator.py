"""Run the Service Bus emulator as a process of its own, as the stack does."""

import asyncio
import json
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

START_SECONDS = 20
STOP_SECONDS = 5
ROOT = Path(__file__).resolve().parents[2]


class Emulator:
    """A running emulator process."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self.port = port

    @property
    def connection_string(self) -> str:
        return (
            f"Endpoint=sb://127.0.0.1:{self.port};SharedAccessKeyName=RootManageSharedAccessKey;"
            "SharedAccessKey=local;UseDevelopmentEmulator=true"
        )

    async def stop(self) -> int:
        """End it as the launcher does; returns its exit code."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), STOP_SECONDS)

    async def kill(self) -> None:
        """End it without a chance to tidy up."""
        self.process.kill()
        await self.process.wait()


def namespace(
    queues: Mapping[str, Mapping[str, object]] | None = None, topics: Mapping[str, Mapping[str, object]] | None = None
) -> dict[str, object]:
    """A Config.json: queues are name -> Properties, topics name -> the whole object without its name."""
    return {
        "UserConfig": {
            "Namespaces": [
                {
                    "Name": "sbemulatorns",
                    "Queues": [{"Name": name, "Properties": properties} for name, properties in (queues or {}).items()],
                    "Topics": [{"Name": name, **topic} for name, topic in (topics or {}).items()],
                }
            ]
        }
    }


async def start_emulator(
    config_file: Path, journal: Path | None = None, port: int = 0, options: Sequence[str | Path] = ()
) -> Emulator:
    """Start the process and wait until it accepts connections."""
    arguments = ["-m", "local.servicebus", "--config", str(config_file), "--port", str(port), *map(str, options)]
    if journal:
        arguments += ["--journal", str(journal)]
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
        assert line.startswith(b"Service Bus emulator ready on 127.0.0.1:"), line
    except BaseException:
        if process.returncode is None:
            process.kill()
        raise
    return Emulator(process, int(line.rpartition(b":")[2]))


@asynccontextmanager
async def running_emulator(config: Mapping[str, object], journal: Path | None = None) -> AsyncIterator[str]:
    """An emulator with these entities, for as long as the context lasts; yields its connection string."""
    with tempfile.TemporaryDirectory() as folder:
        config_file = Path(folder) / "Config.json"
        config_file.write_text(json.dumps(config), encoding="utf-8")
        emulator = await start_emulator(config_file, journal)
        try:
            yield emulator.connection_string
        finally:
            await emulator.stop()
