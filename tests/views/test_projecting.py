"""A document follows its stream whatever happens to the news of it, and to those who write it down."""

import asyncio
from dataclasses import replace
from itertools import permutations

import pytest

from domain.registration.events import OrderConfirmed, OrderReservationCompleted, OrderUpdated
from domain.registration.views.order import OrderView
from domain.values import NamedSeats
from infrastructure.event_store import RecordedEvent, StorageUnavailable, StreamId
from infrastructure.projecting import EventsNotStored
from infrastructure.registration_views import order_place
from tests.stores import Stores
from tests.views.projecting import WatchedRows, World
from tests.views.story import (
    CONFERENCE,
    ORDER,
    PAYMENT,
    WORKSHOP,
    minute,
    order_placed,
    recorded,
    seats,
    totals,
    workshops,
)

THIS_ORDER = StreamId("Order", ORDER)

HISTORY = (
    [order_placed(workshops(2)), totals("398", (workshops(2), "398"))],
    [OrderReservationCompleted(conference_id=CONFERENCE, seats=seats(workshop=2), reservation_expires_at=minute(15))],
    [
        OrderUpdated(conference_id=CONFERENCE, seats=[workshops(1)], issued_at=minute(2)),
        totals("199", (workshops(1), "199")),
    ],
    [
        OrderConfirmed(
            conference_id=CONFERENCE,
            payment_id=PAYMENT,
            seats=[NamedSeats(seat_type=WORKSHOP, name="Workshop", quantity=1)],
        )
    ],
)
"""Versions 0 and 1, 2, 3 and 4, 5."""


@pytest.fixture
async def world(stores: Stores) -> World:
    return await World.on(stores)


@pytest.fixture
async def news(world: World) -> list[list[RecordedEvent]]:
    return await world.happened(THIS_ORDER, *HISTORY)


async def order_of(world: World) -> OrderView:
    order = await world.views.order(ORDER)
    assert order is not None
    return order


async def test_a_commit_shows_as_a_whole(world: World, news: list[list[RecordedEvent]]):
    await world.instance()["Order"].project(news[0])
    order = await order_of(world)
    assert (order.version, order.state, str(order.total)) == (1, "PendingReservation", "398.00")


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
async def test_the_order_in_which_news_arrive_makes_no_difference(
    world: World, news: list[list[RecordedEvent]], order: tuple[int, ...]
):
    projector = world.instance()["Order"]
    for number in order:
        await projector.project(news[number])
        assert (await order_of(world)).version >= news[number][-1].version
    shown = await order_of(world)
    assert (shown.version, shown.state, str(shown.total)) == (5, "Confirmed", "199.00")


async def test_what_is_missing_between_is_read_from_the_store(world: World, news: list[list[RecordedEvent]]):
    projector = world.instance()["Order"]
    await projector.project(news[0])
    await projector.project(news[3])
    shown = await order_of(world)
    assert (shown.version, shown.state, shown.seats[0].requested_quantity) == (5, "Confirmed", 1)


async def test_news_seen_already_change_nothing(world: World, news: list[list[RecordedEvent]]):
    projector = world.instance()["Order"]
    for commit in news:
        await projector.project(commit)
    before = await world.views.rows.get(order_place(ORDER))
    for commit in (*news, *reversed(news)):
        await projector.project(commit)
        await world.instance()["Order"].project(commit)
    assert await world.views.rows.get(order_place(ORDER)) == before


async def test_news_that_arrive_together_cost_one_save(world: World, news: list[list[RecordedEvent]]):
    rows = WatchedRows(world.views.rows)
    projector = world.instance(replace(world.views, rows=rows))["Order"]
    await asyncio.gather(*(projector.project(commit) for commit in news))
    assert (await order_of(world)).version == 5
    assert rows.saved == [5]
    assert rows.loaded == 0


async def test_a_document_in_memory_is_not_read_again(world: World, news: list[list[RecordedEvent]]):
    rows = WatchedRows(world.views.rows)
    projector = world.instance(replace(world.views, rows=rows))["Order"]
    for commit in news:
        await projector.project(commit)
    assert rows.saved == [1, 2, 4, 5]
    assert rows.loaded == 0


async def test_instances_that_race_agree_and_never_go_back(world: World, news: list[list[RecordedEvent]]):
    rows = WatchedRows(world.views.rows)
    instances = [world.instance(replace(world.views, rows=rows))["Order"] for _ in range(4)]
    await asyncio.gather(*(instance.project(commit) for commit in news for instance in instances))
    shown = await order_of(world)
    assert (shown.version, shown.state) == (5, "Confirmed")
    assert rows.saved == sorted(set(rows.saved))


async def test_another_instance_s_document_is_read_when_memory_proves_stale(
    world: World, news: list[list[RecordedEvent]]
):
    mine, other = world.instance()["Order"], world.instance()["Order"]
    await mine.project(news[0])
    await other.project(news[1])
    await mine.project(news[2])
    assert (await order_of(world)).version == 4


async def test_who_expects_no_document_and_finds_an_older_one_goes_on_from_it(
    world: World, news: list[list[RecordedEvent]]
):
    await world.instance()["Order"].project(news[0])
    newcomer = world.instance()["Order"]
    await asyncio.gather(*(newcomer.project(commit) for commit in news))
    assert (await order_of(world)).version == 5


async def test_an_instance_that_was_overtaken_never_takes_the_document_back(
    world: World, news: list[list[RecordedEvent]]
):
    slow, fast = world.instance()["Order"], world.instance()["Order"]
    await slow.project(news[0])
    for commit in news:
        await fast.project(commit)
    for commit in news:
        await slow.project(commit)
        assert (await order_of(world)).version == 5


async def test_a_save_that_failed_is_made_up_for_by_the_redelivery(world: World, news: list[list[RecordedEvent]]):
    rows = WatchedRows(world.views.rows, fail_at={2})
    projector = world.instance(replace(world.views, rows=rows))["Order"]
    await projector.project(news[0])
    with pytest.raises(StorageUnavailable):
        await projector.project(news[1])
    assert (await order_of(world)).version == 1
    await projector.project(news[1])
    assert (await order_of(world)).version == 2


async def test_a_save_whose_answer_was_lost_is_not_carried_out_twice(world: World, news: list[list[RecordedEvent]]):
    rows = WatchedRows(world.views.rows, lose_answer_at={1, 2})
    projector = world.instance(replace(world.views, rows=rows))["Order"]
    for commit in news[:2]:
        with pytest.raises(StorageUnavailable):
            await projector.project(commit)
        await projector.project(commit)
    assert (await order_of(world)).version == 2
    assert rows.saved == [1, 2]


async def test_news_of_events_that_the_store_does_not_hold_are_no_gap_to_be_filled(world: World):
    news = [recorded(THIS_ORDER, 7, HISTORY[1][0])]
    with pytest.raises(EventsNotStored):
        await world.instance()["Order"].project(news)
    assert await world.views.order(ORDER) is None


async def test_news_that_the_store_does_not_hold_harm_no_others_of_the_same_moment(
    world: World, news: list[list[RecordedEvent]]
):
    projector = world.instance()["Order"]
    ends = await asyncio.gather(
        projector.project([recorded(THIS_ORDER, 70, HISTORY[1][0])]), projector.project(news[0]), return_exceptions=True
    )
    assert [type(end) for end in ends] == [EventsNotStored, type(None)]
    assert await world.views.order(ORDER) is not None


async def test_who_waits_in_the_same_process_is_woken_by_the_save(world: World, news: list[list[RecordedEvent]]):
    with world.wakeups.listening(order_place(ORDER)) as woken:
        await world.instance()["Order"].project(news[0])
        assert woken.is_set()
