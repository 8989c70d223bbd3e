"""Remembers, for 24 hours, what was answered to a request that carried an Idempotency-Key.

The key is claimed before the request is carried out, so that two bodies can never share it; a request that finds its
own claim without an answer (a crash, or its twin is still at it) is carried out again: ids are derived from the key
and the moment of its claim, so that the second time has no second effect, and that a key used again for something new,
when it is forgotten, has one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

REMEMBERED_FOR = timedelta(hours=24)


def is_forgotten(claimed_at: datetime, now: datetime) -> bool:
    """Whether a key that was claimed then stands for something new now."""
    return now - claimed_at >= REMEMBERED_FOR


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    status: int
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """`scope`: whose key it is (hash of route and token). `fingerprint`: hash of what the request asks for."""

    scope: str
    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """`at`: when the key was first claimed, aware UTC; the 24 hours count from then. `answer`: None until kept."""

    at: datetime
    answer: KeptAnswer | None = None


class KeyReused(Exception):
    """The key was claimed for another fingerprint less than 24 hours ago."""


class IdempotencyStore(Protocol):
    async def claim(self, claim: Claim, now: datetime) -> Claimed:
        """Without an answer: carry the request out, then `keep`. Raises KeyReused or StorageUnavailable."""
        ...

    async def keep(self, claim: Claim, claimed_at: datetime, answer: KeptAnswer) -> None:
        """`claimed_at`: what `claim` gave. The answer is stored as it is: seal it if it is not for everybody.

        Raises StorageUnavailable.
        """
        ...

    async def forget(self, claimed_before: datetime) -> None:
        """Deletes what is older. For a timer. Raises StorageUnavailable."""
        ...
