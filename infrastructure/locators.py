"""Finding an order or a conference by e-mail address and access code, without an account.

A locator is a hint: it leads to ids whose current e-mail address and access code are to be compared with what was
asked. It is kept under a keyed hash, so that storage alone gives away neither addresses nor codes.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from domain.values import folded


@dataclass(frozen=True, slots=True)
class Locator:
    """Two that differ in case and surrounding blanks only are found under the same hash."""

    kind: Literal["order", "conference"]
    email: str
    access_code: str

    def hashed(self, key: bytes) -> str:
        return keyed_hash(key, self.kind, folded(self.email), folded(self.access_code))


def keyed_hash(key: bytes, *parts: str) -> str:
    """HMAC-SHA256 in hexadecimal digits. No two lists of parts without NUL characters are confused."""
    return hmac.digest(key, "\0".join(parts).encode(), hashlib.sha256).hex()


class Locators(Protocol):
    """Both methods raise StorageUnavailable."""

    async def add(self, locator: Locator, found: UUID) -> None:
        """Again is no error."""
        ...

    async def find(self, locator: Locator) -> list[UUID]: ...
