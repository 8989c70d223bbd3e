"""Time zones by their IANA names, and when a calendar day ends in one of them.

The names are those of the pinned package tzdata, so that every instance accepts the same ones: what an operating system
knows besides (`localtime`, `posixrules`, paths, other spellings) is no name.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

UTC_NAME = "UTC"
"""The zone of a conference whose owner named none."""

_NO_PLACE = "Factory"
"""What IANA's database calls a clock that nobody has set."""


@cache
def time_zones() -> frozenset[str]:
    """The names of all time zones."""
    names = files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return frozenset(names) - {_NO_PLACE}


def end_of_day(day: date, time_zone: str) -> datetime:
    """Gives the moment, in UTC, from which on a calendar in the time zone shows a later day.

    Where clocks skip the midnight that follows, the day ends when they skip it. The calendar's last day never ends.
    """
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    # A local time that does not exist has the offset of the time before, so that it names the moment of the skip.
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(time_zone)).astimezone(UTC)
