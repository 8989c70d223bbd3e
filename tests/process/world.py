"""A whole registration in one place: a conference, orders, seats, payments, processes; the bus does what it likes.

Messages wait in a bag; which one comes next, twice, or never is drawn at random. Nothing is simulated but the bus, the
streams and their markers: every decision is the domain's own.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID, uuid5

from domain.catalogue import (
    COMMAND_TARGETS,
    CONFERENCE,
    ORDER,
    PAYMENT,
    REGISTRATION_PROCESS,
    SEATS_AVAILABILITY,
    decode_command,
)
from domain.conference_management import conference as conferences
from domain.conference_management.commands import RaiseQuota
from domain.messages import Command, Decision, Event, NotYet, Refused
from domain.payments import payment
from domain.payments.events import PaymentCompleted, PaymentRejected
from domain.registration import order, process, seats_availability
from domain.registration.commands import ExpireRegistrationProcess
from domain.registration.events import SeatsReserved
from domain.registration.process_events import RegistrationProcessAdvanced
from infrastructure.event_store import Provenance, RecordedEvent, StreamId
from infrastructure.registration_projections import quota_command

type Stream = tuple[str, UUID]
type Decide = Callable[[Any, Any, datetime, bool], Decision[Any]]

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
AGGREGATES: dict[str, tuple[Callable[[Any, Any], Any], Decide]] = {
    ORDER: (order.evolve, order.decide),
    SEATS_AVAILABILITY: (seats_availability.evolve, seats_availability.decide),
    PAYMENT: (payment.evolve, payment.decide),
}
TARGETS = {ORDER: "order_id", SEATS_AVAILABILITY: "conference_id", PAYMENT: "payment_id"}
PUBLISHED = (SeatsReserved, PaymentCompleted, PaymentRejected)


@dataclass(frozen=True)
class News:
    stream: Stream
    version: int
    event: Event


@dataclass(frozen=True)
class Message:
    content: Command | News
    not_before: datetime


class World:
    """`clocks_differ_by`: minutes by which the clock of whoever decides may be ahead or behind."""

    def __init__(self, random: Random, *, loses_messages: bool = False, clocks_differ_by: float = 0) -> None:
        self.random = random
        self.loses_messages = loses_messages
        self.clocks_differ_by = clocks_differ_by
        self.now = START
        self.streams: dict[Stream, list[Event]] = defaultdict(list)
        self.states: dict[Stream, Any] = {}
        self.bag: list[Message] = []
        self._markers: set[tuple[Stream, str]] = set()
        self._commands = 0

    def new_id(self) -> UUID:
        self._commands += 1
        return uuid5(UUID(int=0), str(self._commands))

    def state(self, stream_type: str, stream_id: UUID) -> Any:
        return self.states.get((stream_type, stream_id))

    def send(self, command: Command, not_before: datetime = START) -> None:
        self.bag.append(Message(command, not_before))

    def recorded(self, stream: Stream) -> list[Any]:
        """The stream as views are told of it."""
        return [
            RecordedEvent(StreamId(*stream), version, event, self.now, Provenance("correlation", "cause"))
            for version, event in enumerate(self.streams[stream])
        ]

    def change_conference(self, conference_id: UUID, *events: Event) -> None:
        """Its quotas are told to the seats, as the projector of conferences does."""
        stream = (CONFERENCE, conference_id)
        self.streams[stream] += events
        for recorded in self.recorded(stream)[-len(events) :]:
            self.states[stream] = conferences.evolve(self.states.get(stream), recorded)
            if command := quota_command(recorded):
                self.send(command)

    def _clock(self) -> datetime:
        return self.now + timedelta(minutes=self.random.uniform(-self.clocks_differ_by, self.clocks_differ_by))

    def pass_time(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)

    def deliver_one(self) -> bool:
        """Some message that is due, perhaps not for the last time. False: none is due."""
        due = [message for message in self.bag if message.not_before <= self.now]
        if not due:
            return False
        message = self.random.choice(due)
        chance = self.random.random()
        if chance < 0.8:
            self.bag.remove(message)
        if not (self.loses_messages and chance < 0.1):
            self._deliver(message)
        return True

    def deliver_all(self) -> None:
        """All that is due now, each at least once, in any order."""
        deliveries = 0
        while self.deliver_one():
            deliveries += 1
            assert deliveries < 10_000, f"the messages never end: {self.bag[:5]}"

    def _deliver(self, message: Message) -> None:
        match message.content:
            case ExpireRegistrationProcess() as expire:
                stream = (REGISTRATION_PROCESS, expire.order_id)
                self._advance(
                    stream,
                    f"command_{expire.id}",
                    lambda state: process.time_passed(state, expire.deadline, self._clock()),
                )
            case News() as news:
                self._hear(news)
            case RaiseQuota() as raise_quota:
                self._raise_quota(raise_quota)
            case Command() as command:
                self._execute(command)

    def _execute(self, command: Command) -> None:
        stream_type = COMMAND_TARGETS[type(command)]
        stream = (stream_type, getattr(command, TARGETS[stream_type]))
        _, decide = AGGREGATES[stream_type]
        self._take(stream, f"command_{command.id}", lambda state: decide(state, command, self._clock(), False), command)

    def _raise_quota(self, command: RaiseQuota) -> None:
        stream, key = (CONFERENCE, command.conference_id), f"command_{command.id}"
        if (stream, key) not in self._markers:
            self._markers.add((stream, key))
            decision: Any = conferences.raise_quota(self.states[stream], command)
            self.change_conference(command.conference_id, *decision)

    def _hear(self, news: News) -> None:
        event, (source_type, source_id) = news.event, news.stream
        key = f"seen_{source_type}_{source_id}_{news.version}"
        match event:
            case SeatsReserved():
                stream = (REGISTRATION_PROCESS, event.reservation_id)
                self._advance(stream, key, lambda state: process.seats_reserved(state, event, self._clock()))
            case PaymentCompleted() | PaymentRejected():
                stream = (REGISTRATION_PROCESS, event.order_id)
                self._advance(stream, key, lambda state: process.payment_ended(state, source_id, event, self._clock()))
            case _:
                self._catch_up((REGISTRATION_PROCESS, source_id))

    def _advance(self, stream: Stream, key: str, decide: Callable[[Any], Decision[Any]]) -> None:
        self._catch_up(stream)
        self._take(stream, key, decide, None)

    def _catch_up(self, stream: Stream) -> None:
        events: Any = list(enumerate(self.streams[ORDER, stream[1]]))
        key = f"seen_order_{len(events)}"
        self._take(stream, key, lambda state: process.order_moved(state, stream[1], events, self._clock()), None)

    def _take(self, stream: Stream, key: str, decide: Callable[[Any], Decision[Any]], retry: Command | None) -> None:
        if (stream, key) in self._markers:
            return
        decision = decide(self.states.get(stream))
        if isinstance(decision, NotYet):
            if retry is not None:
                self.send(retry, self.now + timedelta(seconds=1))
            return
        self._markers.add((stream, key))
        for event in [] if isinstance(decision, Refused) else decision:
            self._append(stream, event)

    def _append(self, stream: Stream, event: Event) -> None:
        evolve = AGGREGATES[stream[0]][0] if stream[0] in AGGREGATES else process.evolve
        self.states[stream] = evolve(self.states.get(stream), event)
        version = len(self.streams[stream])
        self.streams[stream].append(event)
        if isinstance(event, RegistrationProcessAdvanced):
            for wanted in event.commands:
                command = decode_command(wanted.type, wanted.schema_version, wanted.payload)
                when = datetime.fromisoformat(wanted.not_before) if wanted.not_before else self.now
                self.send(command, when)
        elif stream[0] == ORDER or isinstance(event, PUBLISHED):
            self.bag.append(Message(News(stream, version, event), self.now))

    def money_taken(self, order_id: UUID) -> list[UUID]:
        """The payments of the order that were completed and not refunded."""
        return [
            stream_id
            for (stream_type, stream_id), state in self.states.items()
            if stream_type == PAYMENT
            and state.order_id == order_id
            and state.state is payment.PaymentState.COMPLETED
            and state.total > Decimal(0)
        ]
