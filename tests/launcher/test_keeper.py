"""A service that cannot stay alive is not started over and over."""

import asyncio
import os
import sys
import time
from collections.abc import Mapping, Sequence
from io import StringIO
from itertools import accumulate
from pathlib import Path

import pytest

from local.launcher import CannotStartError
from local.launcher.console import Console
from local.launcher.folder import Folder
from local.launcher.guard import Guard
from local.launcher.keeper import Keeper, longer_delay
from tests.launcher.processes import eventually

pytestmark = pytest.mark.stack


class Script:
    """A service that is this Python program; ready when it says so. Notes when it was started."""

    name = "host"
    title = "the script"
    grace = 1.0

    def __init__(self, code: str) -> None:
        self._code = code
        self.starts: list[float] = []

    def command(self) -> Sequence[str]:
        self.starts.append(time.monotonic())
        return [sys.executable, "-I", "-S", "-c", self._code]

    def environment(self) -> Mapping[str, str]:
        return os.environ

    def hears(self, line: str) -> bool:
        return line == "ready"


@pytest.fixture
def terminal() -> StringIO:
    return StringIO()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(run=tmp_path, data=tmp_path, locks=(), ephemeral=False)


@pytest.fixture
def guard():
    guard = Guard(held_files=())
    yield guard
    guard.dismiss()


async def test_one_that_dies_again_and_again_is_started_after_longer_and_longer_delays(
    folder: Folder, guard: Guard, terminal: StringIO
) -> None:
    script = Script("import time; print('ready', flush=True); time.sleep(0.3)")
    keeper = Keeper(script, folder=folder, guard=guard, console=Console(terminal))
    await keeper.start()
    keeping = asyncio.create_task(keeper.keep())
    assert await asyncio.to_thread(eventually, lambda: len(script.starts) == 5)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    await keeper.stop()

    gaps = [later - earlier for earlier, later in zip(script.starts[1:], script.starts[2:], strict=False)]
    assert gaps[0] >= 0.3 + 0.25
    assert gaps[1] >= 0.3 + 0.5
    assert gaps[2] >= 0.3 + 1.0
    assert "the script ended (exit code 0), starting it again" in terminal.getvalue()


def test_one_that_was_killed_nine_times_in_a_row_is_away_for_4_seconds_and_not_longer() -> None:
    delays = accumulate(range(8), lambda delay, _: longer_delay(delay), initial=0.0)
    assert list(delays) == [0, 0.25, 0.5, 1, 2, 4, 4, 4, 4]


async def test_one_that_ends_before_it_is_ready_is_told_with_its_last_words(
    folder: Folder, guard: Guard, terminal: StringIO
) -> None:
    script = Script("print('no disk left'); raise SystemExit(3)")
    keeper = Keeper(script, folder=folder, guard=guard, console=Console(terminal))
    with pytest.raises(CannotStartError) as raised:
        await keeper.start()
    assert str(raised.value) == "the script ended at its start (exit code 3): no disk left"
    assert not folder.pid_file("host").exists()


async def test_a_line_longer_than_any_buffer_and_a_last_one_without_an_end_are_heard_and_logged(
    folder: Folder, guard: Guard, terminal: StringIO
) -> None:
    script = Script("print('x' * 300_000 + '!'); print('bye', end=''); raise SystemExit(1)")
    keeper = Keeper(script, folder=folder, guard=guard, console=Console(terminal))
    with pytest.raises(CannotStartError, match="bye"):
        await keeper.start()
    assert terminal.getvalue() == "host       | " + "x" * 300_000 + "!\nhost       | bye\n"
    assert (folder.data / "logs/host.log").read_text() == "x" * 300_000 + "!\nbye"


async def test_one_that_does_not_end_when_asked_is_killed_after_its_grace(
    folder: Folder, guard: Guard, terminal: StringIO
) -> None:
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
    )
    keeper = Keeper(Script(deaf), folder=folder, guard=guard, console=Console(terminal))
    await keeper.start()
    asked = time.monotonic()
    await keeper.stop()
    assert 1.0 <= time.monotonic() - asked < 4


async def test_a_program_that_is_not_installed_is_named(folder: Folder, guard: Guard, terminal: StringIO) -> None:
    class Missing(Script):
        def command(self) -> Sequence[str]:
            return ["node-of-another-machine"]

    keeper = Keeper(Missing(""), folder=folder, guard=guard, console=Console(terminal))
    with pytest.raises(CannotStartError, match="node-of-another-machine cannot be run: No such file or directory"):
        await keeper.start()


async def test_one_that_is_killed_while_it_starts_is_started_again(
    folder: Folder, guard: Guard, terminal: StringIO, tmp_path: Path
) -> None:
    kills_itself_once = f"""
import os, pathlib, signal, time
first = pathlib.Path({str(tmp_path / "first")!r})
if not first.exists():
    first.touch()
    os.kill(os.getpid(), signal.SIGKILL)
print('ready', flush=True)
time.sleep(60)
"""
    script = Script(kills_itself_once)
    keeper = Keeper(script, folder=folder, guard=guard, console=Console(terminal))
    await keeper.start()
    await keeper.stop()
    assert len(script.starts) == 2


async def test_one_that_ends_by_itself_while_it_starts_is_not_started_again(
    folder: Folder, guard: Guard, terminal: StringIO
) -> None:
    script = Script("raise SystemExit('no such thing')")
    keeper = Keeper(script, folder=folder, guard=guard, console=Console(terminal))
    with pytest.raises(CannotStartError, match="exit code 1"):
        await keeper.start()
    assert len(script.starts) == 1
