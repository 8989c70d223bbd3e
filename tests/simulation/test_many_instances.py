"""More instances make a hot conference faster, or at least no slower, and no reservation fails.

The instances write one stream. An instance that loses the race for a version reads the new events and decides its whole
group again.
"""

from functools import cache

import pytest

from infrastructure.event_store import Marker, StorageUnavailable
from tests.simulation.rush import Rush, reserve_after_losing, rush

SECONDS = 4.0


@cache
def together(instances: int) -> Rush:
    return rush(instances, seconds=SECONDS)


@pytest.mark.parametrize(
    "instances", [2, pytest.param(10, marks=pytest.mark.long), pytest.param(40, marks=pytest.mark.long)]
)
def test_instances_that_write_one_stream_reserve_no_less_than_one_alone(instances: int) -> None:
    assert together(instances).failures == []
    assert together(instances).per_second >= 0.9 * together(1).per_second


@pytest.mark.parametrize("instances", [2, pytest.param(10, marks=pytest.mark.long)])
def test_commits_of_a_race_are_published_by_whoever_stored_them_and_by_nobody_else(instances: int) -> None:
    assert together(instances).sent <= 1.1 * together(instances).commits


def test_an_instance_that_loses_100_races_in_a_row_still_reserves() -> None:
    """Of 40 instances at work for minutes, each loses more than 50 in a row at some time."""
    assert reserve_after_losing(100) == Marker("command_unlucky", "applied", None, 0, 1)
    with pytest.raises(StorageUnavailable, match="others were faster"):
        reserve_after_losing(101)


def test_one_instance_alone_reads_the_stream_once() -> None:
    assert together(1).reads == 1
