"""Keeps one service of the stack running: starts it, notices at once when it ends, starts it again."""

import asyncio
import signal
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Never

from local.launcher import CannotStartError
from local.launcher.child import Child
from local.launcher.console import Console
from local.launcher.folder import Folder
from local.launcher.guard import Guard
from local.launcher.service import Service
from local.launcher.waiting import first_of

START_SECONDS = 30.0
"""A service that accepts no connections by then hangs, and is killed."""

STEADY_SECONDS = 10.0
"""A service that ran so long and then died is started again without delay."""

START_TRIES = 3
"""Who is killed while it starts may be started again; who ends by itself would do so again."""

SHORTEST_DELAY_SECONDS = 0.25
LONGEST_DELAY_SECONDS = 4.0
"""With the host's own start it leaves the system away for well under 15 s, however often it was killed before."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a service does not run. `killed`: by a signal, be it from outside or because it hung."""

    text: str
    killed: bool


class Keeper:
    """`start` once, then `keep` until cancelled, then `stop`."""

    def __init__(self, service: Service, *, folder: Folder, guard: Guard, console: Console) -> None:
        self._service = service
        self._guard = guard
        self._console = console
        self._pid_file = folder.pid_file(service.name)
        self._log = folder.new_log(service.name)
        self._last_line = ""
        self._child: Child | None = None
        self.ready = asyncio.Event()
        """Set while it accepts connections."""
        self._saved = asyncio.Event()
        self._since: datetime | None = None
        self._starts = 0
        self._problem: str | None = None

    @property
    def name(self) -> str:
        return self._service.name

    def status(self) -> dict[str, str | int | None]:
        """For programs. `since`: ISO 8601 in UTC; `problem`: the last one that there was."""
        state = "runs" if self.ready.is_set() else "starting" if self._child else "down"
        return {
            "name": self._service.name,
            "title": self._service.title,
            "state": state,
            "pid": self._child.pid if self._child else None,
            "since": self._since.isoformat(timespec="seconds").replace("+00:00", "Z") if self._since else None,
            "restarts": max(self._starts - 1, 0),
            "problem": self._problem,
        }

    async def start(self) -> None:
        """Returns when the service accepts connections. Raises CannotStartError, in its own words, when it does not."""
        for tries_left in reversed(range(START_TRIES)):
            problem = await self._begin()
            if problem is None:
                return
            if not problem.killed or not tries_left:
                raise CannotStartError(problem.text)
            self._console.say(f"{problem.text}; trying again")

    async def keep(self) -> Never:
        """Starts the service again when it dies (after a delay when it does so again and again) and on `reload`."""
        delay = 0.0
        while True:
            started = time.monotonic()
            saved = await self._until_dead_or_saved()
            if time.monotonic() - started > STEADY_SECONDS:
                delay = 0.0
            saved = saved or await self._saved_within(delay)
            while problem := await self._begin():
                delay = longer_delay(delay)
                self._problem = problem.text
                self._console.say(problem.text)
                self._console.say("waiting for the next save" if saved else f"trying again in {delay:g} s")
                saved = await self._saved_within(None if saved else delay)
            delay = longer_delay(delay)
            self._console.say(f"{self._service.title} runs again")

    def reload(self) -> None:
        """Its code was saved: run the new one."""
        self._saved.set()

    async def stop(self) -> None:
        """Asks the service to end, and kills it after its grace. All right if it does not run."""
        if self._child:
            await self._child.stop(self._service.grace)
            self._forget_child()

    def kill(self) -> None:
        """Cuts short what `stop` waits for."""
        if self._child:
            self._child.kill()

    async def _until_dead_or_saved(self) -> bool:
        """True if the code was saved. The process is gone in both cases."""
        assert self._child is not None
        if await first_of(self._child.wait(), self._saved.wait()) == 0:
            how = _how_it_ended(await self._child.wait())
            self._problem = f"ended ({how})"
            self._console.say(f"{self._service.title} ended ({how}), starting it again")
            self._forget_child()
            return False
        self._console.say(f"starting {self._service.title} again")
        await self._child.stop(self._service.grace)
        self._forget_child()
        return True

    async def _saved_within(self, seconds: float | None) -> bool:
        return await first_of(self._saved.wait(), seconds=seconds) is not None

    async def _begin(self) -> Problem | None:
        """None once the service accepts connections, else the problem; then it does not run."""
        self._saved.clear()
        try:
            command, environment = self._service.command(), self._service.environment()
            child = await Child.start(command, environment, self._log, self._hear)
        except CannotStartError as error:
            return Problem(str(error), killed=False)
        self._child = child
        self._since = datetime.now(UTC)
        self._starts += 1
        self._guard.watch(child.pid)
        self._pid_file.write_text(str(child.pid))
        match await first_of(child.wait(), self.ready.wait(), seconds=START_SECONDS):
            case 0:
                code = await child.wait()
                text = f"{self._service.title} ended at its start ({_how_it_ended(code)}): {self._last_line}"
                problem = Problem(text, killed=code < 0)
            case None:
                await child.stop(0)
                text = f"{self._service.title} accepted no connections within {START_SECONDS:g} s"
                problem = Problem(text, killed=True)
            case _:
                return None
        self._forget_child()
        return problem

    def _forget_child(self) -> None:
        assert self._child is not None
        self.ready.clear()
        self._guard.forget(self._child.pid)
        self._pid_file.unlink()
        self._child = None

    def _hear(self, line: str) -> None:
        self._console.line(self._service.name, line)
        self._last_line = line.strip() or self._last_line
        if self._service.hears(line):
            self.ready.set()


def longer_delay(delay: float) -> float:
    """Seconds to wait after another end, where it was `delay` after the one before."""
    return min(max(2 * delay, SHORTEST_DELAY_SECONDS), LONGEST_DELAY_SECONDS)


def _how_it_ended(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
