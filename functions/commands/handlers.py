"""Every command by the stream type that decides it: one visible table of pure decisions, one way to carry them out."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from domain.catalogue import ORDER, PAYMENT, SEAT_ASSIGNMENTS, SEATS_AVAILABILITY
from domain.conference_management.commands import RaiseQuota, RenewAccessCode
from domain.messages import Command, Decision
from domain.payments import payment
from domain.payments.commands import InitiateThirdPartyProcessorPayment
from domain.registration import order, seat_assignments, seats_availability
from domain.registration.commands import CreateSeatAssignments, ExpireRegistrationProcess, RegisterToConference
from functions.process_managers.order_watch import OrderWatch
from functions.process_managers.registration import RegistrationProcessManager
from infrastructure.access_code_renewal import AccessCodeRenewal
from infrastructure.clock import Clock
from infrastructure.conference_streams import ConferenceStreams
from infrastructure.event_store import EventStore
from infrastructure.messaging import CommandEnvelope, caused_by, target_of
from infrastructure.publisher import Publisher
from infrastructure.stream_input import Input, command_key
from infrastructure.stream_writer import StreamWriter
from infrastructure.waiting import Wakeups

type Decide = Callable[[Any, Any, datetime, bool], Decision[Any]]

AGGREGATES: Mapping[str, tuple[Callable[[Any, Any], Any], Decide]] = {
    ORDER: (order.evolve, order.decide),
    SEATS_AVAILABILITY: (seats_availability.evolve, seats_availability.decide),
    SEAT_ASSIGNMENTS: (seat_assignments.evolve, seat_assignments.decide),
    PAYMENT: (payment.evolve, payment.decide),
}
"""Stream type → (evolve, decide)."""

HELD_SECONDS = 0.5
"""So long after it was issued a command waits here for what is on its way, an order that was just placed say."""

OPENING: tuple[type[Command], ...] = (RegisterToConference, InitiateThirdPartyProcessorPayment, CreateSeatAssignments)
"""Commands that expect their stream to be new."""


class CommandHandlers:
    """`wakeups`: whoever waits in this process for what becomes of a command listens to the command's stream."""

    def __init__(
        self,
        store: EventStore,
        publisher: Publisher,
        clock: Clock,
        process_manager: RegistrationProcessManager,
        order_watch: OrderWatch,
        wakeups: Wakeups,
        renewal: AccessCodeRenewal,
    ) -> None:
        self._wakeups = wakeups
        self._process_manager = process_manager
        self._order_watch = order_watch
        self._renewal = renewal
        self._conferences = ConferenceStreams(store, publisher, clock)
        self._writers = {
            stream_type: StreamWriter[Any](stream_type, evolve, store, publisher, clock)
            for stream_type, (evolve, _) in AGGREGATES.items()
        }

    async def handle(self, envelope: CommandEnvelope) -> None:
        """Returns once the command is decided, stored and published.

        Raises what StreamWriter.handle raises (NotDecidedYet has it come again later: whoever sends many commands that
        are too early holds up nobody), and UnknownConference.
        """
        command = envelope.command
        if isinstance(command, ExpireRegistrationProcess):
            await self._process_manager.time_passed(envelope, command)
            return
        if isinstance(command, RaiseQuota):
            await self._conferences.raise_quota(command, caused_by(envelope))
            return
        if isinstance(command, RenewAccessCode):
            await self._renewal.renew(command, caused_by(envelope))
            return
        await self._order_watch.expect(command)
        stream = target_of(command)
        _, decide = AGGREGATES[stream.type]
        item = Input[Any](
            command_key(command.id),
            lambda state, now, out_of_patience: decide(state, command, now, out_of_patience),
            caused_by(envelope),
            envelope.issued_at,
            opens_stream=isinstance(command, OPENING),
        )
        await self._writers[stream.type].handle(stream, item, held_seconds=HELD_SECONDS)
        self._wakeups.notify(stream)
