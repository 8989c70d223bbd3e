"""The management routes. The bus hands on within the process, so that views and seats follow."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from domain.messages import Event
from functions.commands.handlers import CommandHandlers
from functions.http.services import provide
from functions.process_managers.registration import RegistrationProcessManager
from infrastructure.access_code_renewal import AccessCodeRenewal
from infrastructure.conferences import Conferences
from infrastructure.event_store import StreamId
from infrastructure.management_views import TABLE, ManagementViews, management_projectors
from infrastructure.message_codec import decode_command, decode_commit, encode_commit
from infrastructure.messaging import BusMessage
from infrastructure.projecting import Projector
from infrastructure.publisher import Publisher
from infrastructure.registration_projections import registration_projectors
from infrastructure.topology import EVENTS_TOPIC, SEATS_QUEUE, SOURCE_TYPE
from tests.handling.house import watch_that_never_looks
from tests.http.world import Response
from tests.http.world import World as Http
from tests.stores import Stores
from tests.views.projecting import World as Views

MINE = "cccccccc-1111-4000-8000-000000000000"
"""An id that the owner chose."""

KEY = b"k" * 32


@dataclass
class HandingOn:
    """A bus that delivers at once, in the background; what is about the stream types `held` once they are `released`.

    `stopped`: it delivers nothing any more.
    """

    projectors: list[Mapping[str, Projector[Any]]] = field(default_factory=list)
    commands: CommandHandlers | None = None
    stopped: bool = False
    held: tuple[str, ...] = ()
    released: asyncio.Event = field(default_factory=asyncio.Event)
    deliveries: set[asyncio.Task[None]] = field(default_factory=set)

    async def send(self, entity: str, message: BusMessage) -> None:
        if not self.stopped:
            self.deliveries.add(asyncio.create_task(self._deliver(entity, message)))

    async def all_delivered(self) -> None:
        while waiting := {delivery for delivery in self.deliveries if not delivery.done()}:
            await asyncio.wait(waiting)
        for delivery in self.deliveries:
            delivery.result()

    async def _deliver(self, entity: str, message: BusMessage) -> None:
        if message.properties[SOURCE_TYPE] in self.held:
            await self.released.wait()
        if entity == EVENTS_TOPIC:
            commit = decode_commit(message.body)
            for projectors in self.projectors:
                if projector := projectors.get(commit[0].stream.type):
                    await projector.project(commit)
        elif entity == SEATS_QUEUE and self.commands:
            await self.commands.handle(decode_command(message.body))


@dataclass
class Site:
    """`token`: of the conference that was created last."""

    http: Http
    views: Views
    bus: HandingOn
    token: str = ""
    conference_id: UUID = field(default_factory=lambda: UUID(int=0))

    @staticmethod
    async def on(stores: Stores) -> "Site":
        views, http, bus = await Views.on(stores), Http(), HandingOn()
        managed = await stores.rows(TABLE)
        publisher = Publisher(views.store, bus, http.clock)
        process_manager = RegistrationProcessManager(views.store, publisher, http.clock)
        bus.commands = CommandHandlers(
            views.store,
            publisher,
            http.clock,
            process_manager,
            watch_that_never_looks(),
            views.wakeups,
            AccessCodeRenewal(views.store, publisher, views.locators, http.clock, KEY),
        )
        bus.projectors = [
            registration_projectors(views.views, views.store, bus, views.locators, views.wakeups),
            management_projectors(managed, views.store, views.wakeups),
        ]
        services = replace(
            http.services(),
            store=views.store,
            bus=bus,
            views=views.views,
            wakeups=views.wakeups,
            conferences=Conferences(views.store, publisher, stores.slugs, views.locators, http.clock, KEY),
            management_views=ManagementViews(managed),
        )
        provide(lambda: services)
        return Site(http, views, bus)

    async def request(self, method: str, url: str, body: Any = None, **options: Any) -> Response:
        """`url`: behind `/api`; one that begins without a slash goes on behind that of the conference."""
        path = url if url.startswith("/") else f"/management/conferences/{self.conference_id}/{url}".rstrip("/")
        return await self.http.request(method, path, body, **{"token": self.token or None} | options)

    async def create(self, **members: Any) -> Response:
        """PyCon, but for `members`; its token is used from then on."""
        answer = await self.http.request("POST", "/management/conferences", pycon(**members))
        if answer.status == 201:
            self.token, self.conference_id = answer.json["accessToken"], UUID(answer.json["conferenceId"])
        return answer

    async def happened(self, stream: StreamId, *commits: Sequence[Event]) -> None:
        """What others did, up to where every view shows it."""
        for commit in await self.views.happened(stream, *commits):
            await self.bus.send(EVENTS_TOPIC, encode_commit(commit))
        await self.bus.all_delivered()


async def public(site: Site, url: str = "/conferences") -> Any:
    """What everybody is shown."""
    return (await site.http.request("GET", url)).json


def pycon(**members: Any) -> dict[str, Any]:
    return {
        "ownerName": "Guido",
        "ownerEmail": "guido@example.com",
        "name": "PyCon",
        "slug": "pycon",
        "description": "All about Python",
        "location": "Vienna",
        "startDate": "2027-05-03",
        "endDate": "2027-05-05",
        "currency": "EUR",
    } | members


def workshop(**members: Any) -> dict[str, Any]:
    return {"name": "Workshop", "description": "A day of practice", "price": "199.00", "quantity": 100} | members
