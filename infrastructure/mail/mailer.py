"""Whoever carries mail."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID


class MailUnavailable(Exception):
    """The carrier did not take the mail, or its answer was lost: it may have it or not. Try again."""


class MailRefused(ValueError):
    """The carrier will never take this mail: it takes none for that address, or none like it."""


@dataclass(frozen=True, slots=True)
class Mail:
    """The same `id` is the same mail: a carrier that is handed it again within minutes carries it once.

    `since` (aware UTC): when there was cause for it first. What people are called and told is kept out of `repr`.
    """

    id: UUID
    since: datetime
    to: str = field(repr=False)
    to_name: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)


class Mailer(Protocol):
    async def send(self, mail: Mail) -> None:
        """Returns once the carrier has it; delivery is its own business. Raises MailUnavailable or MailRefused."""
        ...
