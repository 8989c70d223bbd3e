"""Whoever does what when, and whatever breaks meanwhile: seats and money add up, and every registration ends.

Each test goes through all orders of its acts. Every act is carried out to its end before the next; in each of them,
from each state that it can find, all disturbances of one kind are tried: the process is killed before each single
effect (a commit, a message sent, a row deleted, a document written); each single message is lost; each is delivered
twice; each comes when all else has come, and all of them at random. What a disturbed act leaves is a beginning for all
that may follow, so that one act after the other may be disturbed. Where acts are together, two of them may happen at a
time, with their messages mixed up.

After the loss of a message the audit comes, and nobody else. From every state that was reached it is tried, too, what
becomes of it when nobody does anything any more; there the audit finds nothing to do.

The domain, the process manager, the projectors, the audit, outbox and group commit are those of the app; storage and
bus are in memory, and the storage passes the tests of that in Azure (`tests/event_store`, `tests/views`). Not covered:
more than one disturbance in one act, more than two acts at a time, and two processes of the app at once
(`tests/handling` has these for single streams).
"""

import asyncio
from collections.abc import Iterable
from datetime import timedelta

import pytest

from domain.registration.order import Phase
from tests.simulation import registration
from tests.simulation.invariants import Truth, assert_all_is_well, assert_it_ended
from tests.simulation.matrix import Coverage, Disturbances, Matrix, losses, other_orders, power_cuts, repetitions
from tests.simulation.virtual_time import VirtualTimeLoop
from tests.simulation.world import Act, Disturbance, Extent, World

# What happens together happens in this order: what was asked for meets the deadline on its way.
EIGHT: dict[str, Act] = {
    "complete": registration.complete,
    "cancel": registration.cancel,
    "change seats": registration.change_seats,
    "give up": registration.give_up,
    "honour": registration.honour,
    "refund": registration.refund,
    "quota cut": registration.cut_quota,
    "expire": registration.expire,
}
AGAINST_A_RIVAL: dict[str, Act] = {
    "complete": registration.complete,
    "cancel": registration.cancel,
    "change seats": registration.change_seats,
    "check out": registration.check_out,
    "rival": registration.rival,
    "honour": registration.honour,
    "refund": registration.refund,
    "expire": registration.expire,
}
BY_INVOICE: dict[str, Act] = {
    "pay invoice": registration.pay_invoice,
    "cancel invoice": registration.cancel_invoice,
    "give up": registration.give_up,
    "change seats": registration.change_seats,
    "check out": registration.check_out,
    "complete": registration.complete,
    "quota cut": registration.cut_quota,
    "expire": registration.expire,
}
BEGINNINGS: dict[str, tuple[list[Act], dict[str, Act]]] = {
    "eight": ([registration.check_out], EIGHT),
    "rival": ([registration.check_out], AGAINST_A_RIVAL),
    "invoice": ([registration.check_out_for_invoice], BY_INVOICE),
}


def nothing(extent: Extent) -> Iterable[Disturbance]:
    return ()


def mixed_up(extent: Extent) -> Iterable[Disturbance]:
    return (Disturbance(newest_first=True),)


class Seen:
    """What the states were like that were reached."""

    def __init__(self) -> None:
        self.phases: set[Phase] = set()
        self.refunded: set[int] = set()
        self.quotas: set[int] = set()

    async def check(self, world: World) -> None:
        self._note(await assert_all_is_well(world))
        later = world.copy()
        for _ in range(3):  # the last deadline, an hour for late seats, and what follows from it
            await later.pass_time(timedelta(hours=2))
        assert_it_ended(await assert_all_is_well(later))
        before = later.store.copy()
        await later.audit()
        assert later.store.holds_the_same_as(before), "the audit finds nothing to do where nothing was lost"

    def _note(self, truth: Truth) -> None:
        self.phases.add(truth.order.phase)
        self.refunded.add(len(truth.refunded))
        self.quotas.add(truth.quota)


def go_through(
    beginning: str, disturbances: Disturbances, only: Iterable[str] = (), together: int = 1
) -> tuple[Coverage, Seen]:
    """`only`: these of the acts. `together`: so many at once."""
    begin, acts = BEGINNINGS[beginning]
    seen = Seen()

    async def run() -> Coverage:
        world = World()
        for act in (registration.open_conference, registration.place, *begin):
            await world.carry_out(act)
        chosen = {name: act for name, act in acts.items() if not only or name in only}
        return await Matrix(chosen, disturbances, seen.check, together).go_through(world)

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(run()), seen


def test_all_orders_of_the_eight_acts_end_well():
    coverage, seen = go_through("eight", nothing)
    assert coverage.orders == 40_320
    assert seen.phases == {Phase.OPEN, Phase.CONFIRMED, Phase.EXPIRED, Phase.REJECTED, Phase.AWAITING_ATTENTION}
    assert seen.refunded == {0, 1}
    assert {1, 2, 3} <= seen.quotas


def test_all_orders_against_a_rival_end_well():
    coverage, seen = go_through("rival", nothing)
    assert coverage.orders == 40_320
    assert seen.phases == {Phase.OPEN, Phase.CONFIRMED, Phase.EXPIRED, Phase.REJECTED, Phase.AWAITING_ATTENTION}


def test_all_orders_by_invoice_end_well():
    coverage, seen = go_through("invoice", nothing)
    assert coverage.orders == 40_320
    assert seen.phases == {Phase.OPEN, Phase.CONFIRMED, Phase.EXPIRED, Phase.REJECTED}


LATE = ("complete", "quota cut", "honour", "refund", "expire")


@pytest.mark.long
@pytest.mark.parametrize("disturbances", [power_cuts, losses, repetitions, other_orders])
def test_a_late_payment_ends_well_whatever_the_bus_does(disturbances: Disturbances):
    coverage, _ = go_through("eight", disturbances, LATE)
    assert coverage.orders == 120


@pytest.mark.long
def test_a_late_payment_ends_well_whatever_happens_at_the_same_time():
    coverage, _ = go_through("eight", mixed_up, LATE, together=2)
    assert coverage.orders == 450


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_all_orders_end_well_whatever_happens_at_the_same_time(beginning: str):
    coverage, _ = go_through(beginning, mixed_up, together=2)
    assert coverage.orders == 385_560


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("disturbances", [power_cuts, losses, repetitions, other_orders])
@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_all_orders_end_well_whatever_breaks(beginning: str, disturbances: Disturbances):
    coverage, _ = go_through(beginning, disturbances)
    assert coverage.orders == 40_320
