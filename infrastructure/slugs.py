"""Slugs are unique for ever: whoever claims one first has it, once the conference exists."""

from typing import Protocol
from uuid import UUID


class Slugs(Protocol):
    async def claim(self, slug: str, conference_id: UUID) -> UUID:
        """Who has the slug: the given conference, unless another one claimed it before. Raises StorageUnavailable.

        Claiming again what is one's own is no error. A claim whose conference was never created leads nowhere.
        """
        ...

    async def release(self, slug: str, conference_id: UUID) -> None:
        """Anybody may have the slug again, if it is the given conference's; else nothing. Raises StorageUnavailable.

        For a conference that exists under another slug: one that may still be created would lose its own.
        """
        ...
