"""What Slugs promise, in memory and in Table Storage."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_slugs import TableSlugs
from infrastructure.event_store import StorageUnavailable
from infrastructure.slugs import SlugClaim, Slugs
from tests.conftest import fresh_prefix
from tests.disturbed_storage import (
    Disturbance,
    Forward,
    StorageProxy,
    answer_garbled,
    answer_lost,
    disturbed_storage,
    never_arrived,
    passed,
    unavailable,
    unavailable_after_it_was_done,
)
from tests.http.fakes import MemorySlugs

PYCON = UUID("cccccccc-0000-4000-8000-000000000001")
OTHER = UUID("cccccccc-0000-4000-8000-000000000002")


@pytest.fixture
async def proxy(azurite: str) -> AsyncIterator[StorageProxy]:
    async with disturbed_storage(azurite) as proxy:
        yield proxy


@pytest.fixture
async def in_table(proxy: StorageProxy) -> AsyncIterator[TableSlugs]:
    """By way of the proxy, which disturbs nothing unless told."""
    clients = StorageClients(proxy.connection_string, prefix=fresh_prefix())
    made = TableSlugs(clients)
    await made.ensure_table()
    yield made
    await clients.close()


@pytest.fixture(params=["memory", pytest.param("table", marks=pytest.mark.stack)])
def slugs(request: pytest.FixtureRequest) -> Slugs:
    return MemorySlugs() if request.param == "memory" else request.getfixturevalue("in_table")


async def holder(slugs: Slugs, claimant: UUID) -> UUID:
    return (await slugs.claim("pycon", claimant)).conference_id


async def test_a_slug_is_whose_who_claimed_it_first(slugs: Slugs):
    assert await slugs.claim("pycon", PYCON) == SlugClaim("pycon", PYCON)
    assert await slugs.claim("pycon", OTHER) == SlugClaim("pycon", PYCON)
    assert await slugs.claim("pycon-2", OTHER) == SlugClaim("pycon-2", OTHER)


async def test_one_s_own_slug_can_be_claimed_again(slugs: Slugs):
    await slugs.claim("pycon", PYCON)
    assert await holder(slugs, PYCON) == PYCON


async def test_a_claim_is_taken_over_under_the_next_number(slugs: Slugs):
    first = await slugs.claim("pycon", PYCON)
    await slugs.take_over(first, OTHER)
    second = SlugClaim("pycon", OTHER, 1)
    assert await slugs.claim("pycon", PYCON) == second
    await slugs.take_over(second, PYCON)
    assert await slugs.claim("pycon", OTHER) == SlugClaim("pycon", PYCON, 2)


async def test_a_claim_that_holds_no_longer_cannot_be_taken_over(slugs: Slugs):
    """Its conference has claimed the slug anew, and may be created by that claim."""
    first = await slugs.claim("pycon", PYCON)
    await slugs.take_over(first, PYCON)
    await slugs.take_over(first, OTHER)
    assert await slugs.claim("pycon", OTHER) == SlugClaim("pycon", PYCON, 1)


@pytest.mark.stack
async def test_of_two_who_take_over_at_once_one_has_it(proxy: StorageProxy, in_table: TableSlugs):
    third = UUID("cccccccc-0000-4000-8000-000000000003")
    first = await in_table.claim("pycon", PYCON)

    async def overtaken(forward: Forward) -> bytes:
        await in_table.take_over(first, third)
        return await forward()

    proxy.disturb(passed, overtaken)  # the reading, the writing
    await in_table.take_over(first, OTHER)
    assert await holder(in_table, PYCON) == third


@pytest.mark.stack
async def test_a_take_over_whose_answer_was_lost_holds(proxy: StorageProxy, in_table: TableSlugs):
    first = await in_table.claim("pycon", PYCON)
    proxy.disturb(passed, unavailable_after_it_was_done)
    await in_table.take_over(first, OTHER)
    assert await in_table.claim("pycon", PYCON) == SlugClaim("pycon", OTHER, 1)
    proxy.disturb(unavailable, unavailable, unavailable, unavailable)
    with pytest.raises(StorageUnavailable):
        await in_table.take_over(SlugClaim("pycon", OTHER, 1), PYCON)
    assert await holder(in_table, PYCON) == OTHER


@pytest.mark.stack
@pytest.mark.parametrize("disturbance", [answer_lost, answer_garbled])
async def test_a_claim_whose_answer_was_lost_holds(proxy: StorageProxy, in_table: TableSlugs, disturbance: Disturbance):
    proxy.disturb(disturbance)
    with pytest.raises(StorageUnavailable):
        await in_table.claim("pycon", PYCON)
    assert await holder(in_table, OTHER) == PYCON
    assert await holder(in_table, PYCON) == PYCON


@pytest.mark.stack
async def test_a_claim_that_never_arrived_holds_nothing(proxy: StorageProxy, in_table: TableSlugs):
    proxy.disturb(never_arrived)
    with pytest.raises(StorageUnavailable):
        await in_table.claim("pycon", PYCON)
    assert await holder(in_table, OTHER) == OTHER


@pytest.mark.stack
async def test_an_own_claim_found_by_the_second_try_is_one_s_own(proxy: StorageProxy, in_table: TableSlugs):
    proxy.disturb(unavailable_after_it_was_done)
    assert await holder(in_table, PYCON) == PYCON


@pytest.mark.stack
async def test_the_second_try_does_not_take_what_is_another_s(proxy: StorageProxy, in_table: TableSlugs):
    await in_table.claim("pycon", OTHER)
    proxy.disturb(unavailable_after_it_was_done)
    assert await holder(in_table, PYCON) == OTHER
