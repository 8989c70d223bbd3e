"""Where a stack keeps its things.

`.local/<port>/` belongs to the stack on that port: its lock, the process ids of its parts, and, unless told otherwise,
its data. A throw-away stack has its data in `.local/ephemeral-…/`, which goes with it.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TextIO

from local.launcher import REPOSITORY, CannotStartError
from local.launcher.options import Options

STACKS = REPOSITORY / ".local"
EPHEMERAL = "ephemeral-"
LOCK = "launcher.lock"
STACK_FILE = "stack.json"
"""How further hosts find the stack, while it serves: `stack_file.py`."""

ENDING_SECONDS = 10.0
"""What is left of a stack whose launcher was killed is gone by then."""

POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Folder:
    """`run` holds lock and process ids, `data` everything else. The locks are held until the last holder is gone."""

    run: Path
    data: Path
    locks: tuple[TextIO, ...]
    ephemeral: bool

    @classmethod
    def claim(cls, options: Options, patience: float = ENDING_SECONDS) -> Self:
        """Raises CannotStartError if another stack has the folder and does not end within `patience` seconds."""
        run = options.data or STACKS / str(options.port)
        lock = _wait_for_lock(run, patience)
        (run / STACK_FILE).unlink(missing_ok=True)  # of a stack whose launcher was killed
        with _sweeping_alone():
            _sweep()
            if not options.ephemeral:
                return cls(run=run, data=run, locks=(lock,), ephemeral=False)
            data = Path(tempfile.mkdtemp(prefix=EPHEMERAL, dir=STACKS))
            own = _lock(data)
        assert own is not None, "nobody else knows this folder"
        return cls(run=run, data=data, locks=(lock, own), ephemeral=True)

    def pid_file(self, service: str) -> Path:
        return self.run / f"{service}.pid"

    def new_log(self, service: str) -> Path:
        """An empty file: the last run's log is overwritten."""
        log = self.data / "logs" / f"{service}.log"
        log.parent.mkdir(exist_ok=True)
        log.write_bytes(b"")
        return log

    def release(self) -> None:
        """What was only for this run is removed. To be called when all processes of the stack have ended."""
        for file in (*self.run.glob("*.pid"), *self.run.glob(STACK_FILE)):
            file.unlink()
        if self.ephemeral:
            shutil.rmtree(self.data)
            if {path.name for path in self.run.iterdir()} <= {LOCK}:
                shutil.rmtree(self.run)
        for lock in self.locks:
            lock.close()


def is_in_use(folder: Path) -> bool:
    """Whether a stack, or a further host of one, has this folder."""
    with suppress(FileNotFoundError), (folder / LOCK).open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _wait_for_lock(folder: Path, patience: float) -> TextIO:
    deadline = time.monotonic() + patience
    while (lock := _lock_made(folder)) is None:
        if time.monotonic() > deadline:
            raise CannotStartError(f"{folder} is in use by another stack: end that, or choose another port")
        time.sleep(POLL_SECONDS)
    return lock


def _lock_made(folder: Path) -> TextIO | None:
    """Of a folder that a throw-away stack, which is ending, may remove at any moment."""
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        return _lock(folder)
    return None


def _lock(folder: Path) -> TextIO | None:
    """The lock of this folder, None when somebody else holds it, or held it until the folder was removed."""
    file = (folder / LOCK).open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    if _is_still_there(file):
        return file
    file.close()
    return None


def _is_still_there(file: TextIO) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(file.fileno()), Path(file.name).stat())
    return False


@contextmanager
def _sweeping_alone() -> Iterator[None]:
    """Between its making and its locking, a folder looks like one that nobody has any more."""
    STACKS.mkdir(exist_ok=True)
    stacks = os.open(STACKS, os.O_RDONLY)
    try:
        fcntl.flock(stacks, fcntl.LOCK_EX)
        yield
    finally:
        os.close(stacks)


def _sweep() -> None:
    """Removes the throw-away data of stacks whose launcher was killed."""
    for folder in STACKS.glob(f"{EPHEMERAL}*"):
        # A stack that ends removes its own.
        with suppress(FileNotFoundError):
            if lock := _lock(folder):
                shutil.rmtree(folder)
                lock.close()
