"""What an IdempotencyStore promises, in memory and in Table Storage. It is noon."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_idempotency import TableIdempotencyStore
from infrastructure.event_store import StorageUnavailable
from infrastructure.idempotency import Claim, Claimed, IdempotencyStore, KeptAnswer, KeyReused
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
    unavailable_after_it_was_done,
)
from tests.domain.given_when_then import minute
from tests.http.fakes import MemoryIdempotencyStore

CLAIM = Claim("0a1b", "key/with # odd \\ characters?", "fingerprint")
OTHER_BODY = Claim("0a1b", "key/with # odd \\ characters?", "another")
OTHER_SCOPE = Claim("0a1c", "key/with # odd \\ characters?", "another")
ANSWER = KeptAnswer(202, b"sealed \x00\xff", {"Content-Type": "application/json", "Location": "/api/x"})
A_DAY = 24 * 60


@pytest.fixture
async def in_table(storage: StorageClients) -> TableIdempotencyStore:
    made = TableIdempotencyStore(storage)
    await made.ensure_table()
    return made


@pytest.fixture(params=["memory", pytest.param("table", marks=pytest.mark.stack)])
def kept(request: pytest.FixtureRequest) -> IdempotencyStore:
    return MemoryIdempotencyStore() if request.param == "memory" else request.getfixturevalue("in_table")


async def test_the_first_claim_is_to_be_carried_out(kept: IdempotencyStore):
    assert await kept.claim(CLAIM, minute(0)) == Claimed(minute(0))


async def test_what_was_kept_is_what_is_answered(kept: IdempotencyStore):
    await kept.claim(CLAIM, minute(0))
    await kept.keep(CLAIM, minute(0), ANSWER)
    assert await kept.claim(CLAIM, minute(2)) == Claimed(minute(0), ANSWER)


async def test_a_claim_without_an_answer_is_to_be_carried_out_again(kept: IdempotencyStore):
    await kept.claim(CLAIM, minute(0))
    assert await kept.claim(CLAIM, minute(1)) == Claimed(minute(0))


async def test_a_key_is_for_one_body_answered_or_not(kept: IdempotencyStore):
    await kept.claim(CLAIM, minute(0))
    with pytest.raises(KeyReused):
        await kept.claim(OTHER_BODY, minute(1))
    await kept.keep(CLAIM, minute(0), ANSWER)
    with pytest.raises(KeyReused):
        await kept.claim(OTHER_BODY, minute(3))


async def test_the_same_key_of_another_scope_is_another_key(kept: IdempotencyStore):
    await kept.claim(CLAIM, minute(0))
    await kept.keep(CLAIM, minute(0), ANSWER)
    assert await kept.claim(OTHER_SCOPE, minute(2)) == Claimed(minute(2))


async def test_an_answer_is_kept_for_24_hours(kept: IdempotencyStore):
    await kept.claim(CLAIM, minute(0))
    await kept.keep(CLAIM, minute(0), ANSWER)
    assert (await kept.claim(CLAIM, minute(A_DAY - 0.1))).answer == ANSWER
    assert await kept.claim(OTHER_BODY, minute(A_DAY)) == Claimed(minute(A_DAY))


async def test_what_is_forgotten_is_gone_and_the_rest_stays(kept: IdempotencyStore):
    await kept.claim(CLAIM, minute(0))
    await kept.keep(CLAIM, minute(0), ANSWER)
    await kept.claim(OTHER_SCOPE, minute(10))
    await kept.keep(OTHER_SCOPE, minute(10), ANSWER)
    await kept.forget(minute(5))
    assert await kept.claim(CLAIM, minute(11)) == Claimed(minute(11))
    assert (await kept.claim(OTHER_SCOPE, minute(11))).answer == ANSWER


async def test_of_two_bodies_at_the_same_moment_one_gets_the_key(kept: IdempotencyStore):
    outcomes = await asyncio.gather(
        kept.claim(CLAIM, minute(0)), kept.claim(OTHER_BODY, minute(0)), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Claimed", "KeyReused"]


async def test_of_two_bodies_that_find_a_forgotten_key_at_the_same_moment_one_gets_it(kept: IdempotencyStore):
    await kept.claim(CLAIM, minute(0))
    outcomes = await asyncio.gather(
        kept.claim(CLAIM, minute(A_DAY)), kept.claim(OTHER_BODY, minute(A_DAY)), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Claimed", "KeyReused"]


@pytest.fixture
async def proxy(azurite: str) -> AsyncIterator[StorageProxy]:
    async with disturbed_storage(azurite) as proxy:
        yield proxy


@pytest.fixture
async def disturbed(proxy: StorageProxy) -> AsyncIterator[TableIdempotencyStore]:
    """In Table Storage, by way of the proxy."""
    clients = StorageClients(proxy.connection_string, prefix=fresh_prefix())
    made = TableIdempotencyStore(clients)
    await made.ensure_table()
    yield made
    await clients.close()


@pytest.mark.stack
@pytest.mark.parametrize("disturbance", [answer_lost, answer_garbled])
async def test_a_claim_whose_answer_was_lost_holds_and_is_carried_out_by_the_next_try(
    proxy: StorageProxy, disturbed: TableIdempotencyStore, disturbance: Disturbance
):
    proxy.disturb(disturbance)
    with pytest.raises(StorageUnavailable):
        await disturbed.claim(CLAIM, minute(0))
    with pytest.raises(KeyReused):
        await disturbed.claim(OTHER_BODY, minute(1))
    assert await disturbed.claim(CLAIM, minute(1)) == Claimed(minute(0))


@pytest.mark.stack
async def test_a_claim_that_never_arrived_holds_nothing(proxy: StorageProxy, disturbed: TableIdempotencyStore):
    proxy.disturb(never_arrived)
    with pytest.raises(StorageUnavailable):
        await disturbed.claim(CLAIM, minute(0))
    assert await disturbed.claim(OTHER_BODY, minute(1)) == Claimed(minute(1))


@pytest.mark.stack
async def test_an_own_claim_found_by_the_second_try_is_no_other_s(
    proxy: StorageProxy, disturbed: TableIdempotencyStore
):
    proxy.disturb(unavailable_after_it_was_done)
    assert await disturbed.claim(CLAIM, minute(0)) == Claimed(minute(0))
    with pytest.raises(KeyReused):
        await disturbed.claim(OTHER_BODY, minute(1))


@pytest.mark.stack
@pytest.mark.parametrize("disturbance", [never_arrived, answer_lost, unavailable_after_it_was_done])
async def test_an_answer_is_kept_whatever_becomes_of_the_first_try(
    proxy: StorageProxy, disturbed: TableIdempotencyStore, disturbance: Disturbance
):
    await disturbed.claim(CLAIM, minute(0))
    proxy.disturb(disturbance)
    await disturbed.keep(CLAIM, minute(0), ANSWER)
    assert (await disturbed.claim(CLAIM, minute(1))).answer == ANSWER


@pytest.mark.stack
async def test_an_old_claim_renewed_by_a_try_whose_answer_was_lost_is_found_again(
    proxy: StorageProxy, disturbed: TableIdempotencyStore
):
    await disturbed.claim(CLAIM, minute(0))
    proxy.disturb(passed, passed, unavailable_after_it_was_done)
    assert await disturbed.claim(CLAIM, minute(A_DAY)) == Claimed(minute(A_DAY))


@pytest.mark.stack
async def test_a_forgotten_key_is_not_taken_from_who_took_it_a_moment_before(
    proxy: StorageProxy, disturbed: TableIdempotencyStore
):
    await disturbed.claim(CLAIM, minute(0))

    async def overtaken(forward: Forward) -> bytes:
        await disturbed.claim(OTHER_BODY, minute(A_DAY))
        return await forward()

    proxy.disturb(passed, passed, overtaken)
    with pytest.raises(KeyReused):
        await disturbed.claim(CLAIM, minute(A_DAY))


@pytest.mark.stack
async def test_a_claim_made_while_the_old_ones_are_forgotten_stays(
    proxy: StorageProxy, disturbed: TableIdempotencyStore
):
    await disturbed.claim(CLAIM, minute(0))

    async def overtaken(forward: Forward) -> bytes:
        await disturbed.claim(CLAIM, minute(A_DAY))
        return await forward()

    proxy.disturb(passed, overtaken)
    await disturbed.forget(minute(1))
    with pytest.raises(KeyReused):
        await disturbed.claim(OTHER_BODY, minute(A_DAY + 1))
