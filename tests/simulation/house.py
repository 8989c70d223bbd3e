"""One process of the app on ports in memory: what it does with each message is what the deployed one does."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from domain.catalogue import CONFERENCE, ORDER, PAYMENT, SEAT_ASSIGNMENTS, SEATS_AVAILABILITY
from functions.commands.handlers import CommandHandlers
from functions.process_managers.audit import ProcessAudit
from functions.process_managers.order_watch import OrderWatch
from functions.process_managers.registration import RegistrationProcessManager
from functions.projectors.conference_audit import ConferenceAudit
from functions.projectors.handlers import ViewProjectors
from functions.projectors.view_audit import ViewAudit
from functions.reactors import seat_assignments
from infrastructure.access_code_renewal import AccessCodeRenewal
from infrastructure.clock import Clock
from infrastructure.conferences import Conferences
from infrastructure.event_store import StreamId
from infrastructure.handling import MessageHandling
from infrastructure.ledger import moved_money, payments_projector
from infrastructure.lost_commands import LostCommands
from infrastructure.management_views import management_projectors
from infrastructure.message_codec import decode_command, decode_commit
from infrastructure.messaging import Delivery
from infrastructure.parking import ParkedMessage, Parking
from infrastructure.publisher import Publisher
from infrastructure.registration_projections import registration_projectors
from infrastructure.registration_views import RegistrationViews
from infrastructure.retries import Retries
from infrastructure.topology import SOURCE_TYPE
from infrastructure.waiting import Wakeups
from tests.http.fakes import MemoryLocators, MemorySlugs
from tests.simulation.power import Power, PoweredBus, PoweredStore, PoweredViews, PoweredWatchList

PATIENCE = timedelta(seconds=5)


class NothingIsParked:
    async def keep(self, message: ParkedMessage, name: str) -> None:
        raise AssertionError(f"{name} was parked: {message.reason}")


class House:
    """`audits`: stream type → the visit of one stream."""

    def __init__(
        self,
        power: Power,
        clock: Clock,
        store: PoweredStore,
        bus: PoweredBus,
        rows: PoweredViews,
        managed_rows: PoweredViews,
        watch_list: PoweredWatchList,
    ) -> None:
        self.power = power
        publisher = Publisher(store, bus, clock)
        self._store, self._publisher = store, publisher
        wakeups = Wakeups()
        manager = RegistrationProcessManager(store, publisher, clock)
        lost_commands = LostCommands(store, bus, clock, PATIENCE)
        views = RegistrationViews(rows, rows)
        projectors = registration_projectors(views, store, bus, MemoryLocators(), wakeups)
        payments = payments_projector(managed_rows, store, wakeups)
        managed = {**management_projectors(managed_rows, store, wakeups), PAYMENT: payments}
        self.process_audit = ProcessAudit(store, manager, lost_commands, clock, PATIENCE)
        order_views = ViewAudit(store, [projectors[ORDER], managed[ORDER]], clock)
        self.watch = OrderWatch(watch_list, self.process_audit.visit, order_views.visit, clock, PATIENCE)
        self.audits: dict[str, Callable[[StreamId], Awaitable[None]]] = {
            ORDER: self.watch.visit,
            CONFERENCE: ConferenceAudit(store, views, projectors[CONFERENCE], lost_commands).visit,
            PAYMENT: ViewAudit(store, [payments], clock, is_shown=moved_money).visit,
            SEATS_AVAILABILITY: ViewAudit(store, [projectors[SEATS_AVAILABILITY]], clock, ever=True).visit,
            SEAT_ASSIGNMENTS: ViewAudit(store, [projectors[SEAT_ASSIGNMENTS], managed[SEAT_ASSIGNMENTS]], clock).visit,
        }
        self.conferences = Conferences(store, publisher, MemorySlugs(), MemoryLocators(), clock, b"k" * 32)
        self._handling = MessageHandling(Parking(publisher, NothingIsParked(), clock), Retries(bus, clock))
        self._manager = manager
        renewal = AccessCodeRenewal(store, publisher, MemoryLocators(), clock, b"k" * 32)
        self._commands = CommandHandlers(store, publisher, clock, manager, self.watch, wakeups, renewal)
        self._registration_views = ViewProjectors(self._handling, projectors)
        self._management_views = ViewProjectors(self._handling, managed)

    async def begin(self) -> None:
        """A new process first publishes what the last one left of conferences: nobody else would."""
        async for conference in self._store.streams_with_unpublished(CONFERENCE):
            await self._publisher.publish_pending(conference)

    async def handle(self, delivery: Delivery) -> None:
        """As the trigger of the delivery's entity does."""
        match delivery.entity:
            case "commands" | "seats":
                await self._handling.run(delivery, lambda: self._commands.handle(decode_command(delivery.body)))
            case "events/process-manager" if delivery.properties[SOURCE_TYPE] == ORDER:
                await self._handling.run(delivery, lambda: self._manager.order_moved(decode_commit(delivery.body)))
            case "events/process-manager":
                await self._handling.run_each(delivery, self._manager.hear)
            case "events/registration-views":
                await self._registration_views.handle(delivery)
            case "events/management-views":
                await self._management_views.handle(delivery)
            case "events/seat-assignments":
                await self._handling.run_each(
                    delivery, lambda recorded: seat_assignments.react(recorded, self._commands)
                )
            case unknown:
                raise AssertionError(f"nobody receives from {unknown}")
