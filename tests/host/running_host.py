"""Run the Functions host as a process of its own, as the launcher does."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
APPS = Path(__file__).parent / "apps"
START_SECONDS = 60.0
STOP_SECONDS = 60.0
_READY = "Functions host ready on "


class RunningHost:
    """A host process that said it is ready; `output` is what it wrote so far, standard output and error together."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.output = ""
        self.base_url = ""
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.output += line.decode()

    async def ready(self) -> None:
        await eventually(lambda: _READY in self.output or self._reading.done(), START_SECONDS)
        assert _READY in self.output, self.output
        self.base_url = self.output.split(_READY)[1].split()[0]

    async def ended(self) -> int:
        """Wait for the end of the process and of its output; its exit code."""
        code = await asyncio.wait_for(self.process.wait(), STOP_SECONDS)
        await self._reading
        return code

    async def stop(self) -> int:
        """End it as the launcher does; its exit code."""
        if self.process.returncode is None:
            self.process.terminate()
        return await self.ended()

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.base_url, timeout=30)


async def start(app: Path, *arguments: str, env: Mapping[str, str] | None = None) -> RunningHost:
    """Start a host on a free port without waiting for anything."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "local.host", str(app), "--port", "0", *arguments),
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **(env or {})},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        limit=2**20,
    )
    return RunningHost(process)


@asynccontextmanager
async def running_host(app: Path, *arguments: str, env: Mapping[str, str] | None = None) -> AsyncIterator[RunningHost]:
    """A host that serves, for as long as the context lasts."""
    host = await start(app, *arguments, env=env)
    try:
        await host.ready()
        yield host
    finally:
        await host.stop()


async def refused(app: Path, *arguments: str, env: Mapping[str, str] | None = None) -> str:
    """Start a host that must not serve: exit code 1; returns its output."""
    host = await start(app, *arguments, env=env)
    code = await host.ended()
    assert code == 1, host.output
    assert "Traceback" not in host.output, host.output
    return host.output


async def eventually(condition: Callable[[], object | Awaitable[object]], seconds: float = 60.0) -> None:
    """Wait until it holds; fails after `seconds`."""
    async with asyncio.timeout(seconds):
        while True:
            result = condition()
            if await result if isinstance(result, Awaitable) else result:
                return
            await asyncio.sleep(0.02)
