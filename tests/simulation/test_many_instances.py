"""More instances make a hot conference faster, or at least no slower, and no reservation fails.

The instances write one stream. An instance that loses the race for a version reads the new events and decides its whole
group again.
"""

from functools import cache

import pytest

from tests.simulation.rush import Rush, rush

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


def test_one_instance_alone_reads_the_stream_once() -> None:
    assert together(1).reads == 1
