"""NCRONTAB: when timers fire next."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from local.host.schedule import Schedule


def next_after(expression: str, moment: str) -> str:
    return Schedule(expression).next_after(datetime.fromisoformat(moment)).isoformat()


@pytest.mark.parametrize(
    ("expression", "moment", "expected"),
    [
        ("0 */5 * * * *", "2026-11-23T10:02:30+00:00", "2026-11-23T10:05:00+00:00"),
        ("0 */5 * * * *", "2026-11-23T10:05:00+00:00", "2026-11-23T10:10:00+00:00"),
        ("*/10 * * * * *", "2026-11-23T10:00:59.999+00:00", "2026-11-23T10:01:00+00:00"),
        ("30 0 3 * * *", "2026-11-23T10:00:00+00:00", "2026-11-24T03:00:30+00:00"),
        ("0 0 9-17 * * Mon-Fri", "2026-11-27T17:00:00+00:00", "2026-11-30T09:00:00+00:00"),
        ("0 0 0 1 Jan *", "2026-11-23T10:00:00+00:00", "2027-01-01T00:00:00+00:00"),
        ("0 0 0 * * 0", "2026-11-23T10:00:00+00:00", "2026-11-29T00:00:00+00:00"),
        ("0 15,45 * * * *", "2026-11-23T10:20:00+00:00", "2026-11-23T10:45:00+00:00"),
        # Both day and weekday restricted: both must fit, unlike Unix cron. Friday the 13th.
        ("0 0 0 13 * 5", "2026-11-23T10:00:00+00:00", "2027-08-13T00:00:00+00:00"),
        # Five fields: at second 0.
        ("*/5 * * * *", "2026-11-23T10:02:30+00:00", "2026-11-23T10:05:00+00:00"),
    ],
)
def test_the_next_time_is_in_utc_by_the_second(expression: str, moment: str, expected: str) -> None:
    assert next_after(expression, moment) == expected


def test_a_moment_in_another_zone_is_understood() -> None:
    moment = datetime(2026, 11, 23, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert Schedule("0 0 0 * * *").next_after(moment) == datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "* * * *",
        "0 0 0 0 0 0 0",
        "60 * * * * *",
        "0 0 24 * * *",
        "@daily",
        "0 0 0 L * *",
        "0 0 0 ? * *",
        "0 0 0 * * 7",
        "0 0 0 * * 5#2",
        "H * * * * *",
        "00:05:00",
    ],
)
def test_what_azure_would_not_take_is_refused(expression: str) -> None:
    with pytest.raises(ValueError):
        Schedule(expression)
