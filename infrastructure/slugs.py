"""Slugs are unique for ever: whoever claims one first has it, once the conference exists."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SlugClaim:
    """`number`: how often the slug was taken over from claims that led nowhere."""

    slug: str
    conference_id: UUID
    number: int = 0

    @property
    def marker_key(self) -> str:
        """Of the one marker, in the stream of the conference, that says what became of this claim."""
        return f"slug_{self.slug}_{self.number}"

    def taken_over(self, conference_id: UUID) -> "SlugClaim":
        """The claim that follows this one: its marker is another, so that what was refused stays refused."""
        return SlugClaim(self.slug, conference_id, self.number + 1)


class Slugs(Protocol):
    """Both methods raise StorageUnavailable."""

    async def claim(self, slug: str, conference_id: UUID) -> SlugClaim:
        """The claim that holds: the given conference's, unless another one claimed the slug before.

        Claiming again what is one's own is no error. A claim whose conference was never created leads nowhere.
        """
        ...

    async def take_over(self, claim: SlugClaim, conference_id: UUID) -> None:
        """The slug is claimed for the conference under the next number, if `claim` is still the one that holds.

        For a claim that is known to lead nowhere, for ever: see `infrastructure.conferences`.
        """
        ...
