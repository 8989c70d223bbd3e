"""Time spans as host.json writes them."""

import re

_SPAN = re.compile(
    r"(?P<sign>-)?(?:(?P<days>\d+)\.)?(?P<hours>\d{1,2}):(?P<minutes>[0-5]?\d):(?P<seconds>[0-5]?\d)(?P<fraction>\.\d{1,7})?"
)


def seconds_of(text: str) -> float:
    """Seconds of a .NET time span, `[-][d.]hh:mm:ss[.fffffff]`. Raises ValueError if it is not one."""
    match = _SPAN.fullmatch(text)
    if match is None or int(match["hours"]) > 23:
        raise ValueError(f"'{text}' is not a time span like 00:05:00")
    days, hours, minutes, seconds = (int(match[part] or 0) for part in ("days", "hours", "minutes", "seconds"))
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds + float(match["fraction"] or 0)
    return -total if match["sign"] else total
