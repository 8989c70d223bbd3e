"""A stack put together by a test itself, with parts of its own making; `tests.stack` has the one of the launcher."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from local.launcher import REPOSITORY, keys
from local.launcher.console import Console
from local.launcher.emulator import Emulator
from local.launcher.folder import Folder
from local.launcher.front.local_pages import COMMUNICATION, NO_SECRET, LocalPages
from local.launcher.front.server import Front
from local.launcher.guard import Guard
from local.launcher.health import Health
from local.launcher.host import Host, HostConfiguration
from local.launcher.keeper import Keeper
from local.launcher.ports import claim
from local.launcher.readiness import wait_until_ready
from local.launcher.service import Service
from local.mailbox.kept_mail import Mailbox
from tests.stack import free_port


@asynccontextmanager
async def _mailbox(folder: Path, console: Console) -> AsyncIterator[str]:
    """The connection string of a mailbox of its own."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    pages = LocalPages(Health(url, console, Mailbox(folder, console.say)))
    front = Front(host=pages, local=pages, web=pages)
    await front.start(claim(port))
    yield f"endpoint={url}{COMMUNICATION};accesskey={NO_SECRET}"
    await front.stop()


@asynccontextmanager
async def bare_stack(data: Path, storage: str, emulator: Emulator, settings: Mapping[str, str]) -> AsyncIterator[str]:
    """Gives its address, without `/api`, when it is ready.

    `data`: an empty folder. `storage`: the connection string of a running Azurite. `settings`: of the app.
    """
    async with AsyncExitStack() as ending:
        guard = Guard(held_files=())
        ending.callback(guard.dismiss)
        folder = Folder(run=data, data=data, locks=(), ephemeral=False)
        said = Console(ending.enter_context((data / "said.log").open("w")))

        async def keep(service: Service) -> None:
            keeper = Keeper(service, folder=folder, guard=guard, console=said)
            ending.push_async_callback(keeper.stop)
            await keeper.start()

        await keep(emulator)
        bus, port = emulator.connection_string, free_port()
        base_url = f"http://localhost:{port}"
        app_settings = {**keys.load_or_make(data), **settings}
        email = await ending.enter_async_context(_mailbox(data / "mailbox", said))
        configuration = HostConfiguration(
            app=REPOSITORY,
            public_url=base_url,
            data=data,
            keys=app_settings,
            storage=storage,
            bus=bus,
            email=email,
            shell=os.environ,
        )
        await keep(Host(configuration, port=port))
        await wait_until_ready(base_url, said.say)
        yield base_url
