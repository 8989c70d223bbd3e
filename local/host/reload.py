"""`--reload`: the app runs in a child process that is started anew whenever one of its files is saved."""

import asyncio
import logging
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from watchfiles import Change, awatch

from local.host import logs
from local.host.server import bind_loopback

_IGNORED_FOLDERS = frozenset((".venv", ".local", ".git", "node_modules", "tests", "web", "__pycache__"))
_WATCHED_FILES = frozenset(("host.json", "local.settings.json"))

_log = logging.getLogger("Host.Reload")


async def serve_and_reload(app_dir: Path, port: int | None, arguments: Sequence[str]) -> None:
    """Until SIGTERM or SIGINT. `arguments`: the command line, handed on to the child without `--reload`.

    An app that cannot be served is tried again at the next save.
    """
    logs.set_up({})
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    command = [argument for argument in arguments if argument != "--reload"]
    if port == 0:
        # Every child must get the same port, or the developer's browser would lose it at the first save.
        command += ["--port", str(_free_port())]
    child = await _start(command)
    watched = partial(_is_watched, app_dir)
    async for changes in awatch(app_dir, watch_filter=watched, stop_event=stop, ignore_permission_denied=True):
        changed = sorted(Path(path).relative_to(app_dir).as_posix() for _, path in changes)
        _log.info("%s saved: starting anew", ", ".join(changed))
        await _end(child)
        child = await _start(command)
    await _end(child)


def _is_watched(app_dir: Path, _change: Change, path: str) -> bool:
    file = Path(path).relative_to(app_dir)
    if not _IGNORED_FOLDERS.isdisjoint(file.parts):
        return False
    return file.suffix == ".py" or file.name in _WATCHED_FILES


def _free_port() -> int:
    sockets = bind_loopback(0)
    port: int = sockets[0].getsockname()[1]
    for bound in sockets:
        bound.close()
    return port


async def _start(command: Sequence[str]) -> Process:
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "local.host", *command)


async def _end(child: Process) -> None:
    if child.returncode is None:
        child.terminate()
    await child.wait()
