"""NCRONTAB schedules: six fields, seconds first, in UTC."""

import re
from datetime import UTC, datetime

from croniter import CroniterError, croniter  # type: ignore[import-untyped]

# What NCRONTAB knows. croniter knows more (L, #, ?, H, R, @daily), which would run here and fail in Azure.
_FIELD = re.compile(r"(?:\*|[a-z]{3}|\d+)(?:-(?:[a-z]{3}|\d+))?(?:/\d+)?", re.IGNORECASE)
_SUNDAY_AS_SEVEN = re.compile(r"(?<![\d/])7")


class Schedule:
    """When a timer fires."""

    def __init__(self, expression: str) -> None:
        """Raises ValueError if Azure would not take the expression."""
        fields = expression.split()
        if len(fields) == 5:
            fields.insert(0, "0")
        if len(fields) != 6:
            raise ValueError(f"'{expression}' must have six fields: second minute hour day month weekday")
        for field in fields:
            if not all(_FIELD.fullmatch(part) for part in field.split(",")):
                raise ValueError(f"'{expression}': '{field}' is not NCRONTAB")
        if _SUNDAY_AS_SEVEN.search(fields[5]):
            raise ValueError(f"'{expression}': weekdays go from 0 (Sunday) to 6")
        self._expression = " ".join(fields)
        try:
            self.next_after(datetime.now(UTC))
        except CroniterError as error:
            raise ValueError(f"'{expression}': {error}") from error

    def next_after(self, moment: datetime) -> datetime:
        """The first time after `moment` (aware), in UTC. A day must fit both day and weekday if both are restricted."""
        start = moment.astimezone(UTC)
        result: datetime = croniter(self._expression, start, day_or=False, second_at_beginning=True).get_next(datetime)
        return result
