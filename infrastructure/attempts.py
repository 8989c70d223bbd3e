"""Counts failures, so that nobody gets to try codes for long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

WINDOW = timedelta(minutes=15)


class TooManyFailures(Exception):
    """`retry_after`: how long until the oldest of the failures that count is forgotten."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__()
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Attempt:
    """One that counts as failed until it is forgiven: those made at the same moment cannot slip by together."""

    subject: str
    row: str


class Attempts(Protocol):
    """All methods raise StorageUnavailable."""

    async def begin(self, subject: str, allowed: int, now: datetime) -> Attempt:
        """Raises TooManyFailures if `allowed` attempts of the subject failed within the WINDOW before `now`.

        `subject`: letters, digits, `-` and `_`; no personal data.
        """
        ...

    async def forgive(self, attempt: Attempt) -> None:
        """It succeeded."""
        ...

    async def forget(self, before: datetime) -> None:
        """Deletes what is older, of subjects that never come back too. For a timer."""
        ...
