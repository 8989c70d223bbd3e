"""When a day has ended in a time zone. The times are worked out by hand from the zones' rules."""

from datetime import UTC, date, datetime

import pytest

from domain.time_zones import end_of_day, time_zones

ENDS = [
    # An ordinary day: Vienna is at UTC+2 in May.
    ("Europe/Vienna", "2027-05-05", "2027-05-05T22:00:00"),
    ("UTC", "2027-05-05", "2027-05-06T00:00:00"),
    # The first and the last place on Earth where it is that day.
    ("Pacific/Kiritimati", "2027-05-05", "2027-05-05T10:00:00"),
    ("Etc/GMT+12", "2027-05-05", "2027-05-06T12:00:00"),
    ("Asia/Kathmandu", "2027-05-05", "2027-05-05T18:15:00"),
    # A day of 23 hours, and one of 25.
    ("Europe/Vienna", "2027-03-28", "2027-03-28T22:00:00"),
    ("Europe/Vienna", "2027-10-31", "2027-10-31T23:00:00"),
    # Clocks in Cairo go from 24:00 on 29 April 2027 to 01:00: the midnight that would end the day does not exist.
    ("Africa/Cairo", "2027-04-29", "2027-04-29T22:00:00"),
    # Clocks in Cairo go from 24:00 on 28 October 2027 back to 23:00: the day has its last hour twice.
    ("Africa/Cairo", "2027-10-28", "2027-10-28T22:00:00"),
    # Clocks in Havana go from 01:00 back to 00:00: the next day begins at the first of the two midnights.
    ("America/Havana", "2027-11-06", "2027-11-07T04:00:00"),
    # Samoa left 30 December 2011 out.
    ("Pacific/Apia", "2011-12-29", "2011-12-30T10:00:00"),
    ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00"),
    # The first day of the calendar, and the last one but one, at the local mean time and the offset that is furthest.
    ("America/Metlakatla", "0001-01-01", "0001-01-01T08:46:18"),
    ("Etc/GMT+12", "9999-12-30", "9999-12-31T12:00:00"),
]


@pytest.mark.parametrize(("time_zone", "day", "end"), ENDS)
def test_a_day_ends_when_a_calendar_there_shows_a_later_one_for_the_first_time(time_zone: str, day: str, end: str):
    assert end_of_day(date.fromisoformat(day), time_zone) == datetime.fromisoformat(end).replace(tzinfo=UTC)


def test_the_last_day_of_the_calendar_never_ends():
    assert end_of_day(date.max, "Pacific/Kiritimati") == datetime.max.replace(tzinfo=UTC)


def test_names_are_those_of_the_iana_database_and_no_others():
    assert {"UTC", "Europe/Vienna", "America/Argentina/Buenos_Aires", "Asia/Calcutta", "Etc/GMT+12"} <= time_zones()
    others = {"", "europe/vienna", "localtime", "posixrules", "posix/UTC", "right/UTC", "Factory", "../UTC", "CEST"}
    assert others & time_zones() == set()
