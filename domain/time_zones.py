"""Time zones by their IANA names, and the calendar day that it is in one of them.

The names are those of the pinned package tzdata, so that every instance accepts the same ones: what an operating system
knows besides (`localtime`, `posixrules`, paths, other spellings) is no name.
"""

from datetime import date, datetime
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


def is_after(day: date, time_zone: str, now: datetime) -> bool:
    """Whether `day` has ended in the time zone. `now`: aware.

    The local calendar decides, not a count of hours: where clocks skip midnight, the day ends when they skip it.
    """
    return now.astimezone(ZoneInfo(time_zone)).date() > day
