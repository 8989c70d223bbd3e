"""A new access code ends the tokens that were given before, when it is first used: on every host, and once.

Guido owns PyCon, whose first code is K7MQ2. Each host has objects of its own, and all have the same storage.
"""

import asyncio
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest

from domain.conference_management.commands import RenewAccessCode
from domain.conference_management.events import AccessCodeRenewed, NewAccessCodeUsed
from infrastructure.access_code_renewal import AccessCodeRenewal
from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_event_store import TableEventStore
from infrastructure.conference_rows import conference_of, sealed_access_code
from infrastructure.conferences import Conferences, Created
from infrastructure.event_store import Commit, EventStore, StorageUnavailable
from infrastructure.memory.memory_event_store import MemoryEventStore
from infrastructure.messaging import BusUnavailable
from infrastructure.publisher import Publisher
from tests.http.fakes import MemoryBus, MemoryLocators, MemorySlugs, SetClock
from tests.management.kept import KEY, NOON, STREAM, cause
from tests.views.story import CONFERENCE, conference_details, minute

GUIDO = "guido@example.com"


@dataclass
class Host:
    store: EventStore
    clock: SetClock
    bus: MemoryBus = field(default_factory=MemoryBus)
    locators: MemoryLocators = field(default_factory=MemoryLocators)

    def __post_init__(self) -> None:
        publisher = Publisher(self.store, self.bus, self.clock)
        self.conferences = Conferences(self.store, publisher, MemorySlugs(), self.locators, self.clock, KEY)
        self._renewal = AccessCodeRenewal(self.store, publisher, self.locators, self.clock, KEY)

    async def create(self) -> Created:
        created = await self.conferences.create(CONFERENCE, conference_details(), "K7MQ2", cause())
        assert isinstance(created, Created)
        return created

    async def renew(self, email: str = GUIDO, command_id: UUID | None = None) -> str:
        """The code that opens the conference then."""
        command = RenewAccessCode(id=command_id or uuid4(), conference_id=CONFERENCE, email=email)
        await self._renewal.renew(command, cause().provenance)
        code = sealed_access_code(await self.store.read_state(STREAM), KEY, CONFERENCE)
        assert code
        return code

    async def open(self, code: str, email: str = GUIDO) -> int | None:
        return await self.conferences.open(CONFERENCE, email, code, cause())

    async def in_force(self) -> int:
        return await self.conferences.generation_in_force(CONFERENCE)

    async def happened(self, event_type: type) -> int:
        events = (await self.store.read(STREAM)).events
        return sum(isinstance(recorded.event, event_type) for recorded in events)


@pytest.fixture
async def in_tables(storage: StorageClients) -> EventStore:
    store = TableEventStore(storage)
    await store.ensure_tables()
    return store


@pytest.fixture(params=["memory", pytest.param("in_tables", marks=pytest.mark.stack)])
def hosts(request: pytest.FixtureRequest) -> tuple[Host, Host]:
    store = MemoryEventStore() if request.param == "memory" else request.getfixturevalue("in_tables")
    clock = SetClock(NOON)
    return Host(store, clock), Host(store, clock)


async def test_a_new_code_ends_older_tokens_when_it_is_used_and_on_every_host(hosts: tuple[Host, Host]):
    one, other = hosts
    await one.create()
    assert (await one.open("K7MQ2"), await one.in_force()) == (0, 0)
    code = await one.renew()
    assert (await one.in_force(), await other.in_force()) == (0, 0)
    assert (await other.open("K7MQ2"), await other.open(code, "stranger@example.com")) == (None, None)
    assert await one.in_force() == 0
    assert await other.open(code) == 1
    assert (await one.in_force(), await other.in_force()) == (1, 1)
    assert (await one.open(code), await one.happened(NewAccessCodeUsed)) == (1, 1)


async def test_of_two_codes_the_first_is_void_and_ends_nothing(hosts: tuple[Host, Host]):
    one, other = hosts
    await one.create()
    first, second = await one.renew(), await other.renew()
    assert (await one.open(first), await one.in_force()) == (None, 0)
    assert (await one.open(second), await other.in_force()) == (2, 2)


async def test_a_code_that_many_use_at_the_same_moment_on_two_hosts_is_first_used_once(hosts: tuple[Host, Host]):
    one, other = hosts
    await one.create()
    code = await one.renew()
    assert await asyncio.gather(*(host.open(code) for host in (one, other) for _ in range(3))) == [1] * 6
    assert await one.happened(NewAccessCodeUsed) == 1


async def test_a_code_that_is_renewed_while_it_is_used_opens_by_its_own_generation_or_not_at_all(
    hosts: tuple[Host, Host],
):
    one, other = hosts
    await one.create()
    code = await one.renew()
    generation, newer = await asyncio.gather(one.open(code), other.renew())
    assert generation in (1, None)
    assert await one.in_force() == (generation or 0)
    assert (await one.open(newer), await one.in_force()) == (2, 2)


async def test_a_use_whose_answer_was_lost_is_found_again(hosts: tuple[Host, Host], monkeypatch: pytest.MonkeyPatch):
    one, other = hosts
    await one.create()
    code = await one.renew()
    append = one.store.append

    async def append_and_lose_the_answer(commit: Commit) -> None:
        await append(commit)
        raise StorageUnavailable("carried out, says the test")

    monkeypatch.setattr(one.store, "append", append_and_lose_the_answer)
    assert await one.open(code) == 1
    assert (await other.in_force(), await other.happened(NewAccessCodeUsed)) == (1, 1)


async def test_the_first_use_leaves_the_conference_as_it_is(hosts: tuple[Host, Host]):
    one, _ = hosts
    created = await one.create()
    await one.open(await one.renew())
    conference = conference_of(CONFERENCE, await one.store.read_state(STREAM))
    assert conference == created.conference.model_copy(update={"version": 2})
    assert [type(recorded.event) for commit in one.bus.news[1:] for recorded in commit] == [
        AccessCodeRenewed,
        NewAccessCodeUsed,
    ]


async def test_a_fourth_request_by_who_knows_both_makes_no_code_for_15_minutes(hosts: tuple[Host, Host]):
    """At whichever host they arrive. The owner was mailed three codes; the last one opens."""
    one, other = hosts
    await one.create()
    codes = [await host.renew() for host in (one, other, one, other, one)]
    assert len(set(codes)) == 3
    assert codes[2:] == codes[2:3] * 3
    one.clock.time = minute(14.99)
    assert await one.renew() == codes[2]
    one.clock.time = minute(15)
    assert await one.renew() not in codes


async def test_requests_that_do_not_fit_use_up_nobodys_allowance(hosts: tuple[Host, Host]):
    one, _ = hosts
    await one.create()
    codes = [await one.renew("stranger@example.com") for _ in range(5)]
    assert set(codes) == {"K7MQ2"}
    assert len({await one.renew(" GUIDO@example.com ") for _ in range(3)}) == 3


async def test_a_request_that_is_delivered_again_counts_once_and_is_published(hosts: tuple[Host, Host]):
    """The third one, stored while the bus was down."""
    one, other = hosts
    await one.create()
    await one.renew()
    second = await one.renew()
    one.bus.down = True
    command_id = uuid4()
    with pytest.raises(BusUnavailable):
        await one.renew(command_id=command_id)
    third = await other.renew(command_id=command_id)
    assert third != second
    assert await other.renew(command_id=command_id) == third
    assert await one.happened(AccessCodeRenewed) == 3
    assert [type(recorded.event) for commit in other.bus.news for recorded in commit] == [AccessCodeRenewed]


async def renewed_while_the_bus_was_down(hosts: tuple[Host, Host]) -> UUID:
    """Version 1 of the conference is stored and not published. The command that led to it."""
    one, _ = hosts
    await one.create()
    one.bus.down = True
    command_id = uuid4()
    with pytest.raises(BusUnavailable):
        await one.renew(command_id=command_id)
    return command_id


def published(host: Host) -> list[int]:
    return [recorded.version for commit in host.bus.news for recorded in commit]


async def test_a_code_that_was_stored_and_not_published_is_published_when_its_request_is_delivered_again(
    hosts: tuple[Host, Host],
):
    command_id = await renewed_while_the_bus_was_down(hosts)
    await hosts[1].renew(command_id=command_id)
    assert published(hosts[1]) == [1]
    assert await hosts[1].happened(AccessCodeRenewed) == 1


async def test_a_code_that_was_stored_and_not_published_is_published_before_the_next_one(hosts: tuple[Host, Host]):
    await renewed_while_the_bus_was_down(hosts)
    await hosts[1].renew()
    assert published(hosts[1]) == [1, 2]


async def test_a_code_that_was_stored_and_not_published_is_published_by_a_request_that_does_not_fit(
    hosts: tuple[Host, Host],
):
    await renewed_while_the_bus_was_down(hosts)
    await hosts[1].renew("stranger@example.com")
    assert published(hosts[1]) == [1]
    assert await hosts[1].happened(AccessCodeRenewed) == 1


async def test_a_conference_of_nobody_has_nothing_to_open(hosts: tuple[Host, Host]):
    one, _ = hosts
    assert (await one.open("K7MQ2"), await one.in_force()) == (None, 0)


async def test_a_conference_that_is_created_again_says_whether_tokens_of_its_first_code_are_good(
    hosts: tuple[Host, Host],
):
    one, other = hosts
    answers = [await one.create(), await other.create()]
    code = await one.renew()
    answers.append(await other.create())
    await one.open(code)
    answers.append(await other.create())
    assert [answer.is_first_code_in_force for answer in answers] == [True, True, True, False]
