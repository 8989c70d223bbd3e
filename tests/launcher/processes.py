"""What the operating system says about processes, and waiting for what it will say."""

import subprocess
import time
from collections.abc import Callable

POLL_SECONDS = 0.05


def is_running(pid: int) -> bool:
    """A zombie does not run."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return state.strip() not in {"", "Z", "Zs", "Z+"}


def eventually(condition: Callable[[], bool], seconds: float = 15.0) -> bool:
    """Whether `condition` holds at some moment within `seconds`."""
    deadline = time.monotonic() + seconds
    while not (holds := condition()) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    return holds
