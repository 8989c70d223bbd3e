"""The registration process manager: hears what orders, seats and payments say, and brings each order's process on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from domain.catalogue import ORDER, REGISTRATION_PROCESS
from domain.messages import Decision, Event
from domain.payments.events import PaymentCompleted, PaymentRejected
from domain.registration import process
from domain.registration.commands import ExpireRegistrationProcess
from domain.registration.events import OrderCheckedOut, OrderEvent, SeatsReserved
from domain.registration.process import RegistrationProcess
from infrastructure.clock import Clock
from infrastructure.event_store import EventStore, RecordedEvent, StreamId
from infrastructure.messaging import CommandEnvelope, caused_by
from infrastructure.publisher import Publisher
from infrastructure.stream_input import Input, command_key, seen_key
from infrastructure.stream_writer import StreamWriter

type Advance = Input[RegistrationProcess]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMoved(Input[RegistrationProcess]):
    """News of the order itself: all its events of these versions."""

    versions: range


class RegistrationProcessManager:
    """Before a process takes any news it catches up with its order's own stream: what the order decided counts first.

    Only where the news are the order's own, and the very next ones, nothing has to be read first. All methods raise
    what StreamWriter.handle raises.
    """

    def __init__(self, store: EventStore, publisher: Publisher, clock: Clock) -> None:
        self._store = store
        self._writer = StreamWriter(
            REGISTRATION_PROCESS, process.evolve, store, publisher, clock, catch_up=self._catch_up
        )

    async def order_moved(self, events: Sequence[RecordedEvent]) -> None:
        """`events`: some of an order that follow each other, those of one commit say."""
        for step in _steps(events):
            await self._writer.handle(_process_of(events[0].stream.id), step)

    async def hear(self, recorded: RecordedEvent) -> None:
        """What seats and payments say; the rest of it is no news to a process."""
        match recorded.event:
            case SeatsReserved() as reserved:
                await self._learn(
                    recorded,
                    reserved.reservation_id,
                    lambda state, now, out_of_patience: process.seats_reserved(state, reserved, now),
                )
            case PaymentCompleted() | PaymentRejected() as ended:
                payment_id = recorded.stream.id
                await self._learn(
                    recorded,
                    ended.order_id,
                    lambda state, now, out_of_patience: process.payment_ended(state, payment_id, ended, now),
                )
            case _:
                return

    async def time_passed(self, envelope: CommandEnvelope, command: ExpireRegistrationProcess) -> None:
        """Most orders are confirmed by then: for them a look is all that it costs."""
        stream = _process_of(command.order_id)
        state = await self._writer.state(stream)
        if state is not None and process.is_settled(state):
            return
        item: Advance = Input(
            command_key(command.id),
            lambda state, now, out_of_patience: process.time_passed(state, command.deadline, now),
            caused_by(envelope),
            envelope.issued_at,
        )
        await self._writer.handle(stream, item)

    async def _learn(
        self,
        recorded: RecordedEvent,
        order_id: UUID,
        decide: Callable[[RegistrationProcess | None, datetime, bool], Decision[Event]],
    ) -> None:
        key = seen_key(recorded.stream, recorded.version)
        item: Advance = Input(key, decide, caused_by(recorded), recorded.occurred_at)
        await self._writer.handle(_process_of(order_id), item)

    async def _catch_up(
        self, stream: StreamId, state: RegistrationProcess | None, waiting: Sequence[Advance]
    ) -> list[Advance]:
        known = state.facts.order_version if state else -1
        if _go_on_from(known, waiting):
            return []
        found = await self._store.read(StreamId(ORDER, stream.id), known + 1)
        return _steps(found.events)


def _process_of(order_id: UUID) -> StreamId:
    return StreamId(REGISTRATION_PROCESS, order_id)


def _go_on_from(known: int, waiting: Sequence[Advance]) -> bool:
    """Whether those waiting tell of the order only, and leave nothing out behind its version `known`."""
    for item in waiting:
        if not isinstance(item, OrderMoved) or item.versions.start > known + 1:
            return False
        known = max(known, item.versions.stop - 1)
    return True


def _steps(events: Sequence[RecordedEvent]) -> list[Advance]:
    """The events, which follow each other, as few inputs. Each has one checkout at most, so that its transitions fit
    one commit: a payment is asked for with all its items."""
    steps: list[list[RecordedEvent]] = []
    for recorded in events:
        is_checkout = isinstance(recorded.event, OrderCheckedOut)
        if not steps or (is_checkout and any(isinstance(earlier.event, OrderCheckedOut) for earlier in steps[-1])):
            steps.append([])
        steps[-1].append(recorded)
    return [_order_moved(step) for step in steps]


def _order_moved(events: Sequence[RecordedEvent]) -> OrderMoved:
    first, last = events[0], events[-1]
    news = [(recorded.version, cast(OrderEvent, recorded.event)) for recorded in events]
    return OrderMoved(
        seen_key(last.stream, last.version),
        lambda state, now, out_of_patience: process.order_moved(state, last.stream.id, news, now),
        caused_by(last),
        last.occurred_at,
        opens_stream=first.version == 0,
        versions=range(first.version, last.version + 1),
    )
