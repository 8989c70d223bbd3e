"""What Slugs promise, in memory and in Table Storage."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_slugs import TableSlugs
from infrastructure.event_store import StorageUnavailable
from infrastructure.slugs import Slugs
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


async def test_a_slug_is_whose_who_claimed_it_first(slugs: Slugs):
    assert await slugs.claim("pycon", PYCON) == PYCON
    assert await slugs.claim("pycon", OTHER) == PYCON
    assert await slugs.claim("pycon-2", OTHER) == OTHER


async def test_one_s_own_slug_can_be_claimed_again(slugs: Slugs):
    await slugs.claim("pycon", PYCON)
    assert await slugs.claim("pycon", PYCON) == PYCON


async def test_a_released_slug_is_free_for_anybody(slugs: Slugs):
    await slugs.claim("pycon", PYCON)
    await slugs.release("pycon", PYCON)
    assert await slugs.claim("pycon", OTHER) == OTHER


async def test_nobody_releases_what_is_another_s(slugs: Slugs):
    await slugs.claim("pycon", PYCON)
    await slugs.release("pycon", OTHER)
    assert await slugs.claim("pycon", OTHER) == PYCON


async def test_releasing_what_nobody_has_is_no_error(slugs: Slugs):
    await slugs.release("pycon", PYCON)
    assert await slugs.claim("pycon", OTHER) == OTHER


@pytest.mark.stack
async def test_a_slug_that_another_got_while_it_was_being_released_stays_the_other_s(
    proxy: StorageProxy, in_table: TableSlugs
):
    async def overtaken(forward: Forward) -> bytes:
        await in_table.release("pycon", PYCON)
        await in_table.claim("pycon", OTHER)
        return await forward()

    await in_table.claim("pycon", PYCON)
    proxy.disturb(passed, overtaken)  # the reading, the deletion
    await in_table.release("pycon", PYCON)
    assert await in_table.claim("pycon", PYCON) == OTHER


@pytest.mark.stack
async def test_a_release_whose_answer_was_lost_can_be_tried_again(proxy: StorageProxy, in_table: TableSlugs):
    await in_table.claim("pycon", PYCON)
    proxy.disturb(passed, unavailable_after_it_was_done)
    await in_table.release("pycon", PYCON)
    await in_table.claim("pycon", PYCON)
    proxy.disturb(unavailable, unavailable, unavailable, unavailable)
    with pytest.raises(StorageUnavailable):
        await in_table.release("pycon", PYCON)
    await in_table.release("pycon", PYCON)
    assert await in_table.claim("pycon", OTHER) == OTHER


@pytest.mark.stack
@pytest.mark.parametrize("disturbance", [answer_lost, answer_garbled])
async def test_a_claim_whose_answer_was_lost_holds(proxy: StorageProxy, in_table: TableSlugs, disturbance: Disturbance):
    proxy.disturb(disturbance)
    with pytest.raises(StorageUnavailable):
        await in_table.claim("pycon", PYCON)
    assert await in_table.claim("pycon", OTHER) == PYCON
    assert await in_table.claim("pycon", PYCON) == PYCON


@pytest.mark.stack
async def test_a_claim_that_never_arrived_holds_nothing(proxy: StorageProxy, in_table: TableSlugs):
    proxy.disturb(never_arrived)
    with pytest.raises(StorageUnavailable):
        await in_table.claim("pycon", PYCON)
    assert await in_table.claim("pycon", OTHER) == OTHER


@pytest.mark.stack
async def test_an_own_claim_found_by_the_second_try_is_one_s_own(proxy: StorageProxy, in_table: TableSlugs):
    proxy.disturb(unavailable_after_it_was_done)
    assert await in_table.claim("pycon", PYCON) == PYCON


@pytest.mark.stack
async def test_the_second_try_does_not_take_what_is_another_s(proxy: StorageProxy, in_table: TableSlugs):
    await in_table.claim("pycon", OTHER)
    proxy.disturb(unavailable_after_it_was_done)
    assert await in_table.claim("pycon", PYCON) == OTHER
