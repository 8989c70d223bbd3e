"""The orders of a conference and its attendees, as they are listed."""

from uuid import UUID

import pytest

from domain.registration.events import OrderExpired, OrderRegistrantAssigned, OrderRejected
from infrastructure.event_store import StreamId
from infrastructure.management_views import (
    STATES,
    TABLE,
    ManagementViews,
    Selection,
    management_projectors,
    order_place,
)
from infrastructure.message_codec import encode_commit
from infrastructure.topology import EVENTS_TOPIC
from infrastructure.view_store import Copies
from tests.management.orders_of import order, seated
from tests.management.site import Site
from tests.stores import Stores
from tests.views.projecting import WatchedRows
from tests.views.story import ADA, minute, order_placed, totals, workshops


async def test_an_order_is_listed_with_its_registrant(site: Site):
    await site.create()
    registered = OrderRegistrantAssigned(conference_id=site.conference_id, registrant=ADA, issued_at=minute(3))
    await order(site, UUID(int=7), registered)
    assert (await site.request("GET", "orders")).json == {
        "items": [
            {
                "orderId": "00000000-0000-0000-0000-000000000007",
                "accessCode": "K7MQ2X",
                "state": "PendingReservation",
                "registrantName": "Lovelace, Ada",
                "registrantEmail": "ada@example.com",
                "total": "398.00",
                "currency": "EUR",
                "seats": [{"seatTypeName": "Workshop", "quantity": 2}],
                "placedAt": "2026-11-23T12:00:00Z",
                "reason": None,
            }
        ],
        "continuation": None,
        "counts": counts(PendingReservation=1),
    }


def counts(**of_states: int) -> dict[str, int]:
    return dict.fromkeys(STATES, 0) | of_states


async def test_the_list_says_how_many_orders_are_in_each_state_those_that_it_leaves_out_too(site: Site):
    """Orders 1 to 6: two wait, one expired, three were rejected; another conference has one of its own."""
    await site.create(slug="other")
    await order(site, UUID(int=9))
    await site.create()
    of = {"conference_id": site.conference_id}
    await order(site, UUID(int=1))
    await order(site, UUID(int=2))
    await order(site, UUID(int=3), OrderExpired(**of))
    for number, reason in ((4, "given-up"), (5, "invoice-cancelled"), (6, "refunded")):
        await order(site, UUID(int=number), OrderRejected(**of, reason=reason))
    for query in ({}, {"state": "Rejected"}, {"state": "Confirmed"}, {"continuation": str(UUID(int=2))}):
        answer = (await site.request("GET", "orders", query=query)).json
        assert answer["counts"] == counts(PendingReservation=2, Expired=1, Rejected=3)
    rejected = (await site.request("GET", "orders", query={"state": "Rejected"})).json["items"]
    assert [item["reason"] for item in rejected] == ["given-up", "invoice-cancelled", "refunded"]
    assert (await site.request("GET", f"orders/{UUID(int=6)}")).json["reason"] == "refunded"


async def test_an_order_that_arrives_twice_or_late_counts_once(site: Site):
    """Two instances project the same commits, one of them without the first one; then one starts again."""
    await site.create()
    expired = OrderExpired(conference_id=site.conference_id)
    await order(site, UUID(int=1), expired)
    rows = site.http.services().management_views.rows
    [*events] = (await site.views.store.read(StreamId("Order", UUID(int=1)))).events
    for commit in (events[-1:], events, events[:1]):
        await management_projectors(rows, site.views.store, site.views.wakeups)["Order"].project(commit)
    assert (await site.request("GET", "orders")).json["counts"] == counts(Expired=1)


async def test_expired_orders_leave_the_list_and_are_shown_to_who_asks_for_them(site: Site):
    await site.create()
    await order(site, UUID(int=1))
    await order(site, UUID(int=2), OrderExpired(conference_id=site.conference_id))

    async def listed(**query: str) -> list[str]:
        return [item["orderId"][-1] for item in (await site.request("GET", "orders", query=query)).json["items"]]

    assert await listed() == ["1"]
    assert await listed(state="PendingReservation") == ["1"]
    assert await listed(state="Expired") == ["2"]
    assert await listed(state="Confirmed") == []
    assert (await site.request("GET", f"orders/{UUID(int=2)}")).json["state"] == "Expired"
    for query in ({"state": "Unheard"}, {"continuation": "x"}):
        assert (await site.request("GET", "orders", query=query)).status == 422


async def test_an_order_that_moves_on_leaves_the_list_of_the_state_it_had(site: Site):
    await site.create()
    of = {"conference_id": site.conference_id}
    placed = [event.model_copy(update=of) for event in (order_placed(workshops(2)), totals("398"))]
    stream = StreamId("Order", UUID(int=1))
    for commit in await site.views.happened(stream, placed, [OrderExpired(conference_id=site.conference_id)]):
        await site.bus.send(EVENTS_TOPIC, encode_commit(commit))
        await site.bus.all_delivered()
    listed = [
        len((await site.request("GET", "orders", query=query)).json["items"])
        for query in ({}, {"state": "PendingReservation"}, {"state": "Expired"})
    ]
    assert listed == [0, 0, 1]
    assert (await site.request("GET", "orders")).json["counts"] == counts(Expired=1)


async def test_orders_come_page_by_page(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("functions.http.management.orders.PAGE", 2)
    await site.create()
    for number in (5, 3, 1, 4, 2):
        ended = [OrderExpired(conference_id=site.conference_id)] if number == 2 else []
        await order(site, UUID(int=number), *ended)
    pages: list[list[str]] = []
    query: dict[str, str] = {}
    while True:
        page = (await site.request("GET", "orders", query=query)).json
        pages.append([item["orderId"][-1] for item in page["items"]])
        if page["continuation"] is None:
            break
        query = {"continuation": page["continuation"]}
    assert pages == [["1", "3"], ["4", "5"]]


async def test_orders_and_attendees_of_another_conference_are_nobody_s_business_here(site: Site):
    await site.create()
    await order(site, UUID(int=1))
    await site.create(slug="other")
    assert (await site.request("GET", "orders")).json["items"] == []
    assert (await site.request("GET", f"orders/{UUID(int=1)}")).status == 404
    assert (await site.request("GET", "attendees")).json["items"] == []


async def test_attendees_are_listed_order_by_order(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("functions.http.management.orders.PAGE", 1)
    await site.create()
    await seated(site, UUID(int=1), [None, ADA])
    await seated(site, UUID(int=2), [None])
    await seated(site, UUID(int=3), [None, ADA])
    first = (await site.request("GET", "attendees")).json
    assert first["items"] == [
        {
            "orderId": "00000000-0000-0000-0000-000000000001",
            "position": 1,
            "seatTypeName": "Workshop",
            "firstName": "Ada",
            "lastName": "Lovelace",
            "email": "ada@example.com",
        }
    ]
    second = (await site.request("GET", "attendees", query={"continuation": first["continuation"]})).json
    assert [item["orderId"][-1] for item in second["items"]] == ["3"]
    assert second["continuation"] is None


async def test_a_list_of_one_state_reads_the_orders_of_that_state_and_no_others(site: Site, stores: Stores):
    """Of five orders three expired: a list of either kind reads the documents that it shows."""
    await site.create()
    for number in range(1, 6):
        ended = [OrderExpired(conference_id=site.conference_id)] if number <= 3 else []
        await order(site, UUID(int=number), *ended)
    rows = WatchedRows(await stores.rows(TABLE))
    selections: list[tuple[Selection, int]] = [("open", 2), ("Expired", 3), ("PendingReservation", 2), ("all", 5)]
    for selection, shown in selections:
        rows.listed = 0
        page = await ManagementViews(rows).orders(site.conference_id, selection, after=None, limit=100)
        assert (len(page.orders), rows.listed) == (shown, shown)
    rows.listed = 0
    found = await ManagementViews(rows).counts(site.conference_id)
    assert (found["Expired"], found["PendingReservation"], rows.listed) == (3, 2, 0)


async def test_an_order_that_drifted_is_put_back_into_the_lists_it_belongs_to(site: Site, stores: Stores):
    """It stands among the confirmed, and expired in truth: the audit writes it anew."""
    await site.create()
    stream = StreamId("Order", UUID(int=1))
    await order(site, UUID(int=1), OrderExpired(conference_id=site.conference_id))
    rows, place = await stores.rows(TABLE), order_place(site.conference_id, UUID(int=1))
    stands = await rows.get(place)
    assert stands is not None
    nonsense = stands.json.replace("Expired", "Confirmed")
    copies = Copies(frozenset({f"State_Confirmed_{UUID(int=1)}"}), frozenset({f"State_Expired_{UUID(int=1)}"}))
    await rows.save(place, stands.version, nonsense, stands.etag, copies)

    projector = management_projectors(rows, site.views.store, site.views.wakeups)["Order"]
    await projector.reconcile((await site.views.store.read(stream)).events)

    async def listed(state: str) -> int:
        return len((await site.request("GET", "orders", query={"state": state})).json["items"])

    assert [await listed(state) for state in ("Confirmed", "Expired", "PendingReservation")] == [0, 1, 0]
    assert (await site.request("GET", "orders")).json["counts"] == counts(Expired=1)
