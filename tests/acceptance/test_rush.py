"""Many at once: nobody gets a seat that another one has, and nobody waits for long."""

import asyncio
import time
import uuid
from dataclasses import dataclass

import httpx
import pytest

from tests.acceptance.api import Conference, Json
from tests.acceptance.world import World

RESERVED = ("ReservationCompleted", "PartiallyReserved")
LONGEST_SECONDS = 20
"""From placing an order to its reservation, on a busy stack."""


@dataclass
class Placed:
    """`seconds`: from sending the order to reading that it is reserved."""

    order: Json
    seconds: float


class Registrants:
    """`clients` people at a time, each ordering, then waiting for the reservation."""

    def __init__(self, base_url: str, conference: Conference, clients: int) -> None:
        limits = httpx.Limits(max_connections=clients)
        self._http = httpx.AsyncClient(base_url=f"{base_url}/api", timeout=60, limits=limits)
        self._conference = conference
        self._clients = asyncio.Semaphore(clients)

    async def order_all(self, orders: int, seat_type: str, quantity: int) -> list[Placed]:
        async with self._http:
            return await asyncio.gather(*(self._order(seat_type, quantity) for _ in range(orders)))

    async def _order(self, seat_type: str, quantity: int) -> Placed:
        async with self._clients:
            began = time.monotonic()
            body = {"orderId": str(uuid.uuid4()), "seats": self._conference.seats(**{seat_type: quantity})}
            answer = await self._http.post(f"/conferences/{self._conference.slug}/orders", json=body)
            assert answer.status_code == 202, answer.text
            order = await self._reserved(answer.json())
            return Placed(order, time.monotonic() - began)

    async def _reserved(self, accepted: Json) -> Json:
        headers = {"Authorization": f"Bearer {accepted['accessToken']}", "Prefer": "wait=20"}
        path = f"/orders/{accepted['orderId']}"
        parameters: Json = {}
        order: Json = {}
        deadline = time.monotonic() + 3 * LONGEST_SECONDS
        while order.get("state") not in RESERVED:
            assert time.monotonic() < deadline, f"never reserved: {order}"
            answer = await self._http.get(path, headers=headers, params=parameters)
            if answer.status_code == 200:
                order = answer.json()
                parameters = {"after": order["version"]}
        return order


@pytest.fixture
def conference(world: World) -> Conference:
    world.conference = world.api.create_conference()
    return world.conference


def held(placed: list[Placed]) -> list[int]:
    return [sum(seat["reservedQuantity"] for seat in one.order["seats"]) for one in placed]


def test_twenty_registrants_for_ten_seats_get_exactly_ten(world: World, conference: Conference):
    conference.add_seat_type("Workshop", "100.00", 10)
    conference.publish()

    placed = asyncio.run(Registrants(world.stack.base_url, conference, clients=20).order_all(20, "Workshop", 1))

    assert sorted(held(placed)) == [0] * 10 + [1] * 10
    assert {one.order["state"] for one in placed if held([one]) == [0]} == {"PartiallyReserved"}
    world.eventually(lambda: conference.available("Workshop"), 0)
    world.eventually(lambda: conference.sales("Workshop")["reserved"], 10)


def test_two_hundred_orders_by_thirty_two_clients_are_each_reserved_in_time(world: World, conference: Conference):
    conference.add_seat_type("Workshop", "100.00", 500)
    conference.publish()

    placed = asyncio.run(Registrants(world.stack.base_url, conference, clients=32).order_all(200, "Workshop", 2))

    assert held(placed) == [2] * 200
    assert max(one.seconds for one in placed) < LONGEST_SECONDS
    world.eventually(lambda: conference.available("Workshop"), 100)
