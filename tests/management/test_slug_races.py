"""A slug belongs to one conference for ever, whoever races for it, and no crash takes it out of the world.

The steps of storage are done in memory, one after the other, in an order drawn at random; each may be where it crashes.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.messages import Refused
from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_event_store import TableEventStore
from infrastructure.azure.table_locators import TableLocators
from infrastructure.azure.table_slugs import TableSlugs
from infrastructure.conference_streams import Cause
from infrastructure.conferences import Conferences, Created
from infrastructure.event_store import Provenance
from infrastructure.memory.memory_event_store import MemoryEventStore
from infrastructure.publisher import Publisher
from tests.domain.given_when_then import minute
from tests.http.fakes import MemoryBus, MemoryLocators, MemorySlugs, SetClock
from tests.views.story import conference_details

KEY = b"0123456789abcdef0123456789abcdef"
TAKEN = Refused("slug-taken")
FIRST, SECOND, THIRD = (UUID(int=number) for number in (1, 2, 3))


class Crash(Exception):
    """The process is gone: nothing that it would have done after this happens."""


@dataclass
class Steps:
    """Lets the steps of several processes happen in an order drawn at random, and counts them.

    `crash_at`: the numbers of the steps that do not happen, or have just happened when it crashes.
    """

    random: Random = field(default_factory=lambda: Random(0))
    crash_at: frozenset[int] = frozenset()
    taken: int = 0

    async def take[T](self, step: Callable[[], Awaitable[T]]) -> T:
        for _ in range(self.random.randrange(6)):
            await asyncio.sleep(0)
        self.taken += 1
        crashes, before = self.taken in self.crash_at, self.random.random() < 0.5
        if crashes and before:
            raise Crash
        result = await step()
        if crashes:
            raise Crash
        return result


class InSteps:
    """Whatever is asked of `real` is a step."""

    def __init__(self, real: Any, steps: Steps) -> None:
        self._real = real
        self._steps = steps

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._real, name)
        return lambda *arguments: self._steps.take(lambda: method(*arguments))


@dataclass
class World:
    store: Any = field(default_factory=MemoryEventStore)
    slugs: Any = field(default_factory=MemorySlugs)
    locators: Any = field(default_factory=MemoryLocators)

    def process(self, steps: Steps | None = None) -> Conferences:
        clock, parts = SetClock(minute(0)), (self.store, self.slugs, self.locators)
        store, slugs, locators = (InSteps(part, steps) if steps else part for part in parts)
        return Conferences(store, Publisher(store, MemoryBus(), clock), slugs, locators, clock, KEY)

    async def create(self, conference_id: UUID, slug: str = "pycon", steps: Steps | None = None) -> Created | Refused:
        cause = Cause(uuid4(), Provenance("correlation", "request"))
        return await self.process(steps).create(conference_id, conference_details(slug=slug), "ABCDE", cause)

    async def has_slug(self, conference_ids: Sequence[UUID], slug: str = "pycon") -> list[UUID]:
        found = [await self.process().find(conference_id) for conference_id in conference_ids]
        return [conference.id for conference in found if conference and conference.details.slug == slug]


@pytest.fixture
async def on_tables(storage: StorageClients) -> World:
    store, slugs, locators = TableEventStore(storage), TableSlugs(storage), TableLocators(storage, KEY)
    await store.ensure_tables()
    await slugs.ensure_table()
    await locators.ensure_table()
    return World(store, slugs, locators)


@pytest.fixture(params=["memory", pytest.param("tables", marks=pytest.mark.stack)])
def world(request: pytest.FixtureRequest) -> World:
    world: World = World() if request.param == "memory" else request.getfixturevalue("on_tables")
    return world


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infrastructure.conferences.PATIENCE_SECONDS", 0)


async def test_a_slug_belongs_to_whoever_claimed_it_first_and_another_try_is_free(world: World):
    assert isinstance(await world.create(FIRST), Created)
    assert await world.create(SECOND) == TAKEN
    assert await world.process().find(SECOND) is None
    assert isinstance(await world.create(SECOND, "other"), Created)


async def test_of_many_who_want_one_slug_at_once_one_gets_it(world: World):
    made = await asyncio.gather(*(world.create(UUID(int=number)) for number in range(8)))
    assert sum(isinstance(one, Created) for one in made) == 1
    assert sum(one == TAKEN for one in made) == 7


async def test_of_many_who_create_one_conference_under_slugs_of_their_own_the_others_stay_free(world: World):
    slugs = [f"pycon-{number}" for number in range(8)]
    made = await asyncio.gather(*(world.create(FIRST, slug) for slug in slugs))
    assert sum(isinstance(one, Created) for one in made) == 1
    assert sum(one == Refused("conference-exists") for one in made) == 7

    others = [await world.create(UUID(int=10 + number), slug) for number, slug in enumerate(slugs)]

    kept = [slug for slug, one in zip(slugs, made, strict=True) if isinstance(one, Created)]
    assert [slug for slug, one in zip(slugs, others, strict=True) if one == TAKEN] == kept
    assert sum(isinstance(one, Created) for one in others) == 7


@pytest.mark.usefixtures("impatient")
async def test_a_slug_that_was_claimed_and_whose_conference_never_came_is_had_by_the_next(world: World):
    await world.slugs.claim("pycon", FIRST)
    assert isinstance(await world.create(SECOND), Created)
    assert await world.create(FIRST) == TAKEN
    assert await world.has_slug([FIRST, SECOND]) == [SECOND]


async def test_a_conference_that_is_being_created_is_waited_for(world: World):
    claim = asyncio.Event()

    async def slowly() -> Created | Refused:
        await world.slugs.claim("pycon", FIRST)
        claim.set()
        await asyncio.sleep(0.3)
        return await world.create(FIRST)

    async def at_once() -> Created | Refused:
        await claim.wait()
        return await world.create(SECOND)

    first, second = await asyncio.gather(slowly(), at_once())
    assert isinstance(first, Created)
    assert second == TAKEN


@pytest.mark.usefixtures("impatient")
async def test_who_lost_the_claim_to_an_impatient_one_that_crashed_too_gets_the_slug_at_the_next_try(world: World):
    """The first is given up for lost; the second takes over, and crashes before it is created."""
    first = await world.slugs.claim("pycon", FIRST)
    assert await world.process()._leads_nowhere(first)
    await world.slugs.take_over(first, SECOND)
    assert isinstance(await world.create(FIRST), Created)
    assert await world.create(SECOND) == TAKEN


@pytest.mark.usefixtures("impatient")
async def test_who_was_given_up_for_lost_by_one_that_crashed_claims_anew(world: World):
    assert await world.process()._leads_nowhere(await world.slugs.claim("pycon", FIRST))
    assert isinstance(await world.create(FIRST), Created)
    assert await world.create(SECOND) == TAKEN


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("step", range(1, 12))
@pytest.mark.parametrize("again", [FIRST, SECOND], ids=["the same again", "another one"])
async def test_wherever_a_creation_crashes_the_slug_can_be_had(step: int, again: UUID):
    for seed in range(10):
        world = World()
        crashing = Steps(Random(seed), frozenset({step}))
        made = await outcome(world.create(FIRST, steps=crashing))
        was_created = await world.has_slug([FIRST]) == [FIRST]
        then = await world.create(again)
        if was_created and again == SECOND:
            assert then == TAKEN
        else:
            assert isinstance(then, Created)
        assert len(await world.has_slug([FIRST, SECOND])) == 1
        assert made is None or isinstance(made, Created)


@pytest.mark.usefixtures("impatient")
async def test_however_those_who_race_and_crash_are_interleaved_one_conference_at_most_has_the_slug():
    ids = [FIRST, SECOND, THIRD]
    endings: set[tuple[int, bool]] = set()
    for seed in range(400):
        random, world = Random(seed), World()
        crashes = frozenset(random.sample(range(1, 30), random.choice([0, 1, 3, 25])))
        steps = Steps(random, crashes)
        made = await asyncio.gather(*(outcome(world.create(random.choice(ids), steps=steps)) for _ in range(5)))
        owners = await world.has_slug(ids)
        assert len(owners) <= 1, seed
        told = {one.conference.id for one in made if isinstance(one, Created)}
        assert told <= set(owners), seed
        last = await world.create(UUID(int=9))
        assert (last == TAKEN) if owners else isinstance(last, Created), seed
        endings.add((len(owners), bool(told)))
    assert endings == {(0, False), (1, False), (1, True)}


async def outcome(creation: Awaitable[Created | Refused]) -> Created | Refused | None:
    """None: it crashed."""
    try:
        return await creation
    except Crash:
        return None
