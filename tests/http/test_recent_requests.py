"""What is counted in memory: at most so many requests of a client within any minute. It is noon."""

from datetime import timedelta

import pytest

from infrastructure.attempts import TooManyFailures
from infrastructure.recent_requests import RecentRequests
from tests.domain.given_when_then import minute

SECOND = 1 / 60


@pytest.fixture
def requests() -> RecentRequests:
    return RecentRequests(timedelta(minutes=1))


def begin(requests: RecentRequests, number: int, at: float, client: str = "alice", allowed: int = 3) -> None:
    """`at`: seconds after noon."""
    requests.begin(client, number, allowed, minute(at * SECOND))


def test_never_more_than_allowed_within_any_minute(requests: RecentRequests):
    for number, at in enumerate((0, 50, 55)):
        begin(requests, number, at)
    with pytest.raises(TooManyFailures) as refused:
        begin(requests, 3, 59)
    assert refused.value.retry_after == timedelta(seconds=1)
    begin(requests, 3, 60)
    with pytest.raises(TooManyFailures) as refused:
        begin(requests, 4, 61)
    assert refused.value.retry_after == timedelta(seconds=49)


def test_a_refused_request_does_not_count(requests: RecentRequests):
    for number in range(3):
        begin(requests, number, 0)
    for number in range(3, 100):
        with pytest.raises(TooManyFailures):
            begin(requests, number, 30)
    for number in range(3):
        begin(requests, 200 + number, 60)


def test_a_request_that_comes_again_counts_once_and_is_not_refused(requests: RecentRequests):
    for number in (0, 1, 2, 2, 1, 0):
        begin(requests, number, 0)
    with pytest.raises(TooManyFailures):
        begin(requests, 3, 1)
    begin(requests, 0, 2)


def test_clients_do_not_count_for_each_other(requests: RecentRequests):
    for number in range(3):
        begin(requests, number, 0)
    begin(requests, 3, 0, client="bob")


def test_a_client_is_forgotten_after_its_minute(requests: RecentRequests):
    for number in range(1000):
        begin(requests, 0, 0, client=f"client {number}")
    begin(requests, 0, 30, client="client 7", allowed=9)
    begin(requests, 1, 30, client="client 7", allowed=9)
    assert len(requests) == 1000
    begin(requests, 0, 60, client="bob")
    assert len(requests) == 2
    begin(requests, 0, 90, client="bob")
    assert len(requests) == 1


def test_a_lower_limit_counts_what_came_before_it(requests: RecentRequests):
    """Three came, now one is allowed: the latest has to be over."""
    for number, at in enumerate((0, 10, 20)):
        begin(requests, number, at)
    with pytest.raises(TooManyFailures) as refused:
        begin(requests, 3, 30, allowed=1)
    assert refused.value.retry_after == timedelta(seconds=50)
