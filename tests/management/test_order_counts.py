"""How many orders are in each state, counted by keys, while orders move from one state to another."""

from collections.abc import AsyncIterator
from uuid import UUID

from infrastructure.management_views import STATES, ManagementViews
from infrastructure.memory.memory_view_store import MemoryViewStore
from tests.views.story import CONFERENCE

PAID, GIVEN_UP = UUID(int=1), UUID(int=2)


class KeysInPages(MemoryViewStore):
    """The second order is given up between two pages of keys, so that it stands in both."""

    async def keys(self, partition: str, rows: str) -> AsyncIterator[str]:
        assert (partition, rows) == (f"Conference_{CONFERENCE}", "State_")
        for state, order in (("Confirmed", PAID), ("PendingReservation", GIVEN_UP), ("Rejected", GIVEN_UP)):
            yield f"State_{state}_{order}"


async def test_an_order_that_moves_while_it_is_counted_counts_once_where_it_went():
    counts = await ManagementViews(KeysInPages()).counts(CONFERENCE)
    assert counts == dict.fromkeys(STATES, 0) | {"Confirmed": 1, "Rejected": 1}


async def test_a_conference_without_orders_has_none_in_each_state():
    assert await ManagementViews(MemoryViewStore()).counts(CONFERENCE) == dict.fromkeys(STATES, 0)
