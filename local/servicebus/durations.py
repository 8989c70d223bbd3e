"""ISO 8601 durations, as the configuration writes them."""

import re

_DURATION = re.compile(
    r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d{1,7})?)S)?)?"
)


def parse_duration(text: str) -> int:
    """Milliseconds of a duration in days, hours, minutes and seconds: `P14D`, `PT1M`, `PT30S`.

    Raises `ValueError` for anything else: months and years have no fixed length.
    """
    match = _DURATION.fullmatch(text)
    parts = {name: value for name, value in match.groupdict().items() if value} if match else {}
    if not parts or text.endswith("T"):
        raise ValueError(f"{text!r} is not a duration such as PT30S or P14D")
    days, hours, minutes = (int(parts.get(name, 0)) for name in ("days", "hours", "minutes"))
    return ((days * 24 + hours) * 60 + minutes) * 60_000 + round(float(parts.get("seconds", 0)) * 1000)
