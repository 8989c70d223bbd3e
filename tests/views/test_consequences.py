"""What the projections cause besides their documents: the list, the slug, the quota, the locators."""

from dataclasses import replace
from uuid import UUID

import pytest

from domain.conference_management.events import (
    ConferenceCreated,
    ConferencePublished,
    ConferenceUnpublished,
    SeatCreated,
    SeatDeleted,
    SeatUpdated,
)
from domain.registration.commands import AddSeats, RemoveSeats
from domain.registration.events import OrderCheckedOut, OrderRegistrantAssigned
from domain.values import RaisedFor
from infrastructure.event_store import StorageUnavailable, StreamId
from infrastructure.locators import Locator
from infrastructure.messaging import BusUnavailable
from tests.stores import Stores
from tests.views.projecting import WatchedRows, World
from tests.views.story import (
    ADA,
    CONFERENCE,
    DINNER,
    GRACE,
    ORDER,
    PAYMENT,
    WORKSHOP,
    conference_details,
    minute,
    order_placed,
    workshop_details,
    workshops,
)

THIS_CONFERENCE = StreamId("Conference", CONFERENCE)
CREATED = ConferenceCreated(details=conference_details())
WORKSHOPS = SeatCreated(seat_type=WORKSHOP, details=workshop_details(), quantity=100, previous_quantity=0)


@pytest.fixture
async def world(stores: Stores) -> World:
    return await World.on(stores)


async def listed_slugs(world: World) -> list[str]:
    return [conference.slug for conference in await world.views.published_conferences(minute(0))]


async def test_a_conference_is_found_by_its_slug_and_listed_while_published(world: World):
    away = ConferenceUnpublished(redirect_url=None)
    news = await world.happened(THIS_CONFERENCE, [CREATED], [ConferencePublished()], [away], [ConferencePublished()])
    projector = world.instance()["Conference"]
    shown: list[list[str]] = []
    for commit in news:
        await projector.project(commit)
        shown.append(await listed_slugs(world))
    assert shown == [[], ["pycon"], [], ["pycon"]]
    conference = await world.views.conference_by_slug("pycon")
    assert conference is not None
    assert (conference.id, conference.version) == (CONFERENCE, 3)
    assert await world.views.conference_by_slug("python") is None


async def test_the_list_is_ordered_by_start_date_then_name(world: World):
    created = {
        "later": conference_details(slug="later", start_date="2027-05-04", name="A"),
        "b": conference_details(slug="b", name="B"),
        "a": conference_details(slug="a", name="A"),
    }
    projector = world.instance()["Conference"]
    for number, details in enumerate(created.values()):
        stream = StreamId("Conference", UUID(int=number))
        for commit in await world.happened(stream, [ConferenceCreated(details=details), ConferencePublished()]):
            await projector.project(commit)
    assert await listed_slugs(world) == ["a", "b", "later"]


async def test_the_quota_follows_by_the_difference_and_a_new_seat_type_is_told_even_without_seats(world: World):
    same_quota = SeatUpdated(seat_type=WORKSHOP, details=workshop_details("X"), quantity=80, previous_quantity=80)
    news = await world.happened(
        THIS_CONFERENCE,
        [CREATED],
        [WORKSHOPS],
        [SeatUpdated(seat_type=WORKSHOP, details=workshop_details(), quantity=130, previous_quantity=100)],
        [SeatUpdated(seat_type=WORKSHOP, details=workshop_details(), quantity=80, previous_quantity=130)],
        [same_quota],
        [SeatDeleted(seat_type=WORKSHOP, quantity=0, previous_quantity=80)],
        [SeatCreated(seat_type=DINNER, details=workshop_details(), quantity=0, previous_quantity=0)],
    )
    projector = world.instance()["Conference"]
    for commit in news:
        await projector.project(commit)
    of: dict[str, UUID] = {"conference_id": CONFERENCE, "seat_type": WORKSHOP}
    first, second, third, fourth, fifth = world.bus.commands
    assert first == AddSeats(id=first.id, quantity=100, **of)
    assert second == AddSeats(id=second.id, quantity=30, **of)
    assert third == RemoveSeats(id=third.id, quantity=50, **of)
    assert fourth == RemoveSeats(id=fourth.id, quantity=80, **of)
    # A new type without seats is told too: orders for it must not wait for news of it.
    assert fifth == AddSeats(id=fifth.id, conference_id=CONFERENCE, seat_type=DINNER, quantity=0)
    assert len({first.id, second.id, third.id, fourth.id, fifth.id}) == 5


async def test_a_quota_that_was_raised_for_an_honoured_order_goes_into_its_reservation(world: World):
    raised_for = RaisedFor(reservation_id=UUID(int=7), number=6)
    news = await world.happened(
        THIS_CONFERENCE,
        [CREATED],
        [WORKSHOPS],
        [
            SeatUpdated(
                seat_type=WORKSHOP,
                details=workshop_details(),
                quantity=102,
                previous_quantity=100,
                raised_for=raised_for,
            )
        ],
    )
    projector = world.instance()["Conference"]
    for commit in news:
        await projector.project(commit)
    _, raised = world.bus.commands
    assert raised == AddSeats(
        id=raised.id, conference_id=CONFERENCE, seat_type=WORKSHOP, quantity=2, raised_for=raised_for
    )


async def test_a_quota_command_that_is_sent_again_is_the_same_command(world: World):
    news = await world.happened(THIS_CONFERENCE, [CREATED, WORKSHOPS])
    rows = WatchedRows(world.views.rows, fail_at={1})
    with pytest.raises(StorageUnavailable):
        await world.instance(replace(world.views, rows=rows))["Conference"].project(news[0])
    await world.instance()["Conference"].project(news[0])
    first, again = world.bus.commands
    assert first == again


async def test_a_version_is_not_shown_before_its_quota_was_sent(world: World):
    news = await world.happened(THIS_CONFERENCE, [CREATED], [WORKSHOPS])
    projector = world.instance()["Conference"]
    await projector.project(news[0])
    world.bus.down = True
    with pytest.raises(BusUnavailable):
        await projector.project(news[1])
    conference = await world.views.conference(CONFERENCE)
    assert conference is not None
    assert conference.version == 0
    world.bus.down = False
    await projector.project(news[1])
    conference = await world.views.conference(CONFERENCE)
    assert conference is not None
    assert (conference.version, len(world.bus.commands)) == (1, 1)


async def test_an_instance_that_lags_behind_never_takes_the_list_back(world: World):
    news = await world.happened(
        THIS_CONFERENCE, [CREATED], [ConferencePublished()], [ConferenceUnpublished(redirect_url=None)]
    )
    slow, fast = world.instance()["Conference"], world.instance()["Conference"]
    await slow.project(news[0])
    for commit in news:
        await fast.project(commit)
    await slow.project(news[1])
    assert await listed_slugs(world) == []


REGISTERED = OrderRegistrantAssigned(conference_id=CONFERENCE, registrant=ADA, issued_at=minute(2))
CHECKED_OUT = OrderCheckedOut(
    conference_id=CONFERENCE,
    payment_id=PAYMENT,
    payment_type="third-party",
    amount="199.00",
    currency="EUR",
    description="Registration for PyCon",
    items=[],
)


async def located(world: World, email: str, access_code: str) -> list[UUID]:
    return await world.locators.find(Locator("order", email, access_code))


async def test_an_order_can_be_located_from_its_checkout_on_whatever_the_case(world: World):
    stream = StreamId("Order", ORDER)
    news = await world.happened(stream, [order_placed(workshops(1))], [REGISTERED], [REGISTERED, CHECKED_OUT])
    projector = world.instance()["Order"]
    for commit in news[:2]:
        await projector.project(commit)
    assert await located(world, "ada@example.com", "K7MQ2X") == []
    await projector.project(news[2])
    assert await located(world, " ADA@Example.com", "k7mq2x ") == [ORDER]
    assert await located(world, "ada@example.com", "K7MQ2Y") == []
    assert await located(world, "grace@example.com", "K7MQ2X") == []


async def test_a_corrected_registrant_can_locate_the_order(world: World):
    corrected = OrderRegistrantAssigned(conference_id=CONFERENCE, registrant=GRACE, issued_at=minute(4))
    news = await world.happened(
        StreamId("Order", ORDER), [order_placed(workshops(1))], [REGISTERED, CHECKED_OUT], [corrected]
    )
    for commit in news:
        await world.instance()["Order"].project(commit)
    assert await located(world, "grace@example.com", "K7MQ2X") == [ORDER]


async def test_a_conference_locator_never_leads_to_an_order(world: World):
    await world.locators.add(Locator("conference", "ada@example.com", "K7MQ2X"), CONFERENCE)
    assert await located(world, "ada@example.com", "K7MQ2X") == []
