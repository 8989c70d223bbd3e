"""Everything below `/local/`: the stack, the mailbox, and where the app hands its mail in."""

from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from local.launcher.front.page import FOLDER
from local.launcher.front.server import LOCAL
from local.launcher.front.stack_page import StackPage
from local.launcher.health import Health
from local.mailbox.pages import MailboxPages
from local.mailbox.service import MailService

COMMUNICATION: Final = f"{LOCAL}/communication"
NO_SECRET: Final = "bG9jYWw="
"""The mailbox takes any signature; the client makes one of something in base64."""

LOCAL_NAMES: Final = frozenset(("localhost", "127.0.0.1", "[::1]"))


class LocalPages:
    """An ASGI application. A page elsewhere that had its name lead here (DNS rebinding) is told nothing."""

    def __init__(self, health: Health) -> None:
        self._pages = Starlette(
            routes=[
                Route(LOCAL, _to_the_stack),
                Mount(COMMUNICATION, routes=MailService(health.mailbox).routes()),
                Mount(f"{LOCAL}/assets", StaticFiles(directory=FOLDER)),
                Mount(LOCAL, routes=[*StackPage(health).routes(), *MailboxPages(health.mailbox).routes()]),
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if _name(host).lower() not in LOCAL_NAMES:
            await PlainTextResponse("These pages are for this machine only.", 403)(scope, receive, send)
            return
        await self._pages(scope, receive, send)


async def _to_the_stack(_: Request) -> Response:
    return RedirectResponse(f"{LOCAL}/", 308)


def _name(host: str) -> str:
    """Of `localhost:7071` or `[::1]:7071`."""
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
