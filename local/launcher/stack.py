"""The stack as a whole: what is started after what, and ended before what."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from socket import socket
from typing import Never

import httpx

from local.launcher import demo, keys
from local.launcher.azurite import Azurite
from local.launcher.console import Console
from local.launcher.emulator import Emulator
from local.launcher.folder import Folder
from local.launcher.front.host_requests import HostRequests
from local.launcher.front.local_pages import COMMUNICATION, NO_SECRET, LocalPages
from local.launcher.front.server import Front
from local.launcher.front.web_files import WebFiles
from local.launcher.guard import Guard
from local.launcher.health import Health
from local.launcher.host import Host, HostConfiguration
from local.launcher.keeper import Keeper
from local.launcher.options import Options
from local.launcher.readiness import wait_until_ready
from local.launcher.service import Service
from local.launcher.stack_file import StackFile
from local.launcher.watch import watch
from local.launcher.web_build import WebBuild
from local.mailbox.kept_mail import Mailbox


class Stack:
    """`run` until it is cancelled or raises, then `stop`, in any case."""

    def __init__(self, options: Options, folder: Folder, console: Console) -> None:
        self._options = options
        self._folder = folder
        self._console = console
        self._guard = Guard(held_files=[lock.fileno() for lock in folder.locks])
        self._beneath: list[Keeper] = []
        self._aside: list[Keeper] = []
        self._host: Keeper | None = None
        self._file: StackFile | None = None
        self._functions: asyncio.Future[tuple[Host, Keeper]] = asyncio.Future()
        self._is_ending = False
        self._url = f"http://localhost:{options.port}"
        self._health = Health(self._url, console, Mailbox(folder.data / "mailbox", console.say))
        self._front = Front(
            host=HostRequests(self._port_of_host),
            local=LocalPages(self._health),
            web=WebFiles(options.app / "web/dist"),
        )

    async def run(self, sockets: list[socket]) -> Never:
        """Listens on `sockets`; starts Azurite and the emulator together, then the host.

        Raises a group of CannotStartError.
        """
        await self._front.start(sockets)
        data, durable = self._folder.data, not self._options.ephemeral
        azurite = Azurite(data / "azurite" if durable else None)
        emulator = Emulator(data, durable=durable)
        self._beneath = [self._keeper(azurite), self._keeper(emulator)]
        self._health.keepers.extend(self._beneath)
        async with asyncio.TaskGroup() as starting:
            for keeper in self._beneath:
                starting.create_task(keeper.start())
        configuration = HostConfiguration(
            app=self._options.app,
            public_url=self._url,
            data=data,
            keys=keys.load_or_make(data),
            storage=azurite.connection_string,
            bus=emulator.connection_string,
            email=f"endpoint=http://127.0.0.1:{self._options.port}{COMMUNICATION};accesskey={NO_SECRET}",
            shell=dict(os.environ),
        )
        host = Host(configuration)
        self._health.addresses.update(inspection=emulator.inspection_url, storage=azurite.connection_string)
        self._host = self._keeper(host)
        self._health.keepers.append(self._host)
        self._functions.set_result((host, self._host))
        async with asyncio.TaskGroup() as tasks:
            if self._options.reload:
                # Before the host reads the code: what is saved while it starts is not missed.
                tasks.create_task(watch(self._options.app, self._reload_host))
                tasks.create_task(self._keep_web_built())
            await self._host.start()
            self._file = StackFile(self._folder.run, configuration)
            for keeper in (*self._beneath, self._host):
                tasks.create_task(keeper.keep())
            tasks.create_task(self._welcome(emulator.inspection_url))
        raise AssertionError("keepers keep for ever")

    async def stop(self) -> None:
        """The hosts first: they finish what is in flight, for which they need the others. 10 s at most."""
        self._is_ending = True
        self._front.refuse()
        if self._file:
            self._file.withdraw()
        hosts = [self._host.stop()] if self._host else []
        further = [self._file.wait_until_hosts_ended(Host.grace)] if self._file else []
        await asyncio.gather(*hosts, *further)
        await asyncio.gather(*(keeper.stop() for keeper in (*self._beneath, *self._aside)))
        await self._front.stop()
        self._guard.dismiss()

    def hurry(self) -> None:
        """What is in flight is not waited for. (The others are quick, and save what they have.)"""
        if self._host:
            self._host.kill()
        if self._file:
            self._file.wait_no_longer()

    async def _seed(self) -> list[str]:
        try:
            return await demo.seed(self._url, datetime.now(UTC).year)
        except httpx.HTTPError as error:
            return [f"Demo          could not be seeded: {str(error).splitlines()[0]}"]

    async def _keep_web_built(self) -> None:
        build = WebBuild(self._options.app / "web")
        if build.can_run:
            keeper = self._keeper(build)
            self._aside.append(keeper)
            await keeper.start()
            await keeper.keep()

    def _reload_host(self, saved: list[Path]) -> None:
        assert self._host is not None
        self._console.say("saved: " + ", ".join(str(path.relative_to(self._options.app)) for path in saved))
        self._host.reload()

    async def _port_of_host(self) -> int:
        """As soon as it accepts connections. Raises TimeoutError when it will not any more."""
        if self._is_ending:
            raise TimeoutError
        host, keeper = await asyncio.shield(self._functions)
        await keeper.ready.wait()
        return host.port

    def _keeper(self, service: Service) -> Keeper:
        return Keeper(service, folder=self._folder, guard=self._guard, console=self._console)

    async def _welcome(self, inspection_url: str) -> None:
        await wait_until_ready(self._url, self._console.say)
        seeded = await self._seed() if self._options.demo else []
        kept = "gone when this ends" if self._options.ephemeral else "kept"
        self._console.block(
            f"Ready: the Contoso Conference Management System, {self._url}",
            "",
            f"Site          {self._url}/",
            f"API           {self._url}/api",
            f"Its pages     {self._url}/api/docs",
            f"Stack         {self._url}/local/",
            f"Mailbox       {self._url}/local/mailbox",
            f"Messages      {inspection_url}",
            f"Data, logs    {self._folder.data} ({kept})",
            *seeded,
            "To end it     Ctrl+C",
        )
