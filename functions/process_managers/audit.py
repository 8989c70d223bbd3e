"""The audit of registration processes: it brings a process up to date from the streams, whatever news were lost."""

from datetime import datetime, timedelta
from typing import cast
from uuid import uuid5

from domain import catalogue
from domain.catalogue import ORDER, PAYMENT, REGISTRATION_PROCESS
from domain.conference_management.commands import RaiseQuota
from domain.messages import Command
from domain.payments.events import PaymentInitiated
from domain.registration import process, process_facts, seat_assignments
from domain.registration.commands import ExpireRegistrationProcess, MakeSeatReservation
from domain.registration.events import OrderConfirmed, OrderEvent
from domain.registration.process_events import RegistrationProcessAdvanced
from domain.registration.process_facts import Facts, Phase
from domain.values import RaisedFor
from functions.process_managers.registration import RegistrationProcessManager
from infrastructure.clock import Clock
from infrastructure.event_store import EventStore, Marker, RecordedEvent, StreamId
from infrastructure.lost_commands import LostCommands
from infrastructure.messaging import CommandEnvelope, caused_by, target_of
from infrastructure.registration_projections import quota_command

WATCHED = timedelta(days=3)
"""How long the last commands of an order that has ended are asked after: some rounds of the audit."""


class ProcessAudit:
    """A process that has ended, and long ago, costs two reads. What is up to date is neither written to nor sent to.

    Whatever it finds goes the way of all news: through the process manager, by the same markers. `patience`: so long
    what a process waits for is taken to be on its way.
    """

    def __init__(
        self,
        store: EventStore,
        manager: RegistrationProcessManager,
        lost_commands: LostCommands,
        clock: Clock,
        patience: timedelta,
    ) -> None:
        self._store = store
        self._manager = manager
        self._lost_commands = lost_commands
        self._clock = clock
        self._patience = patience

    async def visit(self, order: StreamId) -> datetime | None:
        """When to come again: None if nothing is under way. Raises what StreamWriter.handle raises."""
        transitions = await self._transitions(order)
        if await self._tell_of_order(order, transitions):
            transitions = await self._transitions(order)
        if not transitions:
            return None  # a stream without an order: all that was ever asked of it was refused
        if await self._tell_of_payments(_facts(transitions)) | await self._tell_the_time(transitions):
            transitions = await self._transitions(order)
        waits = await self._ask_after_commands(transitions)
        return self._again_at(_facts(transitions), waits)

    async def _transitions(self, order: StreamId) -> list[RecordedEvent]:
        return (await self._store.read(StreamId(REGISTRATION_PROCESS, order.id))).events

    async def _tell_of_order(self, order: StreamId, transitions: list[RecordedEvent]) -> bool:
        """Whether there was anything to tell. Much of what an order says is no news to its process."""
        facts = _facts(transitions) if transitions else None
        news = (await self._store.read(order, facts.order_version + 1 if facts else 0)).events
        if not news or (facts and not _teaches(news, facts)):
            return False
        await self._manager.order_moved(news)
        return True

    async def _tell_of_payments(self, facts: Facts) -> bool:
        """Whether there was anything to tell."""
        told = False
        for payment in facts.payments:
            if payment.completed_as is None:
                for recorded in (await self._store.read(StreamId(PAYMENT, payment.payment_id))).events:
                    await self._manager.hear(recorded)
                    told |= not isinstance(recorded.event, PaymentInitiated)
        return told

    async def _tell_the_time(self, transitions: list[RecordedEvent]) -> bool:
        """Once per deadline: the command's id derives from it. Whether the time has come."""
        facts, now = _facts(transitions), self._clock.now()
        acted = facts.deadline_acted_on == facts.deadline_set_by
        if facts.phase is not Phase.OPEN or now < facts.deadline or acted:
            return False
        command = ExpireRegistrationProcess(
            id=uuid5(facts.order_id, f"audit/{facts.deadline_set_by}"), order_id=facts.order_id, deadline=facts.deadline
        )
        await self._manager.time_passed(CommandEnvelope(command, now, caused_by(transitions[-1])), command)
        return True

    async def _ask_after_commands(self, transitions: list[RecordedEvent]) -> bool:
        """Whether one of them is still under way, or the process was told an answer that it had missed."""
        facts, waits = _facts(transitions), False
        for transition in transitions:
            if not _is_under_way(facts) and self._clock.now() >= transition.occurred_at + WATCHED:
                continue
            for wanted in cast(RegistrationProcessAdvanced, transition.event).commands:
                command = catalogue.decode_command(wanted.type, wanted.schema_version, wanted.payload)
                if isinstance(command, ExpireRegistrationProcess):
                    continue  # `_tell_the_time` does without it
                marker = await self._lost_commands.find(command, transition.occurred_at, caused_by(transition))
                waits |= marker is None
                if marker is not None and _waits_for_answer(facts, command):
                    await self._tell_answer(command, marker)
                    waits = True
        if facts.phase is Phase.CONFIRMED and self._clock.now() < transitions[-1].occurred_at + WATCHED:
            waits |= await self._ask_after_seat_assignments(facts)
        return waits

    async def _tell_answer(self, command: Command, marker: Marker) -> None:
        """A quota that was raised is answered by the seats, when they are told of it."""
        if marker.first_version is None:
            return
        answer = await self._store.read(target_of(command), marker.first_version)
        for recorded in answer.events[: marker.count]:
            await self._manager.hear(recorded)
            if told := quota_command(recorded):
                found = await self._lost_commands.find(told, recorded.occurred_at, caused_by(recorded))
                if found is not None:
                    await self._tell_answer(told, found)

    async def _ask_after_seat_assignments(self, facts: Facts) -> bool:
        """Whether they are still to come."""
        for recorded in (await self._store.read(StreamId(ORDER, facts.order_id))).events:
            if isinstance(recorded.event, OrderConfirmed):
                create = seat_assignments.creation(facts.order_id, recorded.event, recorded.version)
                return await self._lost_commands.find(create, recorded.occurred_at, caused_by(recorded)) is None
        return False

    def _again_at(self, facts: Facts, waits: bool) -> datetime | None:
        """Where a deadline is all that is waited for: when it is overdue."""
        now = self._clock.now()
        if not waits and facts.phase is Phase.OPEN and facts.answered and now < facts.deadline:
            return facts.deadline + self._patience
        return now + self._patience if waits or _is_under_way(facts) else None


def _facts(transitions: list[RecordedEvent]) -> Facts:
    """After at least one transition: the newest holds all that is known."""
    return process.latest_facts([cast(RegistrationProcessAdvanced, recorded.event) for recorded in transitions])


def _teaches(news: list[RecordedEvent], facts: Facts) -> bool:
    """Whether the order's events say more than how many there are."""
    learned = facts
    for recorded in news:
        learned = process_facts.learn_order_event(learned, cast(OrderEvent, recorded.event), recorded.version)
    return learned.model_copy(update={"order_version": facts.order_version}) != facts


def _is_under_way(facts: Facts) -> bool:
    """Whether the process still has something to bring to its end."""
    is_asking = facts.request is not None and facts.request.kind.asks_for_seats and not facts.answered
    return facts.phase in (Phase.OPEN, Phase.HONOURED) or facts.oldest_undecided() is not None or is_asking


def _waits_for_answer(facts: Facts, command: Command) -> bool:
    newest = facts.request
    if newest is None or facts.answered:
        return False
    match command:
        case MakeSeatReservation(number=number) | RaiseQuota(raised_for=RaisedFor(number=number)):
            return number == newest.number
        case _:
            return False
