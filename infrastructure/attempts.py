"""Counts what somebody does too often: tries at codes that failed, mails, conferences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

WINDOW = timedelta(minutes=15)
LONGEST_WINDOW = timedelta(days=1)
"""For so long an attempt may count."""


class TooManyFailures(Exception):
    """`retry_after`: how long until the oldest of the failures that count is forgotten."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__()
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Attempt:
    """One that counts as failed until it is forgiven: those made at the same moment cannot slip by together.

    `is_repeated`: an attempt of that name counts already; this one counts for nothing.
    """

    subject: str
    row: str
    is_repeated: bool = False


def refused_for(begun: Iterable[datetime], allowed: int, now: datetime, window: timedelta) -> timedelta | None:
    """How long no further attempt may begin, where the others began at `begun`; None if it may now."""
    fresh = sorted(at for at in begun if now - at < window)
    return None if len(fresh) < allowed else fresh[-allowed] + window - now


class Attempts(Protocol):
    """All methods raise StorageUnavailable."""

    async def begin(
        self, subject: str, allowed: int, now: datetime, window: timedelta = WINDOW, name: str = ""
    ) -> Attempt:
        """Raises TooManyFailures if `allowed` attempts of the subject failed within the `window` before `now`.

        `subject`: letters, digits, `-` and `_`; no personal data. It always has the same window, at most
        LONGEST_WINDOW. `name`: an attempt that has one counts once within the window, however often it is begun.
        """
        ...

    async def forgive(self, attempt: Attempt) -> None:
        """It counts no more, unless it is repeated: then the first one goes on counting."""
        ...

    async def forget(self, before: datetime) -> None:
        """Deletes what is older, of subjects that never come back too. For a timer."""
        ...
