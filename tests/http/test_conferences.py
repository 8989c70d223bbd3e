from domain.conference_management.events import ConferenceUnpublished, SeatDeleted
from tests.domain.orders import DINNER, WORKSHOP
from tests.http.world import World


async def test_the_list_shows_published_conferences(world: World):
    answer = await world.request("GET", "/conferences")
    assert answer.status == 200
    assert answer.json == [
        {
            "id": "00000000-0000-4000-8000-00000000000c",
            "slug": "pycon",
            "name": "PyCon",
            "tagline": "Batteries included",
            "location": "Vienna",
            "startDate": "2027-05-03",
            "endDate": "2027-05-05",
            "timeZone": "Europe/Vienna",
            "currency": "EUR",
            "fromPrice": "15.10",
        }
    ]


async def test_the_list_names_no_price_where_there_is_no_seat_type(world: World):
    gone = [SeatDeleted(seat_type=seat_type, quantity=0, previous_quantity=10) for seat_type in (WORKSHOP, DINNER)]
    world.conference(*gone)
    assert [item["fromPrice"] for item in (await world.request("GET", "/conferences")).json] == [None]


async def test_the_list_leaves_out_what_is_not_published(world: World):
    world.conference(published=False)
    assert (await world.request("GET", "/conferences")).json == []


async def test_a_conference_is_found_by_its_slug_in_either_case(world: World):
    answer = await world.request("GET", "/conferences/PyCon")
    assert answer.status == 200
    assert answer.json == {
        "id": "00000000-0000-4000-8000-00000000000c",
        "slug": "pycon",
        "name": "PyCon",
        "description": "All about Python",
        "location": "Vienna",
        "tagline": "Batteries included",
        "twitterSearch": "#pycon",
        "startDate": "2027-05-03",
        "endDate": "2027-05-05",
        "timeZone": "Europe/Vienna",
        "currency": "EUR",
        "invoicePeriodDays": 14,
    }


async def test_an_unpublished_conference_tells_where_its_owner_sends_visitors(world: World):
    world.conference(ConferenceUnpublished(redirect_url="https://elsewhere.test/"))
    answer = await world.request("GET", "/conferences/pycon")
    assert (answer.status, answer.slug) == (404, "not-found")
    assert answer.json["redirectUrl"] == "https://elsewhere.test/"


async def test_no_slug_leads_out_of_the_table(world: World):
    for slug in ("nobody", "a%2Fb", "a'b", "a b", "x" * 61, "py_con", "pycon\n"):
        answer = await world.request("GET", f"/conferences/{slug}")
        assert (answer.status, answer.slug) == (404, "not-found"), slug
        assert "redirectUrl" not in answer.json


async def test_seat_types_show_that_nothing_is_available_before_the_quota_is_known(world: World):
    answer = await world.request("GET", "/conferences/pycon/seat-types")
    assert answer.status == 200
    assert [(item["id"], item["price"], item["quantity"], item["availableQuantity"]) for item in answer.json] == [
        (str(WORKSHOP), "15.10", 10, 0),
        (str(DINNER), "45.50", 10, 0),
    ]


async def test_public_data_is_answered_304_to_whoever_has_it_already(world: World):
    first = await world.request("GET", "/conferences/pycon")
    etag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "public, no-cache"
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = await world.request("GET", "/conferences/pycon", headers={"If-None-Match": known})
        assert (again.status, again.content, again.headers["ETag"]) == (304, b"", etag)


async def test_public_data_that_changed_is_answered_whole(world: World):
    etag = (await world.request("GET", "/conferences/pycon")).headers["ETag"]
    world.conference(location="Linz")
    again = await world.request("GET", "/conferences/pycon", headers={"If-None-Match": etag})
    assert again.status == 200
    assert again.json["location"] == "Linz"
    assert again.headers["ETag"] != etag
