"""The world around the routes, in memory: what the ports promise, as far as routes ask for it."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from domain.messages import Command
from infrastructure.attempts import WINDOW, Attempt, TooManyFailures, refused_for
from infrastructure.event_store import RecordedEvent, StorageUnavailable
from infrastructure.idempotency import Claim, Claimed, KeptAnswer, KeyReused, is_forgotten
from infrastructure.locators import Locator
from infrastructure.mail.mailer import Mail
from infrastructure.message_codec import decode_command, decode_commit
from infrastructure.messaging import BusMessage, BusUnavailable, CommandEnvelope
from infrastructure.slugs import SlugClaim
from infrastructure.topology import EVENTS_TOPIC
from infrastructure.view_store import NO_COPIES, Copies, Document, Place


@dataclass
class SetClock:
    time: datetime

    def now(self) -> datetime:
        return self.time


@dataclass
class MemoryBus:
    """`sent`: commands; `news`: commits. `down`: it takes nothing. `keeps_and_fails`: it takes the message, and the
    answer is lost."""

    sent: list[CommandEnvelope] = field(default_factory=list)
    news: list[list[RecordedEvent]] = field(default_factory=list)
    down: bool = False
    keeps_and_fails: bool = False

    async def send(self, entity: str, message: BusMessage) -> None:
        if not self.down and entity == EVENTS_TOPIC:
            self.news.append(decode_commit(message.body))
        elif not self.down:
            self.sent.append(decode_command(message.body))
        if self.down or self.keeps_and_fails:
            raise BusUnavailable("switched off by the test")

    @property
    def commands(self) -> list[Command]:
        return [envelope.command for envelope in self.sent]


class MemoryViewStore:
    """`looked`: set by every look for a document."""

    def __init__(self) -> None:
        self.looked = asyncio.Event()
        self.documents: dict[Place, Document] = {}

    async def get(self, place: Place) -> Document | None:
        self.looked.set()
        return self.documents.get(place)

    async def save(
        self, place: Place, version: int, json: str, etag: str | None, copies: Copies = NO_COPIES
    ) -> Document:
        document = Document(version, json, str(version))
        for row in copies.gone:
            del self.documents[Place(place.partition, row)]
        for row in (place.row, *copies.wanted):
            self.documents[Place(place.partition, row)] = document
        return document

    async def list(self, partition: str, rows: str, *, after: str = "", page_size: int = 1000) -> AsyncIterator[str]:
        for place, document in sorted(self.documents.items(), key=lambda item: item[0].row):
            if place.partition == partition and place.row.startswith(rows) and place.row > after:
                yield document.json

    async def keys(self, partition: str, rows: str) -> AsyncIterator[str]:
        for row in sorted(place.row for place in self.documents if place.partition == partition):
            if row.startswith(rows):
                yield row


class MemorySlugs:
    def __init__(self) -> None:
        self._claims: dict[str, SlugClaim] = {}

    async def claim(self, slug: str, conference_id: UUID) -> SlugClaim:
        return self._claims.setdefault(slug, SlugClaim(slug, conference_id))

    async def take_over(self, claim: SlugClaim, conference_id: UUID) -> None:
        if self._claims.get(claim.slug) == claim:
            self._claims[claim.slug] = claim.taken_over(conference_id)


class MemoryIdempotencyStore:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], tuple[str, Claimed]] = {}
        """(scope, key) → (fingerprint, what was claimed)"""

    async def claim(self, claim: Claim, now: datetime) -> Claimed:
        fingerprint, claimed = self.kept.get((claim.scope, claim.key), ("", None))
        if claimed is None or is_forgotten(claimed.at, now):
            claimed = Claimed(now)
            self.kept[claim.scope, claim.key] = (claim.fingerprint, claimed)
        elif fingerprint != claim.fingerprint:
            raise KeyReused
        return claimed

    async def keep(self, claim: Claim, claimed_at: datetime, answer: KeptAnswer) -> None:
        self.kept[claim.scope, claim.key] = (claim.fingerprint, Claimed(claimed_at, answer))

    async def forget(self, claimed_before: datetime) -> None:
        self.kept = {key: kept for key, kept in self.kept.items() if kept[1].at >= claimed_before}


class MemoryAttempts:
    """`down`: subjects that begin so cannot begin an attempt. `hold_next`: the next attempt counts at once and sets
    `held`; its caller goes on when this is set."""

    def __init__(self) -> None:
        self.down: str | None = None
        self.hold_next: asyncio.Event | None = None
        self.held = asyncio.Event()
        self._failures: defaultdict[str, dict[str, datetime]] = defaultdict(dict)
        self._begun = 0

    async def begin(
        self, subject: str, allowed: int, now: datetime, window: timedelta = WINDOW, name: str = ""
    ) -> Attempt:
        if self.down is not None and subject.startswith(self.down):
            raise StorageUnavailable("switched off by the test")
        fresh = {row: at for row, at in self._failures[subject].items() if now - at < window}
        if name and name in fresh:
            return Attempt(subject, name, is_repeated=True)
        wait = refused_for(fresh.values(), allowed, now, window)
        if wait is not None:
            raise TooManyFailures(wait)
        self._begun += 1
        row = name or str(self._begun)
        self._failures[subject][row] = now
        if hold := self.hold_next:
            self.hold_next = None
            self.held.set()
            await hold.wait()
        return Attempt(subject, row)

    async def forgive(self, attempt: Attempt) -> None:
        if not attempt.is_repeated:
            del self._failures[attempt.subject][attempt.row]

    async def forget(self, before: datetime) -> None:
        for subject, failures in list(self._failures.items()):
            self._failures[subject] = {row: at for row, at in failures.items() if at >= before}


class MemoryFailures:
    """`down`: it neither writes nor reads. `reads`: how often it was read. `hold_writes`: a write sets `held` and waits
    for this."""

    def __init__(self) -> None:
        self.down = False
        self.reads = 0
        self.rows: dict[tuple[datetime, str], int] = {}
        self.hold_writes: asyncio.Event | None = None
        self.held = asyncio.Event()

    async def write(self, minute: datetime, instance: str, failures: int) -> None:
        if self.hold_writes:
            self.held.set()
            await self.hold_writes.wait()
        self._answer()
        self.rows[minute, instance] = failures

    async def read(self, since: datetime) -> AsyncIterator[int]:
        self._answer()
        self.reads += 1
        for (minute, _), failures in list(self.rows.items()):
            if minute >= since:
                yield failures

    def _answer(self) -> None:
        if self.down:
            raise StorageUnavailable("switched off by the test")


class MemoryLocators:
    """`down`: it finds nothing, and says so."""

    def __init__(self) -> None:
        self.down = False
        self._found: defaultdict[str, set[UUID]] = defaultdict(set)

    async def add(self, locator: Locator, found: UUID) -> None:
        self._found[locator.hashed(b"")].add(found)

    async def find(self, locator: Locator) -> list[UUID]:
        if self.down:
            raise StorageUnavailable("switched off by the test")
        return sorted(self._found[locator.hashed(b"")])


class MemoryMailer:
    """An `infrastructure.mail.mailer.Mailer`. `fails`: what it raises instead, while it is set."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []
        self.fails: Exception | None = None

    async def send(self, mail: Mail) -> None:
        if self.fails is not None:
            raise self.fails
        if mail.id not in {each.id for each in self.sent}:
            self.sent.append(mail)
