"""Everything that one process of the app is made of, wired once by plain parameters."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from domain.catalogue import CONFERENCE, ORDER, PAYMENT, SEAT_ASSIGNMENTS, SEATS_AVAILABILITY
from functions.commands.handlers import CommandHandlers
from functions.http.readiness import Readiness
from functions.http.services import Build, HttpServices
from functions.process_managers.audit import ProcessAudit
from functions.process_managers.order_watch import OrderWatch
from functions.process_managers.registration import RegistrationProcessManager
from functions.projectors.conference_audit import ConferenceAudit
from functions.projectors.handlers import ViewProjectors
from functions.projectors.view_audit import ViewAudit
from infrastructure.access_code_renewal import AccessCodeRenewal
from infrastructure.azure.blob_view_store import BlobViewStore
from infrastructure.azure.bus import BusSender
from infrastructure.azure.clients import StorageClients, StorageEndpoints
from infrastructure.azure.communication_mailer import CommunicationMailer, MailEndpoint
from infrastructure.azure.dead_letter_queues import ServiceBusDeadLetterQueues
from infrastructure.azure.parking import BlobParkedMessages
from infrastructure.azure.service_bus import BusConnection, BusNamespace, BusProbe, service_bus_client
from infrastructure.azure.table_attempts import TableAttempts
from infrastructure.azure.table_event_store import TableEventStore
from infrastructure.azure.table_failures import TableFailures
from infrastructure.azure.table_idempotency import TableIdempotencyStore
from infrastructure.azure.table_locators import TableLocators
from infrastructure.azure.table_progress import TableProgress
from infrastructure.azure.table_slugs import TableSlugs
from infrastructure.azure.table_view_store import TableViewStore
from infrastructure.azure.table_watch_list import TableWatchList
from infrastructure.clock import Clock, SystemClock
from infrastructure.conferences import Conferences
from infrastructure.dead_letters import DeadLetterConsumer
from infrastructure.event_store import StreamId
from infrastructure.failures import Failures
from infrastructure.handling import MessageHandling
from infrastructure.ledger import Ledgers, moved_money, payments_projector
from infrastructure.lost_commands import LostCommands
from infrastructure.mail.dispatch import Dispatch
from infrastructure.mail.letters import Letters
from infrastructure.mail.mailer import Mailer
from infrastructure.management_views import TABLE as MANAGEMENT_VIEWS
from infrastructure.management_views import ManagementViews, management_projectors
from infrastructure.parking import Parking
from infrastructure.publisher import Publisher
from infrastructure.registration_projections import registration_projectors
from infrastructure.registration_views import CONTAINER, RegistrationViews, seat_assignments_place
from infrastructure.registration_views import TABLE as REGISTRATION_VIEWS
from infrastructure.retries import Retries
from infrastructure.settings import Settings, read_settings
from infrastructure.sweeper import Sweeper
from infrastructure.tokens import Tokens
from infrastructure.waiting import Wakeups

VERSION = "0.1.0"
NOBODY = UUID(int=0)

type Step = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Services:
    settings: Settings
    http: HttpServices
    commands: CommandHandlers
    process_manager: RegistrationProcessManager
    registration_projectors: ViewProjectors
    management_projectors: ViewProjectors
    handling: MessageHandling
    sweeper: Sweeper
    order_watch: OrderWatch
    dead_letters: DeadLetterConsumer
    local_places: "LocalPlaces"
    mail: Dispatch


class LocalPlaces:
    """Creates tables and containers where nobody else does: on a laptop. In Azure they come with the deployment."""

    def __init__(self, create: Sequence[Step]) -> None:
        self._create = create
        self._creating = asyncio.Lock()
        self._created = False

    async def prepare(self) -> None:
        """Returns once they are there. Raises StorageUnavailable."""
        async with self._creating:
            if not self._created:
                for create in self._create:
                    await create()
            self._created = True


@dataclass(frozen=True, slots=True)
class StorageCheck:
    """Raises StorageUnavailable where the tables or the blobs cannot be read, or are not there."""

    places: LocalPlaces
    store: TableEventStore
    blobs: BlobViewStore

    async def run(self) -> None:
        await self.places.prepare()
        await self.store.read(StreamId(SEATS_AVAILABILITY, NOBODY))
        await self.blobs.get(seat_assignments_place(NOBODY))


_built: list[Services] = []


@cache
def settings() -> Settings:
    """Those of this process. Raises SettingsError, which names all that is missing or wrong."""
    return read_settings(os.environ)


def services() -> Services:
    """Those of this process, built at the first call, inside the running event loop. Raises SettingsError."""
    if not _built:
        _built.append(build(settings()))
    return _built[0]


def build(settings: Settings) -> Services:
    clock, wakeups = SystemClock(), Wakeups()
    clients = StorageClients(_storage(settings))
    bus_client = service_bus_client(_bus(settings))
    bus, probe = BusSender(bus_client), BusProbe(bus_client)

    store = TableEventStore(clients)
    publisher = Publisher(store, bus, clock)
    progress, slugs = TableProgress(clients), TableSlugs(clients)
    attempts, idempotency = TableAttempts(clients), TableIdempotencyStore(clients)
    watch_list = TableWatchList(clients)
    locators = TableLocators(clients, settings.locator_key)
    registration_rows, blobs = TableViewStore(clients, REGISTRATION_VIEWS), BlobViewStore(clients, CONTAINER)
    management_rows = TableViewStore(clients, MANAGEMENT_VIEWS)
    parked = BlobParkedMessages(clients)
    places = LocalPlaces(
        [
            *(place.ensure_table for place in (progress, slugs, attempts, idempotency, locators, watch_list)),
            *(place.ensure_table for place in (registration_rows, management_rows)),
            *(place.ensure_container for place in (blobs, parked)),
            store.ensure_tables,
        ]
        if settings.environment == "local"
        else []
    )

    views = RegistrationViews(registration_rows, blobs)
    process_manager = RegistrationProcessManager(store, publisher, clock)
    projectors = registration_projectors(views, store, bus, locators, wakeups)
    payments = payments_projector(management_rows, store, wakeups)
    managed = {**management_projectors(management_rows, store, wakeups), PAYMENT: payments}
    patience = settings.audit_patience
    lost_commands = LostCommands(store, bus, clock, patience)
    process_audit = ProcessAudit(store, process_manager, lost_commands, clock, patience)
    order_views = ViewAudit(store, [projectors[ORDER], managed[ORDER]], clock)
    order_watch = OrderWatch(watch_list, process_audit.visit, order_views.visit, clock, patience)
    audits = {
        ORDER: order_watch.visit,
        CONFERENCE: ConferenceAudit(store, views, projectors[CONFERENCE], lost_commands).visit,
        PAYMENT: ViewAudit(store, [payments], clock, is_shown=moved_money).visit,
        SEATS_AVAILABILITY: ViewAudit(store, [projectors[SEATS_AVAILABILITY]], clock, ever=True).visit,
        SEAT_ASSIGNMENTS: ViewAudit(store, [projectors[SEAT_ASSIGNMENTS], managed[SEAT_ASSIGNMENTS]], clock).visit,
    }
    parking = Parking(publisher, parked, clock)
    handling = MessageHandling(parking, Retries(bus, clock))
    counted_in = attempts if settings.mails_per_recipient_per_day else None
    mail = Dispatch(
        store, _mailer(settings, clock), Letters(settings.public_base_url), clock, settings.locator_key, counted_in
    )
    renewal = AccessCodeRenewal(store, publisher, locators, clock, settings.locator_key)
    http = HttpServices(
        settings=settings,
        build=Build(VERSION, settings.commit),
        clock=clock,
        tokens=Tokens(settings.token_signing_keys, clock),
        idempotency=idempotency,
        store=store,
        bus=bus,
        views=views,
        conferences=Conferences(store, publisher, slugs, locators, clock, settings.locator_key),
        management_views=ManagementViews(management_rows),
        ledgers=Ledgers(management_rows),
        wakeups=wakeups,
        locators=locators,
        attempts=attempts,
        failures=Failures(TableFailures(clients), clock),
        mail=mail,
        readiness=Readiness({"storage": StorageCheck(places, store, blobs).run, "bus": probe.check}),
    )
    return Services(
        settings=settings,
        http=http,
        commands=CommandHandlers(store, publisher, clock, process_manager, order_watch, wakeups, renewal),
        process_manager=process_manager,
        registration_projectors=ViewProjectors(handling, projectors),
        management_projectors=ViewProjectors(handling, managed),
        handling=handling,
        sweeper=Sweeper(store, publisher, progress, audits),
        order_watch=order_watch,
        dead_letters=DeadLetterConsumer(ServiceBusDeadLetterQueues(bus_client), parking),
        local_places=places,
        mail=mail,
    )


def _storage(settings: Settings) -> str | StorageEndpoints:
    if settings.data_storage:
        return settings.data_storage
    assert settings.table_service_uri
    assert settings.blob_service_uri
    return StorageEndpoints(settings.table_service_uri, settings.blob_service_uri, _credential(settings))


def _bus(settings: Settings) -> BusConnection:
    if settings.service_bus:
        return settings.service_bus
    assert settings.service_bus_namespace
    return BusNamespace(settings.service_bus_namespace, _credential(settings))


def _mailer(settings: Settings, clock: Clock) -> Mailer | None:
    if not settings.email_sender:
        return None
    if settings.email:
        return CommunicationMailer(settings.email, settings.email_sender, clock)
    if settings.email_endpoint:
        endpoint = MailEndpoint(settings.email_endpoint, _credential(settings))
        return CommunicationMailer(endpoint, settings.email_sender, clock)
    return None


def _credential(settings: Settings) -> Any:
    from infrastructure.azure.credential import default_credential

    return default_credential(settings.managed_identity_client_id)
