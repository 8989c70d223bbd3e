"""Slugs are unique for ever: whoever claims one first has it."""

from typing import Protocol
from uuid import UUID


class Slugs(Protocol):
    async def claim(self, slug: str, conference_id: UUID) -> UUID:
        """Who has the slug: the given conference, unless another one claimed it before. Raises StorageUnavailable.

        Claiming again what is one's own is no error. A claim whose conference was never created leads nowhere.
        """
        ...
