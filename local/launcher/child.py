"""One process of the stack, in a process group of its own, heard line by line."""

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Self

from local.launcher import REPOSITORY, CannotStartError

LAST_WORDS_SECONDS = 1.0
CHUNK_BYTES = 65536


class Child:
    """Started by `Child.start`. Its group's id is its process id."""

    def __init__(self, process: Process, hear: Callable[[str], None]) -> None:
        self.pid = process.pid
        self._process = process
        self._hearing = asyncio.create_task(self._listen(hear))

    @classmethod
    async def start(cls, command: Sequence[str], environment: Mapping[str, str], hear: Callable[[str], None]) -> Self:
        """`hear` gets each line of output, without its end. Raises CannotStartError if the program cannot be run."""
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                env=environment,
                cwd=REPOSITORY,
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=STDOUT,
                process_group=0,
            )
        except OSError as error:
            raise CannotStartError(f"{command[0]} cannot be run: {error.strerror}") from None
        return cls(process, hear)

    async def wait(self) -> int:
        """The exit code; negative: the signal that ended it. All it said has been heard by then."""
        code = await self._process.wait()
        # A process that it left behind may hold the pipe open.
        await asyncio.wait({self._hearing}, timeout=LAST_WORDS_SECONDS)
        return code

    async def stop(self, grace: float) -> int:
        """SIGTERM, and SIGKILL after `grace` seconds. The exit code as `wait` gives it."""
        self._signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(grace):
                await self._process.wait()
        except TimeoutError:
            self.kill()
        return await self.wait()

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    async def _listen(self, hear: Callable[[str], None]) -> None:
        """Reads chunks: a line may be of any length."""
        assert self._process.stdout is not None
        rest = b""
        while chunk := await self._process.stdout.read(CHUNK_BYTES):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                hear(line.decode(errors="replace").rstrip("\r"))
        if rest:
            hear(rest.decode(errors="replace"))
