"""How further hosts find a running stack: the file `stack.json` in its folder.

It is there while the stack serves, holds what a host is started with, keys included, and is readable by its owner only.
Every further host holds a shared lock on it. A stack that ends removes the file and waits for these locks: its storage
and its messages are there until all its hosts have finished what they were doing.
"""

import asyncio
import fcntl
import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self, TextIO

from local.launcher import CannotStartError
from local.launcher.folder import STACK_FILE, is_in_use
from local.launcher.host import HostConfiguration
from local.launcher.private_file import write_private

START_SECONDS: Final = 30.0
"""How long a further host waits for a stack that is starting."""

POLL_SECONDS: Final = 0.1


class StackEndedError(Exception):
    """The stack of a further host has ended. The message is for the developer."""


class StackFile:
    """The stack's side of it."""

    def __init__(self, folder: Path, configuration: HostConfiguration) -> None:
        """Writes the file: from now on further hosts can be started."""
        self._path = folder / STACK_FILE
        paths = {"app": str(configuration.app), "data": str(configuration.data)}
        write_private(self._path, {"pid": os.getpid(), "host": asdict(configuration) | paths})
        self._file = self._path.open()
        self._waits = True

    def withdraw(self) -> None:
        """Removes the file: further hosts end, and no other one can start."""
        self._path.unlink(missing_ok=True)

    async def wait_until_hosts_ended(self, seconds: float) -> None:
        """Returns when no further host runs any more, after so many seconds at the latest."""
        deadline = time.monotonic() + seconds
        while self._waits and time.monotonic() < deadline:
            if _locked(self._file, fcntl.LOCK_EX):
                break
            await asyncio.sleep(POLL_SECONDS)
        self._file.close()

    def wait_no_longer(self) -> None:
        """Cuts short what `wait_until_hosts_ended` waits for."""
        self._waits = False


@dataclass(frozen=True, slots=True)
class JoinedStack:
    """A further host's side. `file` is the stack's file; its lock is held until the last holder of the file is gone."""

    port: int
    configuration: HostConfiguration
    file: TextIO
    launcher_pid: int

    @classmethod
    def join(cls, folder: Path, port: int, patience: float = START_SECONDS) -> Self:
        """Waits for a stack that is starting. Raises CannotStartError if none runs, or none is ready by then.

        `port` is the one that the developer knows the stack by, `folder` where it has its file.
        """
        deadline = time.monotonic() + patience
        while True:
            if not is_in_use(folder):
                raise CannotStartError(
                    f"no stack runs on port {port}: start one (make run PORT={port}), "
                    "or name the port of the one that runs (make host STACK=7071)"
                )
            if joined := cls._try(folder, port):
                return joined
            if time.monotonic() > deadline:
                raise CannotStartError(
                    f"the stack on port {port} is not ready after {patience:g} s: its own output says why"
                )
            time.sleep(POLL_SECONDS)

    async def wait_until_ended(self) -> None:
        """Returns when the stack ends, or was killed."""
        while self._runs():  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(POLL_SECONDS)

    def _runs(self) -> bool:
        folder = Path(self.file.name).parent
        return _is_still_there(self.file) and _is_alive(self.launcher_pid) and is_in_use(folder)

    @classmethod
    def _try(cls, folder: Path, port: int) -> Self | None:
        with suppress(FileNotFoundError):
            file = (folder / STACK_FILE).open()
            try:
                joined = cls._read(file, port)
            except (ValueError, LookupError, TypeError):
                file.close()
                raise CannotStartError(f"{file.name} is damaged: start the stack on port {port} again") from None
            if _locked(file, fcntl.LOCK_SH) and _is_still_there(file) and _is_alive(joined.launcher_pid):
                return joined
            file.close()
        return None

    @classmethod
    def _read(cls, file: TextIO, port: int) -> Self:
        """Raises CannotStartError for the folder of a further host, and others where the file is damaged."""
        content: dict[str, Any] = json.load(file)
        if "hostOf" in content:
            file.close()
            stack = content["hostOf"]
            raise CannotStartError(
                f"on port {port} runs a further host of the stack on port {stack}: make host STACK={stack}"
            )
        return cls(port, _configuration(content["host"]), file, int(content["pid"]))


def mark_as_host(folder: Path, port: int) -> None:
    """Says in the folder of a further host whose host it is: nobody can join that, as it is no stack."""
    write_private(folder / STACK_FILE, {"hostOf": port})


def _configuration(content: dict[str, Any]) -> HostConfiguration:
    return HostConfiguration(**(content | {"app": Path(content["app"]), "data": Path(content["data"])}))


def _locked(file: TextIO, kind: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(file, kind | fcntl.LOCK_NB)
        return True
    return False


def _is_still_there(file: TextIO) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(file.fileno()), Path(file.name).stat())
    return False


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
