"""What each function that no person calls hands its trigger to: a timer that does nothing is noticed by nobody else."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import azure.functions as func
import pytest

from domain.catalogue import ORDER, PAYMENT, SEATS_AVAILABILITY
from domain.messages import Event
from domain.payments.events import PaymentCompleted
from domain.registration.commands import HonourOrder, RemoveSeats
from domain.registration.events import OrderConfirmed, SeatsReserved
from domain.registration.seat_assignments import creation
from domain.values import NamedSeats
from infrastructure.event_store import Provenance, RecordedEvent, StreamId
from infrastructure.message_codec import decode_commit, encode_command, encode_commit
from infrastructure.messaging import BusMessage, CommandEnvelope, Delivery
from tests.http.fakes import SetClock
from tests.process.story import CONFERENCE, WORKSHOP, minute
from tests.process.story import ORDER as THE_ORDER
from tests.process.story import PAYMENT as THE_PAYMENT
from tests.whole_app import function, triggers

CAUSE = Provenance("correlation", "cause")
CONFIRMED = OrderConfirmed(
    conference_id=CONFERENCE,
    payment_id=None,
    seats=[NamedSeats(seat_type=WORKSHOP, name="Workshop", quantity=1)],
)
RESERVED = SeatsReserved(reservation_id=THE_ORDER, number=1, details=[], changes=[], not_after=minute(29))


@dataclass
class Called:
    """The services of the app: each notes that it was called, and with what."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def noting(self, name: str) -> Callable[..., Awaitable[None]]:
        async def note(*arguments: Any) -> None:
            self.calls.append((name, *arguments))

        return note

    def some(self, *names: str) -> SimpleNamespace:
        return SimpleNamespace(**{name: self.noting(name) for name in names})

    def services(self) -> SimpleNamespace:
        async def run(delivery: Delivery, work: Callable[[], Awaitable[None]]) -> None:
            await work()

        async def run_each(delivery: Delivery, react: Callable[[RecordedEvent], Awaitable[None]]) -> None:
            for recorded in decode_commit(delivery.body):
                await react(recorded)

        return SimpleNamespace(
            sweeper=self.some("sweep_conferences", "sweep_everything", "audit_next_slice"),
            order_watch=self.some("look"),
            dead_letters=SimpleNamespace(run=self.noting("dead letters")),
            local_places=self.some("prepare"),
            settings=SimpleNamespace(audit_slices_per_minute=2),
            http=SimpleNamespace(
                clock=SetClock(minute(0)),
                idempotency=SimpleNamespace(forget=self.noting("forget answers")),
                attempts=SimpleNamespace(forget=self.noting("forget attempts")),
            ),
            handling=SimpleNamespace(run=run, run_each=run_each),
            commands=SimpleNamespace(handle=self.noting("command")),
            process_manager=self.some("order_moved", "hear"),
            registration_projectors=SimpleNamespace(handle=self.noting("registration views")),
            management_projectors=SimpleNamespace(handle=self.noting("management views")),
            mail=self.some("react"),
        )


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> Called:
    called = Called()
    function("commands")  # loads the app, under its settings
    monkeypatch.setattr("functions.services._built", [called.services()])
    return called


def received(message: BusMessage) -> func.ServiceBusMessage:
    return SimpleNamespace(  # type: ignore[return-value]
        message_id=message.message_id,
        get_body=lambda: message.body,
        application_properties=message.properties,
        delivery_count=1,
    )


def news(stream_type: str, stream_id: UUID, *events: Event) -> tuple[list[RecordedEvent], func.ServiceBusMessage]:
    stream = StreamId(stream_type, stream_id)
    commit = [RecordedEvent(stream, version, event, minute(version), CAUSE) for version, event in enumerate(events)]
    return commit, received(encode_commit(commit))


@pytest.mark.parametrize(
    ("timer", "calls"),
    [
        ("sweep-conferences", [("sweep_conferences",)]),
        ("look-after-orders", [("look",)]),
        ("park-dead-letters", [("dead letters",)]),
        (
            "forget-answers",
            [
                ("forget answers", datetime(2026, 11, 22, 12, 0, tzinfo=UTC)),
                ("forget attempts", datetime(2026, 11, 22, 12, 0, tzinfo=UTC)),
            ],
        ),
    ],
)
async def test_a_timer_has_its_work_done(called: Called, timer: str, calls: list[tuple[Any, ...]]):
    await function(timer)(None)
    assert called.calls == calls


async def test_every_minute_some_slices_are_audited_after_all_was_swept_once_at_the_start(
    called: Called, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("functions.timers.triggers._swept_at_start", asyncio.Event())
    await function("audit-streams")(None)
    assert called.calls == [("prepare",), ("sweep_everything",), ("audit_next_slice",), ("audit_next_slice",)]
    called.calls.clear()
    await function("audit-streams")(None)
    assert called.calls == [("audit_next_slice",), ("audit_next_slice",)]


@pytest.mark.parametrize(
    ("queue", "command"),
    [
        ("commands", HonourOrder(id=UUID(int=1), order_id=THE_ORDER)),
        ("seats", RemoveSeats(id=UUID(int=2), conference_id=CONFERENCE, seat_type=WORKSHOP, quantity=1)),
    ],
)
async def test_a_queue_hands_its_commands_on(called: Called, queue: str, command: Any):
    envelope = CommandEnvelope(command, minute(3), CAUSE)
    await function(queue)(received(encode_command(envelope)))
    assert called.calls == [("command", envelope)]


async def test_the_process_manager_learns_of_orders_by_commits_and_of_all_else_by_events(called: Called):
    of_order, message = news(ORDER, THE_ORDER, CONFIRMED, CONFIRMED)
    await function("process-manager")(message)
    (reserved,), message = news(SEATS_AVAILABILITY, CONFERENCE, RESERVED)
    await function("process-manager")(message)
    paid = PaymentCompleted(order_id=THE_ORDER, amount="1.00")
    (completed,), message = news(PAYMENT, THE_PAYMENT, paid)
    await function("process-manager")(message)
    assert called.calls == [("order_moved", of_order), ("hear", reserved), ("hear", completed)]


async def test_a_confirmed_order_gets_its_seats_to_assign_and_no_other_event_does(called: Called):
    (confirmed,), message = news(ORDER, THE_ORDER, CONFIRMED)
    await function("seat-assignments")(message)
    await function("seat-assignments")(news(SEATS_AVAILABILITY, CONFERENCE, RESERVED)[1])
    ((name, envelope),) = called.calls
    assert (name, envelope.command) == ("command", creation(THE_ORDER, CONFIRMED, 0))
    assert (envelope.issued_at, envelope.provenance.causation_id) == (confirmed.occurred_at, f"Order_{THE_ORDER}/0")


async def test_every_event_of_the_mail_subscription_is_considered(called: Called):
    commit, message = news(ORDER, THE_ORDER, CONFIRMED, CONFIRMED)
    await function("mail")(message)
    assert called.calls == [("react", commit[0]), ("react", commit[1])]


@pytest.mark.parametrize("views", ["registration", "management"])
async def test_a_projector_is_given_the_message_of_its_subscription(called: Called, views: str):
    commit, message = news(ORDER, THE_ORDER, CONFIRMED)
    await function(f"{views}-views")(message)
    ((name, delivery),) = called.calls
    assert (name, delivery.entity) == (f"{views} views", f"events/{views}-views")
    assert decode_commit(delivery.body) == commit


def test_no_function_is_without_a_test_here():
    here = {
        *("sweep-conferences", "look-after-orders", "park-dead-letters", "forget-answers", "audit-streams"),
        *("commands", "seats", "process-manager", "seat-assignments", "mail", "registration-views", "management-views"),
    }
    assert {each["functionName"] for each in triggers() if each["type"] != "httpTrigger"} == here
