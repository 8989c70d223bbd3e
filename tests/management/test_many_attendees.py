"""Ten thousand attendees are listed and exported in memory that does not grow with them."""

import csv
import gc
import io
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest

from domain.conference_management.views.attendees import AttendeesView, SeatedPerson
from domain.values import NamedSeats
from infrastructure.management_views import TABLE, attendees_place
from tests.management.site import Site
from tests.stores import Stores
from tests.views.story import WORKSHOP

pytestmark = [pytest.mark.stack, pytest.mark.parametrize("stores", ["azure"], indirect=True)]

MEGABYTE = 1024 * 1024
LARGEST_ORDER = 500

ALL = pytest.mark.parametrize(
    "orders",
    [
        pytest.param([LARGEST_ORDER] * 2 + [1] * 200, id="1,200 attendees"),
        pytest.param([LARGEST_ORDER] * 19 + [1] * 500, id="10,000 attendees", marks=pytest.mark.slow),
    ],
)


def attendees(site: Site, number: int, seats: int) -> AttendeesView:
    people = [
        SeatedPerson(
            position=position,
            first_name=f"Maximilian {position}",
            last_name=f"Müller-Lüdenscheidt {number}",
            email=f"maximilian.mueller-luedenscheidt.{number}.{position}@example.com",
        )
        for position in range(seats)
    ]
    sold = [NamedSeats(seat_type=WORKSHOP, name="Workshop", quantity=seats)]
    return AttendeesView(
        order_id=UUID(int=number), conference_id=site.conference_id, version=seats, seats=sold, people=people
    )


@pytest.fixture
async def full(site: Site, stores: Stores) -> Callable[[list[int]], Awaitable[None]]:
    """Puts orders of so many seats each where the projector puts them."""

    async def seat(orders: list[int]) -> None:
        await site.create()
        rows = await stores.rows(TABLE)
        for number, seats in enumerate(orders, 1):
            view = attendees(site, number, seats)
            await rows.save(
                attendees_place(site.conference_id, view.order_id), view.version, view.model_dump_json(), None
            )

    return seat


@contextmanager
def measured() -> Iterator[list[float]]:
    """Gives the megabytes that Python had at most, besides those it had before."""
    gc.collect()
    tracemalloc.start()
    peak: list[float] = []
    try:
        yield peak
        peak.append(tracemalloc.get_traced_memory()[1] / MEGABYTE)
    finally:
        tracemalloc.stop()


@ALL
async def test_the_list_takes_the_memory_of_a_page(
    site: Site, full: Callable[[list[int]], Awaitable[None]], orders: list[int]
):
    await full(orders)
    query: dict[str, str] = {}
    seen: list[str] = []
    with measured() as peak:
        while True:
            page = (await site.request("GET", "attendees", query=query)).json
            seen.extend(f"{item['orderId']}/{item['position']}" for item in page["items"])
            assert len(page["items"]) < 100 + LARGEST_ORDER
            if page["continuation"] is None:
                break
            query = {"continuation": page["continuation"]}
    assert len(seen) == len(set(seen)) == sum(orders)
    print(f"{sum(orders)} attendees listed: {peak[0]:.1f} MB at most")
    assert peak[0] < 8


@ALL
async def test_the_file_takes_its_own_size_and_a_page(
    site: Site, full: Callable[[list[int]], Awaitable[None]], orders: list[int]
):
    await full(orders)
    with measured() as peak:
        answer = await site.request("GET", "attendees", headers={"Accept": "text/csv"})
    size = len(answer.content) / MEGABYTE
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), strict=True))
    assert len({(row["orderId"], row["position"]) for row in rows}) == sum(orders)
    print(f"{sum(orders)} attendees in a file of {size:.1f} MB: {peak[0]:.1f} MB at most")
    assert peak[0] < 5 + 2 * size
