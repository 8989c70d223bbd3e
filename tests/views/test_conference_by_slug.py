"""How a conference is found by its slug: whose a slug is never changes, what the conference shows does."""

from datetime import date
from uuid import UUID

import pytest

from domain.registration.views.conference import ConferenceView, SlugOwner
from infrastructure.registration_views import RegistrationViews, conference_place, slug_place
from infrastructure.view_store import Document, Place
from tests.http.fakes import MemoryViewStore

PYCON = UUID("00000000-0000-4000-8000-00000000000c")
SLUG, CONFERENCE = slug_place("pycon"), conference_place(PYCON)


class NotedRows(MemoryViewStore):
    """`read`: the places, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[Place] = []

    async def get(self, place: Place) -> Document | None:
        self.read.append(place)
        return await super().get(place)

    async def shows(self, name: str, version: int) -> None:
        view = ConferenceView(
            id=PYCON,
            slug="pycon",
            name=name,
            description="",
            tagline=None,
            location="Berlin",
            twitter_search=None,
            start_date=date(2027, 5, 1),
            end_date=date(2027, 5, 3),
            time_zone="Europe/Berlin",
            currency="EUR",
            invoice_period_days=0,
            is_published=True,
            redirect_url=None,
            seat_types=[],
            version=version,
        )
        await self.save(CONFERENCE, version, view.model_dump_json(), None)


@pytest.fixture
def rows() -> NotedRows:
    return NotedRows()


@pytest.fixture
def views(rows: NotedRows) -> RegistrationViews:
    return RegistrationViews(rows, MemoryViewStore())


async def test_whose_the_slug_is_is_asked_once_and_what_the_conference_shows_each_time(
    rows: NotedRows, views: RegistrationViews
):
    await rows.save(SLUG, 0, SlugOwner(id=PYCON).model_dump_json(), None)
    await rows.shows("PyCon", 1)
    found = [await views.conference_by_slug("pycon")]
    await rows.shows("PyCon Berlin", 2)
    found += [await views.conference_by_slug("pycon") for _ in range(2)]
    assert [view and view.name for view in found] == ["PyCon", "PyCon Berlin", "PyCon Berlin"]
    assert rows.read == [SLUG, CONFERENCE, CONFERENCE, CONFERENCE]


async def test_that_nobody_has_a_slug_is_not_remembered(rows: NotedRows, views: RegistrationViews):
    assert await views.conference_by_slug("pycon") is None
    await rows.save(SLUG, 0, SlugOwner(id=PYCON).model_dump_json(), None)
    await rows.shows("PyCon", 1)
    found = await views.conference_by_slug("pycon")
    assert found
    assert found.id == PYCON
