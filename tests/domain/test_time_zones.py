"""When a day has ended in a time zone. The times are worked out by hand from the zones' rules."""

from datetime import UTC, date, datetime

import pytest

from domain.time_zones import is_after, time_zones

BEFORE_AND_AFTER = [
    # An ordinary day: Vienna is at UTC+2 in May.
    ("Europe/Vienna", "2027-05-05", "2027-05-05T21:59:59", "2027-05-05T22:00:00"),
    ("UTC", "2027-05-05", "2027-05-05T23:59:59", "2027-05-06T00:00:00"),
    # The first and the last place on Earth where it is that day.
    ("Pacific/Kiritimati", "2027-05-05", "2027-05-05T09:59:59", "2027-05-05T10:00:00"),
    ("Etc/GMT+12", "2027-05-05", "2027-05-06T11:59:59", "2027-05-06T12:00:00"),
    ("Asia/Kathmandu", "2027-05-05", "2027-05-05T18:14:59", "2027-05-05T18:15:00"),
    # A day of 23 hours, and one of 25.
    ("Europe/Vienna", "2027-03-28", "2027-03-28T21:59:59", "2027-03-28T22:00:00"),
    ("Europe/Vienna", "2027-10-31", "2027-10-31T22:59:59", "2027-10-31T23:00:00"),
    # Clocks in Cairo go from 24:00 on 29 April 2027 to 01:00: the midnight that would end the day does not exist.
    ("Africa/Cairo", "2027-04-29", "2027-04-29T21:59:59", "2027-04-29T22:00:00"),
    # Clocks in Cairo go from 24:00 on 28 October 2027 back to 23:00: the day has its last hour twice.
    ("Africa/Cairo", "2027-10-28", "2027-10-28T21:59:59", "2027-10-28T22:00:00"),
    # Clocks in Havana go from 01:00 back to 00:00: the next day begins at the first of the two midnights.
    ("America/Havana", "2027-11-06", "2027-11-07T03:59:59", "2027-11-07T04:00:00"),
    # Samoa left 30 December 2011 out.
    ("Pacific/Apia", "2011-12-29", "2011-12-30T09:59:59", "2011-12-30T10:00:00"),
    ("Pacific/Apia", "2011-12-30", "2011-12-30T09:59:59", "2011-12-30T10:00:00"),
]


@pytest.mark.parametrize(("time_zone", "day", "before", "after"), BEFORE_AND_AFTER)
def test_a_day_ends_with_the_last_moment_that_a_calendar_there_shows_it(
    time_zone: str, day: str, before: str, after: str
):
    def ended(moment: str) -> bool:
        return is_after(date.fromisoformat(day), time_zone, datetime.fromisoformat(moment).replace(tzinfo=UTC))

    assert (ended(before), ended(after)) == (False, True)


def test_the_last_day_of_the_calendar_never_ends():
    assert not is_after(date.max, "Pacific/Kiritimati", datetime(2027, 5, 5, tzinfo=UTC))


def test_names_are_those_of_the_iana_database_and_no_others():
    assert {"UTC", "Europe/Vienna", "America/Argentina/Buenos_Aires", "Asia/Calcutta", "Etc/GMT+12"} <= time_zones()
    others = {"", "europe/vienna", "localtime", "posixrules", "posix/UTC", "right/UTC", "Factory", "../UTC", "CEST"}
    assert others & time_zones() == set()
