"""One more Functions host of a running stack: the same app, settings, storage, messages and keys, on its own port."""

import asyncio
from pathlib import Path
from socket import socket
from typing import Never

from local.launcher.console import Console
from local.launcher.folder import Folder
from local.launcher.front.host_requests import HostRequests
from local.launcher.front.server import Front
from local.launcher.front.web_files import WebFiles
from local.launcher.guard import Guard
from local.launcher.host import Host
from local.launcher.keeper import Keeper
from local.launcher.options import Options
from local.launcher.readiness import wait_until_ready
from local.launcher.stack_file import JoinedStack, StackEndedError, mark_as_host
from local.launcher.watch import watch


class FurtherHost:
    """`run` until it is cancelled or raises, then `stop`, in any case. Its pages below `/local` are the stack's."""

    def __init__(self, options: Options, folder: Folder, console: Console, stack: JoinedStack) -> None:
        self._options = options
        self._folder = folder
        self._console = console
        self._stack = stack
        self._app = stack.configuration.app
        self._guard = Guard(held_files=[*(lock.fileno() for lock in folder.locks), stack.file.fileno()])
        self._host = Host(stack.configuration)
        self._keeper = Keeper(self._host, folder=folder, guard=self._guard, console=console)
        self._is_ending = False
        self._front = Front(
            host=HostRequests(self._port_of_host),
            local=HostRequests(self._port_of_stack),
            web=WebFiles(self._app / "web/dist"),
        )

    async def run(self, sockets: list[socket]) -> Never:
        """Listens on `sockets`. Raises a group of CannotStartError, or of StackEndedError when the stack has ended."""
        mark_as_host(self._folder.run, self._stack.port)
        await self._front.start(sockets)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._end_with_stack())
            if self._options.reload:
                # Before the host reads the code: what is saved while it starts is not missed.
                tasks.create_task(watch(self._app, self._reload_host))
            await self._keeper.start()
            tasks.create_task(self._keeper.keep())
            tasks.create_task(self._welcome())
        raise AssertionError("a keeper keeps for ever")

    async def stop(self) -> None:
        """What is in flight may finish. 10 s at most."""
        self._is_ending = True
        self._front.refuse()
        await self._keeper.stop()
        await self._front.stop()
        self._guard.dismiss()
        self._stack.file.close()

    def hurry(self) -> None:
        """What is in flight is not waited for."""
        self._keeper.kill()

    async def _end_with_stack(self) -> Never:
        await self._stack.wait_until_ended()
        raise StackEndedError(f"the stack on port {self._stack.port} has ended, and this host with it")

    def _reload_host(self, saved: list[Path]) -> None:
        self._console.say("saved: " + ", ".join(str(path.relative_to(self._app)) for path in saved))
        self._keeper.reload()

    async def _port_of_host(self) -> int:
        """As soon as it accepts connections. Raises TimeoutError when it will not any more."""
        if self._is_ending:
            raise TimeoutError
        await self._keeper.ready.wait()
        return self._host.port

    async def _port_of_stack(self) -> int:
        return self._stack.port

    async def _welcome(self) -> None:
        url = f"http://localhost:{self._options.port}"
        await wait_until_ready(url, self._console.say)
        self._console.block(
            f"Ready: a further host of the stack on port {self._stack.port}, {url}",
            "",
            f"Site          {url}/",
            f"API           {url}/api",
            f"Process id    {self._folder.pid_file(self._host.name)}",
            "To end it     Ctrl+C (the stack goes on)",
        )
