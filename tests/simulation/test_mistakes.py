"""The matrix finds mistakes: each one planted here, of the kind that somebody might make, turns it red."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from domain.catalogue import SEATS_AVAILABILITY
from domain.messages import Refused
from domain.payments import payment
from domain.payments.events import PaymentCompleted
from domain.registration import process_steps, reasons, seats_availability
from domain.registration.order import Order, Phase, confirmation, ending
from domain.registration.order import seats as order_seats
from functions.commands import handlers
from functions.process_managers import audit
from infrastructure import publisher, registration_projections
from tests.simulation.matrix import Disturbances, losses, other_orders, power_cuts, repetitions
from tests.simulation.test_matrix import go_through, nothing

type Plant = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Mistake:
    plant: Plant
    beginning: str = "eight"
    disturbances: Disturbances = nothing
    together: int = 1
    only: tuple[str, ...] = ()


def without(row: process_steps.Row) -> Plant:
    rows = tuple(each for each in process_steps.ROWS if each is not row)
    assert len(rows) == len(process_steps.ROWS) - 1
    return lambda patch: patch.setattr(process_steps, "ROWS", rows)


def unless(module: Any, name: str, answer: object, instead: object) -> Plant:
    """Where the function would give `answer`, it gives something else."""
    right = getattr(module, name)

    def wrong(*arguments: Any) -> Any:
        given = right(*arguments)
        return instead if given == answer else given

    return lambda patch: patch.setattr(module, name, wrong)


def never(module: Any, name: str, answer: object) -> Plant:
    """The function always gives `answer`."""
    return lambda patch: patch.setattr(module, name, lambda *arguments: answer)


def takes_more_seats_than_there_are(patch: pytest.MonkeyPatch) -> None:
    right = seats_availability._make

    def wrong(state: Any, command: Any, now: Any, out_of_patience: Any) -> Any:
        plenty = {seat_type: remaining + 100 for seat_type, remaining in state.remaining.items()}
        return right(replace(state, remaining=plenty), command, now, out_of_patience)

    patch.setattr(seats_availability, "_make", wrong)


def gives_nothing_back(patch: pytest.MonkeyPatch) -> None:
    right: Any = seats_availability._cancel

    def wrong(*arguments: Any) -> Any:
        return [event.model_copy(update={"changes": []}) for event in right(*arguments)]

    patch.setattr(seats_availability, "_cancel", wrong)


def forgets_whom_seats_were_raised_for(patch: pytest.MonkeyPatch) -> None:
    right: Any = registration_projections.quota_command

    def wrong(recorded: Any) -> Any:
        command = right(recorded)
        return command.model_copy(update={"raised_for": None}) if hasattr(command, "raised_for") else command

    patch.setattr(registration_projections, "quota_command", wrong)


def takes_money_for_a_rejected_payment(patch: pytest.MonkeyPatch) -> None:
    right = payment._complete

    def wrong(state: Any, now: Any) -> Any:
        decision = right(state, now)
        return (
            [PaymentCompleted(order_id=state.order_id, amount=state.total)]
            if isinstance(decision, Refused)
            else decision
        )

    patch.setattr(payment, "_complete", wrong)


def honours_what_was_refunded(patch: pytest.MonkeyPatch) -> None:
    right = ending.honour

    def wrong(order: Order) -> Any:
        return right(replace(order, phase=Phase.AWAITING_ATTENTION) if order.set_aside else order)

    patch.setattr(ending, "honour", wrong)


def takes_requests_for_new_ones(patch: pytest.MonkeyPatch) -> None:
    right = seats_availability.decide

    def wrong(seats: Any, command: Any, now: Any, out_of_patience: Any = False) -> Any:
        reservation = seats.reservations.get(command.reservation_id) if hasattr(command, "reservation_id") else None
        newer = {"number": reservation.number + 1} if reservation else {}
        return right(seats, command.model_copy(update=newer), now, out_of_patience)

    evolve = handlers.AGGREGATES[SEATS_AVAILABILITY][0]
    patch.setattr(handlers, "AGGREGATES", {**handlers.AGGREGATES, SEATS_AVAILABILITY: (evolve, wrong)})


def forgets_the_seats_to_assign(patch: pytest.MonkeyPatch) -> None:
    async def wrong(self: Any, facts: Any) -> bool:
        return False

    patch.setattr(audit.ProcessAudit, "_ask_after_seat_assignments", wrong)


def publishes_after_it_said_so(patch: pytest.MonkeyPatch) -> None:
    async def wrong(self: Any, stream: Any, events: Any, unpublished: Any) -> None:
        await self._store.mark_published(stream, unpublished)
        await self._send(events, None)

    patch.setattr(publisher.Publisher, "publish", wrong)


def decides_a_command_again_under_another_id(patch: pytest.MonkeyPatch) -> None:
    numbers = iter(range(1_000_000))
    patch.setattr(handlers, "command_key", lambda command_id: f"command_{command_id}_{next(numbers)}")


WHILE_PAYING = ("change seats", "complete")

MISTAKES: dict[str, Mistake] = {
    **{
        f"the process does not {row.__name__.replace('_', ' ')}": Mistake(without(row))
        for row in process_steps.ROWS
        if row is not process_steps.arm_the_end_of_the_invoice_period
    },
    "the process does not arm the end of the invoice period": Mistake(
        without(process_steps.arm_the_end_of_the_invoice_period), "invoice"
    ),
    "any amount confirms": Mistake(
        unless(confirmation, "_objection", reasons.OTHER_AMOUNT, None), only=WHILE_PAYING, together=2
    ),
    "a confirmed order can be given up": Mistake(unless(ending, "why_closed", reasons.ORDER_CONFIRMED, None)),
    "a payment that the order refuses is not answered": Mistake(
        never(confirmation, "_refuse_payment", []), only=WHILE_PAYING, together=2
    ),
    "an order that was refunded can be honoured": Mistake(honours_what_was_refunded),
    "seats can be changed when the time is over": Mistake(never(order_seats, "why_too_late", None)),
    "an older request for seats counts": Mistake(
        takes_requests_for_new_ones, "eight", other_orders, 2, ("change seats", "give up")
    ),
    "the audit does not ask whether a raised quota was told": Mistake(
        never(audit, "quota_command", None), "eight", losses, only=("quota cut", "complete", "honour", "expire")
    ),
    "the audit does not ask after the seats to assign": Mistake(
        forgets_the_seats_to_assign, disturbances=losses, only=("complete",)
    ),
    "more seats are given than there are": Mistake(takes_more_seats_than_there_are, "rival"),
    "cancelled seats are not given back": Mistake(gives_nothing_back),
    "seats raised for an honoured order go to everybody": Mistake(forgets_whom_seats_were_raised_for),
    "a rejected payment completes": Mistake(takes_money_for_a_rejected_payment),
    "news is marked as published before it is sent": Mistake(publishes_after_it_said_so, disturbances=power_cuts),
    "a command counts as often as it comes": Mistake(
        decides_a_command_again_under_another_id, disturbances=repetitions
    ),
}


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_the_matrix_finds_the_mistake(monkeypatch: pytest.MonkeyPatch, mistake: Mistake):
    mistake.plant(monkeypatch)
    with pytest.raises(AssertionError):
        go_through(mistake.beginning, mistake.disturbances, mistake.only, mistake.together)
