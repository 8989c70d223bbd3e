"""What counts as the wish to end, and what as impatience."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from local.launcher import REPOSITORY
from local.launcher.ending import Ending

# What `make run` starts, reduced to what is tested here.
CHILD = """
import asyncio
from local.launcher.ending import Ending

async def main():
    watching = asyncio.create_task(Ending(end=lambda: print("ends", flush=True), hurry=lambda: None).watch_parent())
    await asyncio.sleep(0)
    print("watches", flush=True)
    await watching

asyncio.run(main())
"""

# What a shell starts in the background ignores SIGINT, and so does all that it starts, these tests included.
HEEDING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])
"""


def test_a_wish_that_comes_twice_at_once_is_one_and_one_that_comes_later_is_impatience(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = iter([100.0, 100.9, 101.1])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    happened: list[str] = []
    wish = Ending(end=lambda: happened.append("end"), hurry=lambda: happened.append("hurry")).wish

    wish()
    assert happened == ["end"]
    wish()
    assert happened == ["end"]
    wish()
    assert happened == ["end", "hurry"]


@pytest.mark.stack
@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "number",
    [
        pytest.param(
            signal.SIGINT, marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells signal handlers")
        ),
        signal.SIGKILL,
    ],
)
def test_a_signal_to_make_alone_ends_what_make_runs(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "child.py").write_text(CHILD)
    (tmp_path / "Makefile").write_text(f"run:\n\t@exec {sys.executable} {tmp_path}/child.py\n")
    with subprocess.Popen(
        [sys.executable, "-c", HEEDING, "make", "-C", str(tmp_path), "--no-print-directory", "run"],
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as make:
        assert make.stdout is not None
        try:
            assert make.stdout.readline() == "watches\n"
            make.send_signal(number)
            assert make.stdout.readline() == "ends\n"
        finally:
            with suppress(ProcessLookupError):
                os.killpg(make.pid, signal.SIGKILL)
