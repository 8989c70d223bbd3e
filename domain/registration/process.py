"""The registration process of one order: a stream of transitions. Each says what it learned and what it wants done."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from domain.messages import Decision, Event, NotYet
from domain.payments.events import PaymentCompleted, PaymentRejected
from domain.registration import process_facts, reasons
from domain.registration.events import OrderEvent, OrderPlaced, SeatsReserved
from domain.registration.process_events import RegistrationProcessAdvanced, WantedCommand
from domain.registration.process_facts import Facts, Phase
from domain.registration.process_steps import what_next
from domain.registration.process_wants import Wanted

TRANSITION_ROOM: Final = 30_000
"""UTF-16 units of facts and commands in one transition: a property of a row takes 32,000, the frame included."""


@dataclass(frozen=True, slots=True)
class RegistrationProcess:
    """`version`: that of its last transition."""

    facts: Facts
    version: int


def evolve(process: RegistrationProcess | None, event: Event) -> RegistrationProcess:
    """The process after a stored transition."""
    if not isinstance(event, RegistrationProcessAdvanced):
        raise TypeError(f"{type(event).__name__} is no transition of a registration process")
    version = 0 if process is None else process.version + 1
    if process is not None and not event.facts:
        return replace(process, version=version)
    return RegistrationProcess(Facts.model_validate_json(event.facts), version)


def latest_facts(transitions: Sequence[RegistrationProcessAdvanced]) -> Facts:
    """What the process knows after all of `transitions` (at least one), without reading the facts of each."""
    return Facts.model_validate_json(next(event.facts for event in reversed(transitions) if event.facts))


def order_moved(
    process: RegistrationProcess | None, order_id: UUID, events: Sequence[tuple[int, OrderEvent]], now: datetime
) -> Decision[Event]:
    """Learn the order's events (version, event), in version order, and go on."""
    facts = process.facts if process else None
    for version, event in events:
        if facts is not None:
            facts = process_facts.learn_order_event(facts, event, version)
        elif isinstance(event, OrderPlaced):
            facts = process_facts.placed(order_id, event, version)
    if facts is None:
        return NotYet(reasons.UNKNOWN_ORDER, 60)
    return _advance(process, facts, f"order is at version {facts.order_version}", now)


def seats_reserved(process: RegistrationProcess | None, event: SeatsReserved, now: datetime) -> Decision[Event]:
    """Learn what the newest reservation request really got, and go on."""
    return _learn(
        process,
        lambda facts: process_facts.learn_seats_reserved(facts, event),
        f"seats reserved by request {event.number}",
        now,
    )


def payment_ended(
    process: RegistrationProcess | None,
    payment_id: UUID,
    event: PaymentCompleted | PaymentRejected,
    now: datetime,
) -> Decision[Event]:
    """Learn that a payment completed or was rejected, and go on."""

    def learn(facts: Facts) -> Facts:
        match event:
            case PaymentCompleted():
                return process_facts.learn_payment_completed(facts, payment_id, event)
            case PaymentRejected():
                return process_facts.learn_payment_rejected(facts, payment_id, event)

    return _learn(process, learn, f"{type(event).__name__} {payment_id}", now)


def time_passed(process: RegistrationProcess | None, deadline: datetime, now: datetime) -> Decision[Event]:
    """Act on `deadline`, for which a message was scheduled, if the process still has it.

    The message arrives once, perhaps where the clock is behind: it is judged at the later of `now` and its deadline.
    """
    return _learn(process, lambda facts: facts, "time passed", max(now, deadline))


def is_settled(process: RegistrationProcess) -> bool:
    """Whether the order is confirmed and its seats are sold: time changes nothing any more."""
    return process.facts.phase is Phase.CONFIRMED and process.facts.commit_sent


def _learn(
    process: RegistrationProcess | None, learn: Callable[[Facts], Facts], cause: str, now: datetime
) -> Decision[Event]:
    if process is None:
        return NotYet(reasons.UNKNOWN_ORDER, 60)
    return _advance(process, learn(process.facts), cause, now)


def _advance(process: RegistrationProcess | None, facts: Facts, cause: str, now: datetime) -> Decision[Event]:
    facts, wanted = what_next(facts, now)
    if process is not None and facts == process.facts:
        return []
    return _transitions(cause, facts, wanted, first=process.version + 1 if process else 0)


def _transitions(cause: str, facts: Facts, wanted: Sequence[Wanted], first: int) -> list[Event]:
    """As many as it takes for each to fit a row. `first`: the version of the first one, which has the facts."""
    text = facts.model_dump_json(exclude_defaults=True)
    parts: list[list[WantedCommand]] = [[]]
    room = TRANSITION_ROOM - _size(json.dumps(text, ensure_ascii=False))
    for item in wanted:
        command = _named(facts.order_id, first + len(parts) - 1, len(parts[-1]), item)
        if (size := _size(command.model_dump_json())) > room:
            command = _named(facts.order_id, first + len(parts), 0, item)
            parts.append([])
            room = TRANSITION_ROOM
        parts[-1].append(command)
        room -= size
    return [
        RegistrationProcessAdvanced(cause=cause, facts="" if index else text, commands=commands)
        for index, commands in enumerate(parts)
    ]


def _size(text: str) -> int:
    """Its UTF-16 units, in which Table Storage counts."""
    return len(text.encode("utf-16-le")) // 2


def _named(process_id: UUID, transition: int, index: int, wanted: Wanted) -> WantedCommand:
    command = wanted.make(id=uuid5(process_id, f"{transition}/{index}"))
    return WantedCommand(
        id=command.id,
        type=type(command).__name__,
        schema_version=command.schema_version,
        payload=command.model_dump_json(),
        not_before=wanted.not_before.isoformat() if wanted.not_before else None,
    )
