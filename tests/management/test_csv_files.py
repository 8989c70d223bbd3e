"""Orders and attendees as CSV files, read by the standard library's parser as a spreadsheet would."""

import csv
import io
from decimal import Decimal
from urllib.parse import parse_qsl
from uuid import UUID

import pytest

from domain.registration.events import OrderExpired, OrderRegistrantAssigned, OrderRejected
from domain.values import PersonalInfo, PricedSeats
from infrastructure.event_store import StreamId
from tests.http.world import Response
from tests.management.orders_of import order, seated
from tests.management.site import Site
from tests.views.story import ADA, GRACE, minute, order_placed


async def export(site: Site, url: str, **query: str) -> Response:
    return await site.request("GET", url, headers={"Accept": "text/csv"}, query=query)


def rows(answer: Response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), strict=True))


def person(first_name: str = "Ada", last_name: str = "Lovelace", email: str = "ada@example.com") -> PersonalInfo:
    return PersonalInfo(first_name=first_name, last_name=last_name, email=email)


async def test_attendees_are_a_file_that_a_spreadsheet_opens(site: Site):
    await site.create()
    await seated(site, UUID(int=1), [None, ADA])
    await seated(site, UUID(int=2), [GRACE])
    answer = await export(site, "attendees")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="attendees.csv"'
    assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == ("no-store", "Accept")
    assert answer.content.decode() == (
        "\ufefforderId,position,seatTypeName,firstName,lastName,email\r\n"
        "00000000-0000-0000-0000-000000000001,1,Workshop,Ada,Lovelace,ada@example.com\r\n"
        "00000000-0000-0000-0000-000000000002,0,Workshop,Grace,Hopper,grace@example.com\r\n"
    )


async def test_the_file_of_orders_has_every_order_or_those_of_the_state_that_is_asked_for(site: Site):
    await site.create()
    registered = OrderRegistrantAssigned(conference_id=site.conference_id, registrant=ADA, issued_at=minute(3))
    await order(site, UUID(int=1), registered)
    of = {"conference_id": site.conference_id}
    await order(site, UUID(int=2), OrderExpired(**of))
    await order(site, UUID(int=3), OrderRejected(**of, reason="invoice-cancelled"))
    await order(site, UUID(int=4), OrderRejected(**of, reason="refunded"))
    columns = "orderId,accessCode,state,registrantName,registrantEmail,total,currency,seats,placedAt,reason\r\n"
    same = "398.00,EUR,2 x Workshop,2026-11-23T12:00:00Z"
    beginning = "00000000-0000-0000-0000-00000000000"
    lines = [
        f'{beginning}1,K7MQ2X,PendingReservation,"Lovelace, Ada",ada@example.com,{same},\r\n',
        f"{beginning}2,K7MQ2X,Expired,,,{same},\r\n",
        f"{beginning}3,K7MQ2X,Rejected,,,{same},invoice-cancelled\r\n",
        f"{beginning}4,K7MQ2X,Rejected,,,{same},refunded\r\n",
    ]
    answer = await export(site, "orders")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="orders.csv"'
    assert answer.content.decode() == "\ufeff" + columns + "".join(lines)
    for state, of_state in (("Expired", lines[1:2]), ("Rejected", lines[2:]), ("Confirmed", [])):
        assert (await export(site, "orders", state=state)).content.decode() == "\ufeff" + columns + "".join(of_state)
    assert (await export(site, "orders", state="Unheard")).status == 422


async def test_an_order_of_several_types_names_them_in_one_cell(site: Site):
    await site.create()
    types = [
        PricedSeats(seat_type=UUID(int=number), name=name, quantity=number, unit_price=Decimal(1))
        for number, name in [(2, "Workshop, long"), (1, 'Dinner "Heuriger"')]
    ]
    placed = order_placed(*types).model_copy(update={"conference_id": site.conference_id})
    await site.happened(StreamId("Order", UUID(int=1)), [placed])
    answer = await export(site, "orders")
    assert rows(answer)[1][7] == '2 x Workshop, long; 1 x Dinner "Heuriger"'
    assert '"2 x Workshop, long; 1 x Dinner ""Heuriger"""' in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    ["O'Neil, Jr.", 'the "Great"', "Müller-Łukasz", "山田", "🦉", "a;b", "semi; colon, \"and\" 'all'", "\u2028x"],
)
async def test_whatever_a_name_holds_comes_back_by_a_real_parser(site: Site, name: str):
    await site.create()
    await seated(site, UUID(int=1), [person(first_name=name, last_name=name)])
    assert rows(await export(site, "attendees"))[1][3:5] == [name, name]


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
async def test_no_cell_is_a_formula(site: Site, beginning: str):
    """Whoever buys a ticket names the attendees, and the owner opens the file."""
    await site.create()
    formula = f'{beginning}HYPERLINK("http://evil.example","Click")'
    await seated(site, UUID(int=1), [person(formula, formula, f"{beginning}cmd@example.com")], seat_type=formula)
    cells = rows(await export(site, "attendees"))[1]
    assert cells[2:] == [f"'{formula}", f"'{formula}", f"'{formula}", f"'{beginning}cmd@example.com"]


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("Ada;=1+1", "Ada;'=1+1"),
        ("Ada; @SUM(1)", "Ada; '@SUM(1)"),
        ('Ada;"=1+1";-2', "Ada;\"'=1+1\";'-2"),
        ("=1;＝1", "'=1;'＝1"),
        ("Ada;", "Ada;"),
    ],
)
async def test_no_part_of_a_cell_is_a_formula_where_lists_are_separated_by_semicolons(site: Site, name: str, cell: str):
    """A spreadsheet in German, among others, begins another cell behind each of them."""
    await site.create()
    await seated(site, UUID(int=1), [person(last_name=name)])
    assert rows(await export(site, "attendees"))[1][4] == cell


async def test_a_name_with_a_sign_within_is_left_as_it_is(site: Site):
    await site.create()
    await seated(site, UUID(int=1), [person("Anne-Marie", "a=b", "ada+x@example.com")])
    assert rows(await export(site, "attendees"))[1][3:] == ["Anne-Marie", "a=b", "ada+x@example.com"]


async def test_a_conference_without_any_has_a_file_of_headings(site: Site):
    await site.create()
    for url, first in [("orders", "orderId"), ("attendees", "orderId")]:
        [headings] = rows(await export(site, url))
        assert headings[0] == first


@pytest.mark.parametrize(
    ("accept", "csv_is_given"),
    [
        ("text/csv", True),
        ("TEXT/CSV", True),
        ("text/csv, application/json;q=0.9", True),
        ("application/json;q=0.5, text/csv;q=0.8", True),
        ("text/*", True),
        ("application/json, text/csv;q=0.9", False),
        ("text/csv;q=0", False),
        ("*/*", False),
        ("", False),
        ("application/xml", False),
        ("text/csv;q=x, application/json", False),
    ],
)
async def test_csv_is_for_who_likes_it_best(site: Site, accept: str, csv_is_given: bool):
    await site.create()
    for url in ("orders", "attendees"):
        answer = await site.request("GET", url, headers={"Accept": accept})
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/csv" if csv_is_given else "application/json")


async def test_what_is_too_long_for_one_file_goes_on_in_the_next(site: Site, monkeypatch: pytest.MonkeyPatch):
    """At most 200 bytes and an order: the headings and two attendees, then three at a time."""
    monkeypatch.setattr("functions.http.csv_files.LARGEST_FILE", 200)
    await site.create()
    for number in range(1, 8):
        await seated(site, UUID(int=number), [ADA])
    files: list[list[str]] = []
    answer = await export(site, "attendees")
    files.append(numbers(answer))
    while "Link" in answer.headers:
        answer = await export(site, "attendees", **next_query(answer.headers["Link"]))
        files.append(numbers(answer))
    assert files == [["1", "2"], ["3", "4"], ["5", "6"], ["7"]]


async def test_orders_that_are_too_many_for_one_file_go_on_in_the_next_ended_ones_too(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    """At most 150 bytes and an order: one order a file."""
    monkeypatch.setattr("functions.http.csv_files.LARGEST_FILE", 150)
    await site.create()
    for number in range(1, 4):
        ended = [OrderExpired(conference_id=site.conference_id)] if number == 2 else []
        await order(site, UUID(int=number), *ended)
    answer = await export(site, "orders")
    files = [numbers(answer)]
    while "Link" in answer.headers:
        answer = await export(site, "orders", **next_query(answer.headers["Link"]))
        files.append(numbers(answer))
    assert files == [["1"], ["2"], ["3"]]


def numbers(answer: Response) -> list[str]:
    return [row[0][-1] for row in rows(answer)[1:]]


def next_query(link: str) -> dict[str, str]:
    target, relation = link.split("; ")
    assert relation == 'rel="next"'
    return dict(parse_qsl(target.strip("<>?")))
