"""The last changes of a conference, as its owner reads them."""

from typing import Any

from tests.management.site import MINE, Site, pycon, workshop


async def edit(site: Site, **members: Any) -> None:
    body = {name: value for name, value in pycon(**members).items() if name not in ("slug", "ownerEmail")}
    assert (await site.request("PUT", "", body, headers={"If-Match": "*"})).status == 200


async def history(site: Site) -> Any:
    answer = await site.request("GET", "history")
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
    return answer.json


async def test_the_history_says_what_was_changed_and_when_the_newest_first(site: Site):
    await site.create()
    await edit(site, name="PyCon 2027", endDate="2027-05-06")
    await site.request("POST", "seat-types", workshop(seatTypeId=MINE))
    await site.request("PUT", f"seat-types/{MINE}", workshop(price="9.5", quantity=7))
    await site.request("POST", "publish")
    await site.request("POST", "unpublish", {"redirectUrl": "https://example.com/later"})
    items = await history(site)
    assert [(item["version"], item["what"], item["seatTypeName"]) for item in items] == [
        (5, "ConferenceUnpublished", None),
        (4, "ConferencePublished", None),
        (3, "SeatUpdated", "Workshop"),
        (2, "SeatCreated", "Workshop"),
        (1, "ConferenceUpdated", None),
        (0, "ConferenceCreated", None),
    ]
    assert [item["changes"] for item in items] == [
        [{"member": "redirectUrl", "before": None, "after": "https://example.com/later"}],
        [],
        [
            {"member": "price", "before": "199.00", "after": "9.50"},
            {"member": "quantity", "before": 100, "after": 7},
        ],
        [
            {"member": "name", "before": None, "after": "Workshop"},
            {"member": "description", "before": None, "after": "A day of practice"},
            {"member": "price", "before": None, "after": "199.00"},
            {"member": "quantity", "before": None, "after": 100},
        ],
        [
            {"member": "name", "before": "PyCon", "after": "PyCon 2027"},
            {"member": "endDate", "before": "2027-05-05", "after": "2027-05-06"},
        ],
        [],
    ]
    assert {item["when"] for item in items} == {"2026-11-23T12:01:00Z"}


async def test_a_deleted_seat_type_is_called_what_it_was_called(site: Site):
    await site.create()
    await site.request("POST", "seat-types", workshop(seatTypeId=MINE))
    await site.request("DELETE", f"seat-types/{MINE}")
    [deleted, *_] = await history(site)
    assert (deleted["what"], deleted["seatTypeName"]) == ("SeatDeleted", "Workshop")
    assert {"member": "quantity", "before": 100, "after": None} in deleted["changes"]


async def test_only_the_last_twenty_changes_are_told(site: Site):
    await site.create()
    for number in range(1, 22):
        await edit(site, name=f"PyCon {number}")
    items = await history(site)
    assert [item["version"] for item in items] == list(range(21, 1, -1))
    assert items[-1]["changes"] == [{"member": "name", "before": "PyCon 1", "after": "PyCon 2"}]


async def test_a_change_that_changed_nothing_is_none(site: Site):
    await site.create()
    await edit(site)
    assert len(await history(site)) == 1
