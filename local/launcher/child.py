"""One process of the stack, in a process group of its own, heard line by line.

It writes into its log file, and the launcher follows that. With a pipe, a launcher that was killed, or whose terminal
is paused, would take its children with it: Azurite dies of a broken pipe before it has saved.
"""

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Self

from local.launcher import REPOSITORY, CannotStartError

POLL_SECONDS = 0.05
CHUNK_BYTES = 65536


class Child:
    """Started by `Child.start`. Its group's id is its process id."""

    def __init__(self, process: Process, said: BinaryIO, hear: Callable[[str], None]) -> None:
        self.pid = process.pid
        self._process = process
        self._hearing = asyncio.create_task(self._follow(said, hear))

    @classmethod
    async def start(
        cls, command: Sequence[str], environment: Mapping[str, str], log: Path, hear: Callable[[str], None]
    ) -> Self:
        """All output is appended to `log`, an existing file; `hear` gets each line of it, without its end.

        Raises CannotStartError if the program cannot be run.
        """
        said = log.open("rb")
        said.seek(0, os.SEEK_END)
        try:
            with log.open("ab") as out:
                process = await asyncio.create_subprocess_exec(
                    *command, env=environment, cwd=REPOSITORY, stdin=DEVNULL, stdout=out, stderr=STDOUT, process_group=0
                )
        except OSError as error:
            said.close()
            raise CannotStartError(f"{command[0]} cannot be run: {error.strerror}") from None
        return cls(process, said, hear)

    async def wait(self) -> int:
        """The exit code; negative: the signal that ended it. All it said has been heard by then."""
        code = await self._process.wait()
        await asyncio.wait({self._hearing})
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

    async def _follow(self, said: BinaryIO, hear: Callable[[str], None]) -> None:
        rest = b""
        with said:
            ended = False
            while not ended:
                ended = self._process.returncode is not None  # asked first: then all that it said can be read now
                while chunk := said.read(CHUNK_BYTES):
                    *lines, rest = (rest + chunk).split(b"\n")
                    for line in lines:
                        hear(line.decode(errors="replace").rstrip("\r"))
                if not ended:
                    await asyncio.sleep(POLL_SECONDS)
        if rest:
            hear(rest.decode(errors="replace"))
