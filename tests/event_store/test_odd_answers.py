"""A success whose answer makes no sense: storage is unavailable, and what is told of it quotes no row."""

from collections.abc import AsyncIterator

import pytest

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_batch import Row
from infrastructure.azure.tables import Tables
from infrastructure.event_store import StorageUnavailable
from tests.conftest import fresh_prefix
from tests.disturbed_storage import (
    Disturbance,
    StorageProxy,
    answer_cut_and_called_complete,
    answer_of_a_list,
    answer_of_an_empty_object,
    answer_of_broken_gzip,
    disturbed_storage,
)

pytestmark = pytest.mark.stack

ROW: Row = {"PartitionKey": "p", "RowKey": "r", "Text": "1"}


@pytest.fixture
async def proxy(azurite: str) -> AsyncIterator[StorageProxy]:
    async with disturbed_storage(azurite) as proxy:
        yield proxy


@pytest.fixture
async def tables(proxy: StorageProxy) -> AsyncIterator[Tables]:
    clients = StorageClients(proxy.connection_string, prefix=fresh_prefix())
    await clients.ensure_table("things")
    await clients.tables.insert("things", ROW)
    yield clients.tables
    await clients.close()


@pytest.mark.parametrize(
    "disturbance", [answer_of_broken_gzip, answer_cut_and_called_complete, answer_of_an_empty_object, answer_of_a_list]
)
async def test_a_query_answered_by_no_rows_at_all_is_unavailable(
    proxy: StorageProxy, tables: Tables, disturbance: Disturbance
) -> None:
    proxy.disturb(disturbance)
    with pytest.raises(StorageUnavailable):
        await anext(tables.query("things", "PartitionKey eq 'p'"))


@pytest.mark.parametrize("disturbance", [answer_of_broken_gzip, answer_cut_and_called_complete, answer_of_a_list])
async def test_a_row_that_cannot_be_read_is_unavailable(
    proxy: StorageProxy, tables: Tables, disturbance: Disturbance
) -> None:
    proxy.disturb(disturbance, disturbance)
    with pytest.raises(StorageUnavailable):
        await tables.get("things", "p", "r", ("Text",))
    with pytest.raises(StorageUnavailable):
        await tables.get_tagged("things", "p", "r")


async def test_a_row_without_an_etag_is_unavailable(proxy: StorageProxy, tables: Tables) -> None:
    proxy.disturb(answer_of_an_empty_object, answer_of_an_empty_object)
    with pytest.raises(StorageUnavailable, match="without an ETag"):
        await tables.get_tagged("things", "p", "r")
    with pytest.raises(StorageUnavailable, match="without an ETag"):
        await tables.insert("things", {**ROW, "RowKey": "s"})


async def test_what_is_told_of_an_answer_that_makes_no_sense_quotes_nothing_of_it(
    proxy: StorageProxy, tables: Tables
) -> None:
    proxy.disturb(answer_cut_and_called_complete)
    with pytest.raises(StorageUnavailable) as raised:
        await tables.get("things", "p", "r", ("Text",))
    assert str(raised.value) == "the answer is no JSON: 38 bytes of text/html"
