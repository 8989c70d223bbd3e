"""The audit of registration processes: it brings a process up to date from the streams, whatever news were lost."""

from datetime import timedelta
from typing import cast
from uuid import uuid5

from domain import catalogue
from domain.catalogue import PAYMENT, REGISTRATION_PROCESS
from domain.messages import Command
from domain.registration import process, process_facts
from domain.registration.commands import ExpireRegistrationProcess, MakeSeatReservation
from domain.registration.events import OrderEvent
from domain.registration.process_events import RegistrationProcessAdvanced
from domain.registration.process_facts import Facts, Phase
from functions.process_managers.registration import RegistrationProcessManager
from infrastructure.clock import Clock
from infrastructure.event_store import EventStore, RecordedEvent, StreamId
from infrastructure.lost_commands import LostCommands
from infrastructure.messaging import CommandEnvelope, caused_by, target_of

WATCHED = timedelta(days=3)
"""How long the last commands of an order that has ended are asked after: some rounds of the audit."""


class ProcessAudit:
    """A process that has ended, and long ago, costs two reads. What is up to date is neither written to nor sent to.

    Whatever it finds goes the way of all news: through the process manager, by the same markers.
    """

    def __init__(
        self, store: EventStore, manager: RegistrationProcessManager, lost_commands: LostCommands, clock: Clock
    ) -> None:
        self._store = store
        self._manager = manager
        self._lost_commands = lost_commands
        self._clock = clock

    async def visit(self, order: StreamId) -> None:
        """Raises what StreamWriter.handle raises."""
        transitions = await self._transitions(order)
        if await self._tell_of_order(order, transitions):
            transitions = await self._transitions(order)
        if not transitions:
            return  # a stream without an order: all that was ever asked of it was refused
        facts = _facts(transitions)
        await self._tell_of_payments(facts)
        await self._tell_the_time(facts, transitions[-1])
        for transition in transitions:
            if facts.phase is Phase.OPEN or self._clock.now() < transition.occurred_at + WATCHED:
                await self._ask_after_commands(facts, transition)

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

    async def _tell_of_payments(self, facts: Facts) -> None:
        for payment in facts.payments:
            if payment.completed_as is None:
                for recorded in (await self._store.read(StreamId(PAYMENT, payment.payment_id))).events:
                    await self._manager.hear(recorded)

    async def _tell_the_time(self, facts: Facts, last: RecordedEvent) -> None:
        """Once per deadline: the command's id derives from it."""
        now = self._clock.now()
        acted = facts.deadline_acted_on == facts.deadline_set_by
        if facts.phase is not Phase.OPEN or now < facts.deadline or acted:
            return
        command = ExpireRegistrationProcess(
            id=uuid5(facts.order_id, f"audit/{facts.deadline_set_by}"), order_id=facts.order_id, deadline=facts.deadline
        )
        await self._manager.time_passed(CommandEnvelope(command, now, caused_by(last)), command)

    async def _ask_after_commands(self, facts: Facts, transition: RecordedEvent) -> None:
        for wanted in cast(RegistrationProcessAdvanced, transition.event).commands:
            command = catalogue.decode_command(wanted.type, wanted.schema_version, wanted.payload)
            if isinstance(command, ExpireRegistrationProcess):
                continue  # `_tell_the_time` does without it
            marker = await self._lost_commands.find(command, transition.occurred_at, caused_by(transition))
            if marker and marker.first_version is not None and _waits_for_answer(facts, command):
                answer = await self._store.read(target_of(command), marker.first_version)
                for recorded in answer.events[: marker.count]:
                    await self._manager.hear(recorded)


def _facts(transitions: list[RecordedEvent]) -> Facts:
    """After at least one transition: the newest holds all that is known."""
    return process.evolve(None, transitions[-1].event).facts


def _teaches(news: list[RecordedEvent], facts: Facts) -> bool:
    """Whether the order's events say more than how many there are."""
    learned = facts
    for recorded in news:
        learned = process_facts.learn_order_event(learned, cast(OrderEvent, recorded.event), recorded.version)
    return learned.model_copy(update={"order_version": facts.order_version}) != facts


def _waits_for_answer(facts: Facts, command: Command) -> bool:
    newest = facts.request
    return (
        isinstance(command, MakeSeatReservation)
        and newest is not None
        and command.number == newest.number
        and not facts.answered
    )
