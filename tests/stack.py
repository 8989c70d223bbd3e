"""The whole stack as a test sees it: started by the launcher, known by its port.

Tests of the system use the session's one stack: `from tests.stack import stack` in their conftest.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import pytest

from local.launcher import REPOSITORY, CannotStartError
from local.launcher.guard import Guard
from local.launcher.ports import claim, release

READY_SECONDS = 60.0
END_SECONDS = 20.0
POLL_SECONDS = 0.1
LAST_LINES = 40


class Stack:
    """A running stack. `port` and `base_url` (`http://localhost:<port>`, without `/api`) are what a caller needs.

    Ends at `stop`, at the end of a `with`, and when the test run dies.
    """

    def __init__(
        self, port: int, *, env: Mapping[str, str], arguments: tuple[str, ...], pids: Path | None = None
    ) -> None:
        """`arguments`: of the launcher. `pids`: the folder with its process ids, unless it is the port's own."""
        self.port = port
        self.base_url = f"http://localhost:{port}"
        self._pids = pids or REPOSITORY / ".local" / str(port)
        with tempfile.NamedTemporaryFile(prefix="stack-", suffix=".log", delete=False) as log:
            self._log = Path(log.name)
            self._launcher = subprocess.Popen(
                [sys.executable, "-m", "local.launcher", "--port", str(port), *arguments],
                cwd=REPOSITORY,
                env=os.environ | env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._guard = Guard(held_files=())
        self._guard.watch(self._launcher.pid)

    @property
    def launcher_pid(self) -> int:
        return self._launcher.pid

    def host_pid(self) -> int:
        """Process id of the one that serves HTTP now. FileNotFoundError while it is being started again."""
        return self.pid("host")

    def pid(self, service: str) -> int:
        """Of `host`, `azurite` or `servicebus`."""
        return int((self._pids / f"{service}.pid").read_text())

    def kill_host(self) -> None:
        """As power loss would: what it had in memory is gone. It is started again by the launcher."""
        os.kill(self.host_pid(), signal.SIGKILL)

    def interrupt(self) -> None:
        """As Ctrl+C does."""
        self._launcher.send_signal(signal.SIGINT)

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> None:
        """Raises AssertionError with the last lines of output when it does not become ready, or ends."""
        deadline = time.monotonic() + seconds
        with httpx.Client(trust_env=False) as client:
            while not self._is_ready(client):
                if (code := self._launcher.poll()) is not None:
                    raise AssertionError(f"the stack ended with exit code {code}:\n{self.last_lines()}")
                if time.monotonic() > deadline:
                    raise AssertionError(f"the stack is not ready after {seconds:g} s:\n{self.last_lines()}")
                time.sleep(POLL_SECONDS)

    def wait_until_ended(self, seconds: float = END_SECONDS) -> int:
        """The exit code. Raises AssertionError, and kills it, when it does not end."""
        try:
            code = self._launcher.wait(seconds)
        except subprocess.TimeoutExpired:
            self._launcher.kill()
            self._launcher.wait()
            raise AssertionError(f"the stack did not end within {seconds:g} s:\n{self.last_lines()}") from None
        finally:
            self._guard.forget(self._launcher.pid)
            self._guard.dismiss()
        return code

    def output(self) -> str:
        return self._log.read_text(errors="replace")

    def last_lines(self) -> str:
        return "\n".join(self.output().splitlines()[-LAST_LINES:])

    def stop(self) -> int:
        """Ends it; the exit code. Again: nothing."""
        if self._launcher.returncode is None:
            self._launcher.terminate()
            self.wait_until_ended()
            self._log.unlink()
        return self._launcher.returncode

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _is_ready(self, client: httpx.Client) -> bool:
        try:
            return client.get(f"{self.base_url}/api/health/ready").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False


def started_stack(
    port: int | None = None,
    env: Mapping[str, str] | None = None,
    *,
    app: Path = REPOSITORY,
    data: Path | None = None,
    demo: bool = False,
    reload: bool = False,
) -> Stack:
    """A stack that may not be ready yet. Throw-away, unless `data` says where it keeps its things.

    It keeps the code that it was started with, whatever is saved during the tests, unless `reload`.
    """
    where = ("--data", str(data)) if data else ("--ephemeral",)
    arguments = (*where, "--app", str(app), *(("--demo",) if demo else ()), *(() if reload else ("--no-reload",)))
    return Stack(port or free_port(), env=env or {}, arguments=arguments, pids=data)


def running_stack(
    port: int | None = None,
    env: Mapping[str, str] | None = None,
    *,
    app: Path = REPOSITORY,
    data: Path | None = None,
    demo: bool = False,
    reload: bool = False,
) -> Stack:
    """A stack that is ready, on a free port unless told. To be stopped: by `stop`, or by `with running_stack()`."""
    stack = started_stack(port, env, app=app, data=data, demo=demo, reload=reload)
    try:
        stack.wait_until_ready()
    except BaseException:
        stack.stop()
        raise
    return stack


def started_host(stack_port: int, port: int | None = None, *, data: Path | None = None, reload: bool = False) -> Stack:
    """One more host of the stack on that port, as `make host` starts it. It may not be ready yet.

    `data`: where the stack keeps its things, unless that is its port's own folder.
    """
    arguments = ("--stack", str(stack_port), *(() if reload else ("--no-reload",)))
    return Stack(port or free_port(), env={}, arguments=(*arguments, *(("--data", str(data)) if data else ())))


def running_host(stack: Stack, *, data: Path | None = None, reload: bool = False) -> Stack:
    """One more host of a running stack. It is ready, and to be stopped like a stack."""
    host = started_host(stack.port, data=data, reload=reload)
    try:
        host.wait_until_ready()
    except BaseException:
        host.stop()
        raise
    return host


def free_port() -> int:
    """One below those that the system gives to outgoing connections, so that none takes it before the stack does."""
    for port in random.sample(range(20_000, 30_000), 100):
        try:
            release(claim(port))
        except CannotStartError:
            continue
        return port
    raise AssertionError("no free port found")


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The session's stack, with throw-away data."""
    with running_stack() as running:
        yield running
