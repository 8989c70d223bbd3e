"""Azurite, the storage emulator, for a test session: in memory, on free ports, gone when the session ends."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

AZURITE = Path(__file__).parents[1] / "local" / "node_modules" / "azurite" / "dist" / "src" / "azurite.js"
SECONDS_TO_START = 60

_LISTENING = re.compile(r"Azurite (Blob|Queue|Table) service is successfully listening at (http://\S+)")

_ACCOUNT = "devstoreaccount1"
_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""The emulator's account: its key is printed in its manual and protects nothing."""


@asynccontextmanager
async def running_azurite() -> AsyncIterator[str]:
    """Starts Azurite and gives its connection string; ends it by SIGTERM. Raises RuntimeError if it does not start."""
    process = await asyncio.create_subprocess_exec(
        "node",
        str(AZURITE),
        "--silent",
        "--disableTelemetry",
        "--inMemoryPersistence",
        *("--blobPort", "0", "--queuePort", "0", "--tablePort", "0"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(SECONDS_TO_START):
            endpoints = await _read_endpoints(process.stdout)
        draining = asyncio.create_task(process.stdout.read())
        try:
            yield connection_string(endpoints["Blob"], endpoints["Queue"], endpoints["Table"])
        finally:
            draining.cancel()
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def connection_string(blob: str, queue: str, table: str) -> str:
    """Of the emulator's account at the given addresses (`http://127.0.0.1:port`)."""
    return (
        f"DefaultEndpointsProtocol=http;AccountName={_ACCOUNT};AccountKey={_KEY};"
        f"BlobEndpoint={blob}/{_ACCOUNT};QueueEndpoint={queue}/{_ACCOUNT};TableEndpoint={table}/{_ACCOUNT};"
    )


async def _read_endpoints(output: asyncio.StreamReader) -> dict[str, str]:
    """Service name → its address, as Azurite tells on its output once it listens."""
    endpoints: dict[str, str] = {}
    said: list[str] = []
    while len(endpoints) < 3:
        line = (await output.readline()).decode()
        if not line:
            raise RuntimeError(f"Azurite ended before it listened (is local/node_modules installed?): {''.join(said)}")
        said.append(line)
        if match := _LISTENING.match(line):
            endpoints[match[1]] = match[2]
    return endpoints
